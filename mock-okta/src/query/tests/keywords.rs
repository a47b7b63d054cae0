//! `q` (facts 2.3).

use serde_json::{Value, json};

use crate::query::KeywordError;
use crate::query::keywords::Keywords;
use crate::testing::{get, org};

fn matches(q: &str, event: &Value) -> bool {
    Keywords::parse(q).unwrap().matches(event)
}

#[test]
fn every_keyword_is_a_whole_word_of_some_value_in_any_case() {
    let event = json!({
        "eventType": "user.session.start",
        "actor": {"displayName": "Jane  van Doe", "id": "XOxBw-2JIRnCFd0gG0GjHAAABjY"},
        "client": {"geographicalContext": {"city": "San Francisco", "postalCode": null}},
        "securityContext": {"asNumber": 15169, "isProxy": true},
        "target": [{"displayName": "Ärzte-Straße"}, {"displayName": "O'Neil\tJr"}],
        "transaction": {"id": "--"},
    });
    for (q, expected) in [
        ("jane", true),
        ("JANE DOE", true),
        ("doe  jane", true),
        ("jane smith", false),
        // One value may meet one keyword, another the other.
        ("francisco doe", true),
        // Whole words only, and words are not cut at dots.
        ("jan", false),
        ("ja*", false),
        ("user.session.start", true),
        ("session", false),
        // Hyphens.
        ("XOxBw", true),
        ("2jirncfd0gg0gjhaaabjy", true),
        ("XOxBw-2JIRnCFd0gG0GjHAAABjY", true),
        ("XOxBw-", false),
        ("ärzte", true),
        ("ÄRZTE-STRASSE", false),
        ("STRAßE", true),
        ("--", true),
        ("-", false),
        // Whatever kind of value it is, but for null; and no names of attributes.
        ("15169", true),
        ("true", true),
        ("null", false),
        ("displayName", false),
        ("jr", true),
        // Nothing asks for nothing.
        ("", true),
        ("   ", true),
    ] {
        assert_eq!(matches(q, &event), expected, "{q}");
    }
}

#[test]
fn keywords_have_limits_in_characters() {
    let forty = "é".repeat(40);
    for (q, expected) in [
        (forty.clone(), Ok(())),
        ([forty.as_str(); 10].join(" "), Ok(())),
        (format!("{forty}é"), Err(KeywordError::TooLong)),
        (format!("a {forty}- b"), Err(KeywordError::TooLong)),
        (["a"; 11].join(" "), Err(KeywordError::TooMany)),
    ] {
        assert_eq!(Keywords::parse(&q).map(|_| ()), expected, "{q}");
    }
}

#[tokio::test(start_paused = true)]
async fn too_much_is_refused_in_okta_s_words() {
    let mock = org().start().unwrap();
    // What is counted is what was meant, not its encoding: 40 characters of 6 bytes.
    let encoded = "%C3%A9".repeat(40);
    assert_eq!(get(&mock, &format!("/api/v1/logs?q={encoded}")).await.text(), "[]");
    for (q, summary) in [
        (
            format!("{encoded}%C3%A9"),
            "Api validation failed: 'q': Freeform search cannot contain items longer than 40 \
             characters. Please shorten the items in your search or use an advanced filter to \
             query by specific fields.",
        ),
        (
            ["a"; 11].join("+"),
            "Api validation failed: 'q': Freeform search cannot contain more than 10 items. \
             Please reduce the number of items in your search or use an advanced filter to query \
             by specific fields.",
        ),
    ] {
        let answer = get(&mock, &format!("/api/v1/logs?q={q}")).await;
        let body = answer.json();
        assert_eq!(answer.status, 400, "{q}");
        assert_eq!(body["errorCode"], "E0000001", "{q}");
        assert_eq!(body["errorSummary"], summary, "{q}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_q_asks_for_everything() {
    let mock = org().start().unwrap();
    let all = get(&mock, "/api/v1/logs?limit=50").await.events();
    for q in ["q=", "q=+", "filter="] {
        assert!(get(&mock, &format!("/api/v1/logs?limit=50&{q}")).await.events() == all, "{q}");
    }
}
