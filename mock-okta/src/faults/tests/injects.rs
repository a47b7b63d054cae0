//! Records that are put into the log.

use std::time::Duration;

use serde_json::Value;

use crate::faults::{InjectKind, InjectSpec};
use crate::log::{Position, Record};
use crate::testing::{get, now, org, walk};

/// The records of an org with an injection an hour ago, and which of them are injected.
fn injected(inject: InjectSpec) -> (Vec<Record>, Vec<usize>) {
    let mock = org().injects([inject]).start().unwrap();
    let records: Vec<_> = mock.log().range(..=Position::after(now())).collect();
    let injected = (0..records.len())
        .filter(|place| records[*place].position.time == now() - Duration::from_hours(1))
        .filter(|place| {
            let event: Result<Value, _> = serde_json::from_slice(&records[*place].raw);
            event.map_or(true, |event| event.get("client").is_none())
        })
        .collect();
    (records, injected)
}

#[tokio::test(start_paused = true)]
async fn injected_records_are_in_the_log_with_good_ones_around_them() {
    for (kind, parses) in [
        (InjectKind::ArrayForObject, true),
        (InjectKind::BadPublished, true),
        (InjectKind::BrokenJson, false),
        (InjectKind::DeepNesting, true),
        (InjectKind::InvalidUtf8, false),
        (InjectKind::LoneSurrogate, false),
        (InjectKind::MissingEventType, true),
        (InjectKind::MissingPublished, true),
        (InjectKind::MissingUuid, true),
        (InjectKind::NotAnObject, true),
        (InjectKind::NullForString, true),
        (InjectKind::OtherObject, true),
        (InjectKind::UnknownEventType, true),
    ] {
        let inject = InjectSpec { count: 2, ..InjectSpec::new(kind, -3_600_000) };
        let (records, injected) = injected(inject.clone());
        let [first, second] = injected[..] else { panic!("{kind:?}: {injected:?}") };
        assert_eq!(second, first + 1, "{kind:?}");
        assert!(first > 0 && second + 1 < records.len(), "{kind:?}");
        assert_ne!(records[first].raw, records[second].raw, "{kind:?}: each is its own");
        let mut raw = serde_json::Deserializer::from_slice(&records[first].raw);
        if kind == InjectKind::DeepNesting {
            // Deeper than serde_json's own limit.
            serde_json::from_slice::<Value>(&records[first].raw).unwrap_err();
        } else {
            let value = <Value as serde::Deserialize>::deserialize(&mut raw);
            assert_eq!(value.is_ok(), parses, "{kind:?}");
        }
        // And on a page, byte for byte.
        let mock = org().injects([inject]).start().unwrap();
        let page = get(&mock, "/api/v1/logs?since=2026-03-19T13:00:00Z&limit=3").await;
        let body = page.body.unwrap();
        let raw = &records[first].raw[..];
        assert!(body.windows(raw.len()).any(|window| window == raw), "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_good_events_shares_one_millisecond() {
    let spec = "kind = \"tied-events\"\nat = \"-1h\"\ncount = 500";
    let (records, injected) = injected(toml::from_str(spec).unwrap());
    assert_eq!(injected.len(), 500);
    let mut ids = std::collections::BTreeSet::new();
    for place in injected {
        let event: Value = serde_json::from_slice(&records[place].raw).unwrap();
        assert_eq!(event["published"], "2026-03-19T13:00:00.000Z");
        assert_eq!(records[place].position.time.to_string(), "2026-03-19T13:00:00.000Z");
        ids.insert(event["uuid"].to_string());
    }
    assert_eq!(ids.len(), 500);
    // Pages that end within the millisecond lose none of them and repeat none.
    let mock = org().injects([toml::from_str(spec).unwrap()]).start().unwrap();
    let events = walk(&mock, "/api/v1/logs?since=2026-03-19T12:59:00Z&limit=7").await;
    let tied = events.iter().filter(|event| ids.contains(&event["uuid"].to_string()));
    assert_eq!(tied.count(), 500);
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_good_events_becomes_visible_hours_after_it_happened() {
    for (by, published) in
        [("", "2026-03-19T07:00:00.000Z"), ("by = \"90m\"", "2026-03-19T11:30:00.000Z")]
    {
        let spec = format!("kind = \"backdated-events\"\nat = \"-1h\"\ncount = 3\n{by}");
        let (records, injected) = injected(toml::from_str(&spec).unwrap());
        assert_eq!(injected.len(), 3);
        for place in injected {
            let event: Value = serde_json::from_slice(&records[place].raw).unwrap();
            assert_eq!(event["published"], published);
            assert_eq!(records[place].published.unwrap().to_string(), published);
        }
    }
    // Whoever asks by time gets them too, where they say that they happened.
    let spec = "kind = \"backdated-events\"\nat = \"5m\"\nby = \"1h\"";
    let mock = org().injects([toml::from_str(spec).unwrap()]).start().unwrap();
    let bounded = "/api/v1/logs?since=2026-03-19T13:05:00Z&until=2026-03-19T13:05:00.001Z";
    let injected = async || {
        let events = get(&mock, bounded).await.events();
        events.iter().filter(|event| event["displayMessage"] == "injected 0").count()
    };
    assert_eq!(injected().await, 0);
    mock.clock().sleep(Duration::from_mins(5)).await;
    assert_eq!(injected().await, 1);
}

#[tokio::test(start_paused = true)]
async fn an_oversize_record_is_served_whole() {
    let inject = InjectSpec::new(InjectKind::Oversize, -3_600_000);
    let mock = org().injects([inject]).start().unwrap();
    let page = get(&mock, "/api/v1/logs?since=2026-03-19T13:00:00Z&limit=1").await;
    assert!(page.text().len() > 4 << 20);
    assert_eq!(page.events().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn raw_records_are_served_as_they_are_and_later_ones_later() {
    let inject = toml::from_str("raw = '{\"mine\":true}'\nat = \"5m\"").unwrap();
    let mock = org().injects([inject]).start().unwrap();
    let url = "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000";
    let mine = |events: Vec<Value>| events.iter().any(|event| event["mine"] == true);
    assert!(!mine(walk(&mock, url).await));
    mock.clock().sleep(Duration::from_mins(5)).await;
    assert!(mine(walk(&mock, url).await));
}
