use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clock::Timestamp;

use super::{
    Activity, Committed, Event, FanOut, Health, LogLines, Metrics, Observer, RequestOutcome,
};
use crate::cursor::{Gap, GapReason, Mode, Pause};
use crate::decode::Reason;
use crate::fetch::{Class, Purpose};
use crate::identities::Mistake;
use crate::normalize::Excluded;
use crate::poller::Finish;
use crate::publish::Tally;

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn lines(verbose: bool, events: &[Event]) -> String {
    let memory = Memory::default();
    let log = LogLines::new(memory.clone(), verbose);
    for event in events {
        log.observe("acme", Timestamp::EPOCH, event);
    }
    let bytes = memory.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// A page that brought nothing.
fn committed() -> Committed {
    Committed {
        tally: Tally::default(),
        quarantined: BTreeMap::new(),
        drift_types: BTreeMap::new(),
        drift_values: BTreeMap::new(),
        safe_time: Timestamp::EPOCH,
        newest: None,
    }
}

fn started(mode: Mode) -> Event {
    Event::Started { mode, safe_time: None, newest: None, committed_at: None }
}

fn paused(class: Option<Class>) -> Pause {
    Pause { since: at(5), class, what: "503 Service Unavailable".to_owned(), failures: 5 }
}

fn blocked() -> Event {
    Event::DeliveryBlocked { what: "full".to_owned(), retry_in: Duration::from_secs(1) }
}

#[test]
fn a_line_says_when_who_and_what_to_do() {
    let pause = Pause {
        since: Timestamp::EPOCH,
        class: Some(Class::Transient),
        what: "503 Service Unavailable".to_owned(),
        failures: 5,
    };
    assert_eq!(
        lines(false, &[Event::Paused { pause }]),
        "1970-01-01T00:00:00.000Z warn  acme: PAUSED after 5 failed attempts: 503 Service \
         Unavailable; `okta-connector resume` goes on from the cursor\n"
    );
}

#[test]
fn requests_and_empty_pages_are_shown_on_demand_only() {
    let events = [
        Event::RequestSent { url: "https://x".to_owned(), purpose: Purpose::Page },
        Event::PageReceived {
            records: 0,
            bytes: 2,
            took: Duration::from_millis(300),
            unmapped_people: 2,
        },
        Event::Committed(committed()),
    ];
    assert_eq!(lines(false, &events), "");
    assert_eq!(lines(true, &events).lines().count(), 3);
}

#[test]
fn a_start_in_a_pause_says_so() {
    let line = lines(false, &[started(Mode::Paused(paused(None)))]);
    assert!(line.contains("started, paused since 1970-01-01T00:00:05.000Z: 503"), "{line}");
    assert!(lines(false, &[started(Mode::Running)]).ends_with("acme: started\n"));
}

#[test]
fn every_observer_sees_every_event() {
    let (one, other) = (Arc::new(Health::new()), Arc::new(Health::new()));
    let both = FanOut::new(vec![one.clone(), other.clone()]);
    both.observe("acme", at(1), &started(Mode::Running));
    for health in [one, other] {
        assert!(health.conditions().contains_key("acme"));
    }
}

/// The samples after these events, sorted, without `# ` lines and what is zero.
fn samples(metrics: &Metrics, now: Timestamp) -> Vec<String> {
    let text = metrics.render(now);
    assert!(text.ends_with("# EOF\n"));
    let mut samples: Vec<_> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.ends_with(" 0") && !line.ends_with(" 0.0"))
        .map(|line| line.replace("connection=\"acme\"", "…"))
        .collect();
    samples.sort();
    samples
}

