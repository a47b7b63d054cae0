use clock::{Clock, Timestamp};

use super::{RecordId, SqliteState};
use crate::cursor::{
    Candidate, Checkpoint, Counter, Fingerprint, QuarantinedBy, StateStore, StoreError,
};
use crate::decode::Reason;
use crate::fetch::Origin;
use crate::normalize::{Normalized, Normalizer, Reject, Rules};
use crate::publish::{
    Batch, FileSink, Receipt, Release, Remains, Revival, Sink, StdoutSink, deliver, redeliver,
};
use crate::telemetry::Committed;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn state() -> (tempfile::TempDir, SqliteState) {
    let folder = tempfile::tempdir().unwrap();
    let state = SqliteState::open(&folder.path().join("state.db")).unwrap();
    (folder, state)
}

/// Commits a page that brings no events.
async fn commit(state: &SqliteState, body: &str) {
    let receipt = receipt(body).await;
    state.connection("acme", Clock::real()).commit(receipt, at(1)).await.unwrap();
}

async fn receipt(body: &str) -> Receipt {
    receipt_of(&StdoutSink::default(), body).await
}

async fn receipt_of(sink: &dyn Sink, body: &str) -> Receipt {
    let mut normalized = Normalized::default();
    Normalizer::new(Rules::new("acme")).page(body.as_bytes(), &mut normalized);
    let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
    let checkpoint = Checkpoint {
        next: "https://acme.okta.com/api/v1/logs?after=1_2".to_owned(),
        fingerprint: Fingerprint::of(&origin, None),
        safe_time: at(0),
    };
    let candidate = Candidate { checkpoint, gap: None };
    let batch = Batch { source: "page 1".to_owned(), normalized, newest: None, candidate };
    deliver(sink, batch).await.unwrap()
}

/// The permission to release these records, of which nothing is to be published.
async fn release(settled: Vec<RecordId>, rejects: &[(usize, &[u8])]) -> Release {
    let rejects = rejects.iter().map(|(index, raw)| Reject {
        index: *index,
        reason: Reason::Json,
        raw: raw.to_vec(),
    });
    let remains = vec![Remains { page: "page 1".to_owned(), rejects: rejects.collect() }];
    let revival = Revival { normalized: Normalized::default(), settled, remains };
    redeliver(&StdoutSink::default(), revival).await.unwrap()
}

fn ids(state: &SqliteState) -> Vec<RecordId> {
    state.quarantine("acme").unwrap().into_iter().map(|record| record.id).collect()
}

fn types(types: impl IntoIterator<Item = String>) -> String {
    let events: Vec<_> =
        types.into_iter().map(|name| format!("{{\"eventType\":\"{name}\"}}")).collect();
    format!("[{}]", events.join(","))
}

#[tokio::test]
async fn types_that_are_left_out_are_counted_by_name_and_reason() {
    let (_folder, state) = state();
    let nobody =
        r#"{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z"}"#;
    let body = format!(r#"[{{"eventType":"a"}},{{"eventType":"b"}},{{"eventType":"a"}},{nobody}]"#);
    for _ in 0..2 {
        commit(&state, &body).await;
    }
    let counts = state.counts("acme").unwrap();
    let top = |counter: Counter| -> Vec<_> {
        let top = counts[&counter].top();
        top.into_iter().map(|(name, count)| (name.subject.clone(), count)).collect()
    };
    assert_eq!(top(Counter::NotInCatalogue), [("a".to_owned(), 4), ("b".to_owned(), 2)]);
    assert_eq!(top(Counter::NotAttributable), [("user.session.end".to_owned(), 2)]);
    let tally = state.overview("acme").unwrap().unwrap().tally;
    assert_eq!(tally.excluded.not_in_catalogue, counts[&Counter::NotInCatalogue].total());
    assert_eq!(tally.excluded.not_attributable, counts[&Counter::NotAttributable].total());
    assert_eq!(state.counts("other").unwrap()[&Counter::NotInCatalogue].total(), 0);
}

#[tokio::test]
async fn fields_that_drift_are_counted_with_what_was_seen() {
    let (_folder, state) = state();
    let event = r#"{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z",
        "actor":"nobody","target":[]}"#;
    commit(&state, &format!("[{event},{event}]")).await;
    let counts = state.counts("acme").unwrap();
    let (name, count) = counts[&Counter::DriftType].top()[0];
    assert_eq!((&*name.subject, &*name.seen, count), ("actor", "string", 2));
}

#[tokio::test]
async fn values_that_no_enumeration_lists_are_counted_by_what_they_say() {
    let (folder, state) = state();
    let sink = FileSink::open(&folder.path().join("events.ndjson")).unwrap();
    let event = |result: &str| {
        format!(
            r#"{{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z",
                "actor":{{"type":"User","id":"00u1"}},"outcome":{{"result":"{result}"}}}}"#
        )
    };
    let body = format!("[{},{},{}]", event("SUCCESS"), event("PERHAPS"), event("PERHAPS"));
    let receipt = receipt_of(&sink, &body).await;
    assert_eq!(
        Committed::of(&receipt).drift_values.into_iter().collect::<Vec<_>>(),
        [("outcome.result", 2)]
    );
    state.connection("acme", Clock::real()).commit(receipt, at(1)).await.unwrap();
    let counts = state.counts("acme").unwrap();
    let top: Vec<_> = counts[&Counter::DriftValue].top();
    let (name, count) = top[0];
    assert_eq!((&*name.subject, &*name.seen, count), ("outcome.result", "PERHAPS", 2));
    assert_eq!(top.len(), 1, "a value that is listed is none");
}

