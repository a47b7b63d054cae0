//! A number of records on their way through a worker.

use std::io::{self, BufRead};

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;

use super::counts::Counts;
use super::drift::DriftReport;
use super::records::Records;
use crate::decode::Reason;
use crate::normalize::{Normalized, Normalizer, Outcome};

/// Records in the order of the input.
#[derive(Debug, Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    records: Vec<Place>,
}

/// Where a record lies in a batch, and where it came from.
#[derive(Debug)]
struct Place {
    line: u64,
    end: usize,
    cut: u64,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Events, NDJSON.
    pub(super) events: Vec<u8>,
    /// Rejects, NDJSON.
    pub(super) rejects: Vec<u8>,
    /// How many there were of each.
    pub(super) counts: Counts,
    /// What was left out, and what was not as it is documented.
    pub(super) report: DriftReport,
}

impl Batch {
    /// Takes the next records of an input, until there are enough for a worker.
    pub(super) fn fill<R: BufRead>(&mut self, records: &mut Records<R>) -> io::Result<()> {
        while self.records.len() < BATCH_RECORDS && self.bytes.len() < BATCH_BYTES {
            let Some(raw) = records.next()? else { break };
            self.bytes.extend_from_slice(raw.bytes);
            self.records.push(Place { line: raw.line, end: self.bytes.len(), cut: raw.cut });
        }
        Ok(())
    }

    /// Whether the input had nothing more.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Normalizes every record.
    pub(super) fn normalize(&self, normalizer: &mut Normalizer) -> Done {
        let mut done = Done::default();
        let mut normalized = Normalized::default();
        let mut start = 0;
        for place in &self.records {
            let raw = &self.bytes[start..place.end];
            start = place.end;
            let outcome = match place.cut {
                0 => normalizer.record(raw, &mut normalized),
                _ => Outcome::Rejected(Reason::Json),
            };
            done.counts.note(outcome);
            if let Outcome::Rejected(reason) = outcome {
                write_reject(raw, place, reason, &mut done.rejects);
            }
        }
        let Normalized { bytes, excluded, drift, .. } = normalized;
        Done { events: bytes, report: DriftReport { excluded, drift }, ..done }
    }
}

/// Appends one line: `raw` is text, or `raw_base64` bytes that are not UTF-8; `cut_bytes` are
/// missing behind them.
fn write_reject(raw: &[u8], place: &Place, reason: Reason, out: &mut Vec<u8>) {
    let mut line = json!({ "line": place.line, "reason": reason.name() });
    match std::str::from_utf8(raw) {
        Ok(text) => line["raw"] = text.into(),
        Err(_) => line["raw_base64"] = BASE64_STANDARD.encode(raw).into(),
    }
    if place.cut > 0 {
        line["cut_bytes"] = place.cut.into();
    }
    out.extend_from_slice(line.to_string().as_bytes());
    out.push(b'\n');
}

/// A batch that is large enough for a worker to be busy with.
const BATCH_RECORDS: usize = 1_000;
const BATCH_BYTES: usize = 256 * 1024;

/// No event is larger: Okta's own pages of a thousand are not. What is, is a `json` reject, of
/// which the beginning is kept.
pub(super) const RECORD_BYTES_MAX: usize = 64 * 1024 * 1024;
