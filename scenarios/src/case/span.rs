//! Durations in case files.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

/// A duration: `90s`, `6h20m`, `7d`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub Duration);

impl Span {
    /// So many seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// So many hours.
    pub const fn hours(hours: u64) -> Self {
        Self::seconds(hours * 3_600)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        humantime::parse_duration(&text).map(Self).map_err(D::Error::custom)
    }
}

/// How wrong a watch is, in milliseconds: `10m` is fast, `-10m` is slow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset(pub i64);

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (sign, amount) = text.strip_prefix('-').map_or((1, &*text), |amount| (-1, amount));
        let amount = humantime::parse_duration(amount).map_err(D::Error::custom)?;
        let millis = i64::try_from(amount.as_millis()).map_err(D::Error::custom)?;
        Ok(Self(sign * millis))
    }
}