/// A hostile org invents a type for every event: neither the file nor a commit grows with it,
/// and what is frequent among the noise is still seen.
#[tokio::test]
async fn an_org_that_invents_types_does_not_make_the_state_grow() {
    let (_folder, state) = state();
    let rows = || {
        let database = rusqlite::Connection::open(state.path()).unwrap();
        let sql = "SELECT (SELECT count(*) FROM name_count) + (SELECT count(*) FROM name_other)";
        database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() as usize
    };
    for page in 0..20 {
        let invented = (0..990).map(|n| format!("invented.{page}.{n}"));
        let honest = (0..10).map(|_| "policy.evaluate_sign_on".to_owned());
        commit(&state, &types(invented.chain(honest))).await;
        assert!(rows() <= Counter::NotInCatalogue.names_max() + 1, "{}", rows());
    }
    let counts = state.counts("acme").unwrap();
    let counts = &counts[&Counter::NotInCatalogue];
    assert_eq!(counts.total(), 20_000);
    let (name, count) = counts.top()[0];
    assert_eq!(name.subject, "policy.evaluate_sign_on");
    assert!(count <= 200 && 200 - count <= counts.missing_max(), "{count}");
}

#[tokio::test]
async fn a_page_that_is_not_committed_is_not_counted() {
    let (_folder, state) = state();
    commit(&state, "[]").await;
    let database = rusqlite::Connection::open(state.path()).unwrap();
    database.execute("UPDATE connection SET quarantine_records = 100000", []).unwrap();
    let receipt = receipt(r#"[{"eventType":"a"},7]"#).await;
    state.connection("acme", Clock::real()).commit(receipt, at(1)).await.unwrap_err();
    assert_eq!(state.counts("acme").unwrap()[&Counter::NotInCatalogue].total(), 0);
    assert_eq!(state.overview("acme").unwrap().unwrap().tally.excluded.total(), 0);
}

#[tokio::test]
async fn records_are_read_by_reason_and_behind_one_another() {
    let (_folder, state) = state();
    commit(&state, "[7,{bad},8]").await;
    let by = |reason: Reason, records, bytes| QuarantinedBy {
        reason: reason.name().to_owned(),
        records,
        bytes,
    };
    let by_reason = state.quarantine_by_reason("acme").unwrap();
    assert_eq!(by_reason, [by(Reason::Json, 1, 5), by(Reason::NotAnObject, 2, 2)]);
    let reason = Some(Reason::NotAnObject.name());
    let found = state.quarantine_after("acme", reason, RecordId::NONE).unwrap();
    assert_eq!(found.iter().map(|record| record.ordinal).collect::<Vec<_>>(), [0, 2]);
    let behind = state.quarantine_after("acme", reason, found[0].id).unwrap();
    assert_eq!(behind, found[1..]);
    assert!(state.quarantine_after("other", None, RecordId::NONE).unwrap().is_empty());
}

#[tokio::test]
async fn what_leaves_the_quarantine_makes_room_and_is_accounted_for() {
    let (_folder, state) = state();
    commit(&state, "[7,{bad},8,9]").await;
    let kept = ids(&state);
    state.release("acme", release(vec![kept[0], kept[1]], &[]).await, at(2)).unwrap();
    state.discard("acme", &kept[2..3]).unwrap();
    // Whoever asks twice takes nothing from anybody.
    state.discard("acme", &kept[2..3]).unwrap();
    state.discard("other", &kept[3..]).unwrap();
    assert_eq!(ids(&state), kept[3..]);
    let overview = state.overview("acme").unwrap().unwrap();
    assert_eq!((overview.quarantine_records, overview.quarantine_bytes), (1, 1));
    assert_eq!((overview.tally.quarantined, overview.replayed, overview.discarded), (4, 2, 1));
}

#[tokio::test]
async fn what_remains_of_a_page_is_put_in_once_and_gets_a_new_number() {
    let (_folder, state) = state();
    commit(&state, "[{bad},7").await;
    let kept = ids(&state);
    let last = kept[1];
    // The first element is there already; the other one is not.
    let elements: [(usize, &[u8]); 2] = [(0, b"{bad}"), (2, b"{worse}")];
    for settled in [vec![last], vec![]] {
        state.release("acme", release(settled, &elements).await, at(2)).unwrap();
    }
    let records = state.quarantine("acme").unwrap();
    let raw: Vec<_> = records.iter().map(|record| String::from_utf8_lossy(&record.raw)).collect();
    assert_eq!(raw, ["{bad}", "{worse}"]);
    assert!(records.last().unwrap().id > last, "numbers are not used again");
}

#[tokio::test]
async fn a_quarantine_that_has_no_room_for_what_remains_keeps_the_page() {
    let (_folder, state) = state();
    commit(&state, "[7]").await;
    let database = rusqlite::Connection::open(state.path()).unwrap();
    database.execute("UPDATE connection SET quarantine_records = 100000", []).unwrap();
    let kept = ids(&state);
    let elements: [(usize, &[u8]); 2] = [(1, b"{bad}"), (2, b"{worse}")];
    let error = state.release("acme", release(kept.clone(), &elements).await, at(2)).unwrap_err();
    assert!(matches!(error, StoreError::QuarantineFull { .. }), "{error}");
    assert_eq!(ids(&state), kept);
}
