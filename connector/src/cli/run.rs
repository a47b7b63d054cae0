//! `run`: the connections, until stopped.

use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::sync::Arc;

use clock::{Clock, Seed};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::args::{ResumeFrom, Run};
use super::failure::Failure;
use super::open;
use crate::config::{self, Config, ConnectionConfig, Environment};
use crate::cursor::SqliteState;
use crate::driver::{Connection, Ended};
use crate::exit::Exit;
use crate::fetch::{Deadlines, Fetcher, NetTransport};
use crate::lock::Lock;
use crate::poller::Finish;
use crate::telemetry::{LogLines, Observer};

pub(super) async fn run(
    path: Option<&Path>,
    environment: &Environment,
    args: &Run,
) -> Result<Exit, Failure> {
    let config = config::load(path, environment)?;
    let state = open::state(&config.state)?;
    let _lock = Lock::take(state.path()).map_err(Failure::Locked)?;
    let since = resume_from(&config, &state, args)?;
    let observer: Arc<dyn Observer> = Arc::new(LogLines::new(std::io::stderr(), args.verbose));
    let clock = Clock::real();
    let mut connections = Vec::new();
    for connection in &config.connections {
        let mut connection = prepare(connection, &state, &clock, &observer)?;
        connection.policy.since = since;
        connection.policy.until_caught_up = args.until_caught_up;
        connections.push(connection);
    }
    let shutdown = CancellationToken::new();
    let mut signals = Signals::install()?;
    let mut tasks = JoinSet::new();
    for connection in connections {
        tasks.spawn(connection.run(shutdown.clone()));
    }
    let mut exit = Exit::Ok;
    loop {
        tokio::select! {
            biased;
            () = signals.next(), if !shutdown.is_cancelled() => shutdown.cancel(),
            ended = tasks.join_next() => match ended {
                Some(ended) => {
                    let ended = ended
                        .map_err(|_| Failure::Process("a connection's task died".to_owned()))?;
                    exit = exit.max(code(&ended?));
                }
                None => return Ok(exit),
            },
        }
    }
}

/// Settles with states of another org or filter, and says where first starts begin.
fn resume_from(
    config: &Config,
    state: &SqliteState,
    args: &Run,
) -> Result<Option<clock::Timestamp>, Failure> {
    match args.resume_from {
        None => open::fingerprints(config, state)?,
        Some(ResumeFrom::Cursor) => {
            for connection in &config.connections {
                let fingerprint = open::fingerprint(connection);
                state.adopt_cursor(&connection.name, &connection.origin, &fingerprint)?;
            }
        }
        Some(ResumeFrom::Since(since)) => {
            for connection in &config.connections {
                state.forget_cursor(&connection.name)?;
            }
            return Ok(Some(since));
        }
    }
    Ok(args.since)
}

fn prepare(
    config: &ConnectionConfig,
    state: &SqliteState,
    clock: &Clock,
    observer: &Arc<dyn Observer>,
) -> Result<Connection, Failure> {
    let transport = NetTransport::new(&config.origin, &config.net)
        .map_err(|error| Failure::Usage(format!("connection `{}`: {error}", config.name)))?;
    Ok(Connection {
        name: config.name.clone(),
        policy: config.policy.clone(),
        rules: config.rules.clone(),
        fetcher: Fetcher {
            clock: clock.clone(),
            transport: Arc::new(transport),
            origin: config.origin.clone(),
            credentials: config.credentials.clone(),
            deadlines: Deadlines::default(),
        },
        sink: open::sink(config)?,
        store: Arc::new(state.connection(&config.name, clock.clone())),
        observer: Arc::clone(observer),
        seed: Seed::new(machine_chance()),
    })
}

/// Chance for jitter, which only has to differ between processes: the standard library seeds
/// its hashers from the operating system.
fn machine_chance() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

fn code(ended: &Ended) -> Exit {
    match ended {
        Ended::Finished(Finish::Paused(pause)) => Exit::paused(pause.class),
        Ended::Finished(Finish::CaughtUp | Finish::Disabled) | Ended::Stopped => Exit::Ok,
    }
}

struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn install() -> Result<Self, Failure> {
        let install = |kind| {
            signal(kind).map_err(|source| Failure::Io { what: "signals cannot be handled", source })
        };
        Ok(Self {
            interrupt: install(SignalKind::interrupt())?,
            terminate: install(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            biased;
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
