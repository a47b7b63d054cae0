//! Answers that are late, or wrong about the time.

use std::time::Duration;

use serde::Deserialize;

use crate::durations;

use super::rule::{Occasion, Rule, Stage, Verdict};

/// `latency`: the answer takes longer, on the org's clock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// How much longer.
    #[serde(deserialize_with = "durations::required")]
    pub delay: Duration,
}

impl Rule for Latency {
    fn stage(&self) -> Stage {
        Stage::Arrival
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::Wait(self.delay)
    }
}

/// `date-skew`: the machine that answers has a wrong clock, which `Date` and Reset show, or
/// sends no `Date` at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DateSkew {
    /// By how many seconds it is ahead; negative when behind.
    pub seconds: i64,
    /// No `Date` header.
    pub missing: bool,
}

impl Rule for DateSkew {
    fn stage(&self) -> Stage {
        Stage::Stamp
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let Self { seconds, missing } = *self;
        Verdict::alter(move |reply| {
            reply.date = reply
                .date
                .filter(|_| !missing)
                .map(|date| date.shifted(seconds.saturating_mul(1_000)));
            for rate in &mut reply.rate {
                rate.reset = rate.reset.saturating_add(seconds);
            }
        })
    }
}
