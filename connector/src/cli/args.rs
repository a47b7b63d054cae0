//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clock::Timestamp;

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

    /// Where records that cannot be normalized go, as NDJSON [default: standard error]
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

fn attribution(text: &str) -> Result<Attribution, String> {
    Attribution::from_name(text).ok_or_else(|| "neither `actor_or_target` nor `actor`".to_owned())
}
