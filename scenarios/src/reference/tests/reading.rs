use super::super::{Difference, Json, OUTPUT_DEPTH_MAX, RECORD_DEPTH_MAX, Text, same};
use super::json;

fn read(text: &[u8]) -> Option<Json> {
    Json::read(text, RECORD_DEPTH_MAX).ok()
}

/// Reads with both readers: they accept the same texts and see the same values.
fn agrees_with_serde(text: &[u8]) {
    let theirs = serde_json::from_slice::<serde_json::Value>(text).ok();
    let ours = read(text);
    let agree = match (&ours, &theirs) {
        (None, None) => true,
        (Some(ours), Some(theirs)) => is_serdes(ours, theirs),
        _ => false,
    };
    assert!(agree, "{}: {ours:?} and {theirs:?}", text.escape_ascii());
}

fn is_serdes(ours: &Json, theirs: &serde_json::Value) -> bool {
    match (ours, theirs) {
        (Json::Null, serde_json::Value::Null) => true,
        (Json::Bool(ours), serde_json::Value::Bool(theirs)) => ours == theirs,
        (Json::Number(ours), serde_json::Value::Number(theirs)) => {
            rewritten(ours) == theirs.to_string()
        }
        (Json::String(ours), serde_json::Value::String(theirs)) => *ours == **theirs,
        (Json::Array(ours), serde_json::Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| is_serdes(a, b))
        }
        (Json::Object(ours), serde_json::Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(a, b)| a.0 == **b.0 && is_serdes(&a.1, b.1))
        }
        _ => false,
    }
}

/// A number as `serde_json` keeps it: it rewrites the exponent of `1E5` to `e+5`, which is why an
/// output compared "as written" must not pass through its `Value`.
fn rewritten(number: &str) -> String {
    match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) if exponent.starts_with(['+', '-']) => {
            format!("{mantissa}e{exponent}")
        }
        Some((mantissa, exponent)) => format!("{mantissa}e+{exponent}"),
        None => number.to_owned(),
    }
}

#[test]
fn tricky_texts_are_read_as_serde_reads_them() {
    // Acceptance and value, for everything that has no lone surrogate and is not too deep.
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "null",
        " null\t\r\n",
        "\u{a0}null",
        "\u{feff}null",
        "null\0",
        "True",
        "truefalse",
        "0",
        "-0",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1.0",
        "1.50",
        "1e5",
        "1E5",
        "1e+5",
        "1e-05",
        "1e",
        "1e+",
        "1e5.0",
        "0x1",
        "1_0",
        "NaN",
        "Infinity",
        "-Infinity",
        "1 2",
        "123456789012345678901234567890",
        "1e999",
        "-0.0e-0",
        r#""""#,
        r#"""#,
        "\"a\tb\"",
        "\"a\nb\"",
        "\"\u{7f}\"",
        "\"\u{0}\"",
        r#""\x41""#,
        r#""\'""#,
        r#""\u12""#,
        r#""\u+123""#,
        r#""\u00e9""#,
        r#""\U00e9""#,
        r#""\u00E9\/\b\f\n\r\t\\\"""#,
        r#""\ud83d\ude00""#,
        "\"\u{10ffff}é\"",
        "'a'",
        r#""a" "b""#,
        "[]",
        "[ ]",
        "[",
        "]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,2]",
        "[[[]]]",
        "[1}",
        "[/**/]",
        "// x\n1",
        "# 1",
        "{}",
        "{ }",
        "{",
        "}",
        r#"{"a":1}"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        "{a:1}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a" : [ 1 , 2 ] }"#,
        r#"{"a":1,"a":2}"#,
        r#"{"b":0,"a":1,"c":2,"a":3}"#,
        r#"{"a":1,"\u0061":2}"#,
        "{1:2}",
        r#"{"a":1]"#,
        r#"{"a";1}"#,
    ] {
        agrees_with_serde(text.as_bytes());
    }
    let invalid: [&[u8]; 6] =
        [b"\xff", b"\"\xff\"", b"\"\xc3\"", b"\"\xc0\x80\"", b"\"\xed\xa0\x80\"", b"[]\xf0\x9f"];
    for text in invalid {
        agrees_with_serde(text);
    }
}

