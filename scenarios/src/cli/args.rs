//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::case::{CaseError, DriverKind};

/// Makes a connector and a mock Okta org meet, and gives verdicts.
#[derive(Clone, Debug, Parser)]
#[command(name = "scenarios", version, max_term_width = 100)]
pub struct Args {
    /// The folder with the cases [default: scenarios/cases, here or beside this package]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub cases: Option<PathBuf>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Args {
    /// The folder with the cases.
    pub fn folder(&self) -> PathBuf {
        let here = PathBuf::from("scenarios/cases");
        match &self.cases {
            Some(folder) => folder.clone(),
            None if here.is_dir() => here,
            None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/cases")),
        }
    }
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Put generated events to the connector's normalization and to the reference
    Agree(Agree),
    /// Say what a case is about and what it claims
    Explain(Explain),
    /// List the cases
    List,
    /// Run cases twice in two processes and compare every byte
    Meta(Meta),
    /// Run cases and give verdicts
    Run(Run),
    /// Put known-bad connectors to the test: each must be caught
    Selftest,
}

/// `agree`.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Agree {
    /// How many events
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub events: u64,

    /// Where they come from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// The number of the first event
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub from: u64,
}

/// `explain`.
#[derive(Clone, Debug, clap::Args)]
pub struct Explain {
    /// The case, `<area>/<slug>`
    pub id: String,
}

/// `meta`.
#[derive(Clone, Debug, clap::Args)]
pub struct Meta {
    /// Which cases; all that run in virtual time if none is given
    #[arg(value_name = "GLOB")]
    pub patterns: Vec<String>,
}

/// `run`.
#[derive(Clone, Debug, clap::Args)]
pub struct Run {
    /// Which cases; all if none is given
    #[arg(value_name = "GLOB")]
    pub patterns: Vec<String>,

    /// How: in one process and virtual time, or as processes in real time
    #[arg(long, value_enum, default_value = "inproc")]
    pub driver: DriverKind,

    /// Cases at a time [default: one a core, and one at a time in real time]
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,

    /// Start no case after so many failures
    #[arg(long, value_name = "N")]
    pub max_failures: Option<usize>,

    /// Another seed for every case
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// Write a JUnit report
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,

    /// Write what was observed, a line each
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,

    /// The folder with `okta-connector` and `mock-okta`, for `--driver exec` [default: where
    /// this program is]
    #[arg(long, value_name = "FOLDER")]
    pub programs: Option<PathBuf>,

    /// Show every claim, not only those that do not hold
    #[arg(long, short)]
    pub verbose: bool,
}

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The cases cannot be used.
    #[error(transparent)]
    Cases(#[from] CaseError),
    /// The command line asks for what does not exist.
    #[error("{0}")]
    Usage(String),
    /// A file cannot be written, or a program not be run.
    #[error("{what}")]
    Io {
        /// What was being done.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Cases(_) | Self::Usage(_) => 2,
            Self::Io { .. } => 3,
        }
    }

    pub(super) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
