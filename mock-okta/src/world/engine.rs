//! The two engines that orgs of Okta run on.

use std::fmt;
use std::str::FromStr;

/// Which engine an org runs on: it decides what a sign-in looks like in the log (scenario facts
/// 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The older one: a password is no factor, a session begins with one event, and most apps are
    /// opened without a word about policies.
    Classic,
    /// Identity Engine.
    #[default]
    Oie,
}

impl Engine {
    /// What `/.well-known/okta-organization` calls it in `pipeline`.
    pub fn pipeline(self) -> &'static str {
        match self {
            Self::Classic => "v1",
            Self::Oie => "idx",
        }
    }

    /// What the ids of sessions begin with (scenario facts 1.1).
    pub(crate) fn session_prefix(self) -> [u8; 3] {
        match self {
            Self::Classic => *b"102",
            Self::Oie => *b"idx",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Classic => "classic",
            Self::Oie => "oie",
        })
    }
}

impl FromStr for Engine {
    type Err = ParseEngineError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "classic" => Ok(Self::Classic),
            "oie" => Ok(Self::Oie),
            _ => Err(ParseEngineError),
        }
    }
}

/// A text that names no engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected classic or oie")]
pub struct ParseEngineError;