#[test]
fn all_short_texts_are_read_as_serde_reads_them() {
    // Exhaustive: every text of up to five of these bytes.
    const ALPHABET: &[u8] = br#"{}[]":,\/0-.e+ nu"#;
    fn extend(text: &mut Vec<u8>, left: usize) {
        agrees_with_serde(text);
        if left > 0 {
            for &byte in ALPHABET {
                text.push(byte);
                extend(text, left - 1);
                text.pop();
            }
        }
    }
    extend(&mut Vec::new(), 5);
}

#[test]
fn the_depth_is_ours_not_the_librarys() {
    // serde_json stops one level earlier.
    let nested = |levels: usize| ("[".repeat(levels) + &"]".repeat(levels)).into_bytes();
    assert!(serde_json::from_slice::<serde_json::Value>(&nested(128)).is_err());
    assert!(read(&nested(128)).is_some());
    assert!(read(&nested(129)).is_none());
    let objects = |levels: usize| r#"{"a":"#.repeat(levels) + "1" + &"}".repeat(levels);
    assert!(read(objects(128).as_bytes()).is_some());
    assert!(read(objects(129).as_bytes()).is_none());
    // Depth is counted downwards, not in total.
    assert!(read(format!("[{}[]]", "[],".repeat(1_000)).as_bytes()).is_some());
}

#[test]
fn lone_surrogates_are_read_and_written() {
    // In values and in keys; a pair of escapes is one character.
    for (text, written) in [
        (r#""\uD800""#, r#""\ud800""#),
        (r#""\udc00\ud800""#, r#""\udc00\ud800""#),
        (r#""\ud800\ud83d\ude00""#, "\"\\ud800😀\""),
        (r#"{"\ud800":1,"\ud801":2,"\uD800":3}"#, r#"{"\ud800":3,"\ud801":2}"#),
        (r#""\ud800x\udc00""#, r#""\ud800x\udc00""#),
    ] {
        assert_eq!(json(text).to_text(), written);
        assert_eq!(json(written), json(text));
    }
}

#[test]
fn of_equal_keys_the_last_value_counts_in_the_first_place() {
    // At every level, and however the key is spelled.
    assert_eq!(
        json(r#"{"a":1,"b":{"c":1,"c":2},"\u0061":null}"#).to_text(),
        r#"{"a":null,"b":{"c":2}}"#
    );
}

#[test]
fn the_first_difference_is_named() {
    // Values, types, numbers as text, lengths, keys and their order.
    let cases = [
        (r#"{"a":[1,{"b":"x"}]}"#, r#"{"a":[1,{"b":"y"}]}"#, r#"$.a[1].b: "x", not "y""#),
        (r#"{"a":1.0}"#, r#"{"a":1}"#, "$.a: 1.0, not 1"),
        (r#"{"a":"1"}"#, r#"{"a":1}"#, r#"$.a: "1", not 1"#),
        (r#"{"a":[1]}"#, r#"{"a":[]}"#, "$.a: [1], not []"),
        (r#"{"New IP":null}"#, r#"{"New IP":{}}"#, r#"$["New IP"]: null, not {}"#),
        (
            r#"{"x":{"a":1,"b":2}}"#,
            r#"{"x":{"b":2,"a":1}}"#,
            r#"$.x: keys "a" "b", not keys "b" "a""#,
        ),
        (r#"{"a":1}"#, r#"{"a":1,"b":2}"#, r#"$: keys "a", not keys "a" "b""#),
        (r#"{"\ud800":1}"#, r#"{"\ufffd":1}"#, "$: keys \"\\ud800\", not keys \"\u{fffd}\""),
    ];
    for (left, right, expected) in cases {
        let difference: Difference = same(&json(left), &json(right)).unwrap_err();
        assert_eq!(difference.to_string(), expected);
        assert!(same(&json(right), &json(left)).is_err());
        assert!(same(&json(left), &json(left)).is_ok());
    }
    // Spelling of the same value is no difference.
    same(&json(r#"{"a":"\u00e9\ud83d\ude00\/"}"#), &json("{ \"a\" : \"é😀/\" }")).unwrap();
}

#[test]
fn what_is_written_can_be_read() {
    // Every UTF-16 code unit, alone and next to each kind of neighbour.
    for unit in 0..=u16::MAX {
        for neighbour in [0x22, 0xd83d, 0xde00] {
            let text = Json::String(Text::from_units(vec![neighbour, unit, neighbour]));
            let read = Json::read(text.to_text().as_bytes(), OUTPUT_DEPTH_MAX);
            assert_eq!(read, Ok(text));
        }
    }
}
