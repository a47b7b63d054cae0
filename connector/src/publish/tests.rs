use std::fs;

use clock::Timestamp;

use super::{Ack, Batch, FileSink, Sink, SinkError, Undelivered, deliver};
use crate::cursor::{Candidate, Checkpoint, Fingerprint};
use crate::fetch::Origin;
use crate::future::BoxFuture;
use crate::normalize::{EventSpan, Normalized, Normalizer, Rules};

fn batch(events: usize) -> Batch {
    let event = r#"{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z",
        "actor":{"id":"00u1","type":"User"}}"#;
    let body = format!("[{}]", vec![event; events].join(","));
    let mut normalized = Normalized::default();
    Normalizer::new(Rules::new("acme")).page(body.as_bytes(), &mut normalized);
    let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
    let checkpoint = Checkpoint {
        next: "https://acme.okta.com/api/v1/logs?after=1_1".to_owned(),
        fingerprint: Fingerprint::of(&origin, None),
        safe_time: Timestamp::EPOCH,
    };
    let candidate = Candidate { checkpoint, gap: None };
    Batch { source: String::new(), normalized, newest: None, candidate }
}

/// A sink that takes nothing.
struct Broken;

impl Sink for Broken {
    fn publish<'a>(
        &'a self,
        _lines: &'a [u8],
        _events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>> {
        Box::pin(async { Err(SinkError::Unavailable { what: "gone".to_owned() }) })
    }
}

#[tokio::test]
async fn a_receipt_comes_from_an_acknowledgement_or_from_an_empty_batch() {
    let Err(Undelivered { batch: again, .. }) = deliver(&Broken, batch(2)).await else {
        panic!("there is no receipt without an acknowledgement")
    };
    assert_eq!(again.normalized.events.len(), 2, "the batch comes back whole");
    let receipt = deliver(&Broken, batch(0)).await.expect("the sink is not touched");
    assert_eq!(receipt.tally().published, 0);
}

#[tokio::test]
async fn a_file_sink_appends_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    for round in 1..=2 {
        let sink = FileSink::open(&path).unwrap();
        deliver(&sink, batch(3)).await.unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 3 * round);
        assert!(text.ends_with('\n'));
    }
}

#[tokio::test]
async fn a_line_that_a_crash_tore_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    for (left, kept) in [
        ("{\"a\":1}\n{\"event_id\":\"5b4", "{\"a\":1}\n"),
        ("{\"a\":1}\n", "{\"a\":1}\n"),
        ("{\"eve", ""),
        ("", ""),
    ] {
        fs::write(&path, left).unwrap();
        drop(FileSink::open(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), kept);
    }
    // Longer than one block.
    let torn = format!("{{\"a\":1}}\n{{\"event_id\":\"{}", "x".repeat(200_000));
    fs::write(&path, torn).unwrap();
    let sink = FileSink::open(&path).unwrap();
    deliver(&sink, batch(1)).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().next(), Some("{\"a\":1}"));
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn a_file_that_is_somebody_elses_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.json");
    for theirs in ["{\"not\": \"ours\"}", "{\"a\":1}\nsome text"] {
        fs::write(&path, theirs).unwrap();
        let error = FileSink::open(&path).unwrap_err().to_string();
        assert!(error.contains("is it another file?"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
    }
}

#[tokio::test]
async fn a_file_that_is_cut_meanwhile_gets_no_hole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    let sink = FileSink::open(&path).unwrap();
    deliver(&sink, batch(3)).await.unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
    deliver(&sink, batch(2)).await.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 2);
    assert!(text.starts_with("{\"event_id\":"), "{text:.20}");
}

#[test]
fn a_file_has_one_writer_under_whatever_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    let sink = FileSink::open(&path).unwrap();
    let link = folder.path().join("link.ndjson");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    for name in [&path, &link] {
        let error = FileSink::open(name).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("is in use by process"), "{cause}");
    }
    drop(sink);
    FileSink::open(&link).unwrap();
}

#[test]
fn a_path_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = FileSink::open(&folder.path().join("none/events.ndjson")).unwrap_err();
    assert!(error.to_string().contains("none/events.ndjson` cannot be written"), "{error}");
}
