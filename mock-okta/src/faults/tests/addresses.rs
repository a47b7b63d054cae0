//! Which requests a fault strikes.

use std::time::Duration;

use super::{last_fault, with};
use crate::faults::trail::Trail;
use crate::faults::{Address, FaultSpec, Ordinals, Step};
use crate::testing::{get, now, org};
use crate::{Endpoint, MockOkta};

/// Which of the first `requests` requests, a minute apart, a fault at `address` strikes.
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

#[tokio::test(start_paused = true)]
async fn addresses_choose_by_time_request_page_count_and_chance() {
    assert_eq!(struck("", 3).await, [1, 2, 3]);
    assert_eq!(struck("from = \"2m\"\nuntil = \"4m\"", 6).await, [3, 4]);
    assert_eq!(struck("requests = \"2, 5..7\"", 9).await, [2, 5, 6]);
    assert_eq!(struck("requests = 4", 9).await, [4]);
    assert_eq!(struck("pages = \"3..=4\"", 9).await, [3, 4]);
    assert_eq!(struck("times = 2", 9).await, [1, 2]);
    assert_eq!(struck("from = \"1m\"\ntimes = 1", 9).await, [2]);
    assert_eq!(struck("every = 3", 9).await, [3, 6, 9]);
    assert_eq!(struck("every = 3\nfrom = \"1m\"\ntimes = 2", 12).await, [4, 7]);
    let chance = struck("per_million = 300_000", 200).await;
    assert!((40..80).contains(&chance.len()), "{chance:?}");
    assert_eq!(chance, struck("per_million = 300_000", 200).await);
}

#[tokio::test(start_paused = true)]
async fn a_fault_can_come_and_go_by_turns() {
    assert_eq!(struck("on = \"2m\"\noff = \"3m\"", 11).await, [1, 2, 6, 7, 11]);
    assert_eq!(struck("on = \"1m\"\noff = \"1m\"\nfrom = \"3m\"", 8).await, [4, 6, 8]);
}

#[tokio::test(start_paused = true)]
async fn a_fault_can_become_more_and_more_likely() {
    let struck = struck("ramp = true\nfrom = \"100m\"\nuntil = \"300m\"", 320).await;
    let within = |from: u32, to: u32| struck.iter().filter(|at| (from..to).contains(at)).count();
    assert_eq!((within(0, 102), within(301, 999)), (0, 0), "{struck:?}");
    let quarters = [within(101, 151), within(151, 201), within(201, 251), within(251, 301)];
    assert!(quarters.is_sorted() && quarters[0] < 15 && quarters[3] > 35, "{quarters:?}");
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_for_each_url_and_walks_by_where_they_began() {
    let mock = with("kind = \"server-error\"\nattempts = \"1..=2\"\nwalks = \"2..\"");
    let statuses = async |url: &str| {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(get(&mock, url).await.status);
        }
        statuses
    };
    // The first walk is spared, and its cursor is still the first walk's when others have begun.
    let first = get(&mock, "/api/v1/logs?limit=5").await.link("next").unwrap();
    assert_eq!(statuses(&first).await, [200; 4]);
    let other = "/api/v1/logs?limit=6";
    assert_eq!(statuses(other).await, [500, 500, 200, 200]);
    let second = get(&mock, other).await.link("next").unwrap();
    assert_eq!(statuses(&second).await, [500, 500, 200, 200]);
    let third = get(&mock, &first).await.link("next").unwrap();
    assert_eq!(statuses(&third).await, [200; 4]);
}

#[test]
fn what_clients_do_is_remembered_within_bounds() {
    let mut trail = Trail::default();
    let url = |number: usize| format!("/api/v1/logs?after={number}");
    let arrive = |trail: &mut Trail, number: usize| {
        trail.arrive(Endpoint::Logs, &url(number), Some(&number.to_string()))
    };
    assert_eq!(arrive(&mut trail, 0), Step { walk: 0, attempt: 1 });
    assert_eq!(arrive(&mut trail, 0), Step { walk: 0, attempt: 2 });
    let began = trail.arrive(Endpoint::Logs, "/api/v1/logs", None);
    assert_eq!(began, Step { walk: 1, attempt: 1 });
    trail.leads(1, "https://acme.okta.com/api/v1/logs?limit=1&after=0");
    let again = trail.arrive(Endpoint::Logs, "/api/v1/logs", None);
    assert_eq!(again, Step { walk: 2, attempt: 2 });
    assert_eq!(arrive(&mut trail, 0), Step { walk: 1, attempt: 3 });
    assert_eq!(arrive(&mut trail, 1), Step { walk: 2, attempt: 1 });
    let token = trail.arrive(Endpoint::Token, "/oauth2/v1/token", None);
    assert_eq!(token, Step { walk: 0, attempt: 1 });
    for number in 2..Trail::MAX + 2 {
        trail.leads(2, &url(number));
        arrive(&mut trail, number);
    }
    // What was first is forgotten.
    assert_eq!(arrive(&mut trail, 0), Step { walk: 2, attempt: 1 });
    assert_eq!(arrive(&mut trail, Trail::MAX + 1).attempt, 2);
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
async fn a_fault_strikes_the_endpoint_that_it_is_about_or_another() {
    let well_known = "/.well-known/okta-organization";
    for (fault, logs, open) in [
        ("server-error", 500, 200),
        ("server-error\"\nendpoint = \"open", 200, 500),
        ("outage", 503, 503),
        ("outage\"\nendpoint = \"logs", 503, 200),
    ] {
        let mock = with(&format!("kind = \"{fault}\""));
        assert_eq!(get(&mock, "/api/v1/logs").await.status, logs, "{fault}");
        assert_eq!(get(&mock, well_known).await.status, open, "{fault}");
    }
    // Bytes can go wrong anywhere.
    let mock = with("kind = \"truncated-body\"\nendpoint = \"open\"");
    get(&mock, well_known).await.body.unwrap_err();
    assert_eq!(get(&mock, "/api/v1/logs?limit=5").await.events().len(), 5);
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
    let last = u64::MAX.to_string();
    assert!(last.parse::<Ordinals>().is_err(), "there is nothing behind the last");
}

#[test]
fn an_address_can_be_made_in_rust_too() {
    let address = Address { times: Some(1), ..Address::default() };
    let spec: FaultSpec = toml::from_str("kind = \"outage\"\ntimes = 1").unwrap();
    assert_eq!(FaultSpec::new(spec.kind.clone()).at(address), spec);
    // What is written for one mock does not touch another.
    let builder = MockOkta::builder().clock(clock::Clock::stepped(now())).fault(spec);
    builder.clone().start().unwrap();
    builder.start().unwrap();
}
