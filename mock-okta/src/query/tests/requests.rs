//! What a request asks for, and the links that lead on from it.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::Value;

use crate::log::Position;
use crate::query::params::Params;
use crate::testing::{get, now, org, walk};

async fn refusal(query: &str) -> (u16, Value) {
    let mock = org().start().unwrap();
    let answer = get(&mock, &format!("/api/v1/logs?{query}")).await;
    (answer.status, answer.json())
}

#[tokio::test(start_paused = true)]
async fn what_makes_no_sense_is_refused_in_okta_s_words() {
    for (query, code, summary) in [
        ("sortOrder=UP", "E0000001", "Api validation failed: sortOrder"),
        ("sortOrder=descending", "E0000001", "Api validation failed: sortOrder"),
        (
            "since=2025-09-01",
            "E0000053",
            "Invalid parameter: The since parameter is over 180 days prior to the current day.",
        ),
        (
            "since=2025-09-20T13:59:59.999Z&until=2025-09-21",
            "E0000053",
            "Invalid parameter: The since parameter is over 180 days prior to the current day.",
        ),
    ] {
        let (status, body) = refusal(query).await;
        assert_eq!(status, 400, "{query}");
        assert_eq!(body["errorCode"], code, "{query}");
        assert_eq!(body["errorSummary"], summary, "{query}");
        assert_eq!(body["errorLink"], code, "{query}");
    }
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
async fn a_page_has_a_hundred_records_unless_told_and_a_thousand_at_most() {
    let mock = org().history(Duration::from_hours(12)).start().unwrap();
    for (limit, expected) in [("", 100), ("?limit=", 100), ("?limit=1", 1), ("?limit=1000", 1_000)]
    {
        let page = get(&mock, &format!("/api/v1/logs{limit}")).await;
        assert_eq!(page.events().len(), expected, "{limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn asking_for_nothing_skips_nothing() {
    let mock = org().start().unwrap();
    // Within the log, before it, and unsaid.
    for since in ["&since=2026-03-19T13:00:00Z", "&since=2026-03-01", ""] {
        let none = get(&mock, &format!("/api/v1/logs?limit=0{since}")).await;
        assert_eq!(none.events().len(), 0);
        let next = none.link("next").unwrap().replace("limit=0", "limit=5");
        let direct = get(&mock, &format!("/api/v1/logs?limit=5{since}")).await;
        assert_eq!(get(&mock, &next).await.events(), direct.events(), "{since}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_polls_unless_it_has_until_or_goes_down() {
    // Nothing has happened since 14:00, so that only a polling page leads on.
    let mock = org().start().unwrap();
    for (rest, polls) in [
        ("", true),
        ("&sortOrder=ASCENDING", true),
        ("&sortOrder=", true),
        ("&until=", true),
        ("&until=2026-03-19T14:00:00Z", false),
        ("&until=2026-03-19T14:00:00Z&sortOrder=ASCENDING", false),
        ("&sortOrder=DESCENDING", false),
        ("&sortOrder=DESCENDING&until=", false),
    ] {
        let page = get(&mock, &format!("/api/v1/logs?since=2026-03-19T14:00:00Z{rest}")).await;
        assert_eq!((page.text(), page.link("next").is_some()), ("[]", polls), "{rest}");
        assert!(page.link("self").is_some(), "{rest}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_since_a_request_reaches_seven_days_back() {
    let mock = org().users(20).history(Duration::from_hours(30 * 24)).start().unwrap();
    for (query, from) in [
        ("", "2026-03-12T14:00:00.000Z"),
        ("?until=2026-03-10T00:00:00Z", "2026-03-03T00:00:00.000Z"),
    ] {
        let first = get(&mock, &format!("/api/v1/logs{query}")).await.events().remove(0);
        let explicit = format!("since={from}&{}", query.trim_start_matches('?'));
        let explicit = get(&mock, &format!("/api/v1/logs?{explicit}")).await.events().remove(0);
        assert_eq!(first, explicit, "{query}");
        // And it is not the first of all.
        assert_ne!(first["published"].as_str().unwrap().get(..10), Some("2026-02-17"), "{query}");
    }
    let url = "/api/v1/logs?sortOrder=DESCENDING&limit=1000";
    let oldest = walk(&mock, url).await.pop().unwrap();
    let oldest = oldest["published"].as_str().unwrap().to_owned();
    assert!(
        ("2026-03-12T14:00:00.000Z".."2026-03-12T20:00").contains(&oldest.as_str()),
        "{oldest}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cursor_goes_on_whatever_since_says() {
    // Facts 1.3: Okta's own links have both, and one whose `since` was 224 days old worked.
    let mock = org().start().unwrap();
    let first = get(&mock, "/api/v1/logs?since=2026-03-19T12:00:00Z&limit=10").await;
    let next = first.link("next").unwrap();
    let second = get(&mock, &next).await.events();
    assert!(!second.is_empty());
    let since = "since=2026-03-19T12%3A00%3A00Z";
    assert!(next.contains(since));
    for other in ["since=2025-08-07T00%3A00%3A00Z", "since=2026-03-19T13%3A59%3A00Z", "since="] {
        assert!(get(&mock, &next.replace(since, other)).await.events() == second, "{other}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_ascending_cursor_is_the_place_of_the_last_record_served() {
    let mock = org().start().unwrap();
    let page = get(&mock, "/api/v1/logs?limit=7").await;
    let end = Position::after(now());
    let seventh = mock.log().range(..=end).nth(6).unwrap().position;
    let cursor = page.link("next").unwrap().rsplit_once('=').unwrap().1.to_owned();
    assert_eq!(cursor, seventh.to_string());
}

#[tokio::test(start_paused = true)]
async fn a_call_when_nothing_has_come_is_two_bytes_and_one_request() {
    let mock = org().start().unwrap();
    let short = get(&mock, "/api/v1/logs?since=2026-03-19T13:45:00Z&limit=1000").await;
    let count = short.events().len();
    assert!(count > 0 && count < 1_000);
    let empty = get(&mock, &short.link("next").unwrap()).await;
    assert_eq!(empty.text(), "[]");
    let remaining = |answer: &crate::testing::Answer| -> u32 {
        answer.header("x-rate-limit-remaining")[0].parse().unwrap()
    };
    assert_eq!(remaining(&empty) + 1, remaining(&short));
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
async fn a_since_in_the_future_holds_until_then() {
    for limit in [0, 100] {
        let mock = org().start().unwrap();
        let url = format!("/api/v1/logs?since=2026-03-19T15:10:00Z&limit={limit}");
        let first = get(&mock, &url).await;
        assert_eq!(first.text(), "[]");
        let mut next = first.link("next").unwrap();
        // Also half of the way there.
        mock.clock().sleep(Duration::from_mins(20)).await;
        let again = get(&mock, &next).await;
        assert_eq!((again.text(), again.link("next")), ("[]", Some(next.clone())));
        mock.clock().sleep(Duration::from_hours(1)).await;
        next = next.replace("limit=0", "limit=100");
        let page = get(&mock, &next).await;
        let fresh = get(&mock, &url.replace("limit=0", "limit=100")).await;
        assert!(!page.events().is_empty());
        assert_eq!(page.events(), fresh.events());
    }
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
