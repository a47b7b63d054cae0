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

/// What only looks like an attack is told from it by the rules that can tell (scenario facts 3.5);
/// rules about addresses and whole orgs cannot, nor those about events that are what they are.
#[test]
fn look_alikes_are_told_apart() {
    let mut loud = Vec::new();
    for kind in kinds() {
        let silent = SILENT.iter().find(|(name, _)| *name == kind.name);
        let Some((_, silent)) = silent else { continue };
        for name in kind.look_alikes {
            for seed in 0..SEEDS {
                let lines = events(seed, &format!("{}@10s,look-alike={name}", kind.name));
                let fired = evaluate_after(&History::default(), &lines).fired(Reading::AnyWindow);
                let wrong = silent.iter().filter(|rule| fired.contains(*rule));
                loud.extend(
                    wrong.map(|rule| format!("{rule} on {name} of {}, seed {seed}", kind.name)),
                );
            }
        }
    }
    assert!(loud.is_empty(), "{loud:#?}");
    let known: Vec<_> = kinds().iter().map(|kind| kind.name).collect();
    assert!(SILENT.iter().all(|(name, _)| known.contains(name)));
}

/// What must not fire on the look-alikes of an attack.
const SILENT: &[(&str, &[&str])] = &[
    ("account-takeover", &["O35"]),
    ("anonymous-admin", &["O48"]),
    ("brute-force", &["O12", "O13", "O14"]),
    ("credential-stuffing", &["O12", "O13", "O14"]),
    ("dormant-reactivation", &["O47"]),
    ("impossible-travel", &["O2"]),
    ("mfa-fatigue", &["O5", "O11"]),
    ("password-spray", &["O12", "O13", "O14"]),
    ("privilege-escalation", &["O32"]),
    ("session-hijack", &["O36", "O37"]),
    ("sso-burst", &["O41", "O42", "O43", "O44"]),
];

/// How many orgs each attack is played in.
const SEEDS: u64 = 20;
