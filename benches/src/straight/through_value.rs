//! The detour: a tree for the whole page, and the typed mapping from there.

use serde::Deserialize;
use serde_json::Value;

use super::output::Mapper;
use super::source::LogEvent;

/// `serde_json::Value` in between: every string of the page is a `String` once.
///
/// # Panics
/// When the page is not as expected.
pub fn through_value(body: &[u8], mapper: &Mapper, out: &mut Vec<u8>) {
    let page: Value = serde_json::from_slice(body).expect("a page");
    for event in page.as_array().into_iter().flatten() {
        let event = LogEvent::deserialize(event).expect("an event");
        if let Some(output) = mapper.map(&event) {
            serde_json::to_writer(&mut *out, &output).expect("memory");
            out.push(b'\n');
        }
    }
}
