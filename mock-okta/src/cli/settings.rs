//! What is to be done, with nothing left open.

use std::fs;
use std::path::PathBuf;

use clock::Clock;
use toml::Table;

use crate::replay::Replay;
use crate::{Builder, MockOkta};

use super::args::ServeArgs;
use super::file::File;

/// Everything that `mock-okta serve` needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on.
    pub host: String,
    /// The port to listen on; 0 picks a free one.
    pub port: u16,
    /// A port of its own for the control plane.
    pub admin_port: Option<u16>,
    /// Whether it is HTTPS that is served.
    pub tls: bool,
    /// The port of the proxy; 0 picks a free one.
    pub proxy_port: Option<u16>,
    /// Where the certificate of the authority is written, if not where it usually is.
    pub ca_file: Option<PathBuf>,
    /// What everything random comes from.
    pub seed: u64,
    /// The org.
    pub builder: Builder,
}

impl Settings {
    /// Where the mock listens that is not told.
    pub const HOST: &str = "127.0.0.1";
    /// On which port.
    pub const PORT: u16 = 8_080;

    /// Settles what `args` leave open by the file that they name, and then by the defaults;
    /// the seed, if need be, by `picked_seed`.
    ///
    /// # Errors
    /// With every mistake that can be found before anything runs.
    pub fn resolve(args: ServeArgs, picked_seed: u64) -> Result<Self, SettingsError> {
        let mut mistakes = Vec::new();
        let file = match &args.config {
            None => File::default(),
            Some(path) => match fs::read_to_string(path) {
                Ok(text) => File::read(path, &text, &mut mistakes),
                Err(mistake) => {
                    mistakes.push(format!("{}: cannot be read: {mistake}", path.display()));
                    File::default()
                }
            },
        };
        let args = or(args, file.args);
        let seed = args.seed.unwrap_or(picked_seed);
        let replay = replay(&args, &mut mistakes);
        let builder = org(&args, seed)
            .commit_lag(file.commit_lag)
            .faults(file.faults)
            .injects(file.injects)
            .attacks(args.attacks.iter().cloned())
            .replay(replay);
        if let Err(wrong) = builder.check() {
            mistakes.extend(wrong.mistakes().iter().cloned());
        }
        if args.replay_rate.is_some() && args.replay.is_empty() {
            mistakes.push("replay_rate: there is nothing to replay; add --replay FILE".to_owned());
        }
        let tls = args.tls.unwrap_or_default();
        if args.ca_file.is_some() && !tls && args.proxy_port.is_none() {
            mistakes
                .push("ca_file: there is nothing to certify; add --tls or --proxy-port".to_owned());
        }
        if !mistakes.is_empty() {
            return Err(SettingsError { mistakes });
        }
        Ok(Self {
            host: args.host.unwrap_or_else(|| Self::HOST.to_owned()),
            port: args.port.unwrap_or(Self::PORT),
            admin_port: args.admin_port,
            tls,
            proxy_port: args.proxy_port,
            ca_file: args.ca_file,
            seed,
            builder,
        })
    }
}

/// The org that `table` describes with the keys of the configuration file: one of many in a
/// process, so without what is the process's. Its seed, if need be, is `picked_seed`.
///
/// # Errors
/// With every mistake that there is.
pub(crate) fn org_of_table(table: Table, picked_seed: u64) -> Result<Builder, Vec<String>> {
    let mut mistakes = Vec::new();
    for key in KEYS_OF_PROCESS.into_iter().filter(|key| table.contains_key(*key)) {
        mistakes.push(format!("`{key}`: is the whole process's, not one org's"));
    }
    if mistakes.is_empty() {
        let file = File::of_table("", table, &mut mistakes);
        let builder = org(&file.args, file.args.seed.unwrap_or(picked_seed))
            .commit_lag(file.commit_lag)
            .faults(file.faults)
            .injects(file.injects);
        if let Err(wrong) = builder.check() {
            mistakes.extend(wrong.mistakes().iter().cloned());
        }
        if mistakes.is_empty() {
            return Ok(builder);
        }
    }
    Err(mistakes)
}

