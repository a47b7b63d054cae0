//! What an HTTP library in process would see of it.

use std::time::Duration;

use super::{last_fault, page_with, with};
use crate::Dropped;
use crate::ledger::Delivery;
use crate::testing::{get, now, org, try_get};

#[tokio::test(start_paused = true)]
async fn stall_body_stops_half_way() {
    let mock = with("kind = \"stall-body\"\nbytes = 100");
    let answer = get(&mock, "/api/v1/logs?limit=5").await;
    assert_eq!(answer.status, 200);
    answer.body.unwrap_err();
    assert_eq!(mock.clock().now(), now() + Duration::from_hours(1));
    assert_eq!(last_fault(&mock), (vec!["stall-body"], Delivery::Damaged));
}

#[tokio::test(start_paused = true)]
async fn truncated_body_promises_more_than_it_brings() {
    let whole = get(&org().start().unwrap(), "/api/v1/logs?limit=5").await.body.unwrap().len();
    for bytes in ["", "bytes = 7", "bytes = 10_000_000"] {
        let answer = page_with(&format!("kind = \"truncated-body\"\n{bytes}")).await;
        assert_eq!(answer.header("content-length"), [whole.to_string()]);
        answer.body.unwrap_err();
    }
}

#[tokio::test(start_paused = true)]
async fn endless_body_outlasts_every_deadline() {
    let mock = with("kind = \"endless-body\"\nbytes_per_second = 1000");
    let deadline = Duration::from_mins(5);
    tokio::time::timeout(deadline, get(&mock, "/api/v1/logs?limit=5")).await.unwrap_err();
    assert_eq!(last_fault(&mock), (vec!["endless-body"], Delivery::Damaged));
}

#[tokio::test(start_paused = true)]
async fn slow_body_takes_its_time_and_is_complete() {
    let mock = with("kind = \"slow-body\"\nbytes_per_second = 1000");
    let answer = get(&mock, "/api/v1/logs?limit=5").await;
    assert_eq!(answer.events().len(), 5);
    let expected = Duration::from_millis(answer.text().len() as u64);
    let taken = mock.clock().now().since(now());
    assert!(taken >= expected && taken < expected + Duration::from_secs(1), "{taken:?}");
    assert_eq!(last_fault(&mock), (vec!["slow-body"], Delivery::Valid));
}

#[tokio::test(start_paused = true)]
async fn slow_headers_take_as_long_in_process_as_they_would_on_the_wire() {
    let mock = with("kind = \"slow-headers\"\nbytes_per_second = 100");
    let answer = get(&mock, "/api/v1/logs?limit=5").await;
    assert_eq!(answer.events().len(), 5);
    let bytes: usize =
        answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let taken = mock.clock().now().since(now());
    assert!(taken > Duration::from_millis(bytes as u64 * 10), "{taken:?}");
    assert!(taken < Duration::from_millis(bytes as u64 * 20), "{taken:?}");
    assert_eq!(last_fault(&mock), (vec!["slow-headers"], Delivery::Valid));
}

#[tokio::test(start_paused = true)]
async fn bodies_break_off_in_several_ways() {
    for fault in ["reset-body", "closed-after-headers", "malformed-chunk", "wrong-length"] {
        let mock = with(&format!("kind = \"{fault}\""));
        let answer = get(&mock, "/api/v1/logs?limit=5").await;
        assert_eq!(answer.status, 200, "{fault}");
        answer.body.unwrap_err();
        assert_eq!(last_fault(&mock), (vec![fault], Delivery::Damaged));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_length_promises_more_or_less_than_there_is() {
    let whole = get(&org().start().unwrap(), "/api/v1/logs?limit=5").await;
    let whole = whole.body.unwrap();
    let longer = page_with("kind = \"wrong-length\"\nbytes = 30").await;
    assert_eq!(longer.header("content-length"), [(whole.len() + 30).to_string()]);
    let shorter = page_with("kind = \"wrong-length\"\nbytes = -30").await;
    assert_eq!(shorter.header("content-length"), [(whole.len() - 30).to_string()]);
    assert_eq!(shorter.body.unwrap(), whole[..whole.len() - 30]);
    let right = with("kind = \"wrong-length\"\nbytes = 0");
    assert_eq!(get(&right, "/api/v1/logs?limit=5").await.events().len(), 5);
    assert!(last_fault(&right).0.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_huge_header_is_as_huge_as_it_is_told_to_be_within_bounds() {
    for (bytes, expected) in [("", 65_536), ("bytes = 9", 9), ("bytes = 9_000_000", 1_048_576)] {
        let answer = page_with(&format!("kind = \"huge-header\"\n{bytes}")).await;
        assert_eq!(answer.header("x-okta-debug")[0].len(), expected);
        assert_eq!(answer.events().len(), 5);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_http_is_a_broken_connection() {
    let mock = with("kind = \"garbage-answer\"");
    assert_eq!(try_get(&mock, "/api/v1/logs").await.unwrap_err(), Dropped::Reset);
    assert_eq!(mock.ledger().requests()[0].status, None);
}
