//! Each kind of fault, seen from the other side of the in-process transport. Those that act on
//! the connection are also seen over a socket, in the tests of `service`.

use std::time::Duration;

use clock::Clock;

use super::{Address, FaultSpec, InjectKind, InjectSpec, Ordinals, Stage};
use crate::durations::{duration, offset};
use crate::ledger::Delivery;
use crate::testing::{Answer, get, now, org, try_get, walk};
use crate::{Dropped, MockOkta};

/// An org with one fault, written as in a configuration file.
fn with(fault: &str) -> MockOkta {
    org().fault(toml::from_str(fault).unwrap()).start().unwrap()
}

fn last_fault(mock: &MockOkta) -> (Vec<&'static str>, Delivery) {
    let request = mock.ledger().requests().pop().unwrap();
    (request.faults, request.delivery)
}

async fn page_with(fault: &str) -> Answer {
    let mock = with(fault);
    let answer = get(&mock, "/api/v1/logs?limit=5").await;
    let name = toml::from_str::<FaultSpec>(fault).unwrap().kind.name();
    assert_eq!(last_fault(&mock).0, [name]);
    answer
}

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
        ("concurrency = true", &["0"], vec![reset]),
    ] {
        let answer = page_with(&format!("{kind}{more}")).await;
        assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (429, Some("E0000047")));
        assert_eq!(answer.header("x-rate-limit-limit"), limits, "{more}");
        let resets: Vec<String> = resets.iter().map(i64::to_string).collect();
        assert_eq!(answer.header("x-rate-limit-reset"), resets, "{more}");
        assert_eq!(answer.header("retry-after"), ["45"], "{more}");
    }
    let never = page_with("kind = \"rate-limit\"\nretry_after = \"never\"").await;
    assert!(never.header("retry-after").is_empty());
}

#[tokio::test(start_paused = true)]
async fn outage_answers_from_the_edge_or_not_at_all() {
    for (answer, status, content_type) in [
        ("503-json", 503, "application/json"),
        ("503-html", 503, "text/html"),
        ("502-html", 502, "text/html"),
    ] {
        let answer = page_with(&format!("kind = \"outage\"\nanswer = \"{answer}\"")).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, vec![content_type]));
        assert!(answer.header("x-rate-limit-limit").is_empty());
        assert_eq!(answer.text().contains("E0000010"), content_type == "application/json");
    }
    for (answer, dropped) in [("refuse", Dropped::Refused), ("reset", Dropped::Reset)] {
        let mock = with(&format!("kind = \"outage\"\nanswer = \"{answer}\""));
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
async fn server_error_has_one_of_two_codes() {
    let answer = page_with("kind = \"server-error\"").await;
    assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (500, Some("E0000009")));
    assert_eq!(answer.header("x-rate-limit-limit").len(), 1);
    let answer = page_with("kind = \"server-error\"\ncode = \"E0000053\"").await;
    assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (500, Some("E0000053")));
}

