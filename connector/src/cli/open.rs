//! Opening what the configuration names.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::failure::Failure;
use crate::config::{self, Config, ConnectionConfig, Environment, Need, SinkConfig};
use crate::cursor::{Fingerprint, SqliteState};
use crate::publish::{FileSink, Sink, StdoutSink};

/// Loads the configuration, and says on standard error what was mended or ignored.
pub(super) fn config(
    path: Option<&Path>,
    environment: &Environment,
    need: Need,
) -> Result<Config, Failure> {
    let config = config::load(path, environment, need)?;
    let mut stderr = std::io::stderr().lock();
    for note in &config.notes {
        // There is nowhere left to say that this cannot be written.
        let _ = writeln!(stderr, "note: {note}");
    }
    Ok(config)
}

/// Opens the state.
pub(super) fn state(path: &Path) -> Result<SqliteState, Failure> {
    SqliteState::open(path)
        .map_err(|source| Failure::State { path: path.display().to_string(), source })
}

/// Opens the state for a command that only makes sense once something ran.
pub(super) fn state_that_exists(path: &Path) -> Result<SqliteState, Failure> {
    if !path.exists() {
        let what = format!("there is no state `{}` yet: nothing ran", path.display());
        return Err(Failure::Usage(what));
    }
    state(path)
}

/// Opens the sink of a connection.
pub(super) fn sink(connection: &ConnectionConfig) -> Result<Arc<dyn Sink>, Failure> {
    match &connection.sink {
        SinkConfig::Stdout => Ok(Arc::new(StdoutSink::default())),
        SinkConfig::File(path) => match FileSink::open(path) {
            Ok(sink) => Ok(Arc::new(sink)),
            Err(source) => Err(Failure::Sink { connection: connection.name.clone(), source }),
        },
    }
}

/// Refuses a state that belongs to another org or filter: its cursors mean nothing there.
pub(super) fn fingerprints(config: &Config, state: &SqliteState) -> Result<(), Failure> {
    let mut foreign = Vec::new();
    for connection in &config.connections {
        let configured = fingerprint(connection);
        if let Some(stored) = state.saved(&connection.name)?.checkpoint
            && stored.fingerprint != configured
        {
            foreign.push(format!(
                "connection `{}`: the state belongs to {}, the configuration says {configured}",
                connection.name, stored.fingerprint
            ));
        }
    }
    if foreign.is_empty() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{}\n  hint: `run --resume-from cursor`, once, goes on from where it is, `run --resume-from \
         since=T` begins again at T; or give the connection another name or state",
        foreign.join("\n")
    )))
}

/// What the cursors of a connection belong to.
pub(super) fn fingerprint(connection: &ConnectionConfig) -> Fingerprint {
    Fingerprint::of(&connection.origin, connection.policy.filter.as_deref())
}
