//! `status`: where each connection is, and whether it runs.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use clock::{Clock, Timestamp};
use serde_json::json;

use super::args::Status as Args;
use super::failure::Failure;
use super::open;
use crate::config::{Environment, Secrets};
use crate::cursor::{Mode, Overview};
use crate::exit::Exit;
use crate::fetch::Class;
use crate::lock::Lock;

pub(super) fn status(
    path: Option<&Path>,
    environment: &Environment,
    args: &Args,
) -> Result<Exit, Failure> {
    let config = open::config(path, environment, Secrets::NotNeeded)?;
    if !config.state.exists() {
        let what = format!("there is no state `{}` yet: nothing ran", config.state.display());
        return Err(Failure::Usage(what));
    }
    let state = open::state(&config.state)?;
    let process = Lock::holder(&config.state);
    let mut rows = Vec::new();
    for connection in &config.connections {
        rows.push((connection.name.as_str(), state.overview(&connection.name)?));
    }
    let now = Clock::real().now();
    let mut out = io::stdout().lock();
    let written = if args.json {
        let rows: Vec<_> = rows.iter().map(|(name, row)| to_json(name, row.as_ref())).collect();
        writeln!(out, "{:#}", json!({ "process": process, "connections": rows }))
    } else {
        let who = process.as_deref().unwrap_or("none: `okta-connector run` starts it");
        writeln!(out, "run by: {who}").and_then(|()| {
            rows.iter().try_for_each(|(name, row)| print(&mut out, name, row.as_ref(), now))
        })
    };
    written.map_err(|source| Failure::Io { what: "standard output is closed", source })?;
    Ok(Exit::Ok)
}

fn to_json(name: &str, row: Option<&Overview>) -> serde_json::Value {
    let Some(row) = row else { return json!({ "name": name, "mode": "new" }) };
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let (mode, since, pause) = match &row.saved.status.mode {
        Mode::Running => ("running", None, None),
        Mode::Paused(pause) => ("paused", Some(pause.since), Some(pause)),
        Mode::Disabled { since } => ("disabled", Some(*since), None),
    };
    let checkpoint = row.saved.checkpoint.as_ref();
    json!({
        "name": name,
        "mode": mode,
        "mode_since": text(since),
        "pause": pause.map(|pause| json!({
            "class": pause.class.map(Class::name),
            "what": pause.what,
            "failures": pause.failures,
        })),
        "reachable_since": text(row.saved.status.reachable_since),
        "blocked": row.saved.status.blocked.as_ref().map(|blocked| json!({
            "since": blocked.since.to_string(),
            "what": blocked.what,
        })),
        "safe_time": text(checkpoint.map(|checkpoint| checkpoint.safe_time)),
        "next": checkpoint.map(|checkpoint| &checkpoint.next),
        "committed_at": text(row.committed_at),
        "published": row.tally.published,
        "excluded": row.tally.excluded,
        "quarantined": row.tally.quarantined,
        "in_quarantine": row.quarantine_records,
        "gaps": row.gaps,
        "instructions": row.waiting,
    })
}

fn print(
    out: &mut impl Write,
    name: &str,
    row: Option<&Overview>,
    now: Timestamp,
) -> io::Result<()> {
    let Some(row) = row else { return writeln!(out, "{name}: never ran") };
    let checkpoint = row.saved.checkpoint.as_ref();
    match &row.saved.status.mode {
        Mode::Running => match &row.saved.status.blocked {
            None => writeln!(out, "{name}: running")?,
            Some(blocked) => {
                writeln!(out, "{name}: BLOCKED BY SINK since {}", blocked.since)?;
                writeln!(out, "  why:         {}", blocked.what)?;
                writeln!(
                    out,
                    "  what to do:  {}; it goes on by itself",
                    advice(Some(Class::Sink))
                )?;
            }
        },
        Mode::Disabled { since } => {
            writeln!(out, "{name}: DISABLED since {since}")?;
            writeln!(out, "  what to do:  okta-connector enable {name}")?;
        }
        Mode::Paused(pause) => {
            writeln!(out, "{name}: PAUSED since {}", pause.since)?;
            writeln!(out, "  why:         {} ({} failed attempts)", pause.what, pause.failures)?;
            writeln!(
                out,
                "  what to do:  {}, then: okta-connector resume {name}",
                advice(pause.class)
            )?;
            if let Some(since) = row.saved.status.reachable_since {
                writeln!(out, "  reachable:   again since {since}")?;
            }
            let token = pause.since + TOKEN_IDLE;
            writeln!(out, "  cliffs:      a token that is not used dies {}", until(token, now))?;
            if let Some(checkpoint) = checkpoint {
                let lost = checkpoint.safe_time + RETENTION;
                writeln!(out, "               Okta drops unread events {}", until(lost, now))?;
            }
        }
    }
    if let Some(waiting) = &row.waiting {
        writeln!(out, "  asked for:   {waiting} (takes effect when `run` is up)")?;
    }
    if let Some(checkpoint) = checkpoint {
        writeln!(out, "  surely read: up to {}", checkpoint.safe_time)?;
    }
    if let Some(at) = row.committed_at {
        writeln!(out, "  last commit: {at}")?;
    }
    writeln!(
        out,
        "  records:     published {}, excluded {}, quarantined {} ({} kept)",
        row.tally.published, row.tally.excluded, row.tally.quarantined, row.quarantine_records
    )?;
    writeln!(out, "  gaps:        {}", row.gaps)
}

/// What a person can do about a failure of this class.
fn advice(class: Option<Class>) -> &'static str {
    match class {
        None => "whatever it was paused for",
        Some(Class::Transient) => "see whether Okta can be reached and how busy its rate limit is",
        Some(Class::Page) => "see what answers in Okta's place: a proxy, a login page",
        Some(Class::Credential) => "make a new API token, or undo what revoked this one",
        Some(Class::Permission) => {
            "give the token's owner the Read-only or Report Administrator role"
        }
        Some(Class::Cursor) => "consider `run --resume-from since=T`",
        Some(Class::Request) => "check `org_url` and `filter`",
        Some(Class::Sink) => "mend the sink",
        Some(Class::Quarantine) => "look at the quarantined records and make room for more",
    }
}

fn until(cliff: Timestamp, now: Timestamp) -> String {
    let left = cliff.since(now);
    if left.is_zero() {
        format!("since {cliff}")
    } else {
        format!("in {} days ({cliff})", left.as_secs() / (24 * 60 * 60))
    }
}

/// Facts 4.2.
const TOKEN_IDLE: Duration = Duration::from_hours(30 * 24);

/// Facts 1.6.
const RETENTION: Duration = Duration::from_hours(90 * 24);