#[test]
fn a_page_becomes_numbers() {
    let metrics = Metrics::new();
    let committed = Committed {
        tally: Tally {
            published: 7,
            excluded: Excluded { not_in_catalogue: 2, not_attributable: 1 },
            quarantined: 3,
        },
        quarantined: BTreeMap::from([(Reason::Json, 2), (Reason::Uuid, 1)]),
        drift_types: BTreeMap::from([("actor.id", 4)]),
        drift_values: BTreeMap::from([("outcome.result", 1)]),
        safe_time: at(90),
        newest: Some(at(95)),
    };
    let took = Duration::from_millis(300);
    for event in [
        started(Mode::Running),
        Event::RequestEnded { outcome: RequestOutcome::Ok, took },
        Event::PageReceived { records: 13, bytes: 1_000, took, unmapped_people: 2 },
        Event::Committed(committed.clone()),
        // A page of older events does not turn the clock back.
        Event::Committed(Committed { newest: Some(at(40)), ..committed }),
    ] {
        metrics.observe("acme", at(100), &event);
    }
    let expected = [
        "okta_connector_build_info{version=\"0.1.0\"} 1",
        "okta_connector_drift_total{…,field=\"actor.id\",unexpected=\"type\"} 8",
        "okta_connector_drift_total{…,field=\"outcome.result\",unexpected=\"value\"} 2",
        "okta_connector_events_excluded_total{…,reason=\"not_attributable\"} 2",
        "okta_connector_events_excluded_total{…,reason=\"not_in_catalogue\"} 4",
        "okta_connector_events_published_total{…} 14",
        "okta_connector_events_quarantined_total{…,reason=\"json\"} 4",
        "okta_connector_events_quarantined_total{…,reason=\"uuid\"} 2",
        "okta_connector_lag_seconds{…} 15.0",
        "okta_connector_last_commit_seconds{…} 100.0",
        "okta_connector_newest_event_seconds{…} 95.0",
        "okta_connector_requests_total{…,outcome=\"ok\"} 1",
        "okta_connector_safe_time_seconds{…} 90.0",
        "okta_connector_unmapped_people{…} 2",
    ];
    let samples = samples(&metrics, at(110));
    let plain: Vec<_> = samples
        .iter()
        .filter(|line| !line.contains("page_records") && !line.contains("request_duration"))
        .collect();
    assert_eq!(plain, expected);
    for line in [
        "okta_connector_page_records_bucket{le=\"10.0\",…} 0",
        "okta_connector_page_records_bucket{le=\"100.0\",…} 1",
        "okta_connector_request_duration_seconds_sum{…} 0.3",
    ] {
        let text = metrics.render(at(110)).replace("connection=\"acme\"", "…");
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn trouble_becomes_numbers() {
    let metrics = Metrics::new();
    let gap = Gap { from: at(1), to: at(2), reason: GapReason::Retention };
    let wait = Duration::from_secs(2);
    let what = "503".to_owned();
    let failed =
        Event::AttemptFailed { class: Class::Transient, what, in_a_row: 1, retry_in: wait };
    let failed_request = RequestOutcome::Failed(Class::Transient);
    for event in [
        started(Mode::Running),
        failed,
        Event::RequestEnded { outcome: failed_request, took: wait },
        Event::RequestEnded { outcome: RequestOutcome::Throttled, took: wait },
        Event::RequestEnded { outcome: RequestOutcome::Abandoned, took: wait },
        Event::Throttled { wait, told: true },
        Event::GapRecorded { gap },
        Event::CursorDead { since: at(1) },
        Event::PoisonPage,
        blocked(),
    ] {
        metrics.observe("acme", at(100), &event);
    }
    let mut expected = vec![
        "okta_connector_blocked{…} 1",
        "okta_connector_build_info{version=\"0.1.0\"} 1",
        "okta_connector_dead_cursors_total{…} 1",
        "okta_connector_delivery_retries_total{…} 1",
        "okta_connector_failures_total{…,class=\"transient\"} 1",
        "okta_connector_gaps_total{…} 1",
        "okta_connector_poison_pages_total{…} 1",
        "okta_connector_requests_total{…,outcome=\"abandoned\"} 1",
        "okta_connector_requests_total{…,outcome=\"throttled\"} 1",
        "okta_connector_requests_total{…,outcome=\"transient\"} 1",
        "okta_connector_throttled_total{…} 1",
    ];
    let plain = |metrics: &Metrics| -> Vec<String> {
        let mut samples = samples(metrics, at(110));
        samples.retain(|line| !line.contains("request_duration"));
        samples
    };
    assert_eq!(plain(&metrics), expected);
    metrics.observe("acme", at(101), &Event::Paused { pause: paused(None) });
    expected.remove(0);
    expected.extend([
        "okta_connector_paused{…} 1",
        "okta_connector_pauses_total{…,class=\"person\"} 1",
    ]);
    expected.sort_unstable();
    assert_eq!(plain(&metrics), expected, "whoever is paused is not blocked");
    metrics.observe("acme", at(102), &Event::Resumed);
    assert!(!plain(&metrics).iter().any(|line| line.starts_with("okta_connector_paused")));
}

#[test]
fn an_identity_file_that_is_wrong_is_a_warning_and_a_number() {
    let mistake = |line: u32| Mistake {
        place: format!("people.csv:{line}"),
        what: "no `tuid`".to_owned(),
        remedy: "fill it in".to_owned(),
    };
    let events = [
        Event::IdentitiesLoaded { keys: 7 },
        Event::IdentitiesRefused { mistakes: vec![mistake(3), mistake(5)] },
    ];
    let text = lines(false, &events);
    let shown: Vec<_> =
        text.lines().map(|line| &line["1970-01-01T00:00:00.000Z ".len()..]).collect();
    assert_eq!(
        shown,
        [
            "info  acme: identity map: 7 ids and names",
            "warn  acme: the identity file changed and is not used, the old map stays: \
             people.csv:3: no `tuid`; fill it in; 1 more",
        ]
    );
    let metrics = Metrics::new();
    for event in events {
        metrics.observe("acme", at(1), &event);
    }
    assert_eq!(
        samples(&metrics, at(2))[1..],
        ["okta_connector_identities{…} 7", "okta_connector_identity_refusals_total{…} 1"]
    );
}

/// A rate needs a first value, and an alert on a counter that is not there never fires.
#[test]
fn every_known_label_is_there_from_the_start() {
    let metrics = Metrics::new();
    metrics.observe("acme", at(1), &started(Mode::Disabled { since: at(0) }));
    let text = metrics.render(at(2)).replace("connection=\"acme\"", "…");
    let reasons = Reason::ALL.map(|reason| format!("quarantined_total{{…,reason=\"{reason}\"}} 0"));
    let classes =
        Class::ALL.map(|class| format!("failures_total{{…,class=\"{}\"}} 0", class.name()));
    let others = ["published_total{…} 0", "gaps_total{…} 0", "paused{…} 0", "disabled{…} 1"];
    let others = others.map(str::to_owned);
    for line in reasons.into_iter().chain(classes).chain(others) {
        assert!(text.contains(&line), "{line}\n{text}");
    }
}

#[test]
fn what_was_stored_before_a_restart_is_there_at_once() {
    let metrics = Metrics::new();
    let mode = Mode::Paused(paused(Some(Class::Transient)));
    let (safe_time, newest) = (Some(at(50)), Some(at(60)));
    let event = Event::Started { mode, safe_time, newest, committed_at: Some(at(70)) };
    metrics.observe("acme", at(100), &event);
    assert_eq!(
        samples(&metrics, at(100)),
        [
            "okta_connector_build_info{version=\"0.1.0\"} 1",
            "okta_connector_lag_seconds{…} 40.0",
            "okta_connector_last_commit_seconds{…} 70.0",
            "okta_connector_newest_event_seconds{…} 60.0",
            "okta_connector_paused{…} 1",
            "okta_connector_safe_time_seconds{…} 50.0",
        ]
    );
}

#[test]
fn it_is_well_while_anything_gets_out() {
    let health = Health::new();
    let happens = |connection: &str, event: Event| health.observe(connection, at(100), &event);
    assert!(health.is_well(), "nothing has begun yet");
    happens("one", started(Mode::Running));
    happens("two", started(Mode::Disabled { since: at(1) }));
    assert!(health.is_well());
    happens("one", blocked());
    assert!(!health.is_well(), "the one that is enabled is blocked");
    happens("one", Event::Committed(committed()));
    assert!(health.is_well());
    happens("one", Event::Paused { pause: paused(Some(Class::Credential)) });
    assert!(!health.is_well());
    happens("two", Event::Resumed);
    assert!(health.is_well(), "one that runs is enough");
    happens("one", Event::Disabled);
    happens("two", Event::Disabled);
    assert!(health.is_well(), "nothing is due");
    happens("two", Event::Finished { finish: Finish::CaughtUp });
    assert!(health.is_well());
}

#[test]
fn the_condition_of_a_connection_says_since_when_and_why() {
    let health = Health::new();
    health.observe("acme", at(1), &started(Mode::Paused(paused(Some(Class::Cursor)))));
    let condition = health.conditions()["acme"];
    let expected = Activity::Paused { since: at(5), class: Some(Class::Cursor) };
    assert_eq!(condition.activity, expected);
    assert_eq!((condition.page_at, condition.committed_at), (None, None));
    health.observe("acme", at(2), &Event::Resumed);
    let took = Duration::ZERO;
    health.observe(
        "acme",
        at(3),
        &Event::PageReceived { records: 1, bytes: 2, took, unmapped_people: 2 },
    );
    health.observe("acme", at(4), &Event::Committed(committed()));
    let condition = health.conditions()["acme"];
    assert_eq!(condition.activity, Activity::Running);
    assert_eq!((condition.page_at, condition.committed_at), (Some(at(3)), Some(at(4))));
}
