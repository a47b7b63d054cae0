use serde_json::{Value, json};

use super::event::EVENT_NAMESPACE;
use super::{Attribution, Exclusion, Normalized, Normalizer, Outcome, PublishedAt, Rules};
use crate::decode::{Kind, Reason};

/// A sign-in with everything that the mapping reads.
fn event() -> Value {
    json!({
        "actor": {"id": "00u1", "type": "User", "alternateId": "jane@acme.test", "displayName": "Jane"},
        "client": {
            "userAgent": {"rawUserAgent": "UA", "os": "Windows 10", "browser": "CHROME"},
            "zone": "null", "device": "Computer", "id": null, "ipAddress": "198.51.100.42",
            "geographicalContext": {"city": "Köln", "state": "NRW", "country": "Germany",
                "postalCode": "50667", "geolocation": {"lat": 50.94, "lon": 7}},
        },
        "authenticationContext": {"authenticationProvider": "FACTOR_PROVIDER",
            "credentialType": "OTP", "externalSessionId": "102abc"},
        "eventType": "user.authentication.auth_via_mfa",
        "outcome": {"result": "SUCCESS", "reason": null},
        "published": "2026-03-15T14:32:18.000Z",
        "securityContext": {"asOrg": "AT&T", "isProxy": false},
        "debugContext": {"debugData": {"factor": "OKTA_VERIFY_PUSH"}},
        "uuid": "f4d7e3c2",
        "request": {"ipChain": [{"ip": "203.0.113.9"}, {"ip": "203.0.113.10"}]},
        "target": [{"id": "0oa1", "type": "AppInstance", "alternateId": "Salesforce", "displayName": "SF"}],
    })
}

/// What becomes of `event()` after `change`.
fn outcome(change: impl FnOnce(&mut Value)) -> Result<Value, Outcome> {
    let mut event = event();
    change(&mut event);
    normalized(&event.to_string(), &Rules::new("acme"))
}

fn normalized(text: &str, rules: &Rules) -> Result<Value, Outcome> {
    let mut out = Normalized::default();
    match Normalizer::new(rules.clone()).record(text.as_bytes(), &mut out) {
        Outcome::Published => Ok(serde_json::from_slice(&out.bytes).unwrap()),
        other => {
            assert!(out.bytes.is_empty());
            Err(other)
        }
    }
}

#[test]
fn keys_come_in_the_order_of_the_schema_and_all_of_them() {
    // The keys of the customer's sample, in its order; normalization section 2.
    let event = outcome(|_| {}).unwrap();
    let keys =
        |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        keys(&event),
        "event_id event_type source signal_type domain_id tuid timestamp payload raw_metadata \
         platform_event_id platform_event_source"
    );
    assert_eq!(
        keys(&event["payload"]),
        "event_id user action outcome target_app ip_address city country device browser os mfa_method"
    );
    assert_eq!(
        keys(&event["raw_metadata"]),
        "platform_event_id event_type actor_id actor_email actor_display_name outcome client_ip \
         client_user_agent client_device geo_city geo_state geo_country geo_lat geo_lon \
         authentication_provider credential_type external_session_id target_id target_type \
         target_display_name security_as_org security_is_proxy created_at source_platform"
    );
    let bare = normalized(
        r#"{"eventType":"security.request.blocked","uuid":"u","published":"2026-01-01T00:00:00Z"}"#,
        &Rules::new("acme"),
    )
    .unwrap();
    assert_eq!(keys(&bare["payload"]), keys(&event["payload"]));
    assert_eq!(keys(&bare["raw_metadata"]), keys(&event["raw_metadata"]));
    assert!(bare["tuid"].is_null() && bare["payload"]["user"].is_null());
}

#[test]
fn the_event_id_is_derived_from_domain_and_source_id_alone() {
    let url = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, b"urn:okta-connector:event");
    assert_eq!(EVENT_NAMESPACE, url);
    let id = |change: fn(&mut Value)| outcome(change).unwrap()["event_id"].clone();
    let expected = uuid::Uuid::new_v5(&EVENT_NAMESPACE, b"acme\nf4d7e3c2").to_string();
    assert_eq!(id(|_| {}), expected);
    assert_eq!(id(|event| event["outcome"]["result"] = "FAILURE".into()), expected);
    assert_ne!(id(|event| event["uuid"] = "F4D7E3C2".into()), expected);
}

#[test]
fn null_rules() {
    // JSON null, a missing key and two strings say that there is nothing; `unknown` is a value.
    for nothing in [json!(null), json!("null"), json!("")] {
        let event = outcome(|event| event["client"]["device"] = nothing.clone()).unwrap();
        assert!(event["payload"]["device"].is_null(), "{nothing}");
    }
    let escaped = event().to_string().replace("\"Computer\"", "\"\\u006eull\"");
    assert!(normalized(&escaped, &Rules::new("acme")).unwrap()["payload"]["device"].is_null());
    for value in ["unknown", "NULL", "None", " "] {
        let event = outcome(|event| event["client"]["device"] = value.into()).unwrap();
        assert_eq!(event["payload"]["device"], value);
    }
}

