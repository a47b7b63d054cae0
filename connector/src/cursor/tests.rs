use std::collections::BTreeMap;
use std::time::Duration;

use clock::{Clock, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{
    Blocked, Candidate, Checkpoint, Fingerprint, Frequent, Gap, GapReason, Instruction, Mode, Name,
    Pause, SafeTime, Saved, SqliteState, StateStore, Status, StoreError,
};
use crate::decode::Reason;
use crate::fetch::{Class, Origin};
use crate::normalize::{Normalized, Normalizer, Rules};
use crate::publish::{Batch, Receipt, StdoutSink, deliver};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn checkpoint(n: u32) -> Checkpoint {
    let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
    Checkpoint {
        next: format!("https://acme.okta.com/api/v1/logs?after=1_{n}"),
        fingerprint: Fingerprint::of(&origin, None),
        safe_time: at(i64::from(n)),
    }
}

/// A receipt for a page without events, so that no sink is needed.
async fn receipt(n: u32, body: &str, gap: Option<Gap>) -> Receipt {
    let mut normalized = Normalized::default();
    Normalizer::new(Rules::new("acme")).page(body.as_bytes(), &mut normalized);
    let candidate = Candidate { checkpoint: checkpoint(n), gap };
    let source = checkpoint(n - 1).next;
    let batch = Batch { source, normalized, newest: Some(at(i64::from(n))), candidate };
    deliver(&StdoutSink::default(), batch).await.unwrap()
}

struct Bench {
    folder: tempfile::TempDir,
    state: SqliteState,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = SqliteState::open(&folder.path().join("state.db")).unwrap();
        Self { folder, state }
    }

    fn reopened(self) -> Self {
        let state = SqliteState::open(&self.folder.path().join("state.db")).unwrap();
        Self { state, ..self }
    }

    fn store(&self) -> super::ConnectionStore {
        self.state.connection("acme", Clock::real())
    }
}

#[tokio::test]
async fn what_was_committed_is_there_after_a_restart() {
    let bench = Bench::new();
    assert_eq!(bench.store().load().await.unwrap(), Saved::NEW);
    bench.store().begin(checkpoint(1), None, at(10)).await.unwrap();
    let body = r#"[{"eventType":"x"},{"eventType":"x"},{bad},7]"#;
    let gap = Gap { from: at(1), to: at(2), reason: GapReason::Retention };
    bench.store().commit(receipt(2, body, Some(gap)).await, at(11)).await.unwrap();
    let bench = bench.reopened();
    let overview = bench.state.overview("acme").unwrap().unwrap();
    assert_eq!(overview.saved.checkpoint, Some(checkpoint(2)));
    assert_eq!(overview.saved.committed_at, Some(at(11)));
    assert_eq!(overview.saved.newest, Some(at(2)));
    assert_eq!((overview.tally.published, overview.tally.excluded.total()), (0, 2));
    assert_eq!((overview.tally.quarantined, overview.quarantine_records), (2, 2));
    assert_eq!(overview.gaps, 1);
    assert!(bench.state.overview("other").unwrap().is_none());
}

#[tokio::test]
async fn the_quarantine_keeps_rejects_byte_for_byte() {
    let bench = Bench::new();
    bench.store().commit(receipt(2, "[{}, {\"a\": tru }]", None).await, at(11)).await.unwrap();
    let kept = bench.state.quarantine("acme").unwrap();
    let kept: Vec<_> =
        kept.iter().map(|one| (&*one.reason, &*one.page, one.ordinal, &*one.raw)).collect();
    let source = &*checkpoint(1).next;
    let (no_type, no_json) = (Reason::EventType.name(), Reason::Json.name());
    let expected: [(_, _, _, &[u8]); 2] =
        [(no_type, source, 0, b"{}"), (no_json, source, 1, b"{\"a\": tru }")];
    assert_eq!(kept, expected);
    assert!(bench.state.quarantine("other").unwrap().is_empty());
}

