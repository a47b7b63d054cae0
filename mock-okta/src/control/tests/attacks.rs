use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::lines;
use crate::attacks::AttackRun;
use crate::replay::Replay;
use crate::testing::{get, org, tell, walk};
use crate::{MockOkta, attacks};

const TRAVEL: &str = "{\"attack\": \"impossible-travel@+2m,gap=20m\"}";

async fn labels(mock: &MockOkta, query: &str) -> Vec<Value> {
    lines(&tell(mock, &format!("GET /labels{query}"), "").await)
}

/// What a client of the org sees, from the start on.
async fn log(mock: &MockOkta) -> Vec<Value> {
    walk(mock, "/api/v1/logs?limit=1000").await
}

fn column<'a>(rows: &'a [Value], key: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[key].as_str().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_attack_is_begun_seen_in_the_log_and_told_apart() {
    let mock = org().start().unwrap();
    let begun = tell(&mock, "POST /attacks", TRAVEL).await;
    assert_eq!(begun.status, 201, "{begun:?}");
    let run = begun.json();
    for (key, value) in [
        ("instance", "impossible-travel-1"),
        ("kind", "impossible-travel"),
        ("state", "to-come"),
        ("begins", "2026-03-19T14:02:00.000Z"),
    ] {
        assert_eq!(run[key], value, "{run}");
    }
    assert_eq!(run["parameters"]["gap"], "20m");
    let labels = labels(&mock, "").await;
    assert_eq!(run["events"], labels.len());
    assert_eq!(labels, serde_json::to_value(mock.labels()).unwrap().as_array().unwrap().clone());

    mock.clock().sleep(Duration::from_mins(10)).await;
    let state =
        async || tell(&mock, "GET /attacks", "").await.json()["attacks"][0]["state"].clone();
    assert_eq!(state().await, "running");
    mock.clock().sleep(Duration::from_hours(2)).await;
    assert_eq!(state().await, "over");
    let log = log(&mock).await;
    let uuids = column(&log, "uuid");
    for label in &labels {
        let place = uuids.iter().position(|uuid| label["uuid"] == *uuid);
        let event = &log[place.unwrap_or_else(|| panic!("{label}"))];
        assert_eq!(event["published"], label["published"]);
        assert!(!event.to_string().contains("impossible"), "the truth is not in the log");
    }
    // Tokens are fetched by the app, from an address of its own.
    let is_hostile = |label: &&Value| label["role"] == "attacker";
    let is_browser = |event: &&Value| event["eventType"] == "user.authentication.sso";
    let addresses: BTreeSet<&str> = labels
        .iter()
        .filter(is_hostile)
        .filter_map(|label| log.iter().find(|event| event["uuid"] == label["uuid"]))
        .filter(is_browser)
        .map(|event| event["client"]["ipAddress"].as_str().unwrap())
        .collect();
    assert_eq!(run["addresses"], serde_json::to_value(addresses).unwrap());
    assert_eq!(run["must_fire"], serde_json::json!(["O1", "O2", "O3"]));
    assert_eq!(column(&labels, "published").iter().min().unwrap(), &run["first"]);
    assert_eq!(column(&labels, "published").iter().max().unwrap(), &run["last"]);
}

/// Putting an attack together takes a while, in which a fast org's readers go on.
#[tokio::test(start_paused = true)]
async fn an_attack_begins_and_ends_behind_whatever_has_been_read() {
    let mock = org().start().unwrap();
    let read = mock.clock().now() + Duration::from_secs(400);
    mock.log().read_until(read);
    let begun = tell(&mock, "POST /attacks", "{\"attack\": \"brute-force@0s\"}").await.json();
    assert_eq!(begun["begins"], "2026-03-19T14:07:00.000Z");
    mock.log().read_until(read + Duration::from_mins(2));
    let ended = tell(&mock, "DELETE /attacks/brute-force-1", "").await.json();
    assert!(ended["events"].as_u64() > Some(0), "{ended}");
    let last = ended["last"].as_str().unwrap();
    assert!(("2026-03-19T14:08:00Z".."2026-03-19T14:09:00Z").contains(&last), "{ended}");
}

/// An attack from thousands of addresses lists the first, and what only looks like an attack comes
/// from no attacker's, nor is anything expected to fire on it.
#[tokio::test(start_paused = true)]
async fn a_run_says_where_it_comes_from_and_what_fires_on_it() {
    for (attack, addresses, fires) in [
        ("brute-force,ips=8", 8, true),
        ("password-spray,ips=5000,users=400", AttackRun::ADDRESSES_MAX, true),
        ("brute-force,look-alike=typos", 0, false),
        ("offboarding", 0, false),
    ] {
        let mock = org().start().unwrap();
        let told = format!("{{\"attack\": \"{attack}\"}}");
        let run = tell(&mock, "POST /attacks", &told).await.json();
        let of_run = |key: &str| run[key].as_array().unwrap().clone();
        let listed: BTreeSet<_> =
            of_run("addresses").iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        assert_eq!(listed.len(), addresses, "{run}");
        assert_eq!(!of_run("must_fire").is_empty(), fires, "{run}");
    }
}