/// `first`, and where it says nothing, `second`.
fn or(first: ServeArgs, second: ServeArgs) -> ServeArgs {
    ServeArgs {
        host: first.host.or(second.host),
        port: first.port.or(second.port),
        admin_port: first.admin_port.or(second.admin_port),
        tls: first.tls.or(second.tls),
        proxy_port: first.proxy_port.or(second.proxy_port),
        ca_file: first.ca_file.or(second.ca_file),
        seed: first.seed.or(second.seed),
        users: first.users.or(second.users),
        engine: first.engine.or(second.engine),
        events_per_day: first.events_per_day.or(second.events_per_day),
        history: first.history.or(second.history),
        epoch: first.epoch.or(second.epoch),
        clock: first.clock.or(second.clock),
        auth_clock: first.auth_clock.or(second.auth_clock),
        require_dpop: first.require_dpop.or(second.require_dpop),
        limit_preset: first.limit_preset.or(second.limit_preset),
        limit: first.limit.or(second.limit),
        concurrency: first.concurrency.or(second.concurrency),
        neighbours: first.neighbours.or(second.neighbours),
        token_share: first.token_share.or(second.token_share),
        rate_window: first.rate_window.or(second.rate_window),
        retry_after: first.retry_after.or(second.retry_after),
        switches: first.switches.or(second.switches),
        attacks: if first.attacks.is_empty() { second.attacks } else { first.attacks },
        replay: if first.replay.is_empty() { second.replay } else { first.replay },
        replay_rate: first.replay_rate.or(second.replay_rate),
        config: first.config,
    }
}

fn org(args: &ServeArgs, seed: u64) -> Builder {
    let mut builder = MockOkta::builder().seed(seed);
    if let Some(pace) = args.clock {
        builder = builder.clock(Clock::switched(pace));
    }
    if let Some(clock) = args.auth_clock {
        builder = builder.auth_clock(clock);
    }
    if let Some(require) = args.require_dpop {
        builder = builder.require_dpop(require);
    }
    if let Some(users) = args.users {
        builder = builder.users(users);
    }
    if let Some(engine) = args.engine {
        builder = builder.engine(engine);
    }
    if let Some(events) = args.events_per_day {
        builder = builder.events_per_day(events);
    }
    if let Some(history) = args.history {
        builder = builder.history(history);
    }
    if let Some(epoch) = args.epoch {
        builder = builder.epoch(epoch);
    }
    if let Some(preset) = args.limit_preset {
        builder = builder.limit_preset(preset);
    }
    if let Some(limit) = args.limit {
        builder = builder.limit(limit);
    }
    if let Some(concurrency) = args.concurrency {
        builder = builder.concurrency(concurrency);
    }
    if let Some(neighbours) = args.neighbours {
        builder = builder.neighbours(neighbours);
    }
    if let Some(share) = args.token_share {
        builder = builder.token_share(share);
    }
    if let Some(window) = args.rate_window {
        builder = builder.rate_window(window);
    }
    if let Some(retry_after) = args.retry_after {
        builder = builder.retry_after(retry_after);
    }
    if let Some(switches) = args.switches {
        builder = builder.switches(switches);
    }
    builder
}

fn replay(args: &ServeArgs, mistakes: &mut Vec<String>) -> Replay {
    let mut replay = Replay::default();
    for path in &args.replay {
        match std::mem::take(&mut replay).file(path) {
            Ok(longer) => replay = longer,
            Err(mistake) => {
                let cause = std::error::Error::source(&mistake)
                    .map(|cause| format!(": {cause}"))
                    .unwrap_or_default();
                mistakes.push(format!("{mistake}{cause}"));
            }
        }
    }
    match args.replay_rate {
        Some(rate) => replay.paced(rate),
        None => replay,
    }
}

/// Settings that contradict themselves or the facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", mistakes.join("\n"))]
pub struct SettingsError {
    mistakes: Vec<String>,
}

impl SettingsError {
    pub(super) fn new(mistakes: Vec<String>) -> Self {
        Self { mistakes }
    }

    /// Each mistake, with where it is and what is expected.
    pub fn mistakes(&self) -> &[String] {
        &self.mistakes
    }
}

/// What an org that is one of many in a process cannot have for itself. Files are among it:
/// whoever may add an org need not be allowed to read what the process can.
const KEYS_OF_PROCESS: [&str; 7] =
    ["port", "admin_port", "tls", "proxy_port", "ca_file", "replay", "replay_rate"];
