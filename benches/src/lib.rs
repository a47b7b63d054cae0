//! The corpora that benches run on: the same bytes on every machine.

use std::time::Duration;

use clock::{Clock, Timestamp};
use mock_okta::MockOkta;
use mock_okta::log::Position;

/// A page of `events` events as an org of 5,000 people writes them on a Monday morning.
///
/// # Panics
/// When the org has fewer events than that in two hours.
pub fn page(events: usize) -> Vec<u8> {
    let now = Timestamp::from_seconds(1_773_655_200);
    let mock = MockOkta::builder()
        .seed(1)
        .users(5_000)
        .clock(Clock::stepped(now))
        .history(Duration::from_hours(2))
        .start()
        .expect("the values are in range");
    let mut page = vec![b'['];
    let mut count = 0;
    for record in mock.log().range(..=Position::after(now)).take(events) {
        if count > 0 {
            page.push(b',');
        }
        page.extend_from_slice(&record.raw);
        count += 1;
    }
    assert_eq!(count, events, "the org is too quiet");
    page.push(b']');
    page
}
