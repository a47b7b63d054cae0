use std::sync::{Arc, Mutex};
use std::time::Duration;

use clock::Timestamp;

use super::{Event, LogLines, Observer};
use crate::cursor::Pause;
use crate::fetch::{Class, Purpose};
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
        Event::PageReceived { records: 0, bytes: 2, took: Duration::from_millis(300) },
        Event::Committed { tally: Tally::default(), safe_time: Timestamp::EPOCH },
    ];
    assert_eq!(lines(false, &events), "");
    assert_eq!(lines(true, &events).lines().count(), 3);
}