#[tokio::test(start_paused = true)]
async fn both_forms_say_the_same() {
    let run = async |told: &str| tell(&org().start().unwrap(), "POST /attacks", told).await.json();
    let object =
        "{\"kind\": \"impossible-travel\", \"at\": 120, \"parameters\": {\"gap\": \"20m\"}}";
    assert_eq!(run(TRAVEL).await, run(object).await);
    let soon = run("{\"kind\": \"brute-force\"}").await;
    assert_eq!(soon["begins"], "2026-03-19T14:01:00.000Z", "in a minute, unless it is told when");
    let at_once = run("{\"attack\": \"brute-force@0s\"}").await;
    assert_eq!(at_once, soon, "this minute stays as it is");
}

#[tokio::test(start_paused = true)]
async fn every_kind_is_in_the_catalogue_and_can_begin() {
    let mock = org().start().unwrap();
    let catalogue = tell(&mock, "GET /attacks?catalogue", "").await.json();
    let of_program: Value = serde_json::from_str(&attacks::json()).unwrap();
    assert_eq!(catalogue["attacks"], of_program);
    for (kind, number) in of_program.as_array().unwrap().iter().zip(1..) {
        let told = format!("{{\"kind\": {}, \"at\": \"1h\"}}", kind["name"]);
        let begun = tell(&mock, "POST /attacks", &told).await;
        let name = kind["name"].as_str().unwrap();
        assert_eq!(begun.json()["instance"], format!("{name}-{number}"), "{begun:?}");
    }
    let all = labels(&mock, "").await;
    let of_one = labels(&mock, "?instance=brute-force-3").await;
    assert!(!of_one.is_empty() && of_one.iter().all(|label| label["scenario"] == "brute-force"));
    let mut own = all.clone();
    own.retain(|label| label["instance"] == "brute-force-3");
    assert_eq!(own, of_one);
}

/// The same attack at the same moment is not the same attack: no event is in the log twice.
#[tokio::test(start_paused = true)]
async fn twins_are_two() {
    let mock = org().start().unwrap();
    for instance in ["impossible-travel-1", "impossible-travel-2"] {
        assert_eq!(tell(&mock, "POST /attacks", TRAVEL).await.json()["instance"], instance);
    }
    let labels = labels(&mock, "").await;
    let mut uuids = column(&labels, "uuid");
    uuids.sort_unstable();
    uuids.dedup();
    assert_eq!(uuids.len(), labels.len());
}

#[tokio::test(start_paused = true)]
async fn what_is_ended_does_no_more_and_what_has_happened_stays() {
    let mock = org().start().unwrap();
    let run = tell(&mock, "POST /attacks", TRAVEL).await.json();
    mock.clock().sleep(Duration::from_mins(10)).await;
    let before = log(&mock).await;
    let ended = tell(&mock, "DELETE /attacks/impossible-travel-1", "").await;
    assert_eq!((ended.status, &ended.json()["state"]), (200, &"ended".into()));
    let (left, planned) = (ended.json()["events"].as_u64(), run["events"].as_u64());
    assert!(Some(0) < left && left < planned, "{left:?} of {planned:?}");
    assert_eq!(ended.json()["events"], labels(&mock, "").await.len());
    assert_eq!(log(&mock).await, before);
    // To end what has ended changes nothing.
    let again = tell(&mock, "DELETE /attacks/impossible-travel-1", "").await;
    assert_eq!(again.json(), ended.json());
    mock.clock().sleep(Duration::from_hours(2)).await;
    let after = log(&mock).await;
    assert_eq!(after[..before.len()], before);
    let uuids = column(&after, "uuid");
    let labels = labels(&mock, "").await;
    assert!(column(&labels, "uuid").iter().all(|uuid| uuids.contains(uuid)));
}

/// An attack that is ended before it began leaves no trace, in nobody's history either.
#[tokio::test(start_paused = true)]
async fn what_never_began_never_was() {
    let (mock, fresh) = (org().start().unwrap(), org().start().unwrap());
    tell(&mock, "POST /attacks", TRAVEL).await;
    // Both live in the same virtual time.
    mock.clock().sleep(Duration::from_secs(30)).await;
    tell(&mock, "DELETE /attacks/impossible-travel-1", "").await;
    mock.clock().sleep(Duration::from_hours(24)).await;
    assert!(log(&mock).await == log(&fresh).await);
}

