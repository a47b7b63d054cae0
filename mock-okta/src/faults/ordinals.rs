//! Numbers that count from 1, as people write them.

use std::fmt;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ordinals: `3`, `5..8` (8 excluded), `5..=8`, `9..`, or several of these with commas between.
///
/// ```
/// use mock_okta::faults::Ordinals;
///
/// let ordinals: Ordinals = "1, 5..8".parse().unwrap();
/// assert!(ordinals.contains(1) && ordinals.contains(7) && !ordinals.contains(8));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordinals(Vec<(u64, u64)>);

impl Ordinals {
    /// Whether `ordinal` is one of these.
    pub fn contains(&self, ordinal: u64) -> bool {
        self.0.iter().any(|(first, end)| (*first..*end).contains(&ordinal))
    }
}

impl FromStr for Ordinals {
    type Err = ParseOrdinalsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ParseOrdinalsError { text: text.to_owned() };
        let number = |digits: &str| digits.trim().parse::<u64>().ok();
        let range = |part: &str| match part.split_once("..") {
            None => number(part).map(|only| (only, only.saturating_add(1))),
            Some((first, end)) => {
                let first = number(first)?;
                let end = match end.trim().strip_prefix('=') {
                    Some(last) => number(last)?.saturating_add(1),
                    None if end.trim().is_empty() => u64::MAX,
                    None => number(end)?,
                };
                Some((first, end))
            }
        };
        text.split(',')
            .map(|part| range(part).filter(|(first, end)| 0 < *first && first < end))
            .collect::<Option<Vec<_>>>()
            .map(Self)
            .ok_or_else(refused)
    }
}

impl fmt::Display for Ordinals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (first, end)) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            match *end {
                u64::MAX => write!(f, "{comma}{first}..")?,
                end if end == first + 1 => write!(f, "{comma}{first}")?,
                end => write!(f, "{comma}{first}..{end}")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Ordinals {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ordinals {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(u64),
            Text(String),
        }
        let text = match Written::deserialize(from)? {
            Written::One(ordinal) => ordinal.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map_err(D::Error::custom)
    }
}

/// A text that names no ordinals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` names no ordinals, such as `3`, `5..8` or `9..`; they count from 1")]
pub struct ParseOrdinalsError {
    text: String,
}
