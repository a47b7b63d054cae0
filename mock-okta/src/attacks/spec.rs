//! An attack as it is asked for: `KIND[@TIME][,param=value…]`.

use std::str::FromStr;

use clock::Timestamp;
use serde::Deserialize;
use serde::de::Error;

use crate::durations::offset;

use super::catalogue::{Kind, find, kinds};
use super::parameters::Parameters;

/// Which attack, when, and how.
///
/// ```
/// use mock_okta::attacks::AttackSpec;
///
/// let spec: AttackSpec = "impossible-travel@+2h,gap=20m".parse().unwrap();
/// assert_eq!(spec.kind.name, "impossible-travel");
///
/// let wrong = "impossible-travel,gap=soon".parse::<AttackSpec>().unwrap_err();
/// assert!(wrong.to_string().contains("`gap` is a duration"));
/// ```
#[derive(Clone, Debug)]
pub struct AttackSpec {
    /// What kind of attack.
    pub kind: &'static Kind,
    /// When it begins.
    pub time: AttackTime,
    /// How it goes.
    pub parameters: Parameters,
}

/// When an attack begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttackTime {
    /// At this moment.
    At(Timestamp),
    /// So many milliseconds after the start of the mock, before it when negative; after now for an
    /// attack that begins while the mock runs.
    FromStart(i64),
}

impl AttackTime {
    /// The moment, where offsets count from `start`.
    pub(crate) fn moment(self, start: Timestamp) -> Timestamp {
        match self {
            Self::At(moment) => moment,
            Self::FromStart(millis) => start.shifted(millis),
        }
    }
}

impl Default for AttackTime {
    /// An attack that is not told when begins a minute after the mock.
    fn default() -> Self {
        Self::FromStart(60_000)
    }
}

impl FromStr for AttackTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Ok(Self::At(moment));
        }
        offset(text.strip_prefix('+').unwrap_or(text)).map(Self::FromStart).map_err(|_| {
            format!("`{text}` is neither a time in RFC 3339 nor an offset such as `2h` or `-30m`")
        })
    }
}

impl AttackSpec {
    /// The attack called `name`, with what `said` says of its parameters.
    ///
    /// # Errors
    /// With what is wrong: the name, a parameter, or the value of one.
    pub(crate) fn new<'a>(
        name: &str,
        time: AttackTime,
        said: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, String> {
        let kind = find(name).ok_or_else(|| {
            let names: Vec<_> = kinds().iter().map(|kind| kind.name).collect();
            format!("no attack is called `{name}`; there are {}", names.join(", "))
        })?;
        Ok(Self { kind, time, parameters: Parameters::new(kind.parameters, said)? })
    }
}

impl FromStr for AttackSpec {
    type Err = AttackSpecError;

    fn from_str(text: &str) -> Result<Self, AttackSpecError> {
        let wrong = |mistake: String| AttackSpecError { text: text.to_owned(), mistake };
        let mut parts = text.split(',');
        let head = parts.next().unwrap_or_default();
        let (name, time) = head.split_once('@').map_or((head, None), |(name, at)| (name, Some(at)));
        let time = time.map(|time| time.trim().parse()).transpose().map_err(wrong)?;
        let said = parts.map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (name.trim(), value.trim())
        });
        Self::new(name.trim(), time.unwrap_or_default(), said).map_err(wrong)
    }
}

impl<'de> Deserialize<'de> for AttackSpec {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// A text that asks for no attack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}`: {mistake}")]
pub struct AttackSpecError {
    text: String,
    mistake: String,
}
