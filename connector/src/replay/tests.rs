use std::io;
use std::sync::{Arc, Mutex};

use clock::{Clock, Timestamp};

use super::{Replay, ReplayError, Summary, retry};
use crate::cursor::{
    Candidate, Checkpoint, Fingerprint, Quarantined, RecordId, SqliteState, StateStore,
};
use crate::decode::Reason;
use crate::fetch::Origin;
use crate::future::BoxFuture;
use crate::normalize::{EventSpan, Normalized, Normalizer, Reject, Rules};
use crate::publish::{Ack, Batch, Sink, SinkError, StdoutSink, deliver};

const EVENT: &str = r#"{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z","actor":{"id":"00u1","type":"User"}}"#;
const LEFT_OUT: &str = r#"{"eventType":"policy.lifecycle.update"}"#;

/// A quarantine that holds these, as earlier versions may have put them there.
struct Bench {
    _folder: tempfile::TempDir,
    state: SqliteState,
    sink: Memory,
}

#[derive(Clone, Default)]
struct Memory {
    lines: Arc<Mutex<Vec<u8>>>,
    is_out: bool,
}

impl Sink for Memory {
    fn publish<'a>(
        &'a self,
        lines: &'a [u8],
        _events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>> {
        Box::pin(async move {
            if self.is_out {
                return Err(SinkError::Unavailable { what: "out".to_owned() });
            }
            self.lines.lock().unwrap().extend_from_slice(lines);
            Ok(Ack::all_events())
        })
    }
}

