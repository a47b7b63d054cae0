//! The truth about the attacks: published detection rules, implemented a second time and without
//! the generator, fire on what they are meant for (scenario facts 3.5).
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::time::Duration;

use clock::{Clock, Timestamp};
use mock_okta::MockOkta;
use mock_okta::attacks::{AttackSpec, kinds};
use mock_okta::log::Position;
use scenarios::detections::{History, LastLogin, Reading, evaluate_after};

const START: &str = "2026-03-19T14:00:00Z";

/// The events of an attack, one a line, as they will be in the log.
fn events(seed: u64, attack: &str) -> Vec<u8> {
    let start: Timestamp = START.parse().unwrap();
    let attack: AttackSpec = attack.parse().unwrap();
    let mock = MockOkta::builder()
        .seed(seed)
        .users(300)
        .history(Duration::from_hours(1))
        .clock(Clock::stepped(start))
        .attacks([attack])
        .start()
        .unwrap();
    let labels = mock.labels();
    let ids: BTreeSet<&str> = labels.iter().map(|label| label.uuid.as_str()).collect();
    let end = labels.iter().map(|label| label.published.parse::<Timestamp>().unwrap()).max();
    let end = end.unwrap() + Duration::from_mins(20);
    let mut lines = Vec::new();
    for record in mock.log().range(Position::before(start)..=Position::after(end)) {
        let event: serde_json::Value = serde_json::from_slice(&record.raw).unwrap();
        if ids.contains(event["uuid"].as_str().unwrap()) {
            lines.extend_from_slice(&record.raw);
            lines.push(b'\n');
        }
    }
    lines
}

/// Nobody in `lines` has signed in for a hundred days: what the user object says of a dormant
/// account, and a log of ninety days cannot.
fn dormant(lines: &[u8]) -> History {
    let at = START.parse::<Timestamp>().unwrap() - Duration::from_hours(100 * 24);
    let ids = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(|line| {
        let event: serde_json::Value = serde_json::from_slice(line).unwrap();
        event["actor"]["id"].as_str().unwrap().into()
    });
    let last_logins = ids.map(|id| (id, LastLogin { at, country: None })).collect();
    History { last_logins, ..History::default() }
}

#[test]
fn the_rules_that_must_fire_do() {
    let mut silent = Vec::new();
    for kind in kinds() {
        for seed in 0..SEEDS {
            let lines = events(seed, &format!("{}@10s", kind.name));
            let dormancy = kind.must_fire.contains(&"O47");
            let history = if dormancy { dormant(&lines) } else { History::default() };
            let fired = evaluate_after(&history, &lines).fired(Reading::AnyWindow);
            let missing = kind.must_fire.iter().filter(|rule| !fired.contains(*rule));
            silent.extend(missing.map(|rule| format!("{rule} on {}, seed {seed}", kind.name)));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

/// How many orgs each attack is played in.
const SEEDS: u64 = 20;
