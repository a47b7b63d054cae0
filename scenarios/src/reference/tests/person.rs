use super::super::digest::{hex, hmac_sha256};
use super::super::{Attribution, Identities, Rules, Text, UnknownNames};
use super::{fate, output_at, record};

/// The derived form of these ids in domain `d`, computed elsewhere.
const TUID_00U1: &str = "\"tuid-dad1a311f3232717d19d2b13de76231f\"";
const TUID_00U9: &str = "\"tuid-40e0a8d21ef02cbf8f8aba090d2bbbba\"";
const TUID_5: &str = "\"tuid-99b98d2d962aedd3dfee672fb2d930fa\"";
const TUID_NULL_UPPER: &str = "\"tuid-8532463514514917843f9336069975da\"";

const TARGET_USER: &str = r#"{"id":"00u9","type":"User","alternateId":"bob@acme.com"}"#;

#[test]
fn the_person_is_the_actor_then_a_target_then_nobody() {
    // Rules 1 to 4, with the case rules of types and ids.
    let cases = [
        // 1: a user with an id
        (r#"{"id":"00u1","type":"User","alternateId":"jane"}"#, "\"jane\"", TUID_00U1),
        (r#"{"id":"00u1","type":"uSER","alternateId":null}"#, "null", TUID_00U1),
        (r#"{"id":"00u1","type":"User","alternateId":"unknown"}"#, "\"unknown\"", TUID_00U1),
        (r#"{"id":5,"type":"User","alternateId":"jane"}"#, "\"jane\"", TUID_5),
        (r#"{"id":"NULL","type":"User","alternateId":"jane"}"#, "\"jane\"", TUID_NULL_UPPER),
        // 2: a user without one stays the person
        (r#"{"id":"unknown","type":"User","alternateId":"typed"}"#, "\"typed\"", "null"),
        (r#"{"id":"UnKnown","type":"User","alternateId":"typed"}"#, "\"typed\"", "null"),
        (r#"{"id":"null","type":"User","alternateId":"typed"}"#, "\"typed\"", "null"),
        (r#"{"id":"","type":"User","alternateId":"typed"}"#, "\"typed\"", "null"),
        (r#"{"id":null,"type":"user","alternateId":""}"#, "null", "null"),
        (r#"{"id":["00u1"],"type":"User","alternateId":"typed"}"#, "\"typed\"", "null"),
        (r#"{"type":"User"}"#, "null", "null"),
        // 3: else the first user among the targets
        (r#"{"id":"spr","type":"SystemPrincipal"}"#, "\"bob@acme.com\"", TUID_00U9),
        (r#"{"id":"spr","type":"User "}"#, "\"bob@acme.com\"", TUID_00U9),
        ("null", "\"bob@acme.com\"", TUID_00U9),
        ("[]", "\"bob@acme.com\"", TUID_00U9),
    ];
    for (actor, user, tuid) in cases {
        let target = format!(r#""target":[null,{{"type":"user"}},{TARGET_USER}]"#);
        let record = record(&format!(r#""actor":{actor},{target}"#));
        let rules = Rules::seed("d");
        assert_eq!(output_at("payload.user", &record, &rules), user, "{actor}");
        assert_eq!(output_at("tuid", &record, &rules), tuid, "{actor}");
    }
}

#[test]
fn the_actor_stays_as_it_is_in_raw_metadata() {
    // Also when a target is the person; "unknown" passes.
    let record = record(&format!(
        r#""actor":{{"id":"unknown","type":"IP address","alternateId":"unknown","displayName":"Sys"}},"target":[{TARGET_USER}]"#
    ));
    for (path, expected) in [
        ("payload.user", "\"bob@acme.com\""),
        ("raw_metadata.actor_id", "\"unknown\""),
        ("raw_metadata.actor_email", "\"unknown\""),
        ("raw_metadata.actor_display_name", "\"Sys\""),
    ] {
        assert_eq!(output_at(path, &record, &Rules::seed("d")), expected, "{path}");
    }
}

#[test]
fn a_target_without_an_id_is_a_person_without_a_tuid() {
    // The first user decides, usable or not.
    let record = record(
        r#""actor":null,"target":[{"id":"unknown","type":"User","alternateId":"bob"},{"id":"00u9","type":"User"}]"#,
    );
    assert_eq!(output_at("payload.user", &record, &Rules::seed("d")), "\"bob\"");
    assert_eq!(output_at("tuid", &record, &Rules::seed("d")), "null");
}

#[test]
fn only_alerts_may_be_about_nobody() {
    // A target counts only by its exact type, and only when attribution looks at targets.
    let narrow = Rules { attribution: Attribution::Actor, ..Rules::seed("d") };
    let system = r#""actor":{"id":"spr","type":"SystemPrincipal","alternateId":"system@okta.com"}"#;
    let cases = [
        ("", "excluded not_attributable", "excluded not_attributable"),
        (r#","target":[]"#, "excluded not_attributable", "excluded not_attributable"),
        (
            r#","target":[{"type":"NewUser"}]"#,
            "excluded not_attributable",
            "excluded not_attributable",
        ),
        (
            r#","target":[{"type":"USER"}]"#,
            "excluded not_attributable",
            "excluded not_attributable",
        ),
        (r#","target":[{"type":"User"}]"#, "ok", "excluded not_attributable"),
        (r#","eventType":"security.threat.detected""#, "ok", "ok"),
    ];
    for (members, wide_fate, narrow_fate) in cases {
        let record = record(&format!("{system}{members}"));
        assert_eq!(fate(record.as_bytes(), &Rules::seed("d")), wide_fate, "{members}");
        assert_eq!(fate(record.as_bytes(), &narrow), narrow_fate, "{members}");
    }
    let alert = record(&format!(
        r#"{system},"eventType":"security.threat.detected","target":[{TARGET_USER}]"#
    ));
    assert_eq!(output_at("payload.user", &alert, &Rules::seed("d")), "\"bob@acme.com\"");
    assert_eq!(output_at("payload.user", &alert, &narrow), "null");
    assert_eq!(output_at("tuid", &alert, &narrow), "null");
}

#[test]
fn the_identity_map_comes_first() {
    // By id, then by lower-cased name, then derived; never for an unusable id.
    let rules = Rules {
        identities: Identities::new(
            [("00u9", "by-id"), ("unknown", "never looked up"), ("00u8", "an id is no name")],
            [
                ("jürgen@acme.com", "by-name"),
                ("Jane@acme.com", "never found by name"),
                ("00u1", "a name is no id"),
            ],
        ),
        ..Rules::seed("d")
    };
    for (id, name, expected) in [
        ("00u9", "JÜRGEN@acme.com", "\"by-id\""),
        ("00U9x", "JÜRGEN@ACME.com", "\"by-name\""),
        ("00u1", "Jane@acme.com", TUID_00U1),
        ("00u1", "00u8", TUID_00U1),
        (r"\u00300u9", "x", "\"by-id\""),
        ("unknown", "jürgen@acme.com", "null"),
        ("Unknown", "x", "null"),
    ] {
        let actor = format!(r#""actor":{{"type":"User","id":"{id}","alternateId":"{name}"}}"#);
        assert_eq!(output_at("tuid", &record(&actor), &rules), expected, "{id} {name}");
    }
}

#[test]
fn typed_names_can_be_hashed() {
    // Only where rule 2 applies, in exactly two places; a name that is null stays null.
    let rules =
        Rules { unknown_names: UnknownNames::Hash(b"key of the org".to_vec()), ..Rules::seed("d") };
    for (id, name, expected) in [
        ("unknown", "\"hunter2\"", "\"unknown-13c022e8e400d812\""),
        ("", "\"hunter2\"", "\"unknown-13c022e8e400d812\""),
        ("unknown", "null", "null"),
        ("00u1", "\"hunter2\"", "\"hunter2\""),
    ] {
        let record = record(&format!(
            r#""actor":{{"type":"User","id":"{id}","alternateId":{name},"displayName":"hunter2"}}"#
        ));
        assert_eq!(output_at("payload.user", &record, &rules), expected, "{id}");
        assert_eq!(output_at("raw_metadata.actor_email", &record, &rules), expected, "{id}");
        assert_eq!(output_at("raw_metadata.actor_display_name", &record, &rules), "\"hunter2\"");
    }
    let target = record(r#""actor":null,"target":[{"type":"User","alternateId":"hunter2"}]"#);
    assert_eq!(output_at("payload.user", &target, &rules), "\"hunter2\"");
    assert_eq!(format!("{:?}", rules.unknown_names), "Hash(..)");
}

#[test]
fn the_keyed_hash_is_hmac() {
    // RFC 4231, test cases 2 and 6: a short key and one longer than a block.
    let cases: [(&[u8], &[u8], &str); 2] = [
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, message, expected) in cases {
        assert_eq!(hex(&hmac_sha256(key, message), 64), expected);
    }
}

#[test]
fn hashed_bytes_of_lone_surrogates_are_wtf8() {
    // What UTF-8 would be if it allowed surrogates.
    assert_eq!(Text::from_units(vec![0x61, 0xdc00]).to_bytes(), b"a\xed\xb0\x80");
    assert_eq!(Text::from("é😀").to_bytes(), "é😀".as_bytes());
}
