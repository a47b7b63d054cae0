//! Answers instead of a page.

use std::time::Duration;

use super::{last_fault, page_with, with};
use crate::Dropped;
use crate::ledger::Delivery;
use crate::testing::{get, now, try_get};

#[tokio::test(start_paused = true)]
async fn rate_limit_refuses_whatever_the_bucket_says() {
    let kind = "kind = \"rate-limit\"\nretry_after = \"seconds\"\nreset = \"45s\"\n";
    let reset = now().as_seconds() + 45;
    let limit = ["500000"];
    for (more, limits, resets) in [
        ("", &limit[..], vec![reset]),
        ("headers = \"missing\"", &[], vec![]),
        ("headers = \"duplicate\"", &["500000", "500000"], vec![reset, reset + 5]),
        ("headers = \"past\"", &limit, vec![now().as_seconds() - 45]),
        ("headers = \"absurd\"", &limit, vec![now().as_seconds() + 315_360_000]),
        ("headers = \"millis\"", &limit, vec![reset * 1_000]),
        ("headers = \"negative\"", &["-1"], vec![-30]),
        ("concurrency = true", &["0"], vec![reset]),
    ] {
        let answer = page_with(&format!("{kind}{more}")).await;
        assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (429, Some("E0000047")));
        assert_eq!(answer.header("x-rate-limit-limit"), limits, "{more}");
        let resets: Vec<String> = resets.iter().map(i64::to_string).collect();
        assert_eq!(answer.header("x-rate-limit-reset"), resets, "{more}");
        assert_eq!(answer.header("retry-after"), ["45"], "{more}");
    }
    let garbage = page_with(&format!("{kind}headers = \"garbage\"")).await;
    assert_eq!(garbage.header("x-rate-limit-limit"), ["unlimited"]);
    assert_eq!(garbage.header("x-rate-limit-remaining"), ["none"]);
    assert_eq!(garbage.header("x-rate-limit-reset"), ["soon"]);
}

#[tokio::test(start_paused = true)]
async fn a_429_can_say_anything_about_when_to_come_back() {
    for (form, expected) in [
        ("never", None),
        ("seconds", Some("30")),
        ("date", Some("Thu, 19 Mar 2026 14:00:30 GMT")),
        ("absurd", Some("315360000")),
        ("fraction", Some("1.5")),
        ("garbage", Some("soon")),
        ("negative", Some("-30")),
        ("past", Some("Thu, 19 Mar 2026 13:59:30 GMT")),
        ("zero", Some("0")),
    ] {
        let mock = with(&format!("kind = \"rate-limit\"\nretry_after = \"{form}\""));
        let answer = get(&mock, "/api/v1/logs").await;
        assert_eq!(answer.header("retry-after"), expected.as_slice(), "{form}");
        // The ledger has it too, so that an oracle knows what a client was told.
        let noted = mock.ledger().requests().pop().unwrap().retry_after;
        assert_eq!(noted.as_deref(), expected, "{form}");
    }
}

#[tokio::test(start_paused = true)]
async fn outage_answers_from_the_edge_or_not_at_all() {
    for (answer, status, content_type) in [
        ("503-json", 503, "application/json"),
        ("503-html", 503, "text/html"),
        ("502-html", 502, "text/html"),
        ("504-html", 504, "text/html"),
    ] {
        let fault = format!("kind = \"outage\"\nanswer = \"{answer}\"\nretry_after = \"2m\"");
        let answer = page_with(&fault).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, vec![content_type]));
        assert!(answer.header("x-rate-limit-limit").is_empty());
        assert_eq!(answer.text().contains("E0000010"), content_type == "application/json");
        assert_eq!(answer.header("retry-after"), ["120"]);
    }
    for (fault, dropped) in [
        ("kind = \"outage\"\nanswer = \"refuse\"", Dropped::Refused),
        ("kind = \"outage\"\nanswer = \"reset\"", Dropped::Reset),
        ("kind = \"unreachable\"", Dropped::Refused),
    ] {
        let mock = with(fault);
        assert_eq!(try_get(&mock, "/api/v1/logs").await.unwrap_err(), dropped);
        assert_eq!(mock.ledger().requests()[0].status, None);
    }
}

