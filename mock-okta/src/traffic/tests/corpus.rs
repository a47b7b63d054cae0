//! What events of real orgs hold, and what the events here hold: type by type, path by path.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{THURSDAY, bytes, entries, traffic};
use crate::log::Order;
use crate::traffic::procedural::Busyness;
use crate::traffic::shape::MINUTES_PER_DAY;

/// Event type, JSON path, JSON type.
type Row = (String, String, &'static str);

const CORPUS: &str = include_str!("corpus-paths.tsv");

fn corpus() -> BTreeSet<Row> {
    let lines = CORPUS.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [event_type, path, kind] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let kind = KINDS.iter().find(|known| **known == kind);
            (event_type.to_owned(), path.to_owned(), *kind.unwrap())
        })
        .collect()
}

const KINDS: [&str; 6] = ["array", "boolean", "null", "number", "object", "string"];

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "array",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
        Value::Number(_) => "number",
        Value::Object(_) => "object",
        Value::String(_) => "string",
    }
}

/// Adds every path below `value`, which is at `path`.
fn paths(value: &Value, path: &str, out: &mut BTreeSet<(String, &'static str)>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                out.insert((path.clone(), kind(member)));
                paths(member, &path, out);
            }
        }
        Value::Array(elements) => {
            let path = format!("{path}[]");
            for element in elements {
                out.insert((path.clone(), kind(element)));
                paths(element, &path, out);
            }
        }
        _ => {}
    }
}

/// The event type of an event, without reading the rest of it.
fn type_of(bytes: &[u8]) -> &str {
    const KEY: &[u8] = b"\"eventType\":\"";
    let at = bytes.windows(KEY.len()).position(|part| part == KEY).unwrap() + KEY.len();
    let length = bytes[at..].iter().position(|byte| *byte == b'"').unwrap();
    std::str::from_utf8(&bytes[at..at + length]).unwrap()
}

#[test]
fn what_real_events_hold_is_found_here_too() {
    let corpus = corpus();
    let types: BTreeSet<&str> = corpus.iter().map(|(of, _, _)| of.as_str()).collect();
    let mut found: BTreeSet<Row> = BTreeSet::new();
    let traffic = traffic(7, 10_000, Busyness::Usual);
    let mut looked_at: BTreeMap<String, u32> = BTreeMap::new();
    // A Thursday, the Sunday and the Monday after it.
    for day in [0, 3, 4] {
        let day = THURSDAY + day * MINUTES_PER_DAY;
        for entry in entries(&traffic, Order::Published, day..day + MINUTES_PER_DAY) {
            let bytes = bytes(&traffic, &entry);
            let event_type = type_of(&bytes);
            let count = looked_at.entry(event_type.to_owned()).or_default();
            *count += 1;
            // Enough of each to see what is rare.
            if !types.contains(event_type) || *count > EVENTS_PER_TYPE {
                continue;
            }
            let event: Value = serde_json::from_slice(&bytes).unwrap();
            let mut of_event = BTreeSet::new();
            paths(&event, "", &mut of_event);
            found.extend(of_event.into_iter().map(|(p, k)| (event_type.to_owned(), p, k)));
        }
    }
    let missing: Vec<&Row> = corpus.difference(&found).collect();
    let covered = corpus.len() - missing.len();
    for row in &missing {
        println!("MISSING {} {} {}", row.0, row.1, row.2);
    }
    println!("{covered} of {}", corpus.len());
    assert!(covered * 100 >= corpus.len() * 95, "{covered} of {}: {missing:#?}", corpus.len());
}

const EVENTS_PER_TYPE: u32 = 2_000;
