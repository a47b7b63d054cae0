//! One instant, in the resolution in which Okta speaks.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::Duration;

use jiff::fmt::temporal::DateTimePrinter;

/// An instant in UTC, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Okta stamps events with three fraction digits (facts 7.1), so nothing finer exists here.
/// The range is 0001-01-01 to 9999-12-30; arithmetic saturates at both ends. `Display` prints
/// RFC 3339 with three fraction digits and `Z`.
///
/// ```
/// use clock::Timestamp;
/// use std::time::Duration;
///
/// let t: Timestamp = "2026-03-15T15:32:18+01:00".parse().unwrap();
/// assert_eq!(t.to_string(), "2026-03-15T14:32:18.000Z");
/// assert_eq!((t + Duration::from_millis(7)).since(t), Duration::from_millis(7));
/// assert_eq!(t.since(t + Duration::from_secs(1)), Duration::ZERO);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00.000Z.
    pub const MIN: Self = Self(-62_135_596_800_000);
    /// 9999-12-30T22:00:00.000Z, the last instant whose date is in range in every zone.
    pub const MAX: Self = Self(253_402_207_200_000);
    /// 1970-01-01T00:00:00.000Z.
    pub const EPOCH: Self = Self(0);

    /// From milliseconds since the epoch, clamped to the range of the type.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// From whole seconds since the epoch, clamped to the range of the type.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(1_000))
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// The time from `earlier` to `self`; zero when `earlier` is the later one.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// `self` moved by `offset_ms` milliseconds, to either side.
    #[must_use]
    pub const fn shifted(self, offset_ms: i64) -> Self {
        Self::from_millis(self.0.saturating_add(offset_ms))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, rhs: Duration) -> Self {
        self.shifted(i64::try_from(rhs.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, rhs: Duration) -> Self {
        self.shifted(-i64::try_from(rhs.as_millis()).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = jiff::Timestamp::from_millisecond(self.0).map_err(|_| fmt::Error)?;
        f.write_str(&PRINTER.timestamp_to_string(&instant))
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    /// Reads an RFC 3339 date-time with a zone. Finer fractions are truncated to milliseconds.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant: jiff::Timestamp =
            text.parse().map_err(|_| ParseTimestampError { text: text.to_owned() })?;
        Ok(Self::from_millis(instant.as_nanosecond().div_euclid(1_000_000) as i64))
    }
}

/// A text that is no RFC 3339 date-time with a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError {
    text: String,
}

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no RFC 3339 date-time with a zone, such as `2026-03-15T14:32:18Z`",
            self.text
        )
    }
}

impl std::error::Error for ParseTimestampError {}

const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
