//! The org of the rows about generation: 100,000 people, ninety days, about 180 million events.

use std::time::Duration;

use clock::{Clock, Draw, Timestamp};
use mock_okta::log::{Position, Record};
use mock_okta::{History, MockOkta};

/// How many people work there.
pub const PEOPLE: u32 = 100_000;
/// For how many days it has existed.
pub const DAYS: u64 = 90;
/// The moment up to which it has a log: a Monday at noon UTC.
pub const NOW: &str = "2026-03-16T12:00:00Z";
/// Events a page.
pub const PAGE: usize = 1_000;

/// The org, with nothing in its caches.
///
/// # Panics
/// Never: the values are in range.
pub fn start() -> MockOkta {
    MockOkta::builder()
        .seed(1)
        .users(PEOPLE)
        .clock(Clock::stepped(now()))
        .history(Duration::from_hours(24 * DAYS))
        .limit(1_000_000)
        .token_share(1.0)
        .start()
        .expect("the values are in range")
}

/// What happens in it in a stretch of that morning.
///
/// # Panics
/// Never: the values are in range.
pub fn history(stretch: Duration) -> History {
    let from = now() - Duration::from_hours(3);
    let builder = MockOkta::builder().seed(1).users(PEOPLE);
    builder.generate(from..from + stretch).expect("the values are in range")
}

/// [`NOW`].
///
/// # Panics
/// Never: it is a time.
pub fn now() -> Timestamp {
    NOW.parse().expect("a time")
}

/// A moment of the ninety days, to the millisecond.
pub fn any_moment(draw: &mut Draw) -> Timestamp {
    let millis = DAYS * 24 * 60 * 60_000;
    now() - Duration::from_millis(draw.below(millis))
}

/// A morning of work: the events from so many minutes before noon on, in commit order.
pub fn morning(mock: &MockOkta, minutes_before: u64) -> impl Iterator<Item = Record> {
    let from = now() - Duration::from_mins(minutes_before);
    mock.log().range(Position::before(from)..Position::before(now()))
}

/// Events, a line each, as a page, an array.
pub fn page_of_lines(lines: &[u8]) -> Vec<u8> {
    let mut page = vec![b'['];
    page.extend(lines.iter().map(|byte| if *byte == b'\n' { b',' } else { *byte }));
    page.pop();
    page.push(b']');
    page
}

/// The first of `events` as a page, an array.
pub fn page(events: impl Iterator<Item = Record>) -> Vec<u8> {
    let mut page = vec![b'['];
    for (place, record) in events.take(PAGE).enumerate() {
        if place > 0 {
            page.push(b',');
        }
        page.extend_from_slice(&record.raw);
    }
    page.push(b']');
    page
}
