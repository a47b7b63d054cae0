//! Facts 1.1 to 1.3, 1.5, 1.6 and 4.3, over the in-process transport.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::Value;

use super::params::Params;
use crate::testing::{get, now, org, walk};

async fn refusal(query: &str) -> (u16, Value) {
    let mock = org().start().unwrap();
    let answer = get(&mock, &format!("/api/v1/logs?{query}")).await;
    (answer.status, answer.json())
}

#[tokio::test(start_paused = true)]
async fn what_makes_no_sense_is_refused_in_okta_s_words() {
    for (query, code, summary) in [
        ("limit=1001", "E0000001", "Api validation failed: limit"),
        ("limit=-1", "E0000001", "Api validation failed: limit"),
        ("limit=ten", "E0000001", "Api validation failed: limit"),
        ("sortOrder=UP", "E0000001", "Api validation failed: sortOrder"),
        (
            "until=yesterday",
            "E0000001",
            "Api validation failed: 'until': The date format in your query is not recognized. \
             Please enter dates using ISO8601 string format. 'until': must be a valid date-time \
             or empty.",
        ),
        (
            "since=2026-01-01T00:00:00",
            "E0000001",
            "Api validation failed: 'since': The date format in your query is not recognized. \
             Please enter dates using ISO8601 string format. 'since': must be a valid date-time \
             or empty.",
        ),
        (
            "since=2025-09-01",
            "E0000053",
            "Invalid parameter: The since parameter is over 180 days prior to the current day.",
        ),
        ("after=nonsense", "E0000031", "Invalid search criteria."),
        ("after=1773928800000_777", "E0000031", "Invalid search criteria."),
        (
            "filter=eventType+eq+%22a%22",
            "E0000053",
            "Invalid filter: this version of mock-okta does not evaluate 'filter'",
        ),
        ("q=jane", "E0000053", "Invalid q: this version of mock-okta does not evaluate 'q'"),
    ] {
        let (status, body) = refusal(query).await;
        assert_eq!(status, 400, "{query}");
        assert_eq!(body["errorCode"], code, "{query}");
        assert_eq!(body["errorSummary"], summary, "{query}");
        assert_eq!(body["errorLink"], code, "{query}");
    }
    let (_, body) = refusal("after=nonsense").await;
    assert_eq!(body["errorCauses"][0]["errorSummary"], "Invalid cursor.");
}

