use super::super::Rules;
use super::{fate, record};

#[test]
fn rejects_are_decided_in_order() {
    // json, not_an_object, eventType, (catalogue), uuid, published; attribution comes last.
    let cases = [
        ("", "rejected json"),
        ("{", "rejected json"),
        ("\u{feff}{}", "rejected json"),
        ("{}{}", "rejected json"),
        ("null", "rejected not_an_object"),
        ("[{}]", "rejected not_an_object"),
        ("\"eventType\"", "rejected not_an_object"),
        ("{}", "rejected eventType"),
        (r#"{"eventType":null,"uuid":1}"#, "rejected eventType"),
        (r#"{"eventType":""}"#, "rejected eventType"),
        (r#"{"eventType":7}"#, "rejected eventType"),
        (r#"{"eventType":["user.session.start"]}"#, "rejected eventType"),
        (r#"{"EventType":"user.session.start"}"#, "rejected eventType"),
        (r#"{"eventType":"null"}"#, "excluded not_in_catalogue"),
        (r#"{"eventType":"zone.create","uuid":null}"#, "excluded not_in_catalogue"),
        (r#"{"eventType":"user.session.start"}"#, "rejected uuid"),
        (r#"{"eventType":"user.session.start","uuid":""}"#, "rejected uuid"),
        (r#"{"eventType":"user.session.start","uuid":12}"#, "rejected uuid"),
        (r#"{"eventType":"user.session.start","uuid":"u"}"#, "rejected published"),
        (r#"{"eventType":"user.session.start","uuid":"u","published":1}"#, "rejected published"),
        (
            r#"{"eventType":"user.session.start","uuid":"u","published":"2026-03-15T14:32:18Z"}"#,
            "excluded not_attributable",
        ),
    ];
    for (record, expected) in cases {
        assert_eq!(fate(record.as_bytes(), &Rules::seed("d")), expected, "{record}");
    }
    assert_eq!(fate(record("").as_bytes(), &Rules::seed("d")), "ok");
}

#[test]
fn bytes_that_are_not_utf8_are_no_json() {
    // Anywhere in the record, even inside a string that no output shows.
    for byte in [0x80_u8, 0xc3, 0xff] {
        let (mut bytes, rules) = (record(r#""x":"?""#).into_bytes(), Rules::seed("d"));
        assert_eq!(fate(&bytes, &rules), "ok");
        let at = bytes.iter().rposition(|byte| *byte == b'?').expect("the mark");
        bytes[at] = byte;
        assert_eq!(fate(&bytes, &rules), "rejected json");
    }
}

#[test]
fn only_what_nests_deeper_than_128_is_rejected() {
    // The record is level 1.
    for (levels, expected) in
        [(126, "ok"), (127, "ok"), (128, "rejected json"), (9_999, "rejected json")]
    {
        let nested = format!(r#""x":{}{}"#, "[".repeat(levels), "]".repeat(levels));
        assert_eq!(fate(record(&nested).as_bytes(), &Rules::seed("d")), expected, "{levels}");
    }
    let alone = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(fate(alone(128).as_bytes(), &Rules::seed("d")), "rejected not_an_object");
    assert_eq!(fate(alone(129).as_bytes(), &Rules::seed("d")), "rejected json");
}

#[test]
fn every_damaged_record_has_a_fate() {
    // Total: each prefix, and each record with one byte removed or replaced, becomes something.
    let rules = Rules { evidence: true, ..Rules::seed("d") };
    let whole = record(r#""target":[{"id":"é","type":"User","detailEntry":{"a":-1.5e+3}}]"#);
    let whole = whole.as_bytes();
    for at in 0..whole.len() {
        assert_eq!(fate(&whole[..at], &rules), "rejected json");
        let without = [&whole[..at], &whole[at + 1..]].concat();
        assert!(!fate(&without, &rules).is_empty());
        for byte in [0, b'"', b'\\', b'{', b']', b'0', b' ', 0xe2] {
            let mut replaced = whole.to_vec();
            replaced[at] = byte;
            assert_eq!(fate(&replaced, &rules), fate(&replaced, &rules));
        }
    }
}
