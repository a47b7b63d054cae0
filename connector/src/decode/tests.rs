use super::{Element, Kind, Page, Reason, Record};

/// One letter an element: `r` for a record, `j` and `o` for the two reasons of a broken one.
fn shape(body: &[u8]) -> (String, bool) {
    let page = Page::split(body);
    let letters = page.elements.iter().map(|element| match element {
        Element::Record(_) => 'r',
        Element::Broken(Reason::Json, _) => 'j',
        Element::Broken(_, _) => 'o',
    });
    (letters.collect(), page.is_array)
}

#[test]
fn a_broken_element_never_harms_its_neighbours() {
    for (body, elements, is_array) in [
        ("[]", "", true),
        (" [ ] \r\n", "", true),
        ("\u{feff}[{}]", "r", true),
        (r#"[{"a":1},{"b":2}]"#, "rr", true),
        (r#"[{"a":1}, {"a":tru}, {"b":2}]"#, "rjr", true),
        (r#"[{"a":1},{"a":[1}, {"b":2}]"#, "rjr", true),
        (r#"[{"a":1},{"a":1}}, {"b":2}]"#, "rjr", true),
        (r#"[{"a":1},{"a":{"b":1], {"b":2}]"#, "rj", true),
        (r#"[{"a":1},{"a":01}, {"b":2}]"#, "rjr", true),
        (r#"[{"a":1},{"a":"\x"}, {"b":"]"}]"#, "rjr", true),
        ("[{\"a\":1},{\"a\":\"\u{1}\"}, {\"b\":2}]", "rjr", true),
        (r#"[{"a":1},7,"x",null,[],{"b":2}]"#, "roooor", true),
        (r#"[{"a":1},,{"b":2},]"#, "rjrj", true),
        // Not one array: what can be made out is made out.
        (r#"[{"a":1},{"b":2}"#, "rr", false),
        (r#"[{"a":1},{"b":"x}]"#, "rj", false),
        (r#"[{"a":1}] [{"b":2}]"#, "r", false),
        (r#"{"a":[{"b":2}]}"#, "", false),
        ("<html>[1,2]</html>", "", false),
        ("null", "", false),
        ("", "", false),
        ("[", "j", false),
    ] {
        assert_eq!(shape(body.as_bytes()), (elements.to_owned(), is_array), "{body}");
    }
}

#[test]
fn bytes_that_are_not_utf8_break_their_record_and_no_other() {
    let body = b"[{\"a\":\"\xc3\xa9\"},{\"a\":\"\xff\"},{\"b\":\"\xf0\x9f\x98\x80\"}]";
    assert_eq!(shape(body), ("rjr".to_owned(), true));
    let Element::Broken(_, raw) = Page::split(body).elements[1] else { panic!("broken") };
    assert_eq!(raw, b"{\"a\":\"\xff\"}");
}

#[test]
fn a_record_may_nest_128_deep_and_no_deeper() {
    let nested = |depth: usize| {
        let inner = depth - 1;
        format!("{{\"a\":{}{}}}", "[".repeat(inner), "]".repeat(inner))
    };
    assert!(Record::parse(nested(128).as_bytes()).is_ok());
    assert_eq!(Record::parse(nested(129).as_bytes()).unwrap_err(), Reason::Json);
    // Far deeper: no stack is used up, and the neighbours live.
    let body = format!("[{{}},{},{{}}]", nested(1_000_000));
    assert_eq!(shape(body.as_bytes()), ("rjr".to_owned(), true));
}

#[test]
fn json_is_read_strictly() {
    for good in ["0", "-0", "1.5e+10", "1E5", "\"\\u00e9\\ud800\"", "[1 , {\"a\" : []} ]", "true"] {
        let record = format!("{{\"x\":{good}}}");
        assert!(Record::parse(record.as_bytes()).is_ok(), "{good}");
    }
    for bad in [
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "-",
        "NaN",
        "Infinity",
        "tru",
        "nul",
        "'a'",
        "\"\\u12g4\"",
        "\"\t\"",
        "\"a",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1,}",
        "1 2",
        "",
    ] {
        let record = format!("{{\"x\":{bad}}}");
        assert_eq!(Record::parse(record.as_bytes()).unwrap_err(), Reason::Json, "{bad}");
    }
    for not_an_object in ["1", "\"x\"", "[]", "null", " true "] {
        assert_eq!(Record::parse(not_an_object.as_bytes()).unwrap_err(), Reason::NotAnObject);
    }
    assert_eq!(Record::parse(b"{} {}").unwrap_err(), Reason::Json);
}

#[test]
fn the_last_of_two_members_counts_and_keys_are_compared_unescaped() {
    let record =
        Record::parse(br#"{"uuid":"a","uuid":"b","\u0065ventType":"t","published ":"no"}"#)
            .unwrap();
    assert!(record.uuid.unwrap().is("b"));
    assert!(record.event_type.unwrap().is("t"));
    assert!(record.published.is_none());
}

#[test]
fn a_token_says_what_its_escapes_mean() {
    for (json, text) in [
        (r#""plain""#, "plain".as_bytes()),
        (r#""\"\\\/\b\f\n\r\t""#, b"\"\\/\x08\x0c\n\r\t"),
        (r#""\u00e9 \ud83d\ude00""#, "é 😀".as_bytes()),
        // Lone surrogates: WTF-8, so that different strings stay different.
        (r#""\ud800""#, b"\xed\xa0\x80"),
        (r#""\ud800\ud800""#, b"\xed\xa0\x80\xed\xa0\x80"),
        (r#""\ude00x""#, b"\xed\xb8\x80x"),
    ] {
        let record = format!("{{\"uuid\":{json}}}");
        let record = Record::parse(record.as_bytes()).unwrap();
        assert_eq!(record.uuid.unwrap().text().as_ref(), text, "{json}");
    }
}

#[test]
fn members_and_elements_come_in_order_and_other_kinds_have_none() {
    let record = Record::parse(br#"{"target":[{"a":1,"b":[2,3]},{}],"uuid":7}"#).unwrap();
    let elements: Vec<_> = record.target.unwrap().elements().collect();
    assert_eq!(elements.len(), 2);
    let members: Vec<_> = elements[0].members().map(|(key, value)| (key.text(), value)).collect();
    assert_eq!(members[1].0.as_ref(), b"b");
    assert_eq!(members[1].1.as_bytes(), b"[2,3]");
    assert_eq!(record.uuid.unwrap().members().count(), 0);
    assert_eq!(record.uuid.unwrap().elements().count(), 0);
    assert_eq!(record.uuid.unwrap().kind(), Kind::Number);
}

#[test]
fn every_prefix_of_a_page_is_taken_apart_without_loss() {
    // Whatever is cut off, elements before the cut come out as they are.
    let body = br#"[{"uuid":"a","x":[1,"\u0041"]}, {"uuid":"b"} ,{"uuid":"c","y":{"z":null}}]"#;
    for end in 0..body.len() {
        let page = Page::split(&body[..end]);
        assert!(!page.is_array, "{end}");
        let whole = page.elements.iter().filter(|one| matches!(one, Element::Record(_))).count();
        let closed = body[..end].windows(2).filter(|pair| *pair == b"}," || *pair == b"} ").count();
        assert!((closed..=closed + 1).contains(&whole), "{end}: {whole} of {closed}");
    }
}

#[test]
fn a_page_holds_a_bounded_number_of_elements() {
    let elements = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    assert!(Page::split(elements(10_000).as_bytes()).is_array);
    let page = elements(10_001);
    let page = Page::split(page.as_bytes());
    assert!(!page.is_array);
    assert_eq!(page.elements.len(), 10_000);
}

#[test]
fn a_hostile_page_costs_no_more_than_its_length() {
    // Each of these is quadratic for a reader that looks back: here they end at once.
    let many = 2_000_000;
    for (open, close) in [("{", "]"), ("[", "}"), ("{[", "}"), ("\"", "\\"), ("{bad}", ",")] {
        let body = format!("[{}{}", open.repeat(many), close.repeat(many));
        assert!(!Page::split(body.as_bytes()).elements.is_empty(), "{open}");
    }
}
