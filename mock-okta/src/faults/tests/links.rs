//! Where a page leads.

use std::time::Duration;

use super::{last_fault, page_with, with};
use crate::ledger::Delivery;
use crate::testing::{get, now, org, walk};

const PAGE: &str = "acme.okta.com/api/v1/logs?limit=5";

#[tokio::test(start_paused = true)]
async fn links_can_be_missing_circular_foreign_or_folded() {
    let missing = page_with("kind = \"missing-next\"").await;
    assert!(missing.link("self").is_some() && missing.link("next").is_none());
    let none = page_with("kind = \"missing-links\"").await;
    assert!(none.header("link").is_empty());
    let same = page_with("kind = \"same-next\"").await;
    assert_eq!(same.link("next"), same.link("self"));
    let folded = page_with("kind = \"folded-link\"").await;
    let [line] = folded.header("link")[..] else { panic!("one line: {folded:?}") };
    assert!(line.contains(">; rel=\"self\", <https://") && line.ends_with(">; rel=\"next\""));
}

#[tokio::test(start_paused = true)]
async fn next_leads_to_somebody_else() {
    for (fault, start) in [
        ("foreign-next", "https://collector.attacker.example/api/v1/logs?limit=5&after="),
        (
            "foreign-next\"\nhost = \"evil.example:8443",
            "https://evil.example:8443/api/v1/logs?limit=5&after=",
        ),
        (
            "foreign-next\"\nhost = \"acme.okta.com\"\nscheme = \"http",
            "http://acme.okta.com/api/v1/logs?limit=5&after=",
        ),
        ("insecure-next", "http://acme.okta.com/api/v1/logs?limit=5&after="),
        (
            "userinfo-next\"\nhost = \"evil.example",
            "https://acme.okta.com@evil.example/api/v1/logs?limit=5&after=",
        ),
        ("outside-next", "https://acme.okta.com/api/v1/users?limit=5&after="),
        (
            "outside-next\"\npath = \"/api/v1/logs/../users",
            "https://acme.okta.com/api/v1/logs/../users?limit=5&after=",
        ),
        ("relative-next", "/api/v1/logs?limit=5&after="),
    ] {
        let answer = page_with(&format!("kind = \"{fault}\"")).await;
        let next = answer.link("next").unwrap();
        assert!(next.starts_with(start), "{fault}: {next}");
        assert_eq!(answer.link("self").unwrap(), format!("https://{PAGE}"), "{fault}");
        assert_eq!(answer.events().len(), 5, "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn there_can_be_two_next_links_of_which_one_is_wrong() {
    for (keys, wrong) in [("", 1), ("wrong = \"last\"\nhost = \"evil.example\"", 2)] {
        let answer = page_with(&format!("kind = \"repeated-next\"\n{keys}")).await;
        let lines = answer.header("link");
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(lines[0], format!("<https://{PAGE}>; rel=\"self\""));
        for (place, line) in lines.iter().enumerate().skip(1) {
            assert!(line.ends_with(">; rel=\"next\""), "{line}");
            assert_eq!(line.contains("acme.okta.com"), place != wrong, "{line}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn links_can_be_written_in_every_way_that_the_standard_has() {
    let usual = get(&org().start().unwrap(), "/api/v1/logs?limit=5").await;
    let (own, next) = (usual.link("self").unwrap(), usual.link("next").unwrap());
    for (form, expected) in [
        ("unquoted", [format!("<{own}>; rel=self"), format!("<{next}>; rel=next")]),
        ("tight", [format!("<{own}>;REL=\"self\""), format!("<{next}>;REL=\"next\"")]),
        ("two-values", [format!("<{own}>; rel=\"self\""), format!("<{next}>; rel=\"last next\"")]),
        ("next-first", [format!("<{next}>; rel=\"next\""), format!("<{own}>; rel=\"self\"")]),
        (
            "parameters",
            [
                format!(
                    "<{own}>; title=\"a, b; rel=\\\"prev\\\"\"; rel=\"self\"; type=\"text/html\""
                ),
                format!(
                    "<{next}>; title=\"a, b; rel=\\\"prev\\\"\"; rel=\"next\"; type=\"text/html\""
                ),
            ],
        ),
    ] {
        let answer = page_with(&format!("kind = \"odd-link\"\nform = \"{form}\"")).await;
        assert_eq!(answer.header("link"), expected, "{form}");
    }
}

#[tokio::test(start_paused = true)]
async fn next_can_be_encoded_and_ordered_in_another_way_and_still_leads_on() {
    let url = "/api/v1/logs?since=2026-03-19T12%3A00%3A00Z&limit=5&filter=severity+eq+%22INFO%22";
    let usual = get(&org().start().unwrap(), url).await;
    let behind = get(&org().start().unwrap(), &usual.link("next").unwrap()).await.events();
    for (fault, query) in [
        (
            "reencoded-next",
            "since=2026-03-19T12%3a00%3a00Z&limit=5&filter=severity+eq+%22INFO%22&after=",
        ),
        (
            "reencoded-next\"\nform = \"spaces",
            "since=2026-03-19T12%3A00%3A00Z&limit=5&filter=severity%20eq%20%22INFO%22&after=",
        ),
        (
            "reencoded-next\"\nform = \"decoded",
            "since=2026-03-19T12:00:00Z&limit=5&filter=severity+eq+%22INFO%22&after=",
        ),
        ("reencoded-next\"\nform = \"everything", "%73%69%6E%63%65=%32%30%32%36%2D%30%33"),
        ("reordered-next", "after="),
        ("reordered-next\"\norder = \"reversed", "after="),
    ] {
        let mock = with(&format!("kind = \"{fault}\"\ntimes = 1"));
        let next = get(&mock, url).await.link("next").unwrap();
        let (_, other) = next.split_once('?').unwrap();
        assert!(other.starts_with(query), "{fault}: {other}");
        assert_ne!(Some(&next), usual.link("next").as_ref(), "{fault}");
        assert_eq!(get(&mock, &next).await.events(), behind, "{fault}");
    }
    // What would be the same in the other way is no strike.
    let mock = with("kind = \"reencoded-next\"\nform = \"spaces\"");
    get(&mock, "/api/v1/logs?limit=5").await;
    assert!(last_fault(&mock).0.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_page_that_leads_nowhere_has_no_link_to_change() {
    let last = "/api/v1/logs?since=2026-03-19T13:59:59.900Z&until=2026-03-19T14:00:00Z&limit=1000";
    for name in ["missing-next", "same-next", "foreign-next", "odd-link", "unknown-cursor"] {
        let mock = with(&format!("kind = \"{name}\""));
        assert!(get(&mock, last).await.link("next").is_none());
        assert!(last_fault(&mock).0.is_empty(), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn expired_cursor_refuses_whoever_goes_on_and_nobody_who_begins() {
    let mock = with("kind = \"expired-cursor\"\nfrom = \"1m\"\nuntil = \"2m\"");
    let next = get(&mock, "/api/v1/logs?limit=5").await.link("next").unwrap();
    assert_eq!(get(&mock, &next).await.status, 200);
    mock.clock().sleep(Duration::from_mins(1)).await;
    let refused = get(&mock, &next).await;
    assert_eq!((refused.status, refused.json()["errorCode"].as_str()), (400, Some("E0000031")));
    assert_eq!(refused.json()["errorCauses"][0]["errorSummary"], "Invalid cursor.");
    assert_eq!(get(&mock, "/api/v1/logs?limit=5").await.status, 200);
    mock.clock().sleep(Duration::from_mins(1)).await;
    assert_eq!(get(&mock, &next).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_expires_with_age_and_in_any_words() {
    for (code, summary) in [
        ("E0000029", "Invalid paging request."),
        ("E0000001", "Api validation failed: after"),
        ("E0000031", "Invalid search criteria."),
    ] {
        let mock = with(&format!("kind = \"expired-cursor\"\ncode = \"{code}\""));
        let next = get(&mock, "/api/v1/logs?limit=5").await.link("next").unwrap();
        let refused = get(&mock, &next).await.json();
        assert_eq!(
            (&refused["errorCode"], &refused["errorSummary"]),
            (&code.into(), &summary.into())
        );
    }
    let mock = with("kind = \"expired-cursor\"\nage = \"1h\"");
    let at = now().as_millis();
    for (age, status) in [(3_600_000, 400), (3_599_999, 200)] {
        let cursor = format!("{}_0", at - age);
        let answer = get(&mock, &format!("/api/v1/logs?after={cursor}")).await;
        assert_eq!(answer.status, status, "{cursor}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_unknown_cursor_is_refused_to_whoever_follows_it() {
    for query in ["limit=5", "limit=5&sortOrder=DESCENDING&until=2026-03-19T14:00:00Z"] {
        let mock = with("kind = \"unknown-cursor\"\ntimes = 1");
        let next = get(&mock, &format!("/api/v1/logs?{query}")).await.link("next").unwrap();
        let refused = get(&mock, &next).await;
        assert_eq!((refused.status, refused.json()["errorCode"].as_str()), (400, Some("E0000031")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_cursor_can_change_its_shape_in_the_middle_of_a_walk() {
    let since = "/api/v1/logs?since=2026-03-19T13:30:00Z&until=2026-03-19T13:40:00Z&limit=3";
    for order in ["", "&sortOrder=DESCENDING"] {
        let url = format!("{since}{order}");
        let usual = walk(&org().start().unwrap(), &url).await;
        let mock = with("kind = \"reshaped-cursor\"\nevery = 2");
        assert_eq!(walk(&mock, &url).await, usual);
        let targets: Vec<String> =
            mock.ledger().requests().into_iter().map(|request| request.target).collect();
        let reshaped = targets.iter().filter(|target| target.contains("after=c2.")).count();
        assert!(reshaped > 2 && reshaped < targets.len() - 2, "{targets:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cursor_can_lead_back() {
    let mock = with("kind = \"backward-next\"\npages = 3");
    let mut next = "/api/v1/logs?limit=5".to_owned();
    let mut pages = Vec::new();
    for _ in 0..5 {
        let page = get(&mock, &next).await;
        next = page.link("next").unwrap();
        pages.push(page.events());
    }
    assert_eq!(pages[3], pages[1], "the third page leads back to the second");
    assert_eq!(pages[4], pages[2]);
    assert_eq!(mock.ledger().requests()[2].delivery, Delivery::Valid);
    // Further than the log goes leads to where it begins.
    let mock = with("kind = \"backward-next\"\nrecords = 9_000\ntimes = 1");
    let first = get(&mock, "/api/v1/logs?limit=5").await;
    assert!(last_fault(&mock).0.is_empty(), "nothing lies before the first page");
    let second = get(&mock, &first.link("next").unwrap()).await;
    assert_eq!(last_fault(&mock).0, ["backward-next"]);
    let third = get(&mock, &second.link("next").unwrap()).await;
    assert_eq!(third.events(), first.events());
}