#[tokio::test(start_paused = true)]
async fn what_people_send_is_accepted() {
    let mock = org().start().unwrap();
    for query in [
        "",
        "?since=2026-03-19",
        "?since=2026-03-19T13:00:00%2B00:00",
        "?since=2026-03-19T14:00:00.123%2B01:00&until=",
        "?q=&filter=&limit=5",
        "?since=2026-01-01T00:00:00Z",
        "?sortOrder=DESCENDING",
        "?unknown=1",
    ] {
        let answer = get(&mock, &format!("/api/v1/logs{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {answer:?}");
        assert!(!answer.events().is_empty(), "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_has_a_hundred_records_unless_told_and_none_when_told() {
    let mock = org().start().unwrap();
    assert_eq!(get(&mock, "/api/v1/logs").await.events().len(), 100);
    let none = get(&mock, "/api/v1/logs?limit=0&since=2026-03-19T13:00:00Z").await;
    assert_eq!(none.events().len(), 0);
    // Asking for nothing skips nothing.
    let next = none.link("next").unwrap().replace("limit=0", "limit=5");
    let direct = get(&mock, "/api/v1/logs?limit=5&since=2026-03-19T13:00:00Z").await;
    assert_eq!(get(&mock, &next).await.events(), direct.events());
}

#[tokio::test(start_paused = true)]
async fn links_carry_the_parameters_over_as_forms_with_after_last() {
    let mock = org().start().unwrap();
    let page = get(&mock, "/api/v1/logs?since=2026-03-19T12:00:00.000Z&limit=3&q=").await;
    assert_eq!(
        page.link("self").unwrap(),
        "https://acme.okta.com/api/v1/logs?since=2026-03-19T12%3A00%3A00.000Z&limit=3&q="
    );
    let next = page.link("next").unwrap();
    let stem =
        "https://acme.okta.com/api/v1/logs?since=2026-03-19T12%3A00%3A00.000Z&limit=3&q=&after=";
    let (millis, ordinal) = next.strip_prefix(stem).unwrap().split_once('_').unwrap();
    assert_eq!((millis.len(), ordinal), (13, "1"));
    // And again on the page after it, which has one already.
    let next = get(&mock, &next).await.link("next").unwrap();
    assert_eq!(next.matches("after=").count(), 1);
    assert!(next.starts_with(stem));
}

#[tokio::test(start_paused = true)]
async fn polling_never_ends_and_misses_nothing_that_comes_later() {
    let mock = org().start().unwrap();
    let url = "/api/v1/logs?since=2026-03-19T13:59:59Z&limit=1000";
    let (mut next, mut live) = (url.to_owned(), Vec::new());
    for _ in 0..10 {
        let page = get(&mock, &next).await;
        live.extend(page.events());
        next = page.link("next").expect("a polling page has a next link, also an empty one");
        mock.clock().sleep(Duration::from_mins(1)).await;
    }
    let again = walk(&mock, url).await;
    assert!(live.len() > 20);
    assert!(live == again[..live.len()]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_leads_to_itself() {
    // Facts 10.
    let mock = org().start().unwrap();
    let last = get(&mock, "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000").await;
    assert_eq!(last.text(), "[]");
    let next = last.link("next").unwrap();
    assert!(next.ends_with("&after=1773928800000_0"), "{next}");
    let again = get(&mock, &next).await;
    assert_eq!(again.text(), "[]");
    assert_eq!(again.link("next").unwrap(), next);
}

#[tokio::test(start_paused = true)]
async fn a_since_in_the_future_holds_until_then() {
    let mock = org().start().unwrap();
    let first = get(&mock, "/api/v1/logs?since=2026-03-19T14:10:00Z").await;
    assert_eq!(first.text(), "[]");
    mock.clock().sleep(Duration::from_mins(20)).await;
    let page = get(&mock, &first.link("next").unwrap()).await;
    let fresh = get(&mock, "/api/v1/logs?since=2026-03-19T14:10:00Z").await;
    assert!(!page.events().is_empty());
    assert_eq!(page.events(), fresh.events());
}

#[tokio::test(start_paused = true)]
async fn a_bounded_walk_is_sorted_ends_and_is_the_same_in_both_directions() {
    let mock = org().start().unwrap();
    let span = "since=2026-03-19T13:00:00Z&until=2026-03-19T13:30:00Z";
    let up = walk(&mock, &format!("/api/v1/logs?{span}&limit=7")).await;
    let mut down = walk(&mock, &format!("/api/v1/logs?{span}&limit=9&sortOrder=DESCENDING")).await;
    down.reverse();
    assert!(up.len() > 50);
    assert!(up == down);
    let dates: Vec<&str> = up.iter().map(|event| event["published"].as_str().unwrap()).collect();
    assert!(dates.is_sorted());
    assert!(dates[0] >= "2026-03-19T13:00:00.000Z");
    assert!(dates[dates.len() - 1] < "2026-03-19T13:30:00.000Z");
    // The last page has no next link, also if it is full.
    let all = get(&mock, &format!("/api/v1/logs?{span}&limit={}", up.len())).await;
    assert_eq!((all.events().len(), all.link("next")), (up.len(), None));
}

#[tokio::test(start_paused = true)]
async fn a_descending_page_moves_until_down_and_has_a_uuid_for_a_cursor() {
    // Facts 1.3.
    let mock = org().start().unwrap();
    let url = "/api/v1/logs?until=2026-03-19T13:30:00Z&sortOrder=DESCENDING&limit=2";
    let page = get(&mock, url).await;
    let last = page.events()[1]["published"].as_str().unwrap().replace(':', "%3A");
    let next = page.link("next").unwrap();
    assert!(next.contains(&format!("until={last}&sortOrder=DESCENDING&limit=2&after=")), "{next}");
    let cursor = next.rsplit_once('=').unwrap().1;
    assert_eq!(cursor.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    let forged = next.replace(cursor, "f81d4fae-7dec-4000-8000-00a0c91e6bf6");
    assert_eq!(get(&mock, &forged).await.status, 400);
}

#[tokio::test(start_paused = true)]
async fn since_after_until_is_an_empty_page() {
    // Facts 10.
    let mock = org().start().unwrap();
    let page =
        get(&mock, "/api/v1/logs?since=2026-03-19T13:00:00Z&until=2026-03-19T12:30:00Z").await;
    assert_eq!((page.text(), page.link("next")), ("[]", None));
}

#[tokio::test(start_paused = true)]
async fn retention_is_ninety_days_whatever_is_asked_for() {
    // Facts 1.6.
    let mock = org().users(1).history(Duration::from_hours(120 * 24)).start().unwrap();
    for url in [
        "/api/v1/logs?since=2025-11-25T00:00:00Z&limit=1",
        "/api/v1/logs?since=2025-11-25T00:00:00Z&until=2026-03-19T14:00:00Z&limit=1",
    ] {
        let page = get(&mock, url).await;
        let oldest = page.events()[0]["published"].as_str().unwrap().to_owned();
        let clipped = now() - Duration::from_hours(90 * 24 + 1);
        assert!(oldest.parse::<clock::Timestamp>().unwrap() >= clipped, "{oldest}");
    }
}

proptest! {
    #[test]
    fn parameters_survive_their_encoding(pairs in prop::collection::vec(("[a-z]{1,8}", ".{0,12}"), 0..6)) {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let params = Params::parse(&encoded);
        prop_assert_eq!(params.to_string(), encoded);
        let after = params.with_after("1_1").to_string();
        prop_assert!(after.ends_with("after=1_1"));
        prop_assert_eq!(after.matches("after=1_1").count(), 1);
    }
}
