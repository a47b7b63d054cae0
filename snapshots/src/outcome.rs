//! What becomes of a file of recorded events, in one line.

use std::collections::BTreeMap;
use std::fmt;

use connector::normalize::{Normalized, Normalizer, Outcome, Rules};
use sha2::{Digest, Sha256};

/// Counts and the digest of the output of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileOutcome {
    /// Records in the file.
    pub read: u64,
    /// Of these, those that were published.
    pub published: u64,
    /// Records left out, by reason.
    pub excluded: BTreeMap<&'static str, u64>,
    /// Records that cannot be published, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Fields of unexpected types.
    pub drift: u64,
    /// SHA-256 of the NDJSON, in hex.
    pub sha256: String,
}

impl FileOutcome {
    /// Normalizes NDJSON, one record a line.
    pub fn of(ndjson: &[u8], rules: &Rules) -> Self {
        let mut outcome = Self::default();
        let mut normalizer = Normalizer::new(rules.clone());
        let mut out = Normalized::default();
        let lines = ndjson.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        for line in lines.filter(|line| !line.is_empty()) {
            outcome.read += 1;
            let count = match normalizer.record(line, &mut out) {
                Outcome::Published => &mut outcome.published,
                Outcome::Excluded(reason) => outcome.excluded.entry(reason.name()).or_default(),
                Outcome::Rejected(reason) => outcome.rejected.entry(reason.name()).or_default(),
            };
            *count += 1;
        }
        outcome.drift = out.drift.counts().map(|(_, count)| count).sum();
        outcome.sha256 = hex(&Sha256::digest(&out.bytes));
        outcome
    }
}

impl fmt::Display for FileOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "read {}, published {}, excluded {:?}, rejected {:?}, drift {}, sha256 {}",
            self.read, self.published, self.excluded, self.rejected, self.drift, self.sha256
        )
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}
