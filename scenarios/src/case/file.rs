//! A case file.

use serde::Deserialize;

use super::setup::Setup;
use super::span::Span;

/// One case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `<area>/<slug>`, from the path of the file.
    #[serde(skip)]
    pub id: String,
    /// One line.
    pub title: String,
    /// What it shows, and why that matters.
    pub why: String,
    /// The public bug or the fact that it reproduces.
    #[serde(default)]
    pub evidence: Option<String>,
    /// Where everything random comes from.
    #[serde(default = "one")]
    pub seed: u64,
    /// What has to hold.
    #[serde(default)]
    pub expect: Expect,
    /// Virtual time: everything in one process.
    #[serde(default)]
    pub inproc: Option<Setup>,
    /// Real time: two processes and a socket between them.
    #[serde(default)]
    pub exec: Option<Setup>,
}

impl Case {
    /// The setup for `driver`, `None` when the case is not for it.
    pub fn setup(&self, driver: DriverKind) -> Option<&Setup> {
        match driver {
            DriverKind::Exec => self.exec.as_ref(),
            DriverKind::Inproc => self.inproc.as_ref(),
        }
    }
}

/// How a case is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum DriverKind {
    /// Real processes over loopback, in real time.
    Exec,
    /// One process, virtual time.
    Inproc,
}

impl DriverKind {
    /// The name, on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exec => "exec",
            Self::Inproc => "inproc",
        }
    }
}

/// What has to hold, beyond what always has to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    /// How often the connector pauses, at least.
    pub pauses: u64,
    /// And at most, where chance decides; as often as at least, if not given.
    pub pauses_max: Option<u64>,
    /// Records that end in the quarantine.
    pub quarantined: u64,
    /// Whole pages that end in the quarantine.
    pub poison_pages: u64,
    /// Copies beyond the first. Without a crash or a dead cursor there is no reason for any.
    pub duplicates_max: u64,
    /// From being visible to being out, for every event; not judged if not given.
    pub delay_max: Option<Span>,
    /// Stretches of the log that the connector records as missing.
    pub gaps: u64,
    /// What must have happened, or the case shows nothing.
    pub must_observe: Vec<String>,
}

/// A kill of the connector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrashSpec {
    /// Where in its work.
    pub at: CrashPoint,
    /// The how-manieth time it gets there, counted over restarts.
    #[serde(default = "one")]
    pub nth: u64,
    /// How many kills, for [`CrashPoint::Random`].
    #[serde(default = "one")]
    pub times: u64,
    /// How long it stays down.
    #[serde(default = "five_seconds")]
    pub down: Span,
}

/// A time in which the sink takes nothing.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinkOutage {
    /// From this long after the start on.
    pub from: Span,
    /// Until this long after it.
    pub until: Span,
}

/// Where a connector is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CrashPoint {
    /// The sink has the page, the connector does not know yet.
    Acknowledged,
    /// The checkpoint is durable, the connector does not know yet.
    Committed,
    /// The page is on its way to the sink and does not get there.
    HandedToSink,
    /// At a moment drawn from the seed.
    Random,
    /// The org has the request, the answer does not get back.
    RequestSent,
}

/// Something that a person does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonSpec {
    /// What it follows.
    pub when: Trigger,
    /// How long after that.
    #[serde(default)]
    pub after: Span,
    /// What is done.
    pub does: Deed,
}

/// What a person reacts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Each pause of the connector.
    Paused,
    /// The start of the case.
    Start,
}

/// What a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// `okta-connector disable`
    Disable,
    /// `okta-connector enable`
    Enable,
    /// `okta-connector pause`
    Pause,
    /// `okta-connector resume`
    Resume,
}

fn one() -> u64 {
    1
}

fn five_seconds() -> Span {
    Span::seconds(5)
}
