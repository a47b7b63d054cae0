//! `quarantine replay`.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use clock::Clock;
use serde_json::json;

use super::line::line;
use crate::cli::args::QuarantineReplay;
use crate::cli::failure::Failure;
use crate::cli::{open, target};
use crate::config::{ConnectionConfig, Environment, Need, SinkConfig};
use crate::cursor::{Quarantined, SqliteState};
use crate::exit::Exit;
use crate::lock::Lock;
use crate::replay::{Export, Replay, Summary};

pub(in crate::cli) async fn replay(
    path: Option<&Path>,
    environment: &Environment,
    args: &QuarantineReplay,
) -> Result<Exit, Failure> {
    let config = open::config(path, environment, Need::Events)?;
    let connections = target::connections(&config, &args.target)?;
    let to_stdout = connections.iter().any(|connection| connection.sink == SinkConfig::Stdout);
    if args.discard_unpublishable && args.rejects.is_none() && to_stdout {
        return Err(Failure::Usage(
            "standard output carries the events: `--rejects FILE` says where the rest goes"
                .to_owned(),
        ));
    }
    let state = open::state_that_exists(&config.state)?;
    let _lock = Lock::take(state.path()).map_err(Failure::Locked)?;
    let mut rejects = args.rejects.as_deref().map(rejects_file).transpose()?;
    for connection in connections {
        let mut export = |records: &[&Quarantined]| match &mut rejects {
            Some(file) => export(file, &connection.name, records).and_then(|()| file.sync_data()),
            None => export(&mut io::stdout().lock(), &connection.name, records),
        };
        let discard: Option<Export<'_>> = args.discard_unpublishable.then_some(&mut export);
        let summary = one(&state, connection, args, discard).await?;
        say(&connection.name, summary)?;
    }
    Ok(Exit::Ok)
}

async fn one(
    state: &SqliteState,
    connection: &ConnectionConfig,
    args: &QuarantineReplay,
    discard: Option<Export<'_>>,
) -> Result<Summary, Failure> {
    if state.quarantine_by_reason(&connection.name)?.is_empty() {
        return Ok(Summary::default());
    }
    let sink = open::sink(connection)?;
    let clock = Clock::real();
    let replay = Replay {
        state,
        connection: &connection.name,
        rules: &connection.rules,
        sink: sink.as_ref(),
        clock: &clock,
        reason: args.reason,
    };
    replay
        .run(discard)
        .await
        .map_err(|source| Failure::Replay { connection: connection.name.clone(), source })
}

/// Opens the file for records that are discarded. What is in it already stays: it may be the
/// last copy of others.
fn rejects_file(path: &Path) -> Result<File, Failure> {
    OpenOptions::new().append(true).create(true).mode(READABLE_BY_OWNER).open(path).map_err(
        |source| Failure::File { what: format!("`{}` cannot be written", path.display()), source },
    )
}

fn export(out: &mut impl Write, connection: &str, records: &[&Quarantined]) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    for record in records {
        writeln!(out, "{}", line(connection, record))?;
    }
    out.flush()
}

fn say(connection: &str, summary: Summary) -> Result<(), Failure> {
    let Summary { tried, published, excluded, stayed, discarded } = summary;
    let summary = json!({
        "connection": connection,
        "tried": tried,
        "published": published,
        "excluded": excluded,
        "stayed": stayed,
        "discarded": discarded,
    });
    writeln!(io::stderr().lock(), "{summary}")
        .map_err(|source| Failure::Io { what: "standard error is closed", source })
}

/// The records hold personal data.
const READABLE_BY_OWNER: u32 = 0o600;
