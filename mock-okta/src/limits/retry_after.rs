//! Whether and how a 429 says when to come back.

use std::fmt;
use std::str::FromStr;

use clock::{Seed, Timestamp};
use serde::Deserialize;

/// The `Retry-After` header of a 429.
///
/// No recorded answer of Okta has it, the customer's text promises it (facts 3.3), so a client
/// must live with either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetryAfter {
    /// An HTTP date.
    Date,
    /// By the seed, half of the answers have one, seconds or a date.
    #[default]
    Mixed,
    /// Not sent.
    Never,
    /// A number of seconds.
    Seconds,
}

impl RetryAfter {
    /// What the 429 to request `ordinal` says, when its window ends at `reset`.
    pub(crate) fn hint(
        self,
        seed: &Seed,
        ordinal: u64,
        [now, reset]: [Timestamp; 2],
    ) -> Option<RetryHint> {
        let seconds = RetryHint::Seconds(reset.since(now).as_millis().div_ceil(1_000) as u64);
        match self {
            Self::Date => Some(RetryHint::At(reset)),
            Self::Mixed => match seed.child("retry-after").draw_at(ordinal).below(4) {
                0 => Some(RetryHint::At(reset)),
                1 => Some(seconds),
                _ => None,
            },
            Self::Never => None,
            Self::Seconds => Some(seconds),
        }
    }

    const ALL: [Self; 4] = [Self::Date, Self::Mixed, Self::Never, Self::Seconds];
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Date => "date",
            Self::Mixed => "mixed",
            Self::Never => "never",
            Self::Seconds => "seconds",
        })
    }
}

impl FromStr for RetryAfter {
    type Err = ParseRetryAfterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.to_string() == text).ok_or(ParseRetryAfterError)
    }
}

/// When to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryHint {
    /// At this moment.
    At(Timestamp),
    /// After so many seconds.
    Seconds(u64),
    /// These words, whatever they mean.
    Text(&'static str),
}

/// A text that is no kind of `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of never, seconds, date, mixed")]
pub struct ParseRetryAfterError;
