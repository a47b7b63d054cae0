//! How time passes, as a word.

use std::fmt;
use std::str::FromStr;

/// How the time of a clock passes.
///
/// Its text is `real`, `scaled:N`, `stepped` or `auto`; the last of these is not read, because
/// only a program can make such a clock.
///
/// ```
/// use clock::Pace;
///
/// let pace: Pace = "scaled:60".parse().unwrap();
/// assert_eq!((pace, pace.to_string().as_str()), (Pace::Scaled(60), "scaled:60"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As on the runtime's own clock.
    Auto,
    /// With the machine.
    #[default]
    Real,
    /// So many times as fast as the machine.
    Scaled(u32),
    /// Only when told to.
    Stepped,
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Real => f.write_str("real"),
            Self::Scaled(factor) => write!(f, "scaled:{factor}"),
            Self::Stepped => f.write_str("stepped"),
        }
    }
}

impl FromStr for Pace {
    type Err = ParsePaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "real" => Ok(Self::Real),
            None if text == "stepped" => Ok(Self::Stepped),
            Some(("scaled", factor)) => match factor.parse() {
                Ok(factor) if factor > 0 => Ok(Self::Scaled(factor)),
                _ => Err(ParsePaceError),
            },
            _ => Err(ParsePaceError),
        }
    }
}

/// A text that names no pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParsePaceError;

impl fmt::Display for ParsePaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected real, scaled:N with N of at least 1, or stepped")
    }
}

impl std::error::Error for ParsePaceError {}
