//! The behaviours that the log shows, against a slow reference that knows nothing but the log: a
//! ring of the last fifty successful sign-ins of everybody (scenario facts 1.4).

use std::collections::{BTreeMap, VecDeque};

use clock::{Seed, Timestamp};
use serde_json::Value;

use super::THURSDAY;
use crate::traffic::flow::Act;
use crate::traffic::flows::sign_in;
use crate::traffic::lag::CommitLag;
use crate::traffic::plan::Planner;
use crate::traffic::scene::{Identity, Scene};
use crate::traffic::shape::MINUTES_PER_DAY;
use crate::traffic::timeline::SharedHistory;
use crate::traffic::volume::Volume;
use crate::world::World;

/// What a session began with.
#[derive(Clone, Debug)]
struct Seen {
    at_ms: i64,
    ip: Value,
    device: Value,
    city: (Value, Value),
    state: (Value, Value),
    country: Value,
    spot: [f64; 2],
}

impl Seen {
    fn of(event: &Value) -> Self {
        let geo = &event["client"]["geographicalContext"];
        let country = geo["country"].clone();
        let degrees = |name: &str| geo["geolocation"][name].as_f64().unwrap();
        let published: Timestamp = event["published"].as_str().unwrap().parse().unwrap();
        Self {
            at_ms: published.as_millis(),
            ip: event["client"]["ipAddress"].clone(),
            device: event["debugContext"]["debugData"]["dtHash"].clone(),
            city: (geo["city"].clone(), country.clone()),
            state: (geo["state"].clone(), country.clone()),
            country,
            spot: [degrees("lat"), degrees("lon")],
        }
    }

    /// By the spherical law of cosines, which is another way than the org's.
    fn km_to(&self, other: &Self) -> f64 {
        let [lat, lon] = self.spot.map(f64::to_radians);
        let [to_lat, to_lon] = other.spot.map(f64::to_radians);
        let cosine = lat.sin() * to_lat.sin() + lat.cos() * to_lat.cos() * (to_lon - lon).cos();
        6_371.0 * cosine.clamp(-1.0, 1.0).acos()
    }
}

/// The last fifty, newest first.
#[derive(Default)]
struct Ring(VecDeque<Seen>);

impl Ring {
    fn push(&mut self, seen: Seen) {
        self.0.push_front(seen);
        self.0.truncate(50);
    }

    fn expected(&self, now: &Seen) -> String {
        let new = |count: usize, same: &dyn Fn(&Seen) -> bool| {
            if self.0.iter().take(count).any(same) { "NEGATIVE" } else { "POSITIVE" }
        };
        let or_nothing = |value: &Value, novelty| {
            if value.is_null() { "BAD_REQUEST" } else { novelty }
        };
        let last = &self.0[0];
        let hours = (now.at_ms - last.at_ms) as f64 / 3_600_000.0;
        let velocity = if now.km_to(last) > 805.0 * hours { "POSITIVE" } else { "NEGATIVE" };
        format!(
            "{{New Geo-Location={}, New Device={}, New IP={}, New State={}, New Country={}, \
             Velocity={velocity}, New City={}}}",
            new(20, &|seen| now.km_to(seen) <= 20.0),
            new(20, &|seen| seen.device == now.device),
            new(50, &|seen| seen.ip == now.ip),
            or_nothing(&now.state.0, new(15, &|seen| seen.state == now.state)),
            new(10, &|seen| seen.country == now.country),
            or_nothing(&now.city.0, new(20, &|seen| seen.city == now.city)),
        )
    }
}

#[test]
fn what_is_new_is_new_for_whoever_only_reads_the_log() {
    let seed = Seed::new(7);
    let world = World::new(&seed, 1_000);
    let planner =
        Planner::new(&seed, CommitLag::default(), Volume::default(), SharedHistory::default());
    // People are compared once their ring is full, for which nobody needs half a year.
    let (begin, end) = (THURSDAY - 150 * MINUTES_PER_DAY, THURSDAY + 90 * MINUTES_PER_DAY);
    let mut rings: BTreeMap<String, Ring> = BTreeMap::new();
    let (mut compared, mut differing) = (0, BTreeMap::<String, u32>::new());
    for minute in begin..end {
        let plan = planner.plan(&world, minute);
        let mut starts: Vec<_> = plan
            .steps
            .iter()
            .filter(|planned| planned.step.act == Act::SignIn(sign_in::Act::SessionStarted))
            .collect();
        starts.sort_by_key(|planned| planned.step.published);
        for planned in starts {
            let flow = &planner.flow(&world, &plan, planned);
            let identity = Identity { key: world.key(), minute, ordinal: planned.ordinal };
            let actor = world.person(flow.actor);
            let scene = Scene::new(&world, (flow, &actor), &planned.step, identity, None);
            let mut bytes = Vec::new();
            planned.step.act.write(&scene, &mut bytes);
            let event: Value = serde_json::from_slice(&bytes).unwrap();
            let seen = Seen::of(&event);
            let ring = rings.entry(event["actor"]["id"].to_string()).or_default();
            if ring.0.len() == 50 && minute >= THURSDAY {
                let shown = event["debugContext"]["debugData"]["behaviors"].as_str().unwrap();
                assert_eq!(shown, ring.expected(&seen), "{event}");
                compared += 1;
                if shown.contains("POSITIVE") {
                    for part in shown.trim_matches(['{', '}']).split(", ") {
                        if part.ends_with("POSITIVE") {
                            *differing.entry(part.to_owned()).or_default() += 1;
                        }
                    }
                }
            }
            ring.push(seen);
        }
    }
    assert!(compared > 40_000, "{compared} sign-ins");
    // What happens to people in 90 days happens here.
    for (novelty, least) in [
        ("New City=POSITIVE", 300),
        ("New Country=POSITIVE", 30),
        ("New Device=POSITIVE", 60),
        ("New Geo-Location=POSITIVE", 300),
        ("New IP=POSITIVE", 2_000),
        ("New State=POSITIVE", 200),
    ] {
        let count = differing.get(novelty).copied().unwrap_or_default();
        assert!(count >= least, "{novelty}: {count} of {compared}: {differing:?}");
    }
    // Nobody of the org travels faster than an airliner.
    assert_eq!(differing.get("Velocity=POSITIVE"), None);
}
