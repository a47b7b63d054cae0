//! Other clients of the org, who use its buckets too.

use std::time::Duration;

use clock::{Seed, Timestamp};

use crate::service::Endpoint;

/// The org's other clients. They are no tasks: what they have used is a function of the seed,
/// the endpoint, the window and the moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbours(Seed);

impl Neighbours {
    pub(super) fn new(seed: &Seed) -> Self {
        Self(seed.child("neighbours"))
    }

    /// How many of their `total` requests they have made, `elapsed` after `opened`, when the
    /// window at `endpoint` was opened. Never less at a later moment; all of them at its end.
    pub(super) fn used(
        &self,
        endpoint: Endpoint,
        (opened, window): (Timestamp, Duration),
        elapsed: Duration,
        total: u32,
    ) -> u32 {
        if total == 0 {
            return 0;
        }
        let mut draw = self.0.child(endpoint.name()).draw_at(opened.as_seconds() as u64);
        let weights = [(); SLOTS].map(|()| draw.between(1, BURST));
        let window = window.as_millis().max(1);
        // How far into the slots of the window, in parts of a slot that are as many as the
        // window has milliseconds.
        let mut rest = elapsed.as_millis().min(window) * SLOTS as u128;
        let mut weight_used = 0;
        for weight in weights {
            let within = rest.min(window);
            weight_used += u128::from(weight) * within;
            rest -= within;
        }
        let weight_all = u128::from(weights.iter().sum::<u64>()) * window;
        (u128::from(total) * weight_used / weight_all) as u32
    }
}

/// Into how many parts of its own busyness a window falls.
const SLOTS: usize = 12;
/// How many times as busy as the quietest part the busiest can be.
const BURST: u64 = 9;