#[tokio::test(start_paused = true)]
async fn stalls_outlast_any_patience_but_not_for_ever() {
    for fault in ["kind = \"outage\"\nanswer = \"stall\"", "kind = \"stall-headers\""] {
        let mock = with(fault);
        let patience = Duration::from_mins(30);
        tokio::time::timeout(patience, try_get(&mock, "/api/v1/logs")).await.unwrap_err();
        assert_eq!(try_get(&mock, "/api/v1/logs").await.unwrap_err(), Dropped::Reset);
        assert_eq!(mock.clock().now(), now() + Duration::from_mins(90));
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_the_service_have_okta_s_words_and_count_for_the_limit() {
    for (fault, status, code, summary) in [
        ("kind = \"server-error\"", 500, "E0000009", "Internal Server Error"),
        (
            "kind = \"server-error\"\ncode = \"E0000053\"",
            500,
            "E0000053",
            "Sorry, there's been an error. We aren't sure what caused it, but we've logged this \
             and will work to address it. Please try your request again.",
        ),
        (
            "kind = \"query-timeout\"",
            500,
            "E0000009",
            "Your last request took too long to complete. This is likely due to a load issue on \
             our side. We've logged this and will work to address it. Please either simplify your \
             query or wait a few minutes and try again.",
        ),
        ("kind = \"read-only\"", 503, "E0000010", "Service is in read only mode"),
        ("kind = \"uri-too-long\"", 414, "E0000256", "The response header is too large."),
    ] {
        let answer = page_with(fault).await;
        assert_eq!(answer.status, status, "{fault}");
        assert_eq!(answer.json()["errorCode"], code, "{fault}");
        assert_eq!(answer.json()["errorSummary"], summary, "{fault}");
        assert_eq!(answer.header("x-rate-limit-limit").len(), 1, "{fault}");
    }
    let html = page_with("kind = \"server-error\"\ncode = \"html\"").await;
    assert_eq!((html.status, html.header("content-type")), (500, vec!["text/html"]));
    let busy = page_with("kind = \"read-only\"\nretry_after = \"90s\"").await;
    assert_eq!(busy.header("retry-after"), ["90"]);
}

#[tokio::test(start_paused = true)]
async fn a_query_takes_thirty_seconds_to_time_out_unless_it_asks_for_less() {
    let mock = with("kind = \"query-timeout\"\nlimit_above = 500");
    let timed_out = get(&mock, "/api/v1/logs?limit=1000").await;
    assert_eq!(timed_out.status, 500);
    assert_eq!(mock.clock().now(), now() + Duration::from_secs(30));
    // It is dated when it is sent.
    assert_eq!(timed_out.header("date"), ["Thu, 19 Mar 2026 14:00:30 GMT"]);
    let noted = mock.ledger().requests().pop().unwrap();
    assert_eq!((noted.at, noted.answered_at), (now(), Some(now() + Duration::from_secs(30))));
    for query in ["?limit=500", ""] {
        assert_eq!(get(&mock, &format!("/api/v1/logs{query}")).await.status, 200, "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_for_people_and_nothing_at_all_are_no_pages() {
    for (fault, status, content_type, text) in [
        ("kind = \"maintenance-page\"", 200, Some("text/html"), Some("scheduled maintenance")),
        ("kind = \"empty-answer\"", 200, Some("application/json"), None),
        ("kind = \"empty-answer\"\nstatus = \"204\"", 204, None, None),
        ("kind = \"forbidden\"", 403, Some("text/html"), Some("403 Forbidden")),
        ("kind = \"forbidden\"\nbody = \"empty\"", 403, None, None),
        ("kind = \"forbidden\"\nbody = \"json\"", 403, Some("application/json"), Some("Forbidden")),
    ] {
        let mock = with(fault);
        let answer = get(&mock, "/api/v1/logs").await;
        assert_eq!(answer.status, status, "{fault}");
        assert_eq!(answer.header("content-type"), content_type.as_slice(), "{fault}");
        match text {
            Some(text) => assert!(answer.text().contains(text), "{fault}"),
            None => assert_eq!(answer.text(), "", "{fault}"),
        }
        assert!(answer.header("link").is_empty(), "{fault}");
        assert_eq!(last_fault(&mock).1, Delivery::None, "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn too_long_a_path_is_refused_and_a_shorter_one_is_not() {
    let mock = with("kind = \"uri-too-long\"\nlonger_than = 100");
    let long = format!("/api/v1/logs?q={}", "a".repeat(90));
    assert_eq!(get(&mock, &long).await.status, 414);
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn redirects_lead_to_another_host_another_scheme_or_to_people() {
    let page = "acme.okta.com/api/v1/logs?limit=5";
    for (keys, status, location) in [
        ("", 302, "https://collector.attacker.example/api/v1/logs?limit=5".to_owned()),
        (
            "status = \"301\"\nhost = \"renamed.okta.com:8443\"",
            301,
            "https://renamed.okta.com:8443/api/v1/logs?limit=5".to_owned(),
        ),
        ("status = \"307\"\nto = \"http\"", 307, format!("http://{page}")),
        ("status = \"308\"\nto = \"https\"", 308, format!("https://{page}")),
        ("to = \"login\"", 302, "https://acme.okta.com/login/login.htm?fromURI=%2F".to_owned()),
    ] {
        let answer = page_with(&format!("kind = \"redirect\"\n{keys}")).await;
        assert_eq!(answer.status, status, "{keys}");
        assert_eq!(answer.header("location"), [location], "{keys}");
    }
}
