//! What is typed. Every value is optional here: what is not given is decided in
//! [`super::Settings`].

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use clock::{Pace, Timestamp};

use crate::attacks::AttackSpec;
use crate::durations::duration;
use crate::switches::Switches;
use crate::world::Engine;
use crate::{AuthClock, LimitPreset, RetryAfter};

use super::describe::DescribeArgs;
use super::span::GenerateArgs;

/// An Okta org that any System Log connector can be pointed at.
#[derive(Debug, Parser)]
#[command(name = "mock-okta", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show everything that the org can do wrong on purpose.
    Faults(FaultsArgs),
    /// Show the attacks that the org can undergo, and what only looks like them.
    Attacks(AttacksArgs),
    /// Measure what a day of the org is made of, next to what it is meant to be made of.
    Describe(DescribeArgs),
    /// Show what the org does, where that is known from and how sure it is.
    Fidelity(FidelityArgs),
    /// Write everything that happens in an org in a span of time, an event a line.
    Generate(Box<GenerateArgs>),
    /// Serve the org over HTTP until interrupted.
    Serve(Box<ServeArgs>),
}

/// The flags of `mock-okta attacks`.
#[derive(Clone, Copy, Debug, Args)]
pub struct AttacksArgs {
    /// One JSON array
    #[arg(long)]
    pub json: bool,
}

/// The flags of `mock-okta fidelity`.
#[derive(Clone, Copy, Debug, Args)]
pub struct FidelityArgs {
    /// One JSON array
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,

    /// The document docs/FIDELITY.md
    #[arg(long)]
    pub markdown: bool,
}

/// The flags of `mock-okta faults`.
#[derive(Clone, Copy, Debug, Args)]
pub struct FaultsArgs {
    /// One JSON object
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,

    /// The document docs/FAULTS.md
    #[arg(long)]
    pub markdown: bool,
}

/// The flags of `mock-okta serve`.
#[derive(Debug, Default, Args)]
pub struct ServeArgs {
    /// The address to listen on [default: 127.0.0.1]. Anywhere but on a loopback address the
    /// control plane asks for a token, which the ready line tells
    #[arg(long, env = "MOCK_OKTA_HOST")]
    pub host: Option<String>,

    /// The port to listen on; 0 picks a free one [default: 8080]
    #[arg(long, env = "MOCK_OKTA_PORT")]
    pub port: Option<u16>,

    /// A port of its own for the control plane, which then is on no other
    #[arg(long, env = "MOCK_OKTA_ADMIN_PORT")]
    pub admin_port: Option<u16>,

    /// Serve HTTPS, with a certificate authority that is made at the start
    #[arg(
        long,
        env = "MOCK_OKTA_TLS",
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub tls: Option<bool>,

    /// Also serve an HTTP proxy that answers for *.okta.com and *.oktapreview.com itself, with
    /// TLS; 0 picks a free port
    #[arg(long, env = "MOCK_OKTA_PROXY_PORT", value_name = "PORT")]
    pub proxy_port: Option<u16>,

    /// Where to write the authority's certificate, which is removed at the end [default: a file
    /// in the folder for temporary files, which the ready line tells]
    #[arg(long, env = "MOCK_OKTA_CA_FILE", value_name = "PATH")]
    pub ca_file: Option<PathBuf>,

    /// What everything random comes from; the same seed makes the same org [default: picked]
    #[arg(long, env = "MOCK_OKTA_SEED")]
    pub seed: Option<u64>,

    /// How many people work there, up to 1000000 [default: 1000, or none with --replay]
    #[arg(long, env = "MOCK_OKTA_USERS")]
    pub users: Option<u32>,

    /// Which engine the org runs on: oie (Identity Engine) or classic, which looks different in the
    /// log and has fewer events [default: oie]
    #[arg(long, env = "MOCK_OKTA_ENGINE", value_name = "NAME")]
    pub engine: Option<Engine>,

    /// About how many events an ordinary working day has [default: from --users]
    #[arg(long, env = "MOCK_OKTA_EVENTS_PER_DAY", value_name = "N")]
    pub events_per_day: Option<u64>,

