//! `quarantine list`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::line::line;
use super::meaning;
use crate::cli::args::QuarantineList;
use crate::cli::failure::Failure;
use crate::cli::visible::visible;
use crate::cli::{open, target};
use crate::config::{Environment, Need};
use crate::cursor::{
    QUARANTINE_BYTES_MAX, QUARANTINE_RECORDS_MAX, Quarantined, QuarantinedBy, RecordId, SqliteState,
};
use crate::decode::Reason;
use crate::exit::Exit;

pub(in crate::cli) fn list(
    path: Option<&Path>,
    environment: &Environment,
    args: &QuarantineList,
) -> Result<Exit, Failure> {
    let config = open::config(path, environment, Need::State)?;
    let connections = target::connections(&config, &args.target)?;
    let state = open::state_that_exists(&config.state)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let closed = |source| Failure::Io { what: "standard output is closed", source };
    for connection in connections {
        let quarantine =
            Listing { state: &state, connection: &connection.name, reason: args.reason };
        if args.json {
            let limit = args.limit.filter(|limit| *limit > 0);
            quarantine.each(limit, |record| {
                writeln!(out, "{}", line(&connection.name, record)).map_err(closed)
            })?;
        } else {
            let by_reason = quarantine.by_reason()?;
            heading(&mut out, &connection.name, &by_reason).map_err(closed)?;
            let limit = Some(args.limit.unwrap_or(LIMIT)).filter(|limit| *limit > 0);
            let shown = quarantine.each(limit, |record| print(&mut out, record).map_err(closed))?;
            let records: u64 = by_reason.iter().map(|one| one.records).sum();
            if shown < records {
                writeln!(out, "  and {} more: --limit 0 shows them", records - shown)
                    .map_err(closed)?;
            }
        }
    }
    out.flush().map_err(closed)?;
    Ok(Exit::Ok)
}

/// Quarantined records of one connection.
struct Listing<'a> {
    state: &'a SqliteState,
    connection: &'a str,
    reason: Option<Reason>,
}

impl Listing<'_> {
    fn by_reason(&self) -> Result<Vec<QuarantinedBy>, Failure> {
        let mut all = self.state.quarantine_by_reason(self.connection)?;
        all.retain(|one| self.reason.is_none_or(|reason| reason.name() == one.reason));
        Ok(all)
    }

    /// Shows each record, the oldest first, `limit` of them at most; returns how many.
    fn each(
        &self,
        limit: Option<u64>,
        mut show: impl FnMut(&Quarantined) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let (mut shown, mut after) = (0, RecordId::NONE);
        loop {
            let reason = self.reason.map(Reason::name);
            let records = self.state.quarantine_after(self.connection, reason, after)?;
            let Some(last) = records.last() else { return Ok(shown) };
            after = last.id;
            for record in &records {
                if limit.is_some_and(|limit| shown >= limit) {
                    return Ok(shown);
                }
                show(record)?;
                shown += 1;
            }
        }
    }
}

fn heading(out: &mut impl Write, name: &str, by_reason: &[QuarantinedBy]) -> io::Result<()> {
    let records: u64 = by_reason.iter().map(|one| one.records).sum();
    let bytes: u64 = by_reason.iter().map(|one| one.bytes).sum();
    if records == 0 {
        return writeln!(out, "{name}: nothing in quarantine");
    }
    writeln!(
        out,
        "{name}: {records} records, {bytes} bytes in quarantine; it is full at \
         {QUARANTINE_RECORDS_MAX} records or {QUARANTINE_BYTES_MAX} bytes"
    )?;
    for one in by_reason {
        let meaning = meaning::of_name(&one.reason);
        let reason = visible(&one.reason, REASON_CHARS_MAX);
        writeln!(out, "\n  {reason}: {} records, {} bytes", one.records, one.bytes)?;
        writeln!(out, "    what it is: {}", meaning.what)?;
        writeln!(out, "    what to do: {}", meaning.to_do)?;
    }
    writeln!(out)
}

fn print(out: &mut impl Write, record: &Quarantined) -> io::Result<()> {
    let beginning = &record.raw[..record.raw.len().min(BEGINNING_BYTES)];
    writeln!(
        out,
        "  #{}  {}  {}  element {} of its page, {} bytes",
        record.id.number(),
        record.at,
        visible(&record.reason, REASON_CHARS_MAX),
        record.ordinal,
        record.raw.len()
    )?;
    writeln!(out, "      {}", visible(&record.page, LINK_CHARS_MAX))?;
    writeln!(out, "      {}", visible(&String::from_utf8_lossy(beginning), BEGINNING_CHARS_MAX))
}

/// Records that a person is shown unless more are asked for.
const LIMIT: u64 = 20;

/// What a person is shown of a record.
const BEGINNING_CHARS_MAX: usize = 120;

/// Enough bytes for that many characters.
const BEGINNING_BYTES: usize = 4 * BEGINNING_CHARS_MAX + 4;

const LINK_CHARS_MAX: usize = 1_000;

const REASON_CHARS_MAX: usize = 40;