impl Bench {
    async fn holding(records: &[(Reason, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = SqliteState::open(&folder.path().join("state.db")).unwrap();
        let reject = |(index, (reason, raw)): (usize, &(Reason, &str))| Reject {
            index,
            reason: *reason,
            raw: raw.as_bytes().to_vec(),
        };
        let rejects = records.iter().enumerate().map(reject).collect();
        let normalized = Normalized { rejects, ..Normalized::default() };
        let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
        let checkpoint = Checkpoint {
            next: "https://acme.okta.com/api/v1/logs?after=1_2".to_owned(),
            fingerprint: Fingerprint::of(&origin, None),
            safe_time: Timestamp::EPOCH,
        };
        let candidate = Candidate { checkpoint, gap: None };
        let batch = Batch { source: "page".to_owned(), normalized, newest: None, candidate };
        let receipt = deliver(&StdoutSink::default(), batch).await.unwrap();
        let store = state.connection("acme", Clock::real());
        store.commit(receipt, Timestamp::EPOCH).await.unwrap();
        Self { _folder: folder, state, sink: Memory::default() }
    }

    async fn replay(
        &self,
        reason: Option<Reason>,
        discard: Option<super::Export<'_>>,
    ) -> Result<Summary, ReplayError> {
        let (rules, clock) = (Rules::new("acme"), Clock::real());
        let (state, sink) = (&self.state, &self.sink);
        Replay { state, connection: "acme", rules: &rules, sink, clock: &clock, reason }
            .run(discard)
            .await
    }

    fn published(&self) -> usize {
        self.sink.lines.lock().unwrap().split_inclusive(|byte| *byte == b'\n').count()
    }

    /// What is in the quarantine, as `reason:raw`.
    fn kept(&self) -> Vec<String> {
        let kept = self.state.quarantine("acme").unwrap();
        kept.iter()
            .map(|one| format!("{}:{}", one.reason, String::from_utf8_lossy(&one.raw)))
            .collect()
    }
}

#[tokio::test]
async fn what_can_be_published_by_now_is_and_leaves_the_rest_stays() {
    let bench = Bench::holding(&[
        (Reason::Published, EVENT),
        (Reason::Json, "{bad}"),
        (Reason::Uuid, LEFT_OUT),
        (Reason::Uuid, EVENT),
    ])
    .await;
    let summary = bench.replay(None, None).await.unwrap();
    let expected = Summary { tried: 4, published: 2, excluded: 1, stayed: 1, discarded: 0 };
    assert_eq!(summary, expected);
    assert_eq!(bench.published(), 2);
    assert_eq!(bench.kept(), ["json:{bad}"]);
    let again = bench.replay(None, None).await.unwrap();
    assert_eq!(again, Summary { tried: 1, stayed: 1, ..Summary::default() });
    assert_eq!(bench.published(), 2, "nothing is published twice");
}

#[tokio::test]
async fn one_reason_leaves_the_others_alone() {
    let bench = Bench::holding(&[(Reason::Published, EVENT), (Reason::Uuid, EVENT)]).await;
    let summary = bench.replay(Some(Reason::Uuid), None).await.unwrap();
    assert_eq!((summary.tried, summary.published), (1, 1));
    assert_eq!(bench.kept(), [format!("published:{EVENT}")]);
}

#[tokio::test]
async fn a_sink_that_takes_nothing_leaves_everything_where_it_is() {
    let mut bench = Bench::holding(&[(Reason::Uuid, EVENT), (Reason::Json, "{bad}")]).await;
    bench.sink.is_out = true;
    let before = bench.kept();
    let mut export = |_: &[&Quarantined]| panic!("nothing is discarded before the sink has it all");
    let error = bench.replay(None, Some(&mut export)).await.unwrap_err();
    assert!(matches!(error, ReplayError::Sink(SinkError::Unavailable { .. })), "{error}");
    assert_eq!(bench.kept(), before);
}

#[tokio::test]
async fn what_stays_unpublishable_is_discarded_once_it_is_safe_elsewhere() {
    let bench = Bench::holding(&[(Reason::Uuid, EVENT), (Reason::Json, "{bad}")]).await;
    let mut failing = |_: &[&Quarantined]| Err(io::Error::other("no space left"));
    let error = bench.replay(None, Some(&mut failing)).await.unwrap_err();
    assert!(matches!(error, ReplayError::Export(_)), "{error}");
    assert_eq!(bench.kept(), ["json:{bad}"], "an export that fails discards nothing");
    let mut exported = Vec::new();
    let mut export = |records: &[&Quarantined]| {
        exported.extend(records.iter().map(|record| record.raw.clone()));
        Ok(())
    };
    let summary = bench.replay(None, Some(&mut export)).await.unwrap();
    assert_eq!((summary.stayed, summary.discarded), (0, 1));
    assert_eq!(exported, [b"{bad}"]);
    assert_eq!(bench.kept(), [""; 0]);
}

#[tokio::test]
async fn a_page_leaves_as_its_elements_do() {
    let page = format!("[{EVENT}, {{bad}},{LEFT_OUT},{EVENT}");
    let bench = Bench::holding(&[(Reason::Page, &page)]).await;
    let summary = bench.replay(None, None).await.unwrap();
    assert_eq!((summary.published, summary.excluded), (2, 1));
    assert_eq!(bench.kept(), ["json:{bad}"]);
    assert_eq!(bench.state.quarantine("acme").unwrap()[0].ordinal, 1);
    bench.replay(None, None).await.unwrap();
    assert_eq!(bench.kept(), ["json:{bad}"], "what remains is tried like any other record");
    assert_eq!(bench.published(), 2);
    // All of it can be discarded in one go.
    let bench = Bench::holding(&[(Reason::Page, &page)]).await;
    let summary = bench.replay(None, Some(&mut |_| Ok(()))).await.unwrap();
    assert_eq!((summary.published, summary.discarded), (2, 1));
    assert_eq!(bench.kept(), [""; 0]);
}

#[test]
fn a_page_of_which_bytes_would_be_lost_stays_whole() {
    let check = |body: &str, leaves: bool| {
        let record = Quarantined {
            id: RecordId::NONE,
            at: Timestamp::EPOCH,
            reason: Reason::Page.name().to_owned(),
            page: String::new(),
            ordinal: 0,
            raw: body.as_bytes().to_vec(),
        };
        let records = [record];
        let retried = retry(&records, &Rules::new("acme"));
        assert_eq!(retried.stays.is_empty(), leaves, "{body}");
        assert_eq!(retried.revival.settled.len(), usize::from(leaves), "{body}");
        if !leaves {
            assert!(retried.revival.normalized.events.is_empty(), "{body}: nothing of it goes out");
        }
    };
    check("[]", true);
    check(&format!("[{EVENT}]"), true);
    check(&format!("\u{feff} [ {EVENT} , 7 ] "), true);
    check(&format!("[{EVENT},{EVENT}"), true);
    check(&format!("[{EVENT},"), true);
    check(&format!("[{EVENT},{{\"a\":"), true);
    check(&format!("[{EVENT}] {{}}"), false);
    check(&format!("[{EVENT}] {EVENT}"), false);
    check(&format!("{{\"events\":[{EVENT}]}}"), false);
    check("<html>[{}]</html>", false);
    check("null", false);
    check("", false);
    let endless = format!("[{}", "7,".repeat(20_000));
    check(&endless, false);
}

#[test]
fn normalizing_again_gives_the_same_bytes() {
    let mut first = Normalized::default();
    let body = format!("[{EVENT}]");
    Normalizer::new(Rules::new("acme")).page(body.as_bytes(), &mut first);
    let record = Quarantined {
        id: RecordId::NONE,
        at: Timestamp::EPOCH,
        reason: Reason::Uuid.name().to_owned(),
        page: String::new(),
        ordinal: 0,
        raw: EVENT.as_bytes().to_vec(),
    };
    let records = [record];
    let again = retry(&records, &Rules::new("acme")).revival.normalized;
    assert_eq!(again.bytes, first.bytes);
}