#[tokio::test(start_paused = true)]
async fn auth_refused_is_a_revoked_token_or_a_lost_role() {
    let answer = page_with("kind = \"auth-refused\"").await;
    assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (401, Some("E0000011")));
    let answer = page_with("kind = \"auth-refused\"\nrefusal = \"role\"").await;
    assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (403, Some("E0000006")));
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
async fn malformed_page_is_complete_and_no_array() {
    for (body, text) in [
        ("html", "<!DOCTYPE html><html><body><p>One moment, please.</p></body></html>"),
        ("object", "{\"records\":[],\"notice\":\"try again\"}"),
        ("null", "null"),
        ("empty", ""),
    ] {
        let answer = page_with(&format!("kind = \"malformed-page\"\nbody = \"{body}\"")).await;
        assert_eq!((answer.status, answer.text()), (200, text));
        assert!(answer.link("next").is_some(), "the links stay");
    }
    let unclosed = page_with("kind = \"malformed-page\"\nbody = \"unclosed\"").await;
    let whole = format!("{}]", unclosed.text());
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&whole).unwrap().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_malformed_page_stays_so_unless_told() {
    let fault = "kind = \"malformed-page\"\nbody = \"null\"\npages = 2\n";
    let mock = with(fault);
    let first = get(&mock, "/api/v1/logs?limit=5").await;
    let second = first.link("next").unwrap();
    for _ in 0..3 {
        assert_eq!(get(&mock, &second).await.text(), "null");
    }
    // Whoever gives it up and goes on is not followed by it.
    let third = get(&mock, &second).await.link("next").unwrap();
    assert_eq!(get(&mock, &third).await.events().len(), 5);

    let mock = with(&format!("{fault}sticky = false"));
    let next = get(&mock, "/api/v1/logs?limit=5").await.link("next").unwrap();
    assert_eq!(get(&mock, &next).await.text(), "null");
    assert_eq!(get(&mock, &next).await.events().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn links_can_be_missing_circular_foreign_or_folded() {
    let missing = page_with("kind = \"missing-next\"").await;
    assert!(missing.link("self").is_some() && missing.link("next").is_none());
    let same = page_with("kind = \"same-next\"").await;
    assert_eq!(same.link("next"), same.link("self"));
    let foreign = page_with("kind = \"foreign-next\"\nhost = \"evil.example:8443\"").await;
    assert!(
        foreign.link("next").unwrap().starts_with("https://evil.example:8443/api/v1/logs?limit=5")
    );
    let foreign =
        page_with("kind = \"foreign-next\"\nhost = \"acme.okta.com\"\nscheme = \"http\"").await;
    assert!(foreign.link("next").unwrap().starts_with("http://acme.okta.com/api/v1/logs?limit=5"));
    let folded = page_with("kind = \"folded-link\"").await;
    let [line] = folded.header("link")[..] else { panic!("one line: {folded:?}") };
    assert!(line.contains(">; rel=\"self\", <https://") && line.ends_with(">; rel=\"next\""));
}

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
async fn a_request_can_be_slow_and_refused_but_not_refused_twice() {
    let faults = ["latency\"\ndelay = 3", "outage", "rate-limit", "date-skew\"\nseconds = 3"];
    let specs = faults.iter().map(|fault| {
        let quote = if fault.contains('"') { "" } else { "\"" };
        toml::from_str::<FaultSpec>(&format!("kind = \"{fault}{quote}")).unwrap()
    });
    let mock = org().faults(specs).start().unwrap();
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 503);
    assert_eq!(last_fault(&mock).0, ["latency", "outage", "date-skew"]);
}

#[tokio::test(start_paused = true)]
async fn addresses_choose_by_time_request_page_count_and_chance() {
    async fn struck(address: &str, requests: u32) -> Vec<u32> {
        let mock = with(&format!("kind = \"missing-next\"\n{address}"));
        let mut struck = Vec::new();
        for request in 1..=requests {
            let missing = get(&mock, "/api/v1/logs?limit=1").await.link("next").is_none();
            struck.extend(missing.then_some(request));
            mock.clock().sleep(Duration::from_mins(1)).await;
        }
        struck
    }
    assert_eq!(struck("", 3).await, [1, 2, 3]);
    assert_eq!(struck("from = \"2m\"\nuntil = \"4m\"", 6).await, [3, 4]);
    assert_eq!(struck("requests = \"2, 5..7\"", 9).await, [2, 5, 6]);
    assert_eq!(struck("requests = 4", 9).await, [4]);
    assert_eq!(struck("pages = \"3..=4\"", 9).await, [3, 4]);
    assert_eq!(struck("times = 2", 9).await, [1, 2]);
    assert_eq!(struck("from = \"1m\"\ntimes = 1", 9).await, [2]);
    let chance = struck("per_million = 300_000", 200).await;
    assert!((40..80).contains(&chance.len()), "{chance:?}");
    assert_eq!(chance, struck("per_million = 300_000", 200).await);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_was_damaged_is_the_same_page_when_it_is_asked_for_again() {
    let mock = with("kind = \"truncated-body\"\npages = 2");
    let next = get(&mock, "/api/v1/logs?limit=5").await.link("next").unwrap();
    get(&mock, &next).await.body.unwrap_err();
    assert_eq!(get(&mock, &next).await.events().len(), 5);
    assert_eq!(mock.ledger().pages(), 2);
}

#[tokio::test(start_paused = true)]
async fn injected_records_are_in_the_log_with_good_ones_around_them() {
    for (kind, parses) in [
        (InjectKind::BadPublished, true),
        (InjectKind::BrokenJson, false),
        (InjectKind::DeepNesting, true),
        (InjectKind::InvalidUtf8, false),
        (InjectKind::MissingEventType, true),
        (InjectKind::MissingUuid, true),
        (InjectKind::NotAnObject, true),
    ] {
        let inject = InjectSpec { count: 2, ..InjectSpec::new(kind, -3_600_000) };
        let mock = org().injects([inject]).start().unwrap();
        let records: Vec<_> = mock.log().range(..=crate::log::Position::after(now())).collect();
        let bad: Vec<usize> = (0..records.len())
            .filter(|place| records[*place].position.time == now() - Duration::from_hours(1))
            .filter(|place| {
                let raw = &records[*place].raw;
                let event: Result<serde_json::Value, _> = serde_json::from_slice(raw);
                event.map_or(true, |event| event.get("client").is_none())
            })
            .collect();
        let [first, second] = bad[..] else { panic!("{kind:?}: {bad:?}") };
        assert_eq!(second, first + 1, "{kind:?}");
        assert!(first > 0 && second + 1 < records.len(), "{kind:?}");
        assert_ne!(records[first].raw, records[second].raw, "{kind:?}: each is its own");
        let mut raw = serde_json::Deserializer::from_slice(&records[first].raw);
        if kind == InjectKind::DeepNesting {
            // Deeper than serde_json's own limit.
            serde_json::from_slice::<serde_json::Value>(&records[first].raw).unwrap_err();
        } else {
            let value = <serde_json::Value as serde::Deserialize>::deserialize(&mut raw);
            assert_eq!(value.is_ok(), parses, "{kind:?}");
        }
        // And on a page, byte for byte.
        let page = get(&mock, "/api/v1/logs?since=2026-03-19T13:00:00Z&limit=3").await;
        let body = page.body.unwrap();
        let raw = &records[first].raw[..];
        assert!(body.windows(raw.len()).any(|window| window == raw), "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn raw_records_are_served_as_they_are_and_later_ones_later() {
    let inject = toml::from_str("raw = '{\"mine\":true}'\nat = \"5m\"").unwrap();
    let mock = org().injects([inject]).start().unwrap();
    let url = "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000";
    let mine = |events: Vec<serde_json::Value>| events.iter().any(|event| event["mine"] == true);
    assert!(!mine(walk(&mock, url).await));
    mock.clock().sleep(Duration::from_mins(5)).await;
    assert!(mine(walk(&mock, url).await));
}

#[test]
fn specifications_are_refused_with_the_key_that_is_wrong() {
    for (spec, mistake) in [
        ("kind = \"outrage\"", "unknown variant `outrage`, expected one of `auth-refused`"),
        ("answer = \"503-json\"", "missing field `kind`"),
        ("kind = \"outage\"\nanswer = \"404\"", "unknown variant `404`"),
        ("kind = \"outage\"\nbytes = 3", "unknown field `bytes`, expected `answer`"),
        ("kind = \"missing-next\"\nbytes = 3", "unknown field `bytes`"),
        ("kind = \"latency\"", "missing field `delay`"),
        ("kind = \"latency\"\ndelay = \"soon\"", "`soon` is no duration"),
        ("kind = \"outage\"\nfrom = \"-3s\"", "`-3s` is negative"),
        ("kind = \"outage\"\nrequests = \"0\"", "`0` names no ordinals"),
        ("kind = \"outage\"\nrequests = \"8..5\"", "`8..5` names no ordinals"),
    ] {
        let error = toml::from_str::<FaultSpec>(spec).unwrap_err().to_string();
        assert!(error.contains(mistake), "{spec}: {error}");
    }
    let error = toml::from_str::<InjectSpec>("at = 3\nkind = \"broken\"").unwrap_err().to_string();
    assert!(error.contains("unknown variant `broken`"), "{error}");
    for (spec, mistake) in [
        ("at = 3", "either `kind` or `raw`"),
        ("at = 3\nkind = \"missing-uuid\"\nraw = \"x\"", "either `kind` or `raw`"),
        ("at = 3\nkind = \"missing-uuid\"\ncount = 999_999", "more than 100000"),
    ] {
        let inject: InjectSpec = toml::from_str(spec).unwrap();
        let error = MockOkta::builder().injects([inject]).start().unwrap_err().to_string();
        assert!(error.contains(mistake), "{spec}: {error}");
    }
}

#[test]
fn every_kind_has_one_name_everywhere() {
    // What a kind is called in TOML is what the ledger will call it; each also has a stage.
    let mut stages = Vec::new();
    for name in [
        "auth-refused",
        "date-skew",
        "endless-body",
        "expired-cursor",
        "folded-link",
        "foreign-next",
        "latency\"\ndelay = \"1s",
        "malformed-page",
        "missing-next",
        "outage",
        "rate-limit",
        "same-next",
        "server-error",
        "slow-body",
        "stall-body",
        "stall-headers",
        "truncated-body",
    ] {
        let spec: FaultSpec = toml::from_str(&format!("kind = \"{name}\"")).unwrap();
        assert!(name.starts_with(spec.kind.name()), "{name}");
        stages.push(spec.kind.stage());
    }
    for stage in [Stage::Arrival, Stage::Edge, Stage::Service, Stage::Page, Stage::Stamp] {
        assert!(stages.contains(&stage));
    }
}

#[test]
fn durations_are_read_as_people_write_them() {
    for (text, millis) in [
        ("90", 90_000),
        ("250ms", 250),
        ("6h20m", 22_800_000),
        ("7d", 604_800_000),
        ("1d 2h", 93_600_000),
        ("0", 0),
    ] {
        assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
    }
    assert_eq!(offset("-90s"), Ok(-90_000));
    for text in ["", "soon", "3 parsecs", "-1s"] {
        duration(text).unwrap_err();
    }
}

#[test]
fn ordinals_are_shown_as_they_are_read() {
    for text in ["3", "5..8", "9..", "1,4..6,20.."] {
        assert_eq!(text.parse::<Ordinals>().unwrap().to_string(), text);
    }
    assert!("9..".parse::<Ordinals>().unwrap().contains(u64::MAX - 1));
    for text in ["", "a", "1,,2", "..3", "0..3", "3..3"] {
        assert!(text.parse::<Ordinals>().is_err(), "{text}");
    }
}

#[test]
fn an_address_can_be_made_in_rust_too() {
    let address = Address { times: Some(1), ..Address::default() };
    let spec: FaultSpec = toml::from_str("kind = \"outage\"\ntimes = 1").unwrap();
    assert_eq!(FaultSpec::new(spec.kind.clone()).at(address), spec);
    // What is written for one mock does not touch another.
    let builder = MockOkta::builder().clock(Clock::stepped(now())).fault(spec);
    builder.clone().start().unwrap();
    builder.start().unwrap();
}
