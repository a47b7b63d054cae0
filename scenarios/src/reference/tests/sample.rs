use uuid::Uuid;

use super::super::digest::EVENT_NAMESPACE;
use super::super::{Rules, Text, same};
use super::{Json, json, published};

const SOURCE: &str = include_str!("sample_source.json");
const OUTPUT: &str = include_str!("sample_output.json");

/// `json` with another value at a top-level key.
fn with(json: Json, key: &str, value: &str) -> Json {
    let Json::Object(mut members) = json else { panic!("not an object") };
    let member = members.iter_mut().find(|(name, _)| name == key).expect("the key");
    member.1 = Json::from(value);
    Json::Object(members)
}

#[test]
fn the_seeds_sample_gives_the_seeds_output() {
    // The only differences are the two identifiers whose sample values are placeholders.
    let output = published(SOURCE, &Rules::seed("customer-domain-001"));
    let expected = with(json(OUTPUT), "event_id", "f46dc3d9-20e8-5187-80ed-a0d84f6efaba");
    let expected = with(expected, "tuid", "tuid-fc5bc97d2d3de4e61b8c2c27c0f5c019");
    same(&output, &expected).unwrap();
}

#[test]
fn the_schema_does_not_depend_on_the_event() {
    // Every key is always present, in the same order, whatever the source has.
    let bare =
        r#"{"eventType":"security.threat.detected","uuid":"u","published":"2026-03-15 14:32:18z"}"#;
    let bare = published(bare, &Rules::seed("d")).to_text();
    let expected = r#"{"event_id":"aba59001-357d-5c4b-a9ff-d117811c97d8","event_type":"ALERT","source":"OKTA","signal_type":"CORE_IAM","domain_id":"d","tuid":null,"timestamp":"2026-03-15T14:32:18.000Z","payload":{"event_id":"u","user":null,"action":"security.threat.detected","outcome":null,"target_app":null,"ip_address":null,"city":null,"country":null,"device":null,"browser":null,"os":null,"mfa_method":null},"raw_metadata":{"platform_event_id":"u","event_type":"security.threat.detected","actor_id":null,"actor_email":null,"actor_display_name":null,"outcome":null,"client_ip":null,"client_user_agent":null,"client_device":null,"geo_city":null,"geo_state":null,"geo_country":null,"geo_lat":null,"geo_lon":null,"authentication_provider":null,"credential_type":null,"external_session_id":null,"target_id":null,"target_type":null,"target_display_name":null,"security_as_org":null,"security_is_proxy":null,"created_at":"2026-03-15T14:32:18.000Z","source_platform":"okta"},"platform_event_id":"u","platform_event_source":"OKTA_SYSTEM_LOG_API"}"#;
    assert_eq!(bare, expected);
}

#[test]
fn identifiers_are_derived_from_domain_and_source() {
    // Pinned values, computed elsewhere; the namespace is itself a derived UUID.
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:okta-connector:event");
    assert_eq!(EVENT_NAMESPACE, namespace);
    let cases = [
        // the decoded text counts, not its spelling
        (r#""u-1""#, "23332ba1-5e5e-5564-a042-76fe097f029d"),
        (r#""\u0075-1""#, "23332ba1-5e5e-5564-a042-76fe097f029d"),
        // any non-empty string will do, even one that elsewhere means null
        (r#""null""#, "d7c6b294-790e-52d8-8d63-f5ee600ddbed"),
    ];
    for (uuid, event_id) in cases {
        let record = super::record(&format!(r#""uuid":{uuid}"#));
        let output = published(&record, &Rules::seed("d"));
        assert_eq!(output.member("event_id"), Some(&Json::from(event_id)), "{uuid}");
        for path in ["payload.event_id", "raw_metadata.platform_event_id", "platform_event_id"] {
            assert_eq!(output.at(path), Some(&json(uuid)), "{path}");
        }
    }
}

#[test]
fn identifiers_of_lone_surrogates_are_distinct() {
    // WTF-8 under the hash: another lone surrogate is another event.
    let id =
        |unit| super::super::digest::event_id("customer-domain-001", &Text::from_units(vec![unit]));
    assert_eq!(id(0xd800).to_string(), "a7980491-da3a-56cd-94e0-58f1ca4dafc2");
    assert_ne!(id(0xd800), id(0xd801));
}