#[tokio::test]
async fn a_full_quarantine_refuses_the_page_as_a_whole() {
    let bench = Bench::new();
    bench.store().begin(checkpoint(1), None, at(10)).await.unwrap();
    let database = rusqlite::Connection::open(bench.state.path()).unwrap();
    database.execute("UPDATE connection SET quarantine_records = 100000", []).unwrap();
    let error = bench.store().commit(receipt(2, "[7]", None).await, at(11)).await.unwrap_err();
    assert!(matches!(error.error, StoreError::QuarantineFull { records: 100_001, .. }));
    assert_eq!(error.receipt.rejects().len(), 1, "the receipt comes back");
    let overview = bench.state.overview("acme").unwrap().unwrap();
    assert_eq!(overview.saved.checkpoint, Some(checkpoint(1)), "nothing of it is stored");
    assert_eq!(overview.tally.quarantined, 0);
    let kept: i64 =
        database.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn every_status_survives_a_restart() {
    let mut bench = Bench::new();
    let pause = |class| Pause { since: at(5), class, what: "503".to_owned(), failures: 5 };
    let mut statuses = vec![
        Status::RUNNING,
        Status { mode: Mode::Disabled { since: at(7) }, ..Status::RUNNING },
        Status { mode: Mode::Paused(pause(None)), ..Status::RUNNING },
    ];
    let blocked = Some(Blocked { since: at(8), what: "No space left on device".to_owned() });
    statuses.push(Status { blocked, ..Status::RUNNING });
    for class in Class::ALL {
        let mode = Mode::Paused(pause(Some(class)));
        statuses.push(Status { mode, reachable_since: Some(at(6)), blocked: None });
    }
    for status in statuses {
        bench.store().save(status.clone(), at(9)).await.unwrap();
        bench = bench.reopened();
        assert_eq!(bench.store().load().await.unwrap().status, status);
    }
}

#[tokio::test]
async fn instructions_arrive_in_order_and_leave_when_they_took_effect() {
    let bench = Bench::new();
    bench.state.instruct("acme", Instruction::Pause, at(1)).unwrap();
    bench.state.instruct("other", Instruction::Disable, at(1)).unwrap();
    bench.state.instruct("acme", Instruction::ResumeFromNow, at(2)).unwrap();
    let store = bench.store();
    // A future that is dropped loses nothing.
    let dropped = tokio::time::timeout(Duration::from_millis(1), store.instruction()).await;
    let first = match dropped {
        Ok(first) => first,
        Err(_) => store.instruction().await,
    };
    assert_eq!(first, Instruction::Pause);
    assert_eq!(store.instruction().await, Instruction::ResumeFromNow);
    let waiting = || bench.state.overview("acme").unwrap().and_then(|overview| overview.waiting);
    store.save(Status::RUNNING, at(3)).await.unwrap();
    assert_eq!(waiting(), None);
    // Another process that reads before they took effect sees them again.
    bench.state.instruct("acme", Instruction::Resume, at(4)).unwrap();
    assert_eq!(waiting().as_deref(), Some("resume"));
    assert_eq!(bench.store().load().await.unwrap().instructions, [Instruction::Resume]);
    assert_eq!(store.instruction().await, Instruction::Resume);
}

#[tokio::test]
async fn an_instruction_that_was_not_handed_out_is_not_struck_off() {
    let bench = Bench::new();
    let store = bench.store();
    bench.state.instruct("acme", Instruction::Pause, at(1)).unwrap();
    bench.state.instruct("acme", Instruction::Resume, at(2)).unwrap();
    assert_eq!(store.instruction().await, Instruction::Pause);
    // Both were read together; only the first one has taken effect.
    store.save(Status::RUNNING, at(3)).await.unwrap();
    assert_eq!(bench.store().load().await.unwrap().instructions, [Instruction::Resume]);
}

#[test]
fn two_first_starts_at_once_make_one_state() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| SqliteState::open(&path).unwrap());
            }
        });
    }
}

#[test]
fn a_state_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.db");
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = SqliteState::open(&path).unwrap_err();
    assert!(error.to_string().contains("version 99"), "{error}");
}

#[test]
fn the_state_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let mode = std::fs::metadata(bench.state.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[tokio::test]
async fn a_cursor_can_be_replaced() {
    let bench = Bench::new();
    bench.store().begin(checkpoint(1), None, at(10)).await.unwrap();
    bench.state.replace_cursor("acme", &checkpoint(7)).unwrap();
    assert_eq!(bench.state.saved("acme").unwrap().checkpoint, Some(checkpoint(7)));
}

#[test]
fn the_safe_time_forgets_all_but_the_last_hundred() {
    let mut safe = SafeTime::new(None);
    safe.add(&[at(1); 1_000], None);
    safe.add(&[at(9); 100], None);
    assert_eq!(safe.value(), at(9));
}

proptest! {
    /// The bounds of Misra and Gries, for every stream and every way to cut it into pages.
    #[test]
    fn whatever_comes_counts_are_never_too_high_and_miss_little(
        pages in vec(vec((0_u8..40, 0_u64..20), 0..30), 0..20),
        names_max in 1_usize..8,
    ) {
        let mut frequent = Frequent::new(names_max);
        let mut exact: BTreeMap<u8, u64> = BTreeMap::new();
        for page in pages {
            for (name, count) in &page {
                *exact.entry(*name).or_default() += count;
            }
            frequent.absorb(page);
            let total: u64 = exact.values().sum();
            prop_assert_eq!(frequent.total(), total, "nothing is lost");
            prop_assert!(frequent.counts().len() <= names_max);
            let missing_max = frequent.missing_max();
            prop_assert!(missing_max <= total / (names_max as u64 + 1));
            for (name, exact) in &exact {
                let counted = frequent.counts().get(name).copied().unwrap_or_default();
                prop_assert!(counted <= *exact, "{name} is counted too high");
                prop_assert!(exact - counted <= missing_max, "{name} misses too much");
            }
        }
    }
}

#[test]
fn a_name_that_becomes_frequent_late_is_kept_all_the_same() {
    let mut frequent = Frequent::new(2);
    for page in 0..100 {
        // Two names hold both places; a flood of names that come once wears nobody down whose
        // share is large enough.
        frequent.absorb([("early".to_owned(), 4), ("also early".to_owned(), 3)]);
        frequent.absorb((0..2).map(|n| (format!("once {page} {n}"), 1)));
    }
    assert!(frequent.counts().contains_key("early"));
    for _ in 0..100 {
        frequent.absorb([("late".to_owned(), 20)]);
    }
    assert_eq!(frequent.top()[0].0, "late");
    assert!(2_000 - frequent.top()[0].1 <= frequent.missing_max());
}

#[test]
fn what_is_kept_of_a_name_is_bounded_and_ends_with_a_whole_character() {
    let name = Name::new(&"ä".repeat(200), "x");
    assert_eq!(name.subject, "ä".repeat(127));
    assert_eq!(Name::new("user.session.end", "").subject, "user.session.end");
}
