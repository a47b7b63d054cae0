//! What the tests of the traffic share.

mod behaviors;
mod classic;
mod corpus;
mod json;
mod procedural;
mod sessions;
mod spread;

use std::sync::Arc;

use clock::Seed;
use serde_json::Value;

use super::lag::CommitLag;
use super::procedural::{Busyness, Procedural};
use super::shape::MINUTES_PER_DAY;
use super::timeline::SharedHistory;
use crate::log::{Entry, Order, Source};
use crate::world::{Engine, World};

/// A Thursday, in minutes.
const THURSDAY: i64 = 20_531 * MINUTES_PER_DAY;

fn traffic(seed: u64, users: u32, busyness: Busyness) -> Procedural {
    traffic_on(Engine::Oie, seed, users, busyness)
}

fn traffic_on(engine: Engine, seed: u64, users: u32, busyness: Busyness) -> Procedural {
    let seed = Seed::new(seed);
    let world = Arc::new(World::with_engine(&seed, users, engine));
    let (volume, begin) = (busyness.volume(users, engine), THURSDAY - 3_000);
    Procedural::new(world, &seed, CommitLag::default(), volume, (begin, SharedHistory::default()))
}

fn entries(traffic: &Procedural, order: Order, minutes: std::ops::Range<i64>) -> Vec<Entry> {
    let mut entries = Vec::new();
    minutes.for_each(|minute| traffic.entries(order, minute, &mut entries));
    entries
}

fn bytes(traffic: &Procedural, entry: &Entry) -> Vec<u8> {
    let mut out = Vec::new();
    traffic.write(entry, &mut out);
    out
}

fn event(traffic: &Procedural, entry: &Entry) -> Value {
    let bytes = bytes(traffic, entry);
    serde_json::from_slice(&bytes)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&bytes)))
}
