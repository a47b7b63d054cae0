//! Whose time the age of what clients sign is judged by.

use std::fmt;
use std::str::FromStr;

use clock::{Clock, Pace, Timestamp};

/// Whose time the age of what clients sign is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthClock {
    /// The org's.
    Org,
    /// The machine's, which is also the clients'.
    Wall,
}

impl AuthClock {
    /// What suits an org whose time passes so. Nobody's watch goes by a time that stands still or
    /// jumps, but in a simulation; so a client of such an org has to ask it what time it is.
    pub(super) fn suited_to(pace: Pace) -> Self {
        match pace {
            Pace::Stepped | Pace::Auto => Self::Org,
            _ => Self::Wall,
        }
    }

    /// The present moment by this of the two.
    pub(super) fn now(self, org: &Clock, wall: &Clock) -> Timestamp {
        match self {
            Self::Org => org.now(),
            Self::Wall => wall.now(),
        }
    }
}

impl fmt::Display for AuthClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Org => "org",
            Self::Wall => "wall",
        })
    }
}

impl FromStr for AuthClock {
    type Err = ParseAuthClockError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "org" => Ok(Self::Org),
            "wall" => Ok(Self::Wall),
            _ => Err(ParseAuthClockError),
        }
    }
}

/// A text that names no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected wall or org")]
pub struct ParseAuthClockError;
