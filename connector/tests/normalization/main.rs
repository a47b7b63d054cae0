//! Normalization from outside: what holds for every input, and what becomes of extreme ones.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod edges;
mod properties;

use connector::normalize::{Normalized, Normalizer, Outcome, Rules};
use serde_json::Value;

/// A sign-in with `members` added; as the last of two equal keys counts, they also replace.
fn record(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(
        r#"{{"eventType":"user.session.start","uuid":"u-1","published":"2026-03-15T14:32:18.000Z","actor":{{"id":"00u1","type":"User","alternateId":"jane@acme.test"}}{comma}{members}}}"#
    )
}

/// `published`, or why not.
fn fate(record: &[u8]) -> &'static str {
    let mut out = Normalized::default();
    match Normalizer::new(Rules::new("acme")).record(record, &mut out) {
        Outcome::Published => "published",
        Outcome::Excluded(reason) => reason.name(),
        Outcome::Rejected(reason) => reason.name(),
    }
}

/// What a body becomes.
fn page(body: &[u8]) -> Normalized {
    let mut out = Normalized::default();
    Normalizer::new(Rules::new("acme")).page(body, &mut out);
    out
}

/// The lines of the events, in order.
fn lines(out: &Normalized) -> Vec<&str> {
    out.events
        .iter()
        .map(|span| std::str::from_utf8(&out.bytes[span.line.clone()]).unwrap())
        .collect()
}

/// The line of a record that must be published.
fn line(record: &str) -> String {
    let mut out = Normalized::default();
    let outcome = Normalizer::new(Rules::new("acme")).record(record.as_bytes(), &mut out);
    assert_eq!(outcome, Outcome::Published, "{record:.200}");
    lines(&out)[0].to_owned()
}

/// The output of a record that must be published.
fn event(record: &str) -> Value {
    serde_json::from_str(&line(record)).unwrap()
}
