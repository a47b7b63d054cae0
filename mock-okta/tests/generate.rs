//! History as a user makes it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::io::Read;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn generate(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-okta"));
    command.env_clear().arg("generate").args(args).stdin(Stdio::null());
    command
}

/// The lines, and the summary.
fn generated(args: &[&str]) -> (Vec<u8>, Value) {
    let Output { status, stdout, stderr } = generate(args).output().unwrap();
    let report = String::from_utf8(stderr).unwrap();
    assert!(status.success(), "{report}");
    assert_eq!(report.lines().count(), 1, "{report}");
    (stdout, serde_json::from_str(&report).unwrap())
}

const MORNING: [&str; 8] =
    ["--seed", "7", "--users", "300", "--from", "2026-03-17T06:00:00Z", "--until", "12h"];

#[test]
fn history_is_lines_with_a_summary_and_labels_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let labels = folder.path().join("labels.ndjson");
    let labelled = ["--attack", "sso-burst@+3h", "--labels", labels.to_str().unwrap()];
    let (lines, summary) = generated(&[&MORNING[..], &labelled].concat());
    let text = String::from_utf8(lines).unwrap();
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(summary["events"], events.len());
    assert_eq!(summary["bytes"], text.len());
    assert_eq!(summary["seed"], 7);
    assert_eq!(summary["until"], "2026-03-17T18:00:00.000Z");
    assert!(events.is_sorted_by_key(|event| event["published"].as_str().unwrap().to_owned()));

    let labels = std::fs::read_to_string(labels).unwrap();
    let labels: Vec<Value> =
        labels.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(summary["labels"], labels.len());
    assert!(labels.len() > 20, "{}", labels.len());
    for label in labels {
        let of = events.iter().find(|event| event["uuid"] == label["uuid"]).unwrap();
        assert_eq!(of["published"], label["published"]);
        assert_eq!(label["scenario"], "sso-burst");
        assert!(label["published"].as_str().unwrap() >= "2026-03-17T09:00:00.000Z");
    }
    for word in ["sso-burst", "attacker"] {
        assert!(!text.contains(word), "labels are no part of the events");
    }
}

#[test]
fn compressed_or_not_and_on_any_number_of_threads_it_is_the_same_history() {
    let (lines, summary) = generated(&[&MORNING[..], &["--jobs", "1"]].concat());
    let (packed, packed_summary) = generated(&[&MORNING[..], &["--jobs", "3", "--zstd"]].concat());
    assert!(packed.len() * 5 < lines.len(), "{} of {}", packed.len(), lines.len());
    assert!(zstd::decode_all(&packed[..]).unwrap() == lines);
    assert_eq!(packed_summary, summary, "of what is in it");
}

#[test]
fn whoever_reads_only_the_beginning_is_no_mistake() {
    let many = ["--users", "20000", "--from", "2026-03-17T06:00:00Z", "--until", "12h"];
    let mut child = generate(&many).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 100];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert!(status.success());
    assert_eq!(String::from_utf8(stderr).unwrap(), "");
}

#[test]
fn every_mistake_is_named_at_once() {
    for (args, mistakes) in [
        (
            &["--users", "0"][..],
            &[
                "from: is required; add --from TIME, or --preset bench-v1",
                "until: is required; add --until TIME, or --preset bench-v1",
                "users: between 1 and 1000000",
            ][..],
        ),
        (&["--preset", "bench"], &["no preset is called `bench`; there are bench-v1"]),
        (
            &["--from", "2026-03-17T06:00:00Z", "--until", "2026-03-17T06:00:00Z"],
            &["until: must be later than from"],
        ),
    ] {
        let Output { status, stdout, stderr } = generate(args).output().unwrap();
        assert_eq!((status.code(), stdout.len()), (Some(2), 0));
        let told = String::from_utf8(stderr).unwrap();
        let told: Vec<_> =
            told.lines().map(|line| line.strip_prefix("mock-okta: ").unwrap()).collect();
        assert_eq!(told, mistakes);
    }
    let nowhere = [&MORNING[..], &["--labels", "/nowhere/labels"]].concat();
    let Output { status, stderr, .. } = generate(&nowhere).output().unwrap();
    assert_eq!(status.code(), Some(3));
    let told = String::from_utf8(stderr).unwrap();
    assert!(told.starts_with("mock-okta: cannot write labels to /nowhere/labels\n"), "{told}");
}

/// The digests that everybody gets.
const BENCH_V1: &str = include_str!("../src/history/presets/bench-v1.sha256");

fn digest_of(what: &str) -> &str {
    let mut lines = BENCH_V1.lines().filter_map(|line| line.split_once("  "));
    lines.find(|(_, name)| *name == what).unwrap().0
}

#[test]
fn the_first_day_of_bench_v1_is_the_same_everywhere() {
    let mut command = generate(&["--preset", "bench-v1", "--until", "1d"]);
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output().unwrap();
    let summary: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(summary["sha256"], digest_of("bench-v1-first-day.ndjson"));
}

#[test]
#[ignore = "needs a minute of both cores"]
fn bench_v1_is_the_same_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let labels = folder.path().join("labels.ndjson");
    let mut command = generate(&["--preset", "bench-v1", "--labels", labels.to_str().unwrap()]);
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output().unwrap();
    let summary: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(summary["sha256"], digest_of("bench-v1.ndjson"));
    let digest =
        aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &std::fs::read(labels).unwrap());
    let digest =
        format!("{:032x}{:032x}", half(&digest.as_ref()[..16]), half(&digest.as_ref()[16..]));
    assert_eq!(digest, digest_of("bench-v1.labels.ndjson"));
}

fn half(digest: &[u8]) -> u128 {
    u128::from_be_bytes(digest.try_into().unwrap())
}
