//! How the org's time passes.

use std::fmt;
use std::str::FromStr;

use clock::{Clock, Timestamp};

/// How the org's time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockMode {
    /// With the machine.
    #[default]
    Real,
    /// So many times as fast.
    Scaled(u32),
    /// Only when told to.
    Stepped,
}

impl ClockMode {
    /// A clock of this mode. The two that do not follow the machine begin at `epoch`, or else
    /// where the machine is.
    pub(crate) fn clock(self, epoch: Option<Timestamp>) -> Clock {
        let begin = || epoch.unwrap_or_else(|| Clock::real().now());
        match self {
            Self::Real => Clock::real(),
            Self::Scaled(factor) => Clock::scaled(begin(), factor),
            Self::Stepped => Clock::stepped(begin()),
        }
    }
}

impl fmt::Display for ClockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Scaled(factor) => write!(f, "scaled:{factor}"),
            Self::Stepped => f.write_str("stepped"),
        }
    }
}

impl FromStr for ClockMode {
    type Err = ParseClockModeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "real" => Ok(Self::Real),
            None if text == "stepped" => Ok(Self::Stepped),
            Some(("scaled", factor)) => match factor.parse() {
                Ok(factor) if factor > 0 => Ok(Self::Scaled(factor)),
                _ => Err(ParseClockModeError),
            },
            _ => Err(ParseClockModeError),
        }
    }
}

/// A text that is no clock mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected real, scaled:N with N of at least 1, or stepped")]
pub struct ParseClockModeError;
