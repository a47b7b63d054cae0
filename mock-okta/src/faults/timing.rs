//! Answers that are late, or wrong about the time.

use std::time::Duration;

use clock::Timestamp;
use http::header::DATE;
use jiff::fmt::strtime;
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::api::Reply;
use crate::durations::spelled;
use crate::service::Endpoint;

use super::entry::{ParamSketch, Shape, Sketch, Theme, choice, fault};
use super::rule::{Described, Occasion, Rule, Stage, Verdict};

/// `latency`
///
/// The answer takes longer, on the org's clock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// How much longer.
    #[serde(with = "spelled")]
    pub delay: Duration,
}

impl Described for Latency {
    // The one kind with a parameter that has no default, so it is written out.
    const SKETCH: &'static Sketch = &Sketch {
        name: "latency",
        theme: Theme::Transport,
        stage: Stage::Arrival,
        endpoint: Some(Endpoint::Logs),
        about: &[" The answer takes longer, on the org's clock."],
        params: &[ParamSketch {
            name: "delay",
            about: &[" How much longer; has to be given."],
            takes: Duration::TAKES,
            choices: &[],
        }],
        defaults: Table::new,
        example: "delay = \"2500ms\"",
    };
}

impl Rule for Latency {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::Wait(self.delay)
    }
}

fault! {
    /// The machine that answers has a wrong clock, which `Date` and Reset show, or sends no
    /// `Date` at all.
    DateSkew, "date-skew", Clock, Stamp, Some(Endpoint::Logs), example "seconds = -90" {
        /// By how many seconds it is ahead; negative when behind.
        seconds: i64 = 0,
        /// No `Date` header.
        missing: bool = false,
    }
}

impl Rule for DateSkew {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let Self { seconds, missing } = *self;
        Verdict::alter(move |reply| {
            shift(reply, seconds);
            reply.date = reply.date.filter(|_| !missing);
        })
    }
}

fault! {
    /// The clock of the machine that answers goes wrong, and more so with every hour since the
    /// start; `Date` and Reset show it.
    DateDrift, "date-drift", Clock, Stamp, Some(Endpoint::Logs), example "seconds_per_hour = -20" {
        /// How many seconds it gains in an hour; negative when it loses them.
        seconds_per_hour: i64 = 60,
    }
}

impl Rule for DateDrift {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let millis = i64::try_from(occasion.since_start.as_millis()).unwrap_or(i64::MAX);
        let wrong = millis.saturating_mul(self.seconds_per_hour) / 3_600_000;
        if wrong == 0 {
            return Verdict::Pass;
        }
        Verdict::alter(move |reply| shift(reply, wrong))
    }
}

fault! {
    /// `Date` is right and not written as HTTP writes it today.
    DateFormat, "date-format", Clock, Stamp, Some(Endpoint::Logs), example "format = \"asctime\"" {
        /// How it is written.
        format: DateForm = DateForm::default(),
    }
}

choice! {
    /// How `Date` is written.
    DateForm {
        /// `Thursday, 19-Mar-26 14:00:00 GMT`: obsolete, but part of HTTP (RFC 9110, 5.6.7).
        Rfc850 = "rfc850",
        /// `Thu Mar 19 14:00:00 2026`: obsolete, but part of HTTP (RFC 9110, 5.6.7).
        Asctime = "asctime",
        /// `2026-03-19T14:00:00.000Z`.
        Iso8601 = "iso8601",
        /// `Thu, 19 Mar 2026 16:00:00 +0200`: the right moment in another zone.
        Offset = "offset",
        /// `1773928800`.
        Seconds = "seconds",
        /// `today`.
        Garbage = "garbage",
    }
}

impl Rule for DateFormat {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let form = self.format;
        Verdict::alter(move |reply| {
            if let Some(date) = reply.date {
                reply.set(DATE, &form.write(date));
            }
        })
    }
}

impl DateForm {
    fn write(self, date: Timestamp) -> String {
        let spelled = |format: &str, date: Timestamp| {
            // Every year that a log can have is one that jiff knows.
            let time = jiff::Timestamp::from_second(date.as_seconds()).unwrap_or_default();
            strtime::format(format, time).unwrap_or_default()
        };
        match self {
            Self::Rfc850 => spelled("%A, %d-%b-%y %H:%M:%S GMT", date),
            Self::Asctime => spelled("%a %b %e %H:%M:%S %Y", date),
            Self::Iso8601 => date.to_string(),
            Self::Offset => spelled("%a, %d %b %Y %H:%M:%S +0200", date + Duration::from_hours(2)),
            Self::Seconds => date.as_seconds().to_string(),
            Self::Garbage => "today".to_owned(),
        }
    }
}

fn shift(reply: &mut Reply, seconds: i64) {
    reply.date = reply.date.map(|date| date.shifted(seconds.saturating_mul(1_000)));
    for rate in &mut reply.rate {
        rate.reset = rate.reset.saturating_add(seconds);
    }
}
