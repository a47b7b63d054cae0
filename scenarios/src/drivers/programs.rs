//! The two programs as processes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use clock::Clock;
use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use toml::{Table, Value};

use super::{DOMAIN_ID, DriverError};
use crate::case::{Case, Setup};

/// `mock-okta serve`, until dropped.
#[derive(Debug)]
pub(super) struct MockProcess {
    /// What it said when it was ready.
    pub(super) ready: Ready,
    _child: Child,
}

/// The ready line of the mock (architecture, section 5).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ready {
    pub(super) url: String,
    pub(super) admin_url: String,
    pub(super) ssws_token: String,
}

impl MockProcess {
    /// Starts the mock of `case` on a free port and waits until it is ready.
    pub(super) async fn start(
        program: &Path,
        folder: &Path,
        case: &Case,
        setup: &Setup,
        clock: &Clock,
    ) -> Result<Self, DriverError> {
        let config = folder.join("mock-okta.toml");
        let text = configuration(case, setup)?;
        std::fs::write(&config, text).map_err(|error| program_error(&config, &error))?;
        let log = File::create(folder.join("mock-okta.log"))
            .map_err(|error| program_error(folder, &error))?;
        let mut child = Command::new(program)
            .arg("serve")
            .arg("--config")
            .arg(&config)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| program_error(program, &error))?;
        let failed = |what: &str| {
            let said = std::fs::read_to_string(folder.join("mock-okta.log")).unwrap_or_default();
            DriverError::Program(format!("mock-okta {what}: {}", said.trim()))
        };
        let stdout = child.stdout.take().ok_or_else(|| failed("has no output"))?;
        let mut line = String::new();
        let mut stdout = BufReader::new(stdout);
        tokio::select! {
            biased;
            read = stdout.read_line(&mut line) => { read.map_err(|_| failed("says nothing"))?; }
            () = clock.sleep(READY_DEADLINE) => return Err(failed("is not ready in time")),
        }
        let ready = serde_json::from_str(&line).map_err(|_| failed("did not get ready"))?;
        Ok(Self { ready, _child: child })
    }
}

/// The configuration file of the mock of `case`.
fn configuration(case: &Case, setup: &Setup) -> Result<String, DriverError> {
    let org = &setup.org;
    let text = |value: &dyn ToString| Value::String(value.to_string());
    let span =
        |span: crate::case::Span| Value::String(humantime::format_duration(span.0).to_string());
    let mut table = Table::new();
    table.insert("port".to_owned(), Value::Integer(0));
    table.insert("seed".to_owned(), text(&case.seed));
    table.insert("users".to_owned(), text(&org.users));
    table.insert("engine".to_owned(), text(&org.engine));
    if let Some(events) = org.events_per_day {
        table.insert("events_per_day".to_owned(), text(&events));
    }
    table.insert("history".to_owned(), span(org.history));
    table.insert("limit".to_owned(), text(&org.limit));
    table.insert("token_share".to_owned(), text(&org.token_share));
    table.insert("rate_window".to_owned(), span(org.rate_window));
    table.insert("retry_after".to_owned(), text(&org.retry_after));
    let mut lag = Table::new();
    for (key, value) in [
        ("typical", org.commit_lag.typical.map(span)),
        ("late_per_million", org.commit_lag.late_per_million.map(|n| Value::Integer(n.into()))),
        ("late_max", org.commit_lag.late_max.map(span)),
    ] {
        if let Some(value) = value {
            lag.insert(key.to_owned(), value);
        }
    }
    table.insert("commit_lag".to_owned(), Value::Table(lag));
    let faults = setup.faults.iter().map(|fault| Value::Table(fault.table.clone()));
    table.insert("fault".to_owned(), Value::Array(faults.collect()));
    let injects = setup.injects.iter().map(|inject| Value::Table(inject.table.clone()));
    table.insert("inject".to_owned(), Value::Array(injects.collect()));
    let attacks = setup.attacks.iter().map(|attack| Value::String(attack.text.clone()));
    table.insert("attack".to_owned(), Value::Array(attacks.collect()));
    toml::to_string(&table).map_err(|error| DriverError::Org(error.to_string()))
}

/// How to start `okta-connector run`.
#[derive(Clone, Debug)]
pub(super) struct ConnectorProgram {
    pub(super) program: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) variables: Vec<(&'static str, String)>,
}

impl ConnectorProgram {
    pub(super) fn new(program: PathBuf, folder: &Path, setup: &Setup, ready: &Ready) -> Self {
        let seconds = |span: crate::case::Span| span.0.as_secs().to_string();
        let variables = vec![
            ("OKTA_ORG_URL", ready.url.clone()),
            ("OKTA_API_TOKEN", ready.ssws_token.clone()),
            ("OKTA_DOMAIN_ID", DOMAIN_ID.to_owned()),
            ("OKTA_SINK", "file:events.ndjson".to_owned()),
            ("OKTA_STATE", "sqlite:state.db".to_owned()),
            ("OKTA_HISTORY", seconds(setup.connector.history)),
            ("OKTA_POLL_INTERVAL", seconds(setup.connector.poll_interval)),
            ("OKTA_PAGE_LIMIT", setup.connector.page_limit.to_string()),
        ];
        Self { program, folder: folder.to_owned(), variables }
    }

    /// Where it writes.
    pub(super) fn sink(&self) -> PathBuf {
        self.folder.join("events.ndjson")
    }

    /// What it remembers.
    pub(super) fn state(&self) -> PathBuf {
        self.folder.join("state.db")
    }

    /// What it says, of all its lives.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("okta-connector.log")
    }

    /// Starts it; it is killed when the handle is dropped.
    pub(super) fn start(&self) -> Result<Child, DriverError> {
        let log = File::options()
            .append(true)
            .create(true)
            .open(self.log())
            .map_err(|error| program_error(&self.log(), &error))?;
        Command::new(&self.program)
            .arg("run")
            .current_dir(&self.folder)
            .env_clear()
            .envs(self.variables.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| program_error(&self.program, &error))
    }
}

/// Asks a process to end, as a service manager does.
pub(super) fn terminate(child: &Child) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // A process that has ended by itself needs no signal.
        let _ = kill_process(pid, Signal::TERM);
    }
}

pub(super) fn program_error(path: &Path, error: &std::io::Error) -> DriverError {
    let hint = if error.kind() == std::io::ErrorKind::NotFound {
        " (`cargo build --workspace` builds both programs; `--programs FOLDER` says where they are)"
    } else {
        ""
    };
    DriverError::Program(format!("{}: {error}{hint}", path.display()))
}

const READY_DEADLINE: Duration = Duration::from_secs(20);
