//! What Okta does not say, each way (facts 10).

use serde_json::Value;

use crate::MockOkta;
use crate::testing::{get, now, org};

fn with(switches: &str) -> MockOkta {
    org().switches(switches.parse().unwrap()).start().unwrap()
}

/// Code, summary and causes of a refusal.
async fn refusal(mock: &MockOkta, query: &str) -> (String, String, Vec<String>) {
    let answer = get(mock, &format!("/api/v1/logs?{query}")).await;
    assert_eq!(answer.status, 400, "{query}");
    let body = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let causes = body["errorCauses"].as_array().unwrap();
    let causes = causes.iter().map(|cause| text(&cause["errorSummary"])).collect();
    (text(&body["errorCode"]), text(&body["errorSummary"]), causes)
}

#[tokio::test(start_paused = true)]
async fn bad_cursor_has_three_codes() {
    for (switches, code, summary, cause) in [
        ("", "E0000031", "Invalid search criteria.", "Invalid cursor."),
        ("bad-cursor=E0000029", "E0000029", "Invalid paging request.", "Invalid cursor."),
        (
            "bad-cursor=E0000001",
            "E0000001",
            "Api validation failed: after",
            "after: Invalid cursor.",
        ),
    ] {
        let expected = (code.to_owned(), summary.to_owned(), vec![cause.to_owned()]);
        let mock = with(switches);
        for cursor in ["nonsense", "1773928800000_777", "f81d4fae-7dec-4000-8000-00a0c91e6bf6"] {
            for mode in ["", "&until=2026-03-19T13:00:00Z", "&sortOrder=DESCENDING"] {
                assert_eq!(refusal(&mock, &format!("after={cursor}{mode}")).await, expected);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn bad_date_has_two_codes() {
    let unknown = "The date format in your query is not recognized. Please enter dates using \
                   ISO8601 string format.";
    let invalid = "must be a valid date-time or empty.";
    let (standing, moved) = (with(""), with("bad-date=E0000030"));
    for name in ["since", "until"] {
        for date in ["foobar", "01-01-2017", "2026-03-19T13:00:00", "2026-02-30T00:00:00Z"] {
            let query = format!("{name}={date}");
            let (code, summary, causes) = refusal(&standing, &query).await;
            assert_eq!(code, "E0000001", "{query}");
            assert_eq!(
                summary,
                format!("Api validation failed: '{name}': {unknown} '{name}': {invalid}")
            );
            assert_eq!(causes, [format!("{name}: {unknown}"), format!("{name}: {invalid}")]);
            let (code, summary, causes) = refusal(&moved, &query).await;
            assert_eq!(code, "E0000030", "{query}");
            assert_eq!(
                summary,
                "Bad request. Invalid date. Dates must be of the form \
                 yyyy-MM-dd'T'HH:mm:ss.SSSZZ, e.g. 2013-01-01T12:00:00.000-07:00."
            );
            assert!(causes.is_empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_out_of_range_is_refused_or_clamped() {
    for limit in ["1001", "-1", "99999999999999999999"] {
        let (code, summary, causes) = refusal(&with(""), &format!("limit={limit}")).await;
        assert_eq!((code.as_str(), summary.as_str()), ("E0000001", "Api validation failed: limit"));
        assert_eq!(causes, ["limit: must be an integer between 0 and 1000"]);
    }
    let mock = with("limit-range=clamped");
    let whole = get(&mock, "/api/v1/logs?limit=1000").await.events();
    assert!(get(&mock, "/api/v1/logs?limit=1001").await.events() == whole);
    assert!(get(&mock, "/api/v1/logs?limit=99999999999999999999").await.events() == whole);
    assert_eq!(get(&mock, "/api/v1/logs?limit=-1").await.text(), "[]");
    // What is no number stays none.
    for mock in [&with(""), &mock] {
        assert_eq!(refusal(mock, "limit=ten").await.1, "Api validation failed: limit");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_zero_is_an_empty_page_or_the_default_one() {
    let none = get(&with(""), "/api/v1/logs?limit=0").await;
    assert_eq!(none.text(), "[]");
    assert!(none.link("self").is_some() && none.link("next").is_some());
    let page = get(&with("limit-zero=default-page"), "/api/v1/logs?limit=0").await;
    assert_eq!(page.events().len(), 100);
}

#[tokio::test(start_paused = true)]
async fn since_after_until_is_an_empty_page_or_refused() {
    let query = "since=2026-03-19T13:00:00Z&until=2026-03-19T12:30:00Z";
    for order in ["", "&sortOrder=DESCENDING"] {
        let page = get(&with(""), &format!("/api/v1/logs?{query}{order}")).await;
        assert_eq!((page.text(), page.link("next")), ("[]", None));
        let mock = with("since-after-until=refused");
        let (code, summary, causes) = refusal(&mock, &format!("{query}{order}")).await;
        assert_eq!((code.as_str(), summary.as_str()), ("E0000001", "Api validation failed: since"));
        assert_eq!(causes, ["since: must not be after until"]);
        // A moment is not behind itself, and polling has no end to be behind.
        for fine in
            ["since=2026-03-19T13:00:00Z&until=2026-03-19T13:00:00Z", "since=2026-03-19T15:00:00Z"]
        {
            assert_eq!(get(&mock, &format!("/api/v1/logs?{fine}")).await.text(), "[]");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn descending_without_until_ends_now_or_is_refused() {
    let query = "sortOrder=DESCENDING&limit=1000";
    let page = get(&with(""), &format!("/api/v1/logs?{query}")).await;
    let until = now().to_string();
    let bounded = get(&with(""), &format!("/api/v1/logs?{query}&until={until}")).await;
    assert!(!page.events().is_empty() && page.events() == bounded.events());
    let mock = with("descending-open=refused");
    let (code, summary, causes) = refusal(&mock, query).await;
    assert_eq!((code.as_str(), summary.as_str()), ("E0000001", "Api validation failed: sortOrder"));
    assert_eq!(causes, ["sortOrder: must be ASCENDING when until is empty"]);
    assert_eq!(get(&mock, &format!("/api/v1/logs?{query}&until={until}")).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_leads_to_itself_or_to_the_present() {
    for (switches, moves) in [("", false), ("empty-page=advancing", true)] {
        let mock = with(switches);
        let last = get(&mock, "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000").await;
        assert_eq!(last.text(), "[]");
        let next = last.link("next").unwrap();
        assert!(next.ends_with("&after=1773928800000_0"), "{next}");
        let again = get(&mock, &next).await;
        assert_eq!((again.text(), again.link("next").as_ref()), ("[]", Some(&next)));
        // A little later, still before anything has come.
        mock.clock().sleep(std::time::Duration::from_millis(1)).await;
        let later = get(&mock, &next).await;
        assert_eq!(later.text(), "[]");
        let expected =
            if moves { next.replace("1773928800000_0", "1773928800001_0") } else { next.clone() };
        assert_eq!(later.link("next"), Some(expected));
        // Whichever way, nothing of what comes is left out.
        mock.clock().sleep(std::time::Duration::from_mins(10)).await;
        let came = get(&mock, &later.link("next").unwrap()).await.events();
        let fresh = get(&mock, "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000").await;
        assert!(!came.is_empty() && came == fresh.events());
        // A page that was to be empty leaves nothing out either.
        let none = get(&mock, &next.replace("limit=1000", "limit=0")).await;
        assert_eq!(none.link("next").unwrap(), next.replace("limit=1000", "limit=0"));
    }
}

#[tokio::test(start_paused = true)]
async fn next_has_the_limit_that_was_sent_or_the_default_one() {
    let (standing, moved) = (with(""), with("next-limit=added"));
    for bounds in ["", "&until=2026-03-19T14:00:00Z", "&sortOrder=DESCENDING"] {
        let url = format!("/api/v1/logs?since=2026-03-19T12:00:00.000Z{bounds}");
        let next = get(&standing, &url).await.link("next").unwrap();
        assert!(!next.contains("limit"), "{next}");
        let page = get(&moved, &url).await;
        let next = page.link("next").unwrap();
        assert!(next.contains("&limit=100&after="), "{next}");
        assert!(!page.link("self").unwrap().contains("limit"));
        // What was sent stays where and what it was.
        let next = get(&moved, &format!("{url}&limit=7&q=")).await.link("next").unwrap();
        assert!(next.contains("&limit=7&q=&after=") && next.matches("limit").count() == 1);
    }
}
