use std::fs;
use std::path::{Path, PathBuf};

use clock::Seed;
use proptest::collection::vec;
use proptest::prelude::*;

use super::TARGETS;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The seed corpus of a target.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = folder().join("corpus").join(target);
    names(&folder).into_iter().map(|name| fs::read(folder.join(name)).unwrap()).collect()
}

#[test]
fn every_target_has_a_file_and_a_corpus() {
    let targets: Vec<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&folder().join("corpus")), targets);
    let files: Vec<_> = targets.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names(&folder().join("fuzz_targets")), files);
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for name in targets {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        let file = fs::read_to_string(folder().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(file.contains(&format!("scenarios::fuzz::{name}(")), "{name}");
    }
}

#[test]
fn the_seed_corpora_hold() {
    for (name, target) in TARGETS {
        let corpus = corpus(name);
        assert!(corpus.len() >= 3, "{name}");
        for bytes in corpus {
            target(&bytes);
        }
    }
}

#[test]
fn mutated_corpora_hold() {
    // Byte by byte, as a fuzzer would: flipped, removed, repeated, and joined with others.
    for (name, target) in TARGETS {
        let corpus = corpus(name);
        let seed = Seed::new(1).child("fuzz").child(name);
        for round in 0..ROUNDS {
            let mut draw = seed.draw_at(round);
            let mut bytes = draw.pick(&corpus).clone();
            for _ in 0..=draw.below(EDITS_MAX) {
                let at = draw.below(bytes.len() as u64 + 1) as usize;
                let end = (at + draw.below(RUN_MAX) as usize).min(bytes.len());
                match draw.below(6) {
                    0 if at < bytes.len() => bytes[at] ^= 1 << draw.below(8),
                    1 => bytes.drain(at..end).for_each(drop),
                    2 => {
                        let run = bytes[at..end].to_vec();
                        bytes.splice(at..at, run).for_each(drop);
                    }
                    3 => bytes.insert(at, *draw.pick(b"\"\\{}[],:=<>;u0 \n\xff\xed\x00")),
                    4 => bytes.truncate(at),
                    _ => {
                        let other = draw.pick(&corpus);
                        let from = draw.below(other.len() as u64 + 1) as usize;
                        bytes.truncate(at);
                        bytes.extend_from_slice(&other[from..]);
                    }
                }
            }
            bytes.truncate(BYTES_MAX);
            target(&bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_hold(bytes in vec(any::<u8>(), 0..200)) {
        for (_, target) in TARGETS {
            target(&bytes);
        }
    }

    #[test]
    fn any_text_holds(text in "[\\PC\\[\\]{}\",:=<>; \\\\u0-9]{0,120}") {
        for (_, target) in TARGETS {
            target(text.as_bytes());
        }
    }

    #[test]
    fn any_time_is_read_as_the_reference_reads_it(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9][Tt _][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,12})?([Zz]|[+-][0-2][0-9]:?[0-6][0-9])?"
    ) {
        super::timestamp(text.as_bytes());
    }
}

/// Mutants of one corpus.
const ROUNDS: u64 = 400;

/// Edits of one mutant beyond the first.
const EDITS_MAX: u64 = 6;

/// Bytes that one edit takes or repeats.
const RUN_MAX: u64 = 40;

/// A mutant is cut to this.
const BYTES_MAX: usize = 64 * 1024;
