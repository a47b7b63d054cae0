//! `run`: the connections, until stopped.

use std::hash::{BuildHasher, Hasher};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Seed};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::args::{ResumeFrom, Run};
use super::failure::Failure;
use super::open;
use crate::config::{ConnectionConfig, Environment, Need};
use crate::console::{ListenAddress, Shown, routes, serve};
use crate::cursor::{Checkpoint, Fingerprint, SqliteState};
use crate::driver::{Connection, Ended};
use crate::exit::Exit;
use crate::fetch::{Deadlines, Fetcher, NetTransport, Origin};
use crate::lock::Lock;
use crate::poller::{Finish, OVERLAP, Policy, fresh_link};
use crate::telemetry::{FanOut, Health, LogLines, Metrics, Observer};

pub(super) async fn run(
    path: Option<&Path>,
    environment: &Environment,
    args: &Run,
) -> Result<Exit, Failure> {
    let mut config = open::config(path, environment, Need::Okta)?;
    let clock = Clock::real();
    refuse_future(&clock, args)?;
    let state = open::state(&config.state)?;
    let _lock = Lock::take(state.path()).map_err(Failure::Locked)?;
    if args.resume_from.is_none() {
        open::fingerprints(&config, &state)?;
    }
    let log: Arc<dyn Observer> = Arc::new(LogLines::new(std::io::stderr(), args.verbose));
    let (observer, _listening) = match &args.listen {
        Some(address) => listen(address, log, &clock).await?,
        None => (log, None),
    };
    let mut connections = Vec::new();
    for connection in &config.connections {
        let mut connection = prepare(connection, &state, &clock, &observer)?;
        connection.policy.since = args.since;
        connection.policy.until_caught_up = args.until_caught_up;
        if let Some(ResumeFrom::Since(since)) = args.resume_from {
            // What is stored stays until the new beginning is.
            connection.policy.restart_at = Some(since);
        }
        connections.push(connection);
    }
    for connection in &mut config.connections {
        // The connections have the maps, and exchange them.
        connection.rules.identities = None;
    }
    if args.resume_from == Some(ResumeFrom::Cursor) {
        for connection in &config.connections {
            adopt_cursor(connection, &state)?;
        }
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
            () = signals.next() => {
                if shutdown.is_cancelled() {
                    // Whoever asks twice does not want to wait.
                    return Ok(Exit::Failed);
                }
                shutdown.cancel();
            }
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

/// Shows metrics and health on `address` until the guard is dropped; what they are made of
/// joins `log` as observers.
async fn listen(
    address: &ListenAddress,
    log: Arc<dyn Observer>,
    clock: &Clock,
) -> Result<(Arc<dyn Observer>, Option<DropGuard>), Failure> {
    let failed = |source| Failure::Listen { address: address.to_string(), source };
    let listener = TcpListener::bind(address.to_string()).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let mut stderr = std::io::stderr().lock();
    // There is nowhere left to say that this cannot be written.
    let _ = writeln!(stderr, "note: http://{bound}/metrics and http://{bound}/health are served");
    if !bound.ip().is_loopback() {
        let _ = writeln!(
            stderr,
            "note: whoever reaches {bound} can read names of connections, counts and times; no \
             event and no secret is shown"
        );
    }
    drop(stderr);
    let (metrics, health) = (Arc::new(Metrics::new()), Arc::new(Health::new()));
    // The log comes last: whoever has read a line finds it in the numbers.
    let observer = FanOut::new(vec![metrics.clone(), health.clone(), log]);
    let shutdown = CancellationToken::new();
    let routes = routes(Shown { metrics, health, clock: clock.clone() });
    tokio::spawn(serve(listener, routes, clock.clone(), shutdown.clone()));
    Ok((Arc::new(observer), Some(shutdown.drop_guard())))
}

/// A start in the future would skip everything until then.
fn refuse_future(clock: &Clock, args: &Run) -> Result<(), Failure> {
    let resume = match args.resume_from {
        Some(ResumeFrom::Since(since)) => Some(since),
        _ => None,
    };
    match args.since.max(resume) {
        Some(since) if since > clock.now() + CLOCK_ERROR_MAX => Err(Failure::Usage(format!(
            "{since} has not come yet: nothing until then would be read"
        ))),
        _ => Ok(()),
    }
}

/// Takes the stored cursor over to the org and the filter that are configured.
fn adopt_cursor(connection: &ConnectionConfig, state: &SqliteState) -> Result<(), Failure> {
    if let Some(stored) = state.saved(&connection.name)?.checkpoint
        && stored.fingerprint != open::fingerprint(connection)
    {
        let checkpoint = adopted(&connection.origin, &connection.policy, &stored);
        state.replace_cursor(&connection.name, &checkpoint)?;
    }
    Ok(())
}

/// Where to go on. A renamed org is asked for the same link at its new host; another filter
/// needs a fresh stream, which begins a little before what is surely read.
pub(super) fn adopted(origin: &Origin, policy: &Policy, stored: &Checkpoint) -> Checkpoint {
    let filter = policy.filter.as_deref();
    let next = if stored.fingerprint.has_filter(filter) {
        let tail = stored.next.split_once("://").map_or("", |(_, tail)| tail);
        origin.url(tail.find('/').map_or("/", |at| &tail[at..]))
    } else {
        fresh_link(origin, policy, stored.safe_time - OVERLAP)
    };
    Checkpoint { next, fingerprint: Fingerprint::of(origin, filter), safe_time: stored.safe_time }
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
        identity_file: config.identity_file.clone(),
        fetcher: Fetcher {
            clock: clock.clone(),
            transport: Arc::new(transport),
            origin: config.origin.clone(),
            credentials: config.credentials.clone().ok_or_else(|| {
                Failure::Usage(format!("connection `{}` has no credentials", config.name))
            })?,
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

/// How wrong this machine's clock may be before a start in its future is refused.
const CLOCK_ERROR_MAX: Duration = Duration::from_hours(1);
