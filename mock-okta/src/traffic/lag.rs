//! How long it takes from `published` to being visible.

use std::time::Duration;

use clock::Draw;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::durations;

/// The distribution of the lag between an event's `published` and its commit to the log.
///
/// Okta documents neither bound nor distribution (facts 1.2), only that events of the past may
/// still appear. Here most are visible within the typical lag, a few come late, and none later
/// than 15 minutes. The lag is a function of the event's minute and ordinal alone. A quarter of
/// the commits fall together with others, as when a writer flushes a batch, so that several
/// events share a millisecond.
///
/// ```
/// use std::time::Duration;
/// use mock_okta::CommitLag;
///
/// let lag = CommitLag::default().with_late_per_million(50_000).with_late_max(Duration::MAX);
/// assert_eq!(lag.late_max(), CommitLag::HARD_MAX);
///
/// let written: CommitLag = toml::from_str("typical = \"500ms\"").unwrap();
/// assert_eq!(written, CommitLag::default().with_typical(Duration::from_millis(500)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct CommitLag {
    typical: Duration,
    late_per_million: u32,
    late_max: Duration,
}

impl CommitLag {
    /// No event is ever committed later than this after its `published`.
    pub const HARD_MAX: Duration = Duration::from_mins(15);

    /// Every event is visible at its `published`, in order.
    pub const NONE: Self =
        Self { typical: Duration::ZERO, late_per_million: 0, late_max: Duration::ZERO };

    /// The lag that most events stay below (2 s).
    #[must_use]
    pub fn with_typical(self, typical: Duration) -> Self {
        Self { typical: typical.min(Self::HARD_MAX), ..self }
    }

    /// How many in a million events come late (3,000).
    #[must_use]
    pub fn with_late_per_million(self, late_per_million: u32) -> Self {
        Self { late_per_million, ..self }
    }

    /// The most that a late event is late (10 min), at most [`CommitLag::HARD_MAX`].
    #[must_use]
    pub fn with_late_max(self, late_max: Duration) -> Self {
        Self { late_max: late_max.min(Self::HARD_MAX), ..self }
    }

    /// The most that a late event is late.
    pub fn late_max(&self) -> Duration {
        self.late_max
    }

    /// The most that any event is late.
    pub(crate) fn max(&self) -> Duration {
        self.late_max.max(self.typical)
    }

    /// The three of them, by the keys of the configuration file.
    pub(crate) fn described(&self) -> Value {
        json!({
            "typical": durations::written(self.typical),
            "late_per_million": self.late_per_million,
            "late_max": durations::written(self.late_max),
        })
    }

    /// When the event that was published at `published` (milliseconds) is committed.
    pub(crate) fn commit(&self, published: i64, draw: &mut Draw) -> i64 {
        let bits = draw.next();
        let typical = self.typical.as_millis() as u64;
        if bits % 1_000_000 < u64::from(self.late_per_million) {
            // Most of the late are a little late: the cube of a uniform number.
            let unit = bits >> 44;
            let cube = (((unit * unit) >> 20) * unit) >> 20;
            let span = (self.late_max.as_millis() as u64).saturating_sub(typical);
            return published + (typical + ((span * cube) >> 20)) as i64;
        }
        let lag = ((bits >> 40) * typical) >> 24;
        let commit = published + lag as i64;
        if typical > BATCH_MS as u64 && (bits >> 20).is_multiple_of(4) {
            // The next flush, unless that would break the promise about the typical lag.
            let flush = (commit + BATCH_MS - 1).div_euclid(BATCH_MS) * BATCH_MS;
            return flush.min(published + typical as i64);
        }
        commit
    }
}

impl Default for CommitLag {
    fn default() -> Self {
        Self {
            typical: Duration::from_secs(2),
            late_per_million: 3_000,
            late_max: Duration::from_mins(10),
        }
    }
}

/// What a configuration says; what it leaves out is as usual.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    #[serde(deserialize_with = "durations::required")]
    typical: Duration,
    late_per_million: u32,
    #[serde(deserialize_with = "durations::required")]
    late_max: Duration,
}

impl Default for Written {
    fn default() -> Self {
        let CommitLag { typical, late_per_million, late_max } = CommitLag::default();
        Self { typical, late_per_million, late_max }
    }
}

impl From<Written> for CommitLag {
    fn from(written: Written) -> Self {
        Self::default()
            .with_typical(written.typical)
            .with_late_per_million(written.late_per_million)
            .with_late_max(written.late_max)
    }
}

const BATCH_MS: i64 = 250;
