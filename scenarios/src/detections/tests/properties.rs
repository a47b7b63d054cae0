//! What holds for any log: no order within an instant, no memory of how it was fed, no panic.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::{Event, History, Hit, Watch, evaluate};
use super::generic::positives;
use super::sketch::{HOUR, Sketch, events};

/// The events of all positives, thrown together: moved, repeated, on a coarse clock so that many
/// share an instant.
fn logs() -> impl Strategy<Value = Vec<Event>> {
    let all: Vec<Sketch> = positives().into_iter().flat_map(|it| it.sketches).collect();
    let count = all.len();
    prop::collection::vec((0..count, 0..120_i64), 0..150).prop_map(move |picks| {
        let sketches: Vec<Sketch> = picks
            .into_iter()
            .map(|(pick, minute)| {
                let by = minute * HOUR / 60 - all[pick].at_ms();
                all[pick].clone().moved_by(by)
            })
            .collect();
        events(&sketches)
    })
}

fn watched(events: &[Event]) -> Vec<Hit> {
    let mut watch = Watch::new(&History::default());
    for event in events {
        watch.feed(event.clone()).expect("sorted");
    }
    watch.finish()
}

/// Values of any shape, with the keys of a record more often than chance has it.
fn values() -> impl Strategy<Value = Value> {
    let keys = prop::sample::select(KEYS.as_slice());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|it| json!(it)),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(TEXTS.as_slice()).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner.clone()), 0..8).prop_map(|members| {
                let members = members.into_iter().map(|(key, it)| (key.to_owned(), it));
                Value::Object(members.collect::<Map<_, _>>())
            }),
            inner.prop_map(|it| Value::from(it.to_string())),
        ]
    })
}

const KEYS: [&str; 24] = [
    "actor",
    "alternateId",
    "asNumber",
    "authenticationContext",
    "behaviors",
    "changeDetails",
    "client",
    "debugContext",
    "debugData",
    "detailEntry",
    "displayName",
    "dtHash",
    "externalSessionId",
    "from",
    "geographicalContext",
    "geolocation",
    "id",
    "lat",
    "lon",
    "logOnlySecurityData",
    "policyRuleActionJson",
    "target",
    "tunnels",
    "type",
];

const TEXTS: [&str; 8] =
    ["{New Device=POSITIVE", "{}", "User", "AppInstance", "/app//", "@.", "/app/é/", "{\"a\":"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_instant_has_no_order(log in logs(), seed in any::<u64>()) {
        let mut sorted = log.clone();
        sorted.sort();
        let mut shuffled = log;
        // Some order that has nothing to do with the events, then stably by time alone.
        shuffled.sort_by_key(|event| {
            let number: u64 = event.uuid[1..].parse().unwrap_or(0);
            (number ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        shuffled.sort_by_key(|event| event.published);
        prop_assert_eq!(watched(&shuffled), watched(&sorted));
    }

    #[test]
    fn two_halves_are_a_whole(mut log in logs(), at in any::<prop::sample::Index>()) {
        // The hits of the first half are taken before the second is fed.
        log.sort();
        let (first, second) = log.split_at(at.index(log.len() + 1));
        let mut watch = Watch::new(&History::default());
        for event in first {
            watch.feed(event.clone()).expect("sorted");
        }
        let mut hits = watch.take();
        for event in second {
            watch.feed(event.clone()).expect("sorted");
        }
        hits.extend(watch.finish());
        hits.sort();
        prop_assert_eq!(hits, watched(&log));
    }

    #[test]
    fn what_is_binned_is_also_in_some_window(log in logs()) {
        // The phase-free reading is an upper bound, for each rule and entity.
        use super::super::Reading;
        let hits = Watch::new(&History::default()).all(log);
        for binned in hits.iter().filter(|hit| hit.reading == Reading::Binned) {
            let covered = hits.iter().any(|hit| {
                hit.reading == Reading::AnyWindow
                    && (hit.rule, &hit.entity) == (binned.rule, &binned.entity)
                    && hit.first <= binned.first
                    && binned.last <= hit.last
            });
            prop_assert!(covered, "{binned:?}");
        }
    }

    #[test]
    fn nothing_panics_on_any_json(values in prop::collection::vec(values(), 1..6)) {
        let mut log = Vec::new();
        for (number, value) in values.into_iter().enumerate() {
            log.extend(value.to_string().into_bytes());
            log.push(b'\n');
            let mut record = value;
            if let Some(members) = record.as_object_mut() {
                let types = ["user.session.start", "policy.rule.update", "device.user.add"];
                members.insert("uuid".into(), number.to_string().into());
                members.insert("published".into(), "2026-03-16T00:00:00Z".into());
                members.insert("eventType".into(), types[number % types.len()].into());
            }
            log.extend(record.to_string().into_bytes());
            log.push(b'\n');
        }
        let report = evaluate(&log);
        prop_assert!(report.events + report.unusable > 0);
    }

    #[test]
    fn nothing_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let report = evaluate(&bytes);
        prop_assert_eq!(report.events, 0);
    }
}