    /// For how long the org has existed when it starts [default: 7d]
    #[arg(long, env = "MOCK_OKTA_HISTORY", value_name = "DURATION", value_parser = duration)]
    pub history: Option<Duration>,

    /// What the org takes the moment of its start for, in RFC 3339 [default: now]
    #[arg(long, env = "MOCK_OKTA_EPOCH", value_name = "TIME")]
    pub epoch: Option<Timestamp>,

    /// How the org's time passes: real, scaled:N (N times as fast), or stepped (only by
    /// POST /__admin/clock) [default: real]
    #[arg(long, env = "MOCK_OKTA_CLOCK", value_name = "MODE")]
    pub clock: Option<Pace>,

    /// By which time the age of what clients sign is judged: wall (the machine's) or org
    /// [default: wall, or org with --clock stepped]
    #[arg(long, env = "MOCK_OKTA_AUTH_CLOCK", value_name = "CLOCK")]
    pub auth_clock: Option<AuthClock>,

    /// Make the service app bind its access tokens to a key (DPoP) [default: off]
    #[arg(
        long,
        env = "MOCK_OKTA_REQUIRE_DPOP",
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub require_dpop: Option<bool>,

    /// What kind of org it is, which decides every limit that is not given: free, one-app,
    /// enterprise, workforce or custom [default: workforce]
    #[arg(long, env = "MOCK_OKTA_LIMIT_PRESET", value_name = "NAME")]
    pub limit_preset: Option<LimitPreset>,

    /// Requests for the log in one window, org-wide [default: as --limit-preset has it, 120]
    #[arg(long, env = "MOCK_OKTA_LIMIT", value_name = "N")]
    pub limit: Option<u32>,

    /// How many requests may be under way at once, org-wide [default: as --limit-preset has it,
    /// 75]
    #[arg(long, env = "MOCK_OKTA_CONCURRENCY", value_name = "N")]
    pub concurrency: Option<u32>,

    /// What share of the org's limits other clients use up, from 0 to 1 [default: 0]
    #[arg(long, env = "MOCK_OKTA_NEIGHBOURS", value_name = "SHARE")]
    pub neighbours: Option<f64>,

    /// What share of the limit one token may use; headers show the product [default: 0.5]
    #[arg(long, env = "MOCK_OKTA_TOKEN_SHARE", value_name = "SHARE")]
    pub token_share: Option<f64>,

    /// How long a window of the rate limit is, in whole seconds [default: 60s]
    #[arg(long, env = "MOCK_OKTA_RATE_WINDOW", value_name = "DURATION", value_parser = duration)]
    pub rate_window: Option<Duration>,

    /// Whether a 429 says when to come back: never, seconds, date, or mixed (half of them, by
    /// the seed) [default: mixed]
    #[arg(long, env = "MOCK_OKTA_RETRY_AFTER", value_name = "KIND")]
    pub retry_after: Option<RetryAfter>,

    /// What the org does where Okta is silent, as NAME=VALUE with commas between; see
    /// docs/FIDELITY.md [default: what the facts suggest]
    #[arg(long = "switch", env = "MOCK_OKTA_SWITCHES", value_name = "NAME=VALUE")]
    pub switches: Option<Switches>,

    /// An attack, as KIND@TIME,parameter=value,parameter=value; TIME is in RFC 3339 or an offset from
    /// the start [default: a minute after it]. May be repeated; `mock-okta attacks` explains them
    #[arg(long = "attack", env = "MOCK_OKTA_ATTACK", value_name = "KIND")]
    pub attacks: Vec<AttackSpec>,

    /// Serve the lines of this file as records; may be repeated
    #[arg(long, env = "MOCK_OKTA_REPLAY", value_name = "FILE")]
    pub replay: Vec<PathBuf>,

    /// Let replayed records appear at this rate from the start on [default: all before it]
    #[arg(long, env = "MOCK_OKTA_REPLAY_RATE", value_name = "PER-SECOND")]
    pub replay_rate: Option<u32>,

    /// A TOML file with any of these values, and with faults
    #[arg(long, env = "MOCK_OKTA_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}
