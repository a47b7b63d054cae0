//! What is gathered, and how it gets out.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use std::path::Path;

use clock::Clock;
use serde_json::json;

use super::human::print;
use super::json::to_json;
use crate::cli::args::Status as Args;
use crate::cli::failure::Failure;
use crate::cli::open;
use crate::config::{Environment, Need};
use crate::cursor::{Counter, Frequent, Name, Overview, QuarantinedBy, SqliteState, StoreError};
use crate::exit::Exit;
use crate::lock::Lock;

/// What is known of one connection.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What it is called.
    pub(super) name: String,
    /// Where it is, `None` if it never ran.
    pub(super) overview: Option<Overview>,
    /// What it counted by name.
    pub(super) counts: BTreeMap<Counter, Frequent<Name>>,
    /// What it could not publish.
    pub(super) quarantine: Vec<QuarantinedBy>,
}

impl Row {
    /// Reads what is stored of the connection `name`.
    pub(super) fn read(state: &SqliteState, name: &str) -> Result<Self, StoreError> {
        Ok(Self {
            name: name.to_owned(),
            overview: state.overview(name)?,
            counts: state.counts(name)?,
            quarantine: state.quarantine_by_reason(name)?,
        })
    }

    /// The counts of one counter, if there are any.
    pub(super) fn counted(&self, counter: Counter) -> Option<&Frequent<Name>> {
        self.counts.get(&counter).filter(|counts| counts.total() > 0)
    }
}

pub(in crate::cli) fn status(
    path: Option<&Path>,
    environment: &Environment,
    args: &Args,
) -> Result<Exit, Failure> {
    let config = open::config(path, environment, Need::State)?;
    let state = open::state_that_exists(&config.state)?;
    let process = Lock::holder(&config.state);
    let rows = config
        .connections
        .iter()
        .map(|connection| Row::read(&state, &connection.name))
        .collect::<Result<Vec<_>, _>>()?;
    let now = Clock::real().now();
    let mut out = io::stdout().lock();
    let written = if args.json {
        let rows: Vec<_> = rows.iter().map(to_json).collect();
        writeln!(out, "{:#}", json!({ "process": process, "connections": rows }))
    } else {
        let who = process.as_deref().unwrap_or("none: `okta-connector run` starts it");
        writeln!(out, "run by: {who}")
            .and_then(|()| rows.iter().try_for_each(|row| print(&mut out, row, now)))
    };
    written.map_err(|source| Failure::Io { what: "standard output is closed", source })?;
    Ok(Exit::Ok)
}
