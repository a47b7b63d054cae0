//! For people: compact, and with what to do.

use std::io::{self, Write};
use std::time::Duration;

use clock::Timestamp;

use super::report::Row;
use crate::cli::visible::visible;
use crate::cursor::{Counter, Frequent, Mode, Name, Overview};
use crate::fetch::Class;

/// Prints one connection.
pub(super) fn print(out: &mut impl Write, row: &Row, now: Timestamp) -> io::Result<()> {
    let name = &row.name;
    let Some(overview) = &row.overview else { return writeln!(out, "{name}: never ran") };
    mode(out, name, overview, now)?;
    if let Some(waiting) = &overview.waiting {
        writeln!(out, "  asked for:   {waiting} (takes effect when `run` is up)")?;
    }
    if let Some(checkpoint) = &overview.saved.checkpoint {
        writeln!(out, "  surely read: up to {}", checkpoint.safe_time)?;
    }
    if let Some(newest) = overview.saved.newest {
        writeln!(out, "  newest:      {newest}")?;
    }
    if let Some(at) = overview.saved.committed_at {
        writeln!(out, "  last commit: {at}")?;
    }
    let tally = overview.tally;
    writeln!(
        out,
        "  records:     published {}, excluded {}, quarantined {} ({} kept, {} replayed, {} \
         discarded)",
        tally.published,
        tally.excluded.total(),
        tally.quarantined,
        overview.quarantine_records,
        overview.replayed,
        overview.discarded
    )?;
    names(out, row)?;
    quarantine(out, row)?;
    writeln!(out, "  gaps:        {}", overview.gaps)
}

/// Whether it runs, and what to do if it does not.
fn mode(out: &mut impl Write, name: &str, row: &Overview, now: Timestamp) -> io::Result<()> {
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
    Ok(())
}

/// What was left out, and what was not as it is due: the most frequent of each.
fn names(out: &mut impl Write, row: &Row) -> io::Result<()> {
    let event_type = |name: &Name| visible(&name.subject, NAME_CHARS_MAX);
    let kind = |name: &Name| format!("{} is {}", name.subject, name.seen);
    let value = |name: &Name| format!("{} = {}", name.subject, visible(&name.seen, NAME_CHARS_MAX));
    for (counter, label, what) in [
        (Counter::NotInCatalogue, "excluded:    ", "not in the catalogue"),
        (Counter::NotAttributable, "excluded:    ", "of nobody"),
        (Counter::DriftType, "drift:       ", "of unexpected types"),
        (Counter::DriftValue, "drift:       ", "of unknown values"),
    ] {
        let Some(counts) = row.counted(counter) else { continue };
        let list = match counter {
            Counter::NotInCatalogue | Counter::NotAttributable => most(counts, event_type),
            Counter::DriftType => most(counts, kind),
            Counter::DriftValue => most(counts, value),
        };
        writeln!(out, "  {label}{} {what}: {list}", counts.total())?;
    }
    Ok(())
}

/// The most frequent names, and how many more there are.
fn most(counts: &Frequent<Name>, name: impl Fn(&Name) -> String) -> String {
    let top = counts.top();
    let mut list: Vec<_> =
        top.iter().take(NAMES_SHOWN).map(|(one, count)| format!("{} {count}", name(one))).collect();
    if top.len() > NAMES_SHOWN {
        list.push(format!("and {} more", top.len() - NAMES_SHOWN));
    }
    if counts.other() > 0 {
        list.push(format!("others {}", counts.other()));
    }
    list.join(", ")
}

fn quarantine(out: &mut impl Write, row: &Row) -> io::Result<()> {
    if row.quarantine.is_empty() {
        return Ok(());
    }
    let list: Vec<_> = row
        .quarantine
        .iter()
        .map(|one| format!("{} {}", visible(&one.reason, NAME_CHARS_MAX), one.records))
        .collect();
    let name = &row.name;
    writeln!(out, "  quarantine:  {}", list.join(", "))?;
    writeln!(out, "               okta-connector quarantine list {name}")
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
        Some(Class::Quarantine) => {
            "`okta-connector quarantine list`, then `quarantine replay` to make room"
        }
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

/// Names of a counter that are shown.
const NAMES_SHOWN: usize = 5;

/// What is shown of a name.
const NAME_CHARS_MAX: usize = 60;
