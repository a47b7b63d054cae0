use std::path::{Path, PathBuf};

use connector::normalize::{Normalized, Normalizer, Outcome, Rules};
use insta::assert_snapshot;
use serde_json::Value;

use crate::outcome::FileOutcome;
use crate::settings;

fn seed(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("seed").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Files of NDJSON in `folder` and below, sorted, with their names.
fn ndjson_files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "ndjson") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.push((name, path));
            }
        }
    }
    files.sort();
    files
}

fn outcomes(folder: &Path) -> String {
    let rules = Rules::new("customer-domain-001");
    let lines = ndjson_files(folder).into_iter().map(|(name, path)| {
        format!("{name}: {}\n", FileOutcome::of(&std::fs::read(path).unwrap(), &rules))
    });
    lines.collect()
}

#[test]
fn the_customers_event_becomes_the_customers_output() {
    let event = seed("event.json").to_string();
    let mut out = Normalized::default();
    let rules = Rules::new("customer-domain-001");
    let outcome = Normalizer::new(rules).record(event.as_bytes(), &mut out);
    assert_eq!(outcome, Outcome::Published);
    let mut ours: Value = serde_json::from_slice(&out.bytes).unwrap();
    settings("seed").bind(|| {
        assert_snapshot!("normalized", serde_json::to_string_pretty(&ours).unwrap());
    });
    // The sample's ids are placeholders (normalization, first paragraph).
    let mut theirs = seed("normalized.json");
    for placeholder in ["event_id", "tuid"] {
        ours[placeholder] = Value::Null;
        theirs[placeholder] = Value::Null;
    }
    // As text, so that the order of keys counts.
    assert_eq!(ours.to_string(), theirs.to_string());
}

#[test]
fn our_own_events_have_a_known_outcome() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    settings("outcomes").bind(|| assert_snapshot!("events", outcomes(&folder)));
}

#[test]
fn recorded_events_have_a_known_outcome_where_they_are_at_hand() {
    // They are not part of this repository, because their licences differ.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if folder.is_dir() {
        settings("outcomes").bind(|| assert_snapshot!("corpus", outcomes(&folder)));
    }
}
