use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Attribution, Catalogue, Outcome, Rules, normalize, same};
use super::{Json, OUTPUT_DEPTH_MAX};

/// Every `*.ndjson` below a folder, in sorted order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "ndjson") {
            found.push(path);
        }
    }
    found
}

fn variants() -> Vec<Rules> {
    let seed = Rules::seed("customer-domain-001");
    let detection = Rules { catalogue: Catalogue::Detection, evidence: true, ..seed.clone() };
    let narrow = Rules { attribution: Attribution::Actor, ..detection.clone() };
    vec![seed, detection, narrow]
}

/// Events from public sources live beside the repository, because their licences differ.
#[test]
fn every_record_of_the_corpus_has_one_fate() {
    // Total, deterministic, and what is published can be read back; the retired API is refused.
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !corpus.exists() {
        return;
    }
    let (mut records, mut published) = (0, 0);
    for file in files(&corpus) {
        let negative = file.components().any(|part| part.as_os_str() == "negative");
        let bytes = fs::read(&file).unwrap();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            records += 1;
            for rules in variants() {
                let outcome = normalize(line, &rules);
                assert_eq!(normalize(line, &rules), outcome);
                if negative {
                    assert_eq!(outcome, Outcome::Rejected { reason: "eventType" });
                }
                if let Outcome::Published(output) = outcome {
                    published += 1;
                    let text = output.to_text();
                    let read = Json::read(text.as_bytes(), OUTPUT_DEPTH_MAX).unwrap();
                    same(&read, &output).unwrap();
                }
            }
        }
    }
    assert!(records >= 200, "only {records} records");
    assert!(published >= 100, "only {published} outputs");
}
