use std::time::Duration;

use super::{page_with, with};
use crate::testing::{get, now};

#[tokio::test(start_paused = true)]
async fn latency_passes_on_the_org_s_clock() {
    let mock = with("kind = \"latency\"\ndelay = \"2500ms\"");
    get(&mock, "/api/v1/logs?limit=5").await;
    assert_eq!(mock.clock().now(), now() + Duration::from_millis(2_500));
}

#[tokio::test(start_paused = true)]
async fn date_skew_shows_in_date_and_reset_of_every_answer() {
    let skewed = page_with("kind = \"date-skew\"\nseconds = -90").await;
    assert_eq!(skewed.header("date"), ["Thu, 19 Mar 2026 13:58:30 GMT"]);
    assert_eq!(skewed.header("x-rate-limit-reset"), [(now().as_seconds() + 60 - 90).to_string()]);
    let missing = page_with("kind = \"date-skew\"\nmissing = true").await;
    assert!(missing.header("date").is_empty());
    assert_eq!(missing.events().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_drifts_is_right_at_first_and_then_less_and_less() {
    let mock = with("kind = \"date-drift\"\nseconds_per_hour = -20");
    let date = async || get(&mock, "/api/v1/logs?limit=1").await.header("date")[0].to_owned();
    assert_eq!(date().await, "Thu, 19 Mar 2026 14:00:00 GMT");
    mock.clock().sleep(Duration::from_hours(3)).await;
    assert_eq!(date().await, "Thu, 19 Mar 2026 16:59:00 GMT");
    // What is not wrong yet is no strike.
    let struck = mock.ledger().requests().iter().filter(|one| !one.faults.is_empty()).count();
    assert_eq!(struck, 1);
}

#[tokio::test(start_paused = true)]
async fn the_date_can_be_written_in_any_way() {
    for (format, expected) in [
        ("rfc850", "Thursday, 19-Mar-26 14:00:00 GMT"),
        ("asctime", "Thu Mar 19 14:00:00 2026"),
        ("iso8601", "2026-03-19T14:00:00.000Z"),
        ("offset", "Thu, 19 Mar 2026 16:00:00 +0200"),
        ("seconds", "1773928800"),
        ("garbage", "today"),
    ] {
        let answer = page_with(&format!("kind = \"date-format\"\nformat = \"{format}\"")).await;
        assert_eq!(answer.header("date"), [expected], "{format}");
    }
}
