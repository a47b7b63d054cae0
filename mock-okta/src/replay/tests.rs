use std::io::Write;
use std::time::Duration;

use super::{Replay, ReplayError};
use crate::MockOkta;
use crate::testing::{get, now, org, walk};
use clock::Clock;

fn replaying(replay: Replay) -> MockOkta {
    MockOkta::builder().clock(Clock::auto(now())).replay(replay).limit(1_000_000).start().unwrap()
}

const LINES: &[u8] = b"{\"uuid\": \"a\",  \"published\":\"2026-03-19T10:00:00.000Z\"}\r\n\n  \n\
    {\"b\":1.50}\n[1, 2]\nnot json\n\"text\"\n\xff\xfe\n";

#[tokio::test(start_paused = true)]
async fn lines_are_served_byte_for_byte_in_their_order_and_nothing_else_is() {
    let mock = replaying(Replay::default().lines(LINES));
    let page = get(&mock, "/api/v1/logs").await;
    assert_eq!(
        page.text(),
        "[{\"uuid\": \"a\",  \"published\":\"2026-03-19T10:00:00.000Z\"},{\"b\":1.50},[1, 2],\
         \"not json\",\"text\",\"\u{fffd}\u{fffd}\"]"
    );
    assert_eq!(page.events().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn records_end_at_the_start_one_millisecond_apart() {
    let mock = replaying(Replay::default().lines(LINES));
    let page = get(&mock, "/api/v1/logs?limit=2").await;
    let cursor = format!("after={}_1", now().as_millis() - 4);
    assert!(page.link("next").unwrap().ends_with(&cursor), "{page:?}");
    assert_eq!(walk(&mock, "/api/v1/logs?limit=1").await.len(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_bounded_walk_finds_a_record_by_its_own_date() {
    let mock = replaying(Replay::default().lines(LINES));
    let page =
        get(&mock, "/api/v1/logs?since=2026-03-19T09:00:00Z&until=2026-03-19T11:00:00Z").await;
    assert_eq!(page.events().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn paced_records_appear_one_after_the_other() {
    let mock = replaying(Replay::default().lines(LINES).paced(2));
    assert_eq!(get(&mock, "/api/v1/logs").await.text(), "[]");
    mock.clock().sleep(Duration::from_millis(1_600)).await;
    assert_eq!(get(&mock, "/api/v1/logs").await.events().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn people_can_be_asked_for_besides() {
    let replay = Replay::default().lines(b"{\"replayed\":true}");
    let mock = org().replay(replay).start().unwrap();
    let events = walk(&mock, "/api/v1/logs?limit=1000").await;
    assert!(events.len() > 100);
    assert!(events.iter().any(|event| event["replayed"] == true));
}

#[test]
fn files_are_read_and_missing_ones_are_named() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(LINES).unwrap();
    let replay = Replay::default().file(file.path()).unwrap();
    assert_eq!(replay, Replay::default().lines(LINES));
    let missing = replay.file("/nowhere/events.ndjson".as_ref()).unwrap_err();
    assert!(matches!(missing, ReplayError::Unreadable { .. }));
    assert_eq!(missing.to_string(), "replay file /nowhere/events.ndjson cannot be read");
}
