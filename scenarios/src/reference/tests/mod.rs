//! One file per family of rules; each test is a table.

mod catalogue;
mod corpus;
mod evidence;
mod fields;
mod order;
mod person;
mod published;
mod reading;
mod sample;
mod target;

use super::{Json, OUTPUT_DEPTH_MAX, Outcome, Rules, normalize};

/// A sign-on event with `members` added; as the last of two equal keys counts, they also replace.
fn record(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(
        r#"{{"eventType":"user.authentication.sso","uuid":"u-1",
            "published":"2026-03-15T14:32:18.000Z",
            "actor":{{"id":"00u1","type":"User","alternateId":"jane@acme.com"}}{comma}{members}}}"#
    )
}

fn json(text: &str) -> Json {
    Json::read(text.as_bytes(), OUTPUT_DEPTH_MAX).expect("the test's own JSON")
}

/// The output of a record that must be published.
fn published(record: &str, rules: &Rules) -> Json {
    match normalize(record.as_bytes(), rules) {
        Outcome::Published(output) => output,
        other => panic!("{record}\nis {other:?}"),
    }
}

/// What stands at `path` in the output of a record that must be published, as JSON text.
fn output_at(path: &str, record: &str, rules: &Rules) -> String {
    let output = published(record, rules);
    output.at(path).unwrap_or_else(|| panic!("no {path} in {output:?}")).to_text()
}

/// `ok`, `excluded …` or `rejected …`.
fn fate(record: &[u8], rules: &Rules) -> String {
    match normalize(record, rules) {
        Outcome::Published(_) => "ok".to_owned(),
        Outcome::Excluded { reason, .. } => format!("excluded {reason}"),
        Outcome::Rejected { reason } => format!("rejected {reason}"),
    }
}
