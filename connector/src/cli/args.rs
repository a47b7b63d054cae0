//! What can be typed.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clock::Timestamp;

use crate::classify::BuiltIn;
use crate::console::ListenAddress;
use crate::decode::Reason;
use crate::normalize::Attribution;

/// Polls Okta's System Log, normalizes its events into the TOTAL schema and publishes them at
/// least once.
#[derive(Clone, Debug, Parser)]
#[command(name = "okta-connector", version, max_term_width = 100)]
pub struct Args {
    /// The configuration file [default: okta-connector.toml if it is there, else OKTA_*
    /// variables]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Check the configuration, sinks and state without asking Okta anything
    Check,
    /// Switch a connection off until `enable`
    Disable(Target),
    /// Switch a disabled connection on again
    Enable(Target),
    /// Write a commented configuration file
    Init(Init),
    /// Normalize recorded events, without any connection
    Normalize(Normalize),
    /// Pause a connection until `resume`
    Pause(Target),
    /// Look at what could not be published, or try it again
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// Let a paused connection go on from where it is
    Resume(Resume),
    /// Poll, normalize and publish until stopped
    Run(Run),
    /// Show where each connection is and whether it runs
    Status(Status),
}

/// Which connection.
#[derive(Clone, Debug, clap::Args)]
pub struct Target {
    /// The connection; may be left out when there is only one
    pub name: Option<String>,

    /// Every connection
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
}

/// `init`.
#[derive(Clone, Debug, clap::Args)]
pub struct Init {
    /// Overwrite a file that is there
    #[arg(long)]
    pub force: bool,
}

/// `quarantine`.
#[derive(Clone, Debug, Subcommand)]
pub enum Quarantine {
    /// Show the records that could not be published, and what can be done about them
    List(QuarantineList),
    /// Publish what can be published by now
    ///
    /// Every record goes through the present configuration once more, whole pages element by
    /// element. What can be published is published to the connection's sink, then leaves the
    /// quarantine; the rest stays. While `run` is at work on the same state this is refused
    /// with exit code 3, and its process is named: stop it first.
    Replay(QuarantineReplay),
}

/// `quarantine list`.
#[derive(Clone, Debug, clap::Args)]
pub struct QuarantineList {
    /// Which connection.
    #[command(flatten)]
    pub target: Target,

    /// Only records that are kept for this reason
    #[arg(long, value_name = "REASON", value_parser = reason)]
    pub reason: Option<Reason>,

    /// Records of a connection that are shown at most, the oldest first; 0 shows every one
    /// [default: 20, with --json every one]
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,

    /// As NDJSON, each record whole: `raw`, or `raw_base64` if it is not UTF-8
    #[arg(long)]
    pub json: bool,
}

/// `quarantine replay`.
#[derive(Clone, Debug, clap::Args)]
pub struct QuarantineReplay {
    /// Which connection.
    #[command(flatten)]
    pub target: Target,

    /// Only records that are kept for this reason
    #[arg(long, value_name = "REASON", value_parser = reason)]
    pub reason: Option<Reason>,

    /// Delete what stays unpublishable, after it was written as NDJSON
    #[arg(long)]
    pub discard_unpublishable: bool,

    /// Where that goes, appended and synced [default: standard output]
    #[arg(long, value_name = "FILE", requires = "discard_unpublishable")]
    pub rejects: Option<PathBuf>,
}

/// `resume`.
#[derive(Clone, Debug, clap::Args)]
pub struct Resume {
    /// Which connection.
    #[command(flatten)]
    pub target: Target,

    /// Go on from now; what lies between is recorded as a gap
    #[arg(long)]
    pub now: bool,
}

/// `run`.
#[derive(Clone, Debug, clap::Args)]
pub struct Run {
    /// End when every enabled connection has committed its last short page
    #[arg(long)]
    pub until_caught_up: bool,

    /// Where a first start begins (RFC 3339); without effect once there is a checkpoint
    #[arg(long, value_name = "T")]
    pub since: Option<Timestamp>,

    /// After a change of org or filter: `cursor` keeps the cursor, `since=T` begins again at T
    #[arg(long, value_name = "cursor|since=T")]
    pub resume_from: Option<ResumeFrom>,

    /// Serve `GET /metrics` (OpenMetrics) and `GET /health` (JSON; 503 when nothing gets out)
    /// there; a port alone is on the loopback address [default: off]
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<ListenAddress>,

    /// Log every request and page
    #[arg(long, short)]
    pub verbose: bool,
}

/// Where a connection goes on whose org or filter changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResumeFrom {
    /// From the cursor that is stored.
    Cursor,
    /// From a time.
    Since(Timestamp),
}

impl std::str::FromStr for ResumeFrom {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            None if text == "cursor" => Ok(Self::Cursor),
            Some(("since", time)) => {
                time.parse().map(Self::Since).map_err(|error| format!("{error}"))
            }
            _ => Err("neither `cursor` nor `since=T`".to_owned()),
        }
    }
}

/// `status`.
#[derive(Clone, Debug, clap::Args)]
pub struct Status {
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `normalize`.
#[derive(Clone, Debug, clap::Args)]
pub struct Normalize {
    /// NDJSON, a JSON array, or JSON values one after another; `-` is standard input
    #[arg(default_value = "-", value_name = "FILE")]
    pub file: PathBuf,

    /// The customer's domain in TOTAL
    #[arg(long, value_name = "ID")]
    pub domain_id: String,

    /// Who may be the person of an event
    #[arg(long, default_value = "actor_or_target", value_parser = attribution)]
    pub attribution: Attribution,

    /// Which event types are ingested: `seed`, or `detection`, which adds those that detection
    /// rules need
    #[arg(long, default_value = "seed", value_parser = built_in)]
    pub catalogue: BuiltIn,

    /// End each event with `evidence`, what detections need beyond the schema
    #[arg(long)]
    pub evidence: bool,

    /// A CSV or JSON file that maps Okta user ids and names to `tuid`
    #[arg(long, value_name = "FILE")]
    pub identities: Option<PathBuf>,

    /// Where records that cannot be normalized go, as NDJSON [default: standard error]
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    /// Threads that normalize; the output is the same with any number [default: one a core]
    #[arg(long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZero<usize>>,

    /// Before the summary, a line of JSON about what Okta does not document: event types that
    /// are not ingested, unknown values of enumerations, fields of unexpected types
    #[arg(long)]
    pub drift: bool,
}

fn built_in(text: &str) -> Result<BuiltIn, String> {
    BuiltIn::from_name(text).ok_or_else(|| "neither `seed` nor `detection`".to_owned())
}

fn jobs(text: &str) -> Result<NonZero<usize>, String> {
    let number = text.parse().ok().filter(|number: &NonZero<usize>| number.get() <= JOBS_MAX);
    number.ok_or_else(|| format!("not a number from 1 to {JOBS_MAX}"))
}

fn attribution(text: &str) -> Result<Attribution, String> {
    Attribution::from_name(text).ok_or_else(|| "neither `actor_or_target` nor `actor`".to_owned())
}

fn reason(text: &str) -> Result<Reason, String> {
    let known = || Reason::ALL.map(Reason::name).join("`, `");
    Reason::ALL
        .into_iter()
        .find(|reason| reason.name() == text)
        .ok_or_else(|| format!("no such reason; there are `{}`", known()))
}

/// Threads cost memory, and no machine of ours has more cores.
const JOBS_MAX: usize = 256;