#[tokio::test(start_paused = true)]
async fn a_reset_takes_everything_back_to_what_the_org_began_with() {
    let build = || org().attacks(["impossible-travel@-1h".parse().unwrap()]).start().unwrap();
    let (mock, fresh) = (build(), build());
    for told in [TRAVEL, "{\"attack\": \"password-spray@1m,look-alike=none\"}"] {
        assert_eq!(tell(&mock, "POST /attacks", told).await.status, 201);
    }
    // Plans that were made knowing of the attacks are forgotten with them.
    mock.clock().sleep(Duration::from_hours(3)).await;
    assert_ne!(log(&mock).await, log(&fresh).await);
    tell(&mock, "DELETE /attacks/impossible-travel-1", "").await;
    tell(&mock, "POST /reset", "").await;
    assert!(log(&mock).await == log(&fresh).await);
    for line in ["GET /attacks", "GET /labels", "GET /ledger"] {
        assert_eq!(tell(&mock, line, "").await.text(), tell(&fresh, line, "").await.text());
    }
    let run = async |mock: &MockOkta| tell(mock, "POST /attacks", TRAVEL).await.json();
    let again = run(&mock).await;
    assert_eq!(again["instance"], "impossible-travel-2", "numbers begin anew too");
    assert_eq!(again, run(&fresh).await);
}

#[tokio::test(start_paused = true)]
async fn attacks_are_an_org_s_own() {
    let mock = org().start().unwrap();
    tell(&mock, "POST /tenants", "{\"name\": \"blue\", \"users\": 50}").await;
    assert_eq!(tell(&mock, "POST /tenants/blue/attacks", TRAVEL).await.status, 201);
    assert!(!lines(&tell(&mock, "GET /tenants/blue/labels", "").await).is_empty());
    assert!(labels(&mock, "").await.is_empty());
    assert_eq!(tell(&mock, "GET /attacks", "").await.json()["attacks"], serde_json::json!([]));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_attack_is_refused_with_where_to_look() {
    let mock = org().start().unwrap();
    mock.clock().sleep(Duration::from_mins(1)).await;
    for (told, error) in [
        ("{}", "`kind` is missing"),
        ("{\"kind\": \"teleport\"}", "the attack: no attack is called `teleport`; there are imp"),
        ("{\"attack\": \"teleport\"}", "the attack: `teleport`: no attack is called `teleport`"),
        ("{\"attack\": \"brute-force\", \"at\": 5}", "`at`: no such key here"),
        ("{\"attack\": [1]}", "`attack`: expected a text or a number"),
        ("{\"kind\": \"brute-force\", \"when\": 5}", "`when`: no such key here"),
        ("{\"kind\": \"brute-force\", \"at\": \"noon\"}", "`at`: `noon` is neither a time in RFC"),
        (
            "{\"kind\": \"brute-force\", \"at\": \"-1s\"}",
            "`at`: 2026-03-19T14:00:59.000Z has passed",
        ),
        (
            "{\"attack\": \"brute-force@2026-03-19T14:00:00Z\"}",
            "`at`: 2026-03-19T14:00:00.000Z has",
        ),
        ("{\"kind\": \"brute-force\", \"parameters\": 5}", "`parameters`: expected a JSON object"),
        (
            "{\"kind\": \"brute-force\", \"parameters\": {\"speed\": 5}}",
            "the attack: no parameter `speed`; there are",
        ),
        (
            "{\"kind\": \"impossible-travel\", \"parameters\": {\"apps\": 41}}",
            "the attack: `apps` is a number from 0 to 40",
        ),
        ("[]", "the body is no JSON object"),
    ] {
        let refused = tell(&mock, "POST /attacks", told).await;
        assert_eq!(refused.status, 400, "{told}");
        assert!(refused.json()["error"].as_str().unwrap().starts_with(error), "{refused:?}");
    }
    for line in ["DELETE /attacks/brute-force-1", "GET /labels?instance=brute-force-1"] {
        let lost = tell(&mock, line, "").await;
        let error = "there is no attack `brute-force-1`";
        assert_eq!((lost.status, &lost.json()["error"]), (404, &error.into()), "{line}");
    }
    assert!(mock.attacks().is_empty());
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn there_is_no_room_for_ever_more() {
    let mock = org().start().unwrap();
    for number in 1..=1_000 {
        let run = mock.begin_attack(&"impossible-travel@1h".parse().unwrap()).unwrap();
        assert_eq!(run.instance, format!("impossible-travel-{number}"));
    }
    let refused = tell(&mock, "POST /attacks", TRAVEL).await;
    assert_eq!(refused.status, 409);
    assert!(refused.json()["hint"].as_str().unwrap().contains("POST /__admin/reset"));
    tell(&mock, "POST /reset", "").await;
    assert_eq!(tell(&mock, "POST /attacks", TRAVEL).await.status, 201);
}

#[tokio::test(start_paused = true)]
async fn where_nobody_works_nobody_is_attacked() {
    let replay = Replay::default().lines(b"{\"uuid\": \"mine\"}");
    let mock = MockOkta::builder().replay(replay).start().unwrap();
    let refused = tell(&mock, "POST /attacks", TRAVEL).await;
    let error = "nobody works in an org that only replays";
    assert_eq!((refused.status, &refused.json()["error"]), (409, &error.into()));
}