#[test]
fn unexpected_types_give_text_or_null_and_are_counted() {
    let mut out = Normalized::default();
    let mut event = event();
    event["client"]["device"] = json!(7);
    event["client"]["userAgent"]["os"] = json!(true);
    event["client"]["userAgent"]["browser"] = json!(["CHROME"]);
    event["client"]["geographicalContext"]["geolocation"] = json!({"lat": "50.94", "lon": null});
    event["securityContext"]["isProxy"] = "TRUE".into();
    event["debugContext"] = json!([]);
    event["authenticationContext"]["credentialType"] = json!(null);
    let text = event.to_string();
    Normalizer::new(Rules::new("acme")).record(text.as_bytes(), &mut out);
    let event: Value = serde_json::from_slice(&out.bytes).unwrap();
    assert_eq!(event["payload"]["device"], "7");
    assert_eq!(event["payload"]["os"], "true");
    assert!(event["payload"]["browser"].is_null());
    assert!(event["raw_metadata"]["geo_lat"].is_null());
    assert_eq!(event["raw_metadata"]["security_is_proxy"], true);
    let drift: Vec<_> =
        out.drift.counts().map(|((path, kind), count)| (path, kind, count)).collect();
    assert_eq!(
        drift,
        [
            ("client.device", Kind::Number, 1),
            ("client.geographicalContext.geolocation.lat", Kind::String, 1),
            ("client.userAgent.browser", Kind::Array, 1),
            ("client.userAgent.os", Kind::Boolean, 1),
            ("debugContext", Kind::Array, 1),
            ("securityContext.isProxy", Kind::String, 1),
        ]
    );
}

#[test]
fn the_person_is_the_actor_else_the_first_user_target_else_nobody() {
    let system = json!({"id": "sp1", "type": "SystemPrincipal", "alternateId": "system@okta.com"});
    let targets = json!([
        {"id": "0oa1", "type": "AppInstance", "alternateId": "app"},
        {"id": "00u2", "type": "User", "alternateId": "ann@acme.test"},
        {"id": "00u3", "type": "User", "alternateId": "bob@acme.test"},
    ]);
    let with = |actor: Value, targets: Value| {
        outcome(|event| {
            event["actor"] = actor;
            event["target"] = targets;
        })
    };
    let event = with(system.clone(), targets.clone()).unwrap();
    assert_eq!(event["payload"]["user"], "ann@acme.test");
    assert_eq!(event["raw_metadata"]["actor_email"], "system@okta.com");
    let tuid = event["tuid"].as_str().unwrap().to_owned();
    assert!(tuid.starts_with("tuid-") && tuid.len() == 5 + 32, "{tuid}");

    // The type of an actor ignores case, that of a target does not.
    let user = json!({"id": "00u2", "type": "USER", "alternateId": "x"});
    assert_eq!(with(user, targets).unwrap()["tuid"], tuid.as_str());
    let lower = json!([{"id": "00u2", "type": "user"}]);
    let nobody = Err(Outcome::Excluded(Exclusion::NotAttributable));
    assert_eq!(with(system.clone(), lower), nobody);
    assert_eq!(with(system, json!(null)), nobody);
    assert_eq!(with(json!(null), json!([])), nobody);

    // A name that does not exist has no id, and keeps what was typed.
    for id in [json!("unknown"), json!("Unknown"), json!(null), json!("null"), json!("")] {
        let typed = json!({"id": id, "type": "User", "alternateId": "Summer2026!"});
        let event = with(typed, json!(null)).unwrap();
        assert!(event["tuid"].is_null());
        assert_eq!(event["payload"]["user"], "Summer2026!");
    }
}

#[test]
fn attribution_can_be_restricted_to_the_actor() {
    let mut rules = Rules::new("acme");
    rules.attribution = Attribution::Actor;
    let mut event = event();
    event["actor"] = json!({"id": "sp1", "type": "SystemPrincipal"});
    event["target"] = json!([{"id": "00u2", "type": "User"}]);
    let nobody = Err(Outcome::Excluded(Exclusion::NotAttributable));
    assert_eq!(normalized(&event.to_string(), &rules), nobody);
    // Alerts are ingested whoever they name.
    event["eventType"] = "security.threat.detected".into();
    assert!(normalized(&event.to_string(), &rules).unwrap()["payload"]["user"].is_null());
}

