//! Extreme input, each with its stated outcome (normalization, section 4).

use super::{event, fate, line, lines, page, record};

/// `levels` arrays in each other.
fn nested(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

#[test]
fn a_record_is_level_1_and_level_129_is_a_reject() {
    for (levels, expected) in
        [(126, "published"), (127, "published"), (128, "json"), (1_000_000, "json")]
    {
        for place in ["extra", "actor", "target", "debugContext", "client"] {
            // An actor that is no object is nobody: the nesting decides before that.
            let expected = match (place, expected) {
                ("actor", "published") => "not_attributable",
                _ => expected,
            };
            let deep = record(&format!(r#""{place}":{}"#, nested(levels)));
            assert_eq!(fate(deep.as_bytes()), expected, "{place}, {levels}");
        }
    }
    let objects = |levels: usize| r#"{"a":"#.repeat(levels) + "1" + &"}".repeat(levels);
    assert_eq!(fate(record(&format!(r#""extra":{}"#, objects(127))).as_bytes()), "published");
    assert_eq!(fate(record(&format!(r#""extra":{}"#, objects(128))).as_bytes()), "json");
}

#[test]
fn what_nests_a_million_deep_harms_neither_stack_nor_neighbours() {
    let good = record("");
    for deep in [
        nested(1_000_000),
        r#"{"a":"#.repeat(1_000_000) + "1" + &"}".repeat(1_000_000),
        record(&format!(r#""x":{}"#, nested(1_000_000))),
        format!(r#"{{"x":{}{}}}"#, r#"[{"a":"#.repeat(500_000), "}]".repeat(500_000)),
    ] {
        let out = page(format!("[{good},{deep},{good}]").as_bytes());
        assert_eq!((out.elements, out.events.len(), out.rejects.len()), (3, 2, 1));
        assert_eq!((out.rejects[0].index, out.rejects[0].reason.name()), (1, "json"));
        assert_eq!(out.rejects[0].raw, deep.as_bytes());
    }
    // Opened and never closed: nothing behind it can be told apart, and nothing hangs.
    let out = page(format!("[{good},{}", "[".repeat(1_000_000)).as_bytes());
    assert_eq!((out.events.len(), out.rejects.len()), (1, 1));
}

#[test]
fn of_duplicate_keys_the_last_counts() {
    // At the top, in nested objects, in targets, and however the key is written.
    let cases = [
        (r#""severity":"x","outcome":{"result":"A","result":"B"}"#, "/payload/outcome", "B"),
        (r#""outcome":{"result":"A"},"outcome":{"result":"B"}"#, "/payload/outcome", "B"),
        (r#""outcome":{"result":"A","\u0072esult":"B"}"#, "/payload/outcome", "B"),
        (r#""client":{"device":"A","userAgent":{"os":"A"},"device":"B"}"#, "/payload/device", "B"),
        (
            r#""client":{"userAgent":{"os":"A"},"userAgent":{"browser":"C","os":"B"}}"#,
            "/payload/os",
            "B",
        ),
        (r#""target":[{"type":"User","id":"A","id":"B"}]"#, "/raw_metadata/target_id", "B"),
        (
            r#""target":[{"type":"User","type":"AppInstance","displayName":"B"}]"#,
            "/payload/target_app",
            "B",
        ),
        (r#""uuid":"u-2""#, "/platform_event_id", "u-2"),
        (r#""uuid":null,"uuid":"u-3""#, "/platform_event_id", "u-3"),
    ];
    for (members, pointer, expected) in cases {
        assert_eq!(event(&record(members)).pointer(pointer).unwrap(), expected, "{members}");
    }
    // The whole last value counts: nothing of the one before is left.
    let replaced = r#""client":{"device":"A"},"client":{"ipAddress":"::1"}"#;
    assert!(event(&record(replaced))["payload"]["device"].is_null());
    let emptied = r#""outcome":{"result":"A"},"outcome":null"#;
    assert!(event(&record(emptied))["payload"]["outcome"].is_null());
    assert_eq!(fate(record(r#""uuid":"""#).as_bytes()), "uuid");
    assert_eq!(fate(record(r#""published":"never""#).as_bytes()), "published");
}

#[test]
fn numbers_are_copied_as_they_are_written() {
    let digits = "1234567890".repeat(40);
    for number in ["1e999999", "-1E-999999", "-0", "0.10", "1E+2", &digits, &format!("-{digits}.5")]
    {
        let line = line(&record(&format!(
            r#""client":{{"device":{number},"geographicalContext":{{"geolocation":{{"lat":{number},"lon":0}}}}}}"#
        )));
        assert!(line.contains(&format!(r#""geo_lat":{number},"geo_lon":0,"#)), "{number}");
        // As text where text is due.
        assert!(line.contains(&format!(r#""device":"{number}","#)), "{number}");
    }
    for no_number in ["1e", "01", "+1", "1.", ".5", "NaN", "Infinity", "0x10", "1_000"] {
        let members = format!(r#""client":{{"device":{no_number}}}"#);
        assert_eq!(fate(record(&members).as_bytes()), "json", "{no_number}");
    }
}

#[test]
fn bytes_that_are_not_utf8_reject_their_record_alone() {
    let (good, spoilt) = (record(""), record(r#""x":"?""#));
    // A continuation alone, a start alone, never valid, overlong, a surrogate, beyond Unicode.
    let bad: [&[u8]; 6] =
        [b"\x80", b"\xc3", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"];
    for bytes in bad {
        let at = spoilt.rfind('?').unwrap();
        let record = [&spoilt.as_bytes()[..at], bytes, &spoilt.as_bytes()[at + 1..]].concat();
        assert_eq!(fate(&record), "json", "{bytes:?}");
        let body = [b"[", good.as_bytes(), b",", &record, b",", good.as_bytes(), b"]"].concat();
        let out = page(&body);
        assert_eq!((out.elements, out.events.len()), (3, 2), "{bytes:?}");
        assert_eq!(out.rejects[0].raw, record, "{bytes:?}");
    }
}

#[test]
fn a_lone_surrogate_passes_as_the_same_escape() {
    for escape in [r"\ud800", r"\uDFFF", r"a\udc00\ud800z", r"\ud83d\ud83d\ude00"] {
        let line = line(&record(&format!(r#""uuid":"{escape}","client":{{"device":"{escape}"}}"#)));
        let expected = format!(r#""device":"{escape}""#).to_lowercase();
        assert!(line.to_lowercase().contains(&expected), "{escape}: {line}");
    }
    // In a key it is another key than any of Okta's.
    assert_eq!(fate(record(r#""uuid\ud800":7,"\ud800":{}"#).as_bytes()), "published");
    // Another surrogate is another event.
    let id = |uuid: &str| {
        let line = line(&record(&format!(r#""uuid":"{uuid}""#)));
        line.split('"').nth(3).unwrap().to_owned()
    };
    assert_ne!(id(r"\ud800"), id(r"\ud801"));
    assert_eq!(id(r"\ud83d\ude00"), id("😀"), "a pair is one character however it is written");
}

#[test]
fn ten_megabytes_in_one_string_come_out_whole() {
    let part = r#"Zoë \"😀\\ "#;
    let long = part.repeat(10 * 1024 * 1024 / part.len() + 1);
    for members in [
        format!(r#""client":{{"device":"{long}"}}"#),
        format!(r#""target":[{{"type":"AppInstance","displayName":"{long}"}}]"#),
    ] {
        let line = line(&record(&members));
        let parsed: serde_json::Value = serde_json::from_str(&line).unwrap();
        let expected: String = serde_json::from_str(&format!("\"{long}\"")).unwrap();
        let out = [&parsed["payload"]["device"], &parsed["payload"]["target_app"]];
        assert!(out.iter().any(|value| value.as_str() == Some(&expected)));
    }
    // Where nothing is read, it costs nothing; where it is no event type, little of it is kept.
    let unread = record(&format!(r#""displayMessage":"{long}""#));
    assert_eq!(lines(&page(format!("[{unread}]").as_bytes())).len(), 1);
    let unknown = format!(r#"[{{"eventType":"{long}"}}]"#);
    let out = page(unknown.as_bytes());
    assert_eq!(out.excluded_total(), 1);
    assert!(out.excluded.iter().all(|(name, _)| name.len() <= 255 + 3));
}
