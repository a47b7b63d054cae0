//! An org on the older engine: what its log is made of, and what its events look like (scenario
//! facts 1.2 and 4).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::day::{Day, hold};
use super::{THURSDAY, entries, event, traffic_on};
use crate::log::Order;
use crate::traffic::procedural::Busyness;
use crate::traffic::shape::MINUTES_PER_DAY;
use crate::traffic::targets::{
    NON_USER, NON_USER_CLASSIC, PER_PERSON_CLASSIC, SHARES_CLASSIC, SIZES_CLASSIC,
};
use crate::traffic::timetable::events_per_million_people;
use crate::world::Engine;

static DAY: LazyLock<Day> =
    LazyLock::new(|| Day::of(&traffic_on(Engine::Classic, 29, 16_000, Busyness::Usual)));

/// A few hours of a morning in a smaller org.
fn morning() -> Vec<Value> {
    let traffic = traffic_on(Engine::Classic, 7, 4_000, Busyness::Usual);
    let minutes = THURSDAY + 900..THURSDAY + 1_140;
    entries(&traffic, Order::Published, minutes)
        .iter()
        .map(|entry| event(&traffic, entry))
        .collect()
}

#[test]
fn a_classic_day_has_its_shares() {
    let day = &*DAY;
    let percent = |count: u64| count as f64 * 100.0 / day.events as f64;
    hold("classic share", &SHARES_CLASSIC, |name| percent(day.groups[name]));
    hold("classic per person", &PER_PERSON_CLASSIC, |name| match name {
        "all" => day.events as f64 / day.people(),
        _ => day.of_people[name] as f64 / day.people(),
    });
    let all: u64 = day.businesses.values().sum();
    hold("classic", &[NON_USER_CLASSIC], |_| percent(all));
    hold("classic business", &NON_USER, |name| day.businesses[name] as f64 * 100.0 / all as f64);
}

#[test]
fn classic_events_are_smaller() {
    hold("classic size", &SIZES_CLASSIC, |name| DAY.size(name));
}

#[test]
fn a_classic_org_has_as_many_events_as_it_is_asked_for() {
    let usual = 4_000 * events_per_million_people(Engine::Classic) / 1_000_000;
    for (busyness, expected) in [(Busyness::Usual, usual), (Busyness::EventsPerDay(60_000), 60_000)]
    {
        let traffic = traffic_on(Engine::Classic, 3, 4_000, busyness);
        let day = entries(&traffic, Order::Published, THURSDAY..THURSDAY + MINUTES_PER_DAY);
        let ratio = day.len() as f64 / expected as f64;
        assert!((0.9..1.1).contains(&ratio), "{busyness:?}: {} events", day.len());
    }
}

#[test]
fn nothing_of_identity_engine_is_in_a_classic_log() {
    let mut types = BTreeSet::new();
    for event in morning() {
        let text = event.to_string();
        for alien in ["/idp/", "\"idx", "UDDevice", "AuthenticatorEnrollment", "Okta Dashboard"] {
            assert!(!text.contains(alien), "{alien} in {event}");
        }
        assert!(event["device"].is_null(), "{event}");
        assert!(event["securityContext"]["userBehaviors"].is_null(), "{event}");
        let session = event["authenticationContext"]["externalSessionId"].as_str();
        let known = ["102", "trs", "unk"];
        assert!(session.is_none_or(|id| known.contains(&&id[..3])), "{event}");
        let transaction = event["transaction"]["id"].as_str().unwrap();
        if event["transaction"]["type"] == "WEB" {
            assert_eq!(transaction.len(), 27, "{event}");
            assert!(transaction.bytes().all(|b| b.is_ascii_alphanumeric() || b"@-".contains(&b)));
        }
        types.insert(event["eventType"].as_str().unwrap().to_owned());
    }
    assert!(types.len() > 20, "{types:?}");
    assert!(!types.contains("device.enrollment.create"));
}

#[test]
fn a_denied_push_has_a_type_of_its_own() {
    // One push in several hundred is denied.
    let denied = DAY.of_type("user.mfa.okta_verify.deny_push");
    assert!(denied > 0.0, "{denied}");
}

#[test]
fn a_wrong_password_is_one_event_without_a_session() {
    let mut wrong = 0;
    for event in morning() {
        let reason = event["outcome"]["reason"].as_str().unwrap_or_default();
        let debug = &event["debugContext"]["debugData"];
        if reason == "INVALID_CREDENTIALS" && event["eventType"] != "user.session.start" {
            // Somebody's thumb, and not a password.
            assert_ne!(debug["factor"], "PASSWORD_AS_FACTOR", "{event}");
        } else if reason == "INVALID_CREDENTIALS" {
            assert!(event["authenticationContext"]["externalSessionId"].is_null(), "{event}");
            assert!(event["target"].is_null(), "{event}");
            assert_eq!(debug["requestUri"], "/api/v1/authn");
            wrong += 1;
        }
    }
    assert!(wrong > 10, "{wrong}");
}

#[test]
fn the_policy_is_looked_at_in_the_request_that_began_the_session() {
    let mut starts: BTreeMap<String, i64> = BTreeMap::new();
    let mut followed = 0;
    let at = |event: &Value| {
        let published: clock::Timestamp = event["published"].as_str().unwrap().parse().unwrap();
        published.as_millis()
    };
    let morning = morning();
    for event in &morning {
        if event["eventType"] == "user.session.start" && event["outcome"]["result"] == "SUCCESS" {
            starts.insert(event["transaction"]["id"].to_string(), at(event));
        }
    }
    for event in morning.iter().filter(|event| event["eventType"] == "policy.evaluate_sign_on") {
        assert_eq!(event["target"][0]["type"], "PolicyEntity");
        assert_eq!(event["target"][1]["type"], "PolicyRule");
        let apps = event["target"].as_array().unwrap().len() == 3;
        if let Some(started) = starts.get(&event["transaction"]["id"].to_string()) {
            // An identity provider has its say first, in the same millisecond.
            assert!((0..=60).contains(&(at(event) - started)), "{event}");
            assert!(!apps, "{event}");
            followed += 1;
        }
    }
    assert!(followed * 10 > starts.len() * 9, "{followed} of {}", starts.len());
}