#[test]
fn the_primary_target_is_found_by_type() {
    let primary = |event_type: &str, targets: Value| {
        let event = outcome(|event| {
            event["eventType"] = event_type.into();
            event["target"] = targets;
        });
        event.unwrap()["raw_metadata"]["target_id"].clone()
    };
    let user = |id: &str| json!({"id": id, "type": "User"});
    let app = json!({"id": "app", "type": "AppInstance"});
    let group = json!({"id": "group", "type": "UserGroup"});
    let other = json!({"id": "other", "type": "PolicyEntity"});
    let admin = "group.user_membership.add";
    let auth = "user.session.start";
    // 00u1 is the actor.
    assert_eq!(primary(admin, json!([group, app, user("00u1"), user("00u2")])), "00u2");
    assert_eq!(primary(admin, json!([group, app, user("00u1")])), "app");
    assert_eq!(primary(admin, json!([user("00u1"), group])), "group");
    assert_eq!(primary(admin, json!([user("00u1"), other])), "other");
    assert_eq!(primary(admin, json!([user("00u1")])), "00u1");
    assert_eq!(primary(auth, json!([user("00u2"), group, app])), "app");
    assert_eq!(primary(auth, json!([user("00u1"), user("00u2")])), "00u2");
    assert!(primary(auth, json!([])).is_null());
}

#[test]
fn the_application_is_an_instance_before_it_is_an_app_user() {
    let app = |targets: Value| {
        outcome(|event| event["target"] = targets).unwrap()["payload"]["target_app"].clone()
    };
    let instance = json!({"id": "1", "type": "AppInstance", "displayName": "Instance"});
    let nameless = json!({"id": "2", "type": "AppInstance", "displayName": null});
    let user = json!({"id": "3", "type": "AppUser", "displayName": "AppUser"});
    assert_eq!(app(json!([user, instance])), "Instance");
    assert_eq!(app(json!([user])), "AppUser");
    assert!(app(json!([nameless, instance])).is_null(), "the first of its type decides");
    assert!(app(json!(null)).is_null());
}

#[test]
fn what_the_client_does_not_say_others_do() {
    let event = outcome(|event| event["client"]["ipAddress"] = json!(null)).unwrap();
    assert_eq!(event["payload"]["ip_address"], "203.0.113.9");
    assert_eq!(event["raw_metadata"]["client_ip"], "203.0.113.9");

    let nothing =
        |event: &mut Value| event["authenticationContext"]["credentialType"] = json!(null);
    let event = outcome(nothing).unwrap();
    assert_eq!(event["payload"]["mfa_method"], "OKTA_VERIFY_PUSH");
    assert!(event["raw_metadata"]["credential_type"].is_null());
    let event = outcome(|event| {
        nothing(event);
        event["eventType"] = "user.session.start".into();
    });
    assert!(event.unwrap()["payload"]["mfa_method"].is_null(), "no event about factors");
}

