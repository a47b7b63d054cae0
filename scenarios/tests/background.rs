//! An org that nobody attacks: the rules about guessed passwords stay silent.

use std::collections::BTreeMap;
use std::time::Duration;

use clock::{Clock, Timestamp};
use mock_okta::log::Position;
use mock_okta::{CommitLag, Engine, MockOkta};
use scenarios::detections::{Event, History, Watch, rule};

const FROM: &str = "2026-03-19T00:00:00Z";
const PEOPLE: u32 = 10_000;
const RULES: [&str; 3] = ["O12", "O13", "O14"];

/// A working day of 10,000 people on either engine, whose sign-ins have other addresses; their typing mistakes and what the internet tries at their org
/// included.
#[test]
fn on_a_day_without_attacks_no_rule_about_guessed_passwords_fires() {
    for (seed, engine) in [(0, Engine::Oie), (1, Engine::Classic)] {
        let from: Timestamp = FROM.parse().unwrap();
        let until = from + Duration::from_hours(24);
        let mock = MockOkta::builder()
            .seed(seed)
            .users(PEOPLE)
            .engine(engine)
            .clock(Clock::stepped(until))
            .history(Duration::from_hours(24))
            .start()
            .unwrap();
        let mut watch = Watch::over(&RULES.map(|id| rule(id).unwrap()), &History::default());
        // In order of commit, and the rules want the order of `published`.
        let (mut waiting, mut events, mut failures) = (BTreeMap::new(), 0, 0);
        let end = Position::after(until + CommitLag::HARD_MAX);
        for record in mock.log().range(Position::before(from)..=end) {
            let event = Event::read(&record.raw).unwrap();
            if event.published < until {
                events += 1;
                failures +=
                    usize::from(record.raw.windows(FAILED.len()).any(|text| text == FAILED));
                waiting.insert((event.published, record.position), event);
            }
            let settled = record.position.time - CommitLag::HARD_MAX;
            while let Some(first) = waiting.first_entry() {
                if first.key().0 >= settled {
                    break;
                }
                watch.feed(first.remove()).unwrap();
            }
        }
        for event in waiting.into_values() {
            watch.feed(event).unwrap();
        }
        let hits = watch.finish();
        // A quiet org proves nothing: people do mistype, all day long.
        assert!(events > 50_000 && failures > 150, "seed {seed}: {failures} of {events}");
        assert!(hits.is_empty(), "seed {seed}: {hits:#?}");
    }
}

/// How a sign-in with a wrong password says so.
const FAILED: &[u8] = b"\"reason\":\"INVALID_CREDENTIALS\"";
