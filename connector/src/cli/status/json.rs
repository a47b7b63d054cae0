//! For programs.

use clock::Timestamp;
use serde_json::{Map, Value, json};

use super::report::Row;
use crate::cursor::{Counter, Frequent, Mode, Name, QUARANTINE_BYTES_MAX, QUARANTINE_RECORDS_MAX};
use crate::fetch::Class;

/// Everything that is known.
pub(super) fn to_json(row: &Row) -> Value {
    let name = &row.name;
    let Some(overview) = &row.overview else { return json!({ "name": name, "mode": "new" }) };
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let status = &overview.saved.status;
    let (mode, since, pause) = match &status.mode {
        Mode::Running => ("running", None, None),
        Mode::Paused(pause) => ("paused", Some(pause.since), Some(pause)),
        Mode::Disabled { since } => ("disabled", Some(*since), None),
    };
    let checkpoint = overview.saved.checkpoint.as_ref();
    json!({
        "name": name,
        "mode": mode,
        "mode_since": text(since),
        "pause": pause.map(|pause| json!({
            "class": pause.class.map(Class::name),
            "what": pause.what,
            "failures": pause.failures,
        })),
        "reachable_since": text(status.reachable_since),
        "blocked": status.blocked.as_ref().map(|blocked| json!({
            "since": blocked.since.to_string(),
            "what": blocked.what,
        })),
        "safe_time": text(checkpoint.map(|checkpoint| checkpoint.safe_time)),
        "newest": text(overview.saved.newest),
        "next": checkpoint.map(|checkpoint| &checkpoint.next),
        "committed_at": text(overview.saved.committed_at),
        "published": overview.tally.published,
        "excluded": overview.tally.excluded.total(),
        "excluded_by": {
            Counter::NotInCatalogue.name(): counts(row, Counter::NotInCatalogue, event_type),
            Counter::NotAttributable.name(): counts(row, Counter::NotAttributable, event_type),
        },
        "drift": {
            "types": counts(row, Counter::DriftType, |name| field(name, "seen")),
            "values": counts(row, Counter::DriftValue, |name| field(name, "value")),
        },
        "quarantined": overview.tally.quarantined,
        "replayed": overview.replayed,
        "discarded": overview.discarded,
        "in_quarantine": overview.quarantine_records,
        "quarantine": {
            "records": overview.quarantine_records,
            "records_max": QUARANTINE_RECORDS_MAX,
            "bytes": overview.quarantine_bytes,
            "bytes_max": QUARANTINE_BYTES_MAX,
            "by_reason": by_reason(row),
        },
        "gaps": overview.gaps,
        "instructions": overview.waiting,
    })
}

fn by_reason(row: &Row) -> Map<String, Value> {
    row.quarantine
        .iter()
        .map(|one| (one.reason.clone(), json!({ "records": one.records, "bytes": one.bytes })))
        .collect()
}

fn event_type(name: &Name) -> Map<String, Value> {
    Map::from_iter([("event_type".to_owned(), name.subject.clone().into())])
}

fn field(name: &Name, seen: &str) -> Map<String, Value> {
    Map::from_iter([
        ("field".to_owned(), name.subject.clone().into()),
        (seen.to_owned(), name.seen.clone().into()),
    ])
}

/// The names of one counter, the most frequent first. `other` is what is counted under none of
/// them, and `missing_max` how much of that may belong to any one of them.
fn counts(row: &Row, counter: Counter, name: impl Fn(&Name) -> Map<String, Value>) -> Value {
    let none = Frequent::new(counter.names_max());
    let counts = row.counts.get(&counter).unwrap_or(&none);
    let names: Vec<_> = counts
        .top()
        .into_iter()
        .map(|(one, count)| {
            let mut entry = name(one);
            entry.insert("count".to_owned(), count.into());
            entry
        })
        .collect();
    json!({
        "total": counts.total(),
        "names": names,
        "other": counts.other(),
        "missing_max": counts.missing_max(),
    })
}