#[test]
fn rejects_are_decided_in_order() {
    // json, not_an_object, eventType, (catalogue), uuid, published.
    let rules = Rules::new("acme");
    let reject = |text: &str| match normalized(text, &rules) {
        Err(Outcome::Rejected(reason)) => reason.name(),
        Err(Outcome::Excluded(reason)) => reason.name(),
        other => panic!("{text}: {other:?}"),
    };
    for (text, reason) in [
        ("{", "json"),
        ("[]", "not_an_object"),
        ("{}", "eventType"),
        (r#"{"eventType":"","uuid":""}"#, "eventType"),
        (r#"{"eventType":7}"#, "eventType"),
        (r#"{"eventType":"policy.lifecycle.update"}"#, "not_in_catalogue"),
        (r#"{"eventType":"user.session.end"}"#, "uuid"),
        (r#"{"eventType":"user.session.end","uuid":7}"#, "uuid"),
        (r#"{"eventType":"user.session.end","uuid":"u"}"#, "published"),
        (r#"{"eventType":"user.session.end","uuid":"u","published":"redacted"}"#, "published"),
        (
            r#"{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z"}"#,
            "not_attributable",
        ),
    ] {
        assert_eq!(reject(text), reason, "{text}");
    }
}

#[test]
fn times_of_every_precision_and_zone_become_milliseconds_in_utc() {
    for (text, expected) in [
        ("2026-03-15T14:32:18.000Z", Some("2026-03-15T14:32:18.000Z")),
        ("2026-03-15t14:32:18z", Some("2026-03-15T14:32:18.000Z")),
        ("2026-03-15 14:32:18.1Z", Some("2026-03-15T14:32:18.100Z")),
        ("2026-03-15T14:32:18.123999999Z", Some("2026-03-15T14:32:18.123Z")),
        ("2026-03-15T14:32:18+0000", Some("2026-03-15T14:32:18.000Z")),
        ("2024-03-01T00:30:00+01:00", Some("2024-02-29T23:30:00.000Z")),
        ("2023-12-31T23:30:00-23:59", Some("2024-01-01T23:29:00.000Z")),
        ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00.000Z")),
        ("0000-12-31T23:30:00-01:00", Some("0001-01-01T00:30:00.000Z")),
        ("9999-12-31T23:59:59.999Z", Some("9999-12-31T23:59:59.999Z")),
        ("9999-12-31T23:59:59-00:01", None),
        ("0001-01-01T00:00:00+00:01", None),
        ("2017-09-31T22:23:07.777Z", None),
        ("2023-02-29T00:00:00Z", None),
        ("1900-02-29T00:00:00Z", None),
        ("2000-02-29T00:00:00Z", Some("2000-02-29T00:00:00.000Z")),
        ("2026-13-01T00:00:00Z", None),
        ("2026-00-01T00:00:00Z", None),
        ("2026-01-01T24:00:00Z", None),
        ("2026-01-01T00:60:00Z", None),
        ("2026-01-01T00:00:60Z", None),
        ("2026-01-01T00:00:00", None),
        ("2026-01-01T00:00:00.Z", None),
        ("2026-01-01T00:00:00+24:00", None),
        ("2026-01-01T00:00:00+01", None),
        ("2026-01-01T00:00:00Z ", None),
        ("2026-1-01T00:00:00Z", None),
        ("２026-01-01T00:00:00Z", None),
        ("", None),
    ] {
        let read = PublishedAt::parse(text.as_bytes()).map(|at| at.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    }
}

#[test]
fn printing_is_the_inverse_of_reading() {
    // The first of every month of 800 years: both leap rules, and the ends of the range.
    for year in
        (1..=9_999).filter(|year| *year < 401 || (1_800..2_200).contains(year) || *year == 9_999)
    {
        for month in 1..=12 {
            let text = format!("{year:04}-{month:02}-01T12:34:56.789Z");
            assert_eq!(PublishedAt::parse(text.as_bytes()).unwrap().to_string(), text);
        }
    }
    let at = |text: &str| PublishedAt::parse(text.as_bytes()).unwrap().as_millis();
    assert_eq!(at("1970-01-01T00:00:00Z"), 0);
    assert_eq!(at("2026-03-15T14:32:18Z"), 1_773_585_138_000);
}

#[test]
fn strings_come_out_as_they_went_in() {
    let names = [
        r#""plain""#.to_owned(),
        r#""\"quoted\\\" \/ \b\f\n\r\t""#.to_owned(),
        r#""\ud83d\ude00 \u00e9 é 😀""#.to_owned(),
        r#""lone \ud800 surrogate""#.to_owned(),
        format!("\"{}\"", "x".repeat(100_000)),
    ];
    for name in names {
        let text = event().to_string().replace("\"jane@acme.test\"", &name);
        let mut out = Normalized::default();
        Normalizer::new(Rules::new("acme")).record(text.as_bytes(), &mut out);
        let line = String::from_utf8(out.bytes).unwrap();
        assert!(line.contains(&format!("\"user\":{name},")), "{name:.80}");
    }
    // Numbers are copied as written.
    let text = event().to_string().replace("50.94", "5.094E1");
    let mut out = Normalized::default();
    Normalizer::new(Rules::new("acme")).record(text.as_bytes(), &mut out);
    assert!(String::from_utf8(out.bytes).unwrap().contains("\"geo_lat\":5.094E1,"));
}

#[test]
fn every_element_of_a_page_ends_in_exactly_one_place() {
    let good = event().to_string();
    let body = format!("[{good},{{\"eventType\":\"x\"}},{{bad}},7,{good}]");
    let mut out = Normalized::default();
    Normalizer::new(Rules::new("acme")).page(body.as_bytes(), &mut out);
    assert_eq!(out.events.len(), 2);
    assert_eq!(out.excluded.of("x").not_in_catalogue, 1);
    let rejects: Vec<_> =
        out.rejects.iter().map(|one| (one.index, one.reason, &*one.raw)).collect();
    assert_eq!(rejects, [(2, Reason::Json, &b"{bad}"[..]), (3, Reason::NotAnObject, b"7")]);
    for span in &out.events {
        let line: Value = serde_json::from_slice(&out.bytes[span.line.clone()]).unwrap();
        assert_eq!(line["event_id"], span.event_id.to_string());
        assert_eq!(out.bytes[span.line.end], b'\n');
    }
    out.clear();
    assert!(out.bytes.is_empty() && out.events.is_empty() && out.excluded_total() == 0);
}

#[test]
fn the_domain_id_is_escaped_like_any_text() {
    let rules = Rules::new("a\"b\\c");
    assert_eq!(normalized(&event().to_string(), &rules).unwrap()["domain_id"], "a\"b\\c");
}
