//! An org on the older engine: what its events look like (scenario facts 1.2).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{THURSDAY, entries, event, traffic_on};
use crate::log::Order;
use crate::traffic::procedural::Busyness;
use crate::traffic::shape::MINUTES_PER_DAY;
use crate::traffic::timetable::events_per_million_people;
use crate::world::Engine;

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
