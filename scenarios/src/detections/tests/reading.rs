//! Raw records as events: paths, forms and what is missing.

use serde_json::{Value, json};

use super::super::{Event, Unusable};
use super::sketch::sketch;

fn event(path: &str, value: Value) -> Event {
    Event::from_value(&sketch("user.session.start", 0).set(path, value).record(0)).unwrap()
}

#[test]
fn a_record_needs_three_things() {
    let without = |key: &str| {
        let mut record = sketch("user.session.start", 0).record(0);
        record[key] = Value::Null;
        Event::from_value(&record).unwrap_err()
    };
    assert_eq!(without("published"), Unusable::NoPublished);
    assert_eq!(without("uuid"), Unusable::NoUuid);
    assert_eq!(without("eventType"), Unusable::NoEventType);
    for bytes in [&b""[..], b"{", b"\xff", b"{}{}"] {
        assert_eq!(Event::read(bytes).unwrap_err(), Unusable::NotJson);
    }
    for bytes in [&b"null"[..], b"[1]", b"\"published\"", b"{\"published\":17}"] {
        assert_eq!(Event::read(bytes).unwrap_err(), Unusable::NoPublished);
    }
    assert_eq!(Unusable::NoUuid.to_string(), "no `uuid`");
}

#[test]
fn what_is_absent_is_absent_in_every_form() {
    let session = "authenticationContext.externalSessionId";
    for (path, value, expected) in [
        (session, json!("idx7"), Some("idx7")),
        (session, json!("unknown"), None),
        (session, json!(""), None),
        (session, json!("null"), None),
        (session, json!({}), None),
        (session, json!(7), Some("7")),
    ] {
        assert_eq!(event(path, value.clone()).session.as_deref(), expected, "{value}");
    }
    let token = "debugContext.debugData.dtHash";
    for (value, expected) in [(json!("-"), None), (json!("ab"), Some("ab")), (json!([]), None)] {
        let event = event(token, value.clone());
        assert_eq!(event.debug("dtHash").map(|it| &**it), expected, "{value}");
    }
    // But an actor may be called so.
    assert_eq!(event("actor.id", json!("unknown")).actor.id.as_deref(), Some("unknown"));
}

#[test]
fn structures_that_are_something_else_have_nothing_in_them() {
    for path in [
        "actor",
        "client",
        "client.userAgent",
        "client.geographicalContext",
        "securityContext",
        "authenticationContext",
        "debugContext",
        "debugContext.debugData",
        "outcome",
        "target",
    ] {
        for value in
            [json!(null), json!(1), json!("text"), json!([1, null, "x", [], {}]), json!({})]
        {
            let event = event(path, value);
            assert!(event.is("user.session.start"), "{path}");
        }
    }
    assert_eq!(event("target", json!([null, 3, {"type": "User"}])).targets_of("User").count(), 1);
}

#[test]
fn a_proxy_is_a_boolean_or_its_text() {
    for (value, expected) in [
        (json!(true), true),
        (json!("true"), true),
        (json!("True"), true),
        (json!(false), false),
        (json!("false"), false),
        (json!(1), false),
        (json!("yes"), false),
        (json!(null), false),
    ] {
        let proxy = event("securityContext.isProxy", value.clone()).network.proxy;
        assert_eq!(proxy, expected, "{value}");
    }
}

#[test]
fn behaviors_are_read_from_both_places() {
    let text = "{New Geo-Location=NEGATIVE, New Device=POSITIVE, Velocity=}";
    let event = event(
        "debugContext.debugData",
        json!({
            "behaviors": text,
            "logOnlySecurityData":
                r#"{"risk":{"level":"LOW"},"behaviors":{"New IP":"POSITIVE","Velocity":null}}"#,
        }),
    );
    let behaviors = &event.behaviors;
    let parsed: Vec<_> = behaviors.parsed.iter().map(|(name, it)| (&**name, &**it)).collect();
    assert_eq!(parsed, [("New Device", "POSITIVE"), ("New Geo-Location", "NEGATIVE")]);
    assert_eq!(behaviors.log_only.len(), 1);
    for (name, said, logged) in [
        ("New Device", true, false),
        ("New Geo-Location", false, false),
        ("New IP", false, true),
        ("Velocity", false, false),
    ] {
        assert_eq!(behaviors.says_positive(name), said, "{name}");
        assert_eq!(behaviors.log_only_positive(name), logged, "{name}");
    }
}

#[test]
fn text_that_should_be_json_may_be_anything() {
    for value in [json!("{"), json!(""), json!("[1]"), json!(7), json!("{\"behaviors\":3}")] {
        let event = event(
            "debugContext.debugData",
            json!({
                "logOnlySecurityData": value,
                "tunnels": value,
            }),
        );
        assert!(event.behaviors.log_only.is_empty() && !event.network.vpn, "{value}");
    }
}

#[test]
fn the_same_fact_in_the_same_place_makes_the_same_event() {
    // Order of keys is no difference, and events are ordered by their instant first.
    let record = sketch("user.session.start", 0).record(5);
    let mut keys: Vec<_> = record.as_object().unwrap().clone().into_iter().collect();
    keys.reverse();
    let reversed = Value::Object(keys.into_iter().collect());
    assert_eq!(Event::from_value(&record), Event::from_value(&reversed));
    let later = Event::from_value(&sketch("a", 1).record(0)).unwrap();
    assert!(Event::from_value(&record).unwrap() < later);
}
