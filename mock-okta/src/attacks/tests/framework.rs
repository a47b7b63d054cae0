use std::time::Duration;

use clock::Clock;
use serde_json::Value;

use super::spec;
use crate::attacks::{AttackSpec, kinds};
use crate::log::Position;
use crate::testing::{now, org};

#[test]
fn an_attack_is_asked_for_in_a_line_and_mistakes_are_named() {
    assert_eq!(spec("impossible-travel").parameters.count("apps"), 4);
    assert_eq!(spec("impossible-travel@-2h, apps=7").parameters.count("apps"), 7);
    assert_eq!(spec("impossible-travel@2026-03-19T15:00:00Z").kind.name, "impossible-travel");
    for (text, said) in [
        ("teleport", "no attack is called `teleport`; there are"),
        ("impossible-travel@noon", "neither a time in RFC 3339 nor an offset"),
        ("impossible-travel,distance=9", "no parameter `distance`; there are"),
        ("impossible-travel,apps=many", "`apps` is a number from 0 to 40"),
        ("impossible-travel,gap=2d", "`gap` is a duration of at most 86400s"),
        ("impossible-travel,network=moon", "`network` can be residential"),
        ("impossible-travel,apps", "`apps` is a number"),
    ] {
        let mistake = text.parse::<AttackSpec>().unwrap_err().to_string();
        assert!(mistake.contains(said), "{mistake}");
    }
}

#[test]
fn every_default_is_one_that_may_be_said() {
    for kind in kinds() {
        let all: Vec<String> = kind
            .parameters
            .iter()
            .map(|parameter| format!(",{}={}", parameter.name, parameter.default))
            .collect();
        spec(&format!("{}{}", kind.name, all.concat()));
    }
}

#[tokio::test(start_paused = true)]
async fn an_attack_is_in_the_log_with_its_labels_and_the_truth_is_not() {
    let mock =
        org().clock(Clock::auto(now())).attacks([spec("impossible-travel@-30m")]).start().unwrap();
    let labels = mock.labels();
    assert!(labels.len() > 20, "{}", labels.len());
    let visible = Position::after(now() + Duration::from_hours(1));
    let log: Vec<Value> = mock
        .log()
        .range(..=visible)
        .map(|record| serde_json::from_slice(&record.raw).unwrap())
        .collect();
    for label in &labels {
        let event = log.iter().find(|event| event["uuid"] == label.uuid.as_str());
        let event = event.unwrap_or_else(|| panic!("{label:?}"));
        assert_eq!(event["published"], label.published.as_str());
        assert!(!event.to_string().contains("impossible"), "{event}");
    }
    // The attacker's sign-in is as new as it can be, and the victim's is not.
    let starts: Vec<&Value> = log
        .iter()
        .filter(|event| event["eventType"] == "user.session.start")
        .filter(|event| labels.iter().any(|label| event["uuid"] == label.uuid.as_str()))
        .collect();
    let [victim, attacker] = starts[..] else { panic!("{}", starts.len()) };
    assert_eq!(victim["actor"], attacker["actor"]);
    let behaviors = |event: &Value| {
        event["debugContext"]["debugData"]["behaviors"].as_str().unwrap().to_owned()
    };
    assert!(!behaviors(victim).contains("New Country=POSITIVE"), "{}", behaviors(victim));
    assert!(!behaviors(attacker).contains("NEGATIVE"), "{}", behaviors(attacker));
    let risk = attacker["debugContext"]["debugData"]["risk"].as_str().unwrap();
    assert!(risk.starts_with("{reasons=Anomalous Geo-Distance") && risk.contains("level=HIGH"));
}

#[tokio::test(start_paused = true)]
async fn an_attack_can_begin_and_end_while_the_org_runs() {
    let mock = org().clock(Clock::auto(now())).start().unwrap();
    let instance = mock.begin_attack(&spec("impossible-travel@0s")).unwrap().instance;
    assert_eq!(instance, "impossible-travel-1");
    let all = mock.labels().len();
    mock.clock().sleep(Duration::from_mins(5)).await;
    assert!(mock.end_attack(&instance));
    let left = mock.labels().len();
    assert!(0 < left && left < all, "{left} of {all}");
    assert!(!mock.end_attack("impossible-travel-2"));
}
