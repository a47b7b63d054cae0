//! Reading and dating replayed lines.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use clock::Timestamp;
use serde::Deserialize;

use crate::log::Recorded;

/// What is to be replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    records: Vec<Line>,
    per_second: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    bytes: Bytes,
    published: Option<Timestamp>,
}

impl Replay {
    /// The most lines that one replay may have.
    pub const RECORDS_MAX: usize = 5_000_000;

    /// Adds the lines of `text`.
    #[must_use]
    pub fn lines(mut self, text: &[u8]) -> Self {
        let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        self.records.extend(lines.filter(|line| !line.is_empty()).map(Line::new));
        self
    }

    /// Adds the lines of the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be read, or makes more than [`Replay::RECORDS_MAX`] records.
    pub fn file(self, path: &Path) -> Result<Self, ReplayError> {
        let text = fs::read(path)
            .map_err(|source| ReplayError::Unreadable { path: path.to_owned(), source })?;
        let replay = self.lines(&text);
        if replay.records.len() > Self::RECORDS_MAX {
            return Err(ReplayError::TooLong { path: path.to_owned() });
        }
        Ok(replay)
    }

    /// Lets the records appear at this rate from the start on, instead of all before it.
    #[must_use]
    pub fn paced(self, per_second: u32) -> Self {
        Self { per_second: Some(per_second.max(1)), ..self }
    }

    /// Whether there is anything to replay.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records of a mock that starts at `start`.
    pub(crate) fn records(&self, start: Timestamp) -> Vec<Recorded> {
        let last = self.records.len() as u64;
        let commit = |number: u64| match self.per_second {
            Some(rate) => start + Duration::from_millis(number * 1_000 / u64::from(rate)),
            None => start - Duration::from_millis(last - number),
        };
        (1..)
            .zip(&self.records)
            .map(|(number, line)| Recorded {
                commit: commit(number),
                published: line.published,
                bytes: line.bytes.clone(),
            })
            .collect()
    }
}

impl Line {
    fn new(line: &[u8]) -> Self {
        let Ok(text) = std::str::from_utf8(line) else {
            return Self::as_string(&String::from_utf8_lossy(line));
        };
        if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
            return Self::as_string(text);
        }
        Self { bytes: Bytes::copy_from_slice(line), published: published_in(line) }
    }

    fn as_string(text: &str) -> Self {
        let bytes = serde_json::Value::from(text).to_string();
        Self { bytes: bytes.into(), published: None }
    }
}

/// When a record says that it happened. One of another shape has no date that could be read; that
/// is no mistake.
pub(crate) fn published_in(raw: &[u8]) -> Option<Timestamp> {
    serde_json::from_slice::<Dated>(raw).ok().and_then(|dated| dated.published?.parse().ok())
}

#[derive(Deserialize)]
struct Dated {
    #[serde(default)]
    published: Option<String>,
}

/// Why a file cannot be replayed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The file cannot be read.
    #[error("replay file {} cannot be read", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file has too many lines.
    #[error("replay file {} makes more than {} records", path.display(), Replay::RECORDS_MAX)]
    TooLong {
        /// Which file.
        path: PathBuf,
    },
}
