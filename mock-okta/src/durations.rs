//! Durations as people write them: `90s`, `6h20m`, `7d`, `250ms`; a bare integer is seconds.

use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// Reads a duration.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let millis = millis(text)?;
    let millis = u64::try_from(millis).map_err(|_| format!("`{text}` is negative"))?;
    Ok(Duration::from_millis(millis))
}

/// Writes a duration so that [`duration`] reads it again, in whole milliseconds.
pub(crate) fn written(duration: Duration) -> String {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    format!("{:#}", SignedDuration::from_millis(millis))
}

/// Reads an offset, which may be negative, in milliseconds.
pub(crate) fn offset(text: &str) -> Result<i64, String> {
    millis(text)
}

fn millis(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Ok(seconds.saturating_mul(1_000));
    }
    let relative = SpanRelativeTo::days_are_24_hours();
    text.parse::<Span>()
        .and_then(|span| span.to_duration(relative))
        .map(|duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
        .map_err(|_| format!("`{text}` is no duration, such as `90s`, `6h20m` or `7d`"))
}

/// A duration in a configuration: a text, or an integer number of seconds.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Seconds(i64),
    Text(String),
}

impl Written {
    fn text(self) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// For fields of type `Option<Duration>`.
pub(crate) fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    required(from).map(Some)
}

/// For fields of type `Duration`.
pub(crate) fn required<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    duration(&Written::deserialize(from)?.text()).map_err(D::Error::custom)
}

/// For fields that hold an offset in milliseconds.
pub(crate) fn signed<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    offset(&Written::deserialize(from)?.text()).map_err(D::Error::custom)
}

/// A duration as it is read, in the largest units that fit: `6h20m`.
pub(crate) fn shown(duration: Duration) -> String {
    let mut left = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let mut text = String::new();
    for (unit, millis) in UNITS {
        let count = left / millis;
        left %= millis;
        if count > 0 {
            text += &count.to_string();
            text += unit;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// For fields that hold an offset in milliseconds and are also written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
pub(crate) fn show_signed<S: Serializer>(millis: &i64, to: S) -> Result<S::Ok, S::Error> {
    let sign = if *millis < 0 { "-" } else { "" };
    to.serialize_str(&format!("{sign}{}", shown(Duration::from_millis(millis.unsigned_abs()))))
}

/// For fields of type `Duration` that are also written.
pub(crate) mod spelled {
    use std::time::Duration;

    use serde::{Deserializer, Serializer};

    pub(crate) use super::required as deserialize;

    pub(crate) fn serialize<S: Serializer>(from: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::shown(*from))
    }

    /// For fields of type `Option<Duration>`.
    pub(crate) mod optional {
        use super::{Deserializer, Duration, Serializer};

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<Duration>, D::Error> {
            super::super::optional(from)
        }

        #[expect(clippy::ref_option, reason = "serde passes fields by reference")]
        pub(crate) fn serialize<S: Serializer>(
            from: &Option<Duration>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            match from {
                Some(from) => super::serialize(from, to),
                None => to.serialize_none(),
            }
        }
    }
}

const UNITS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
