use super::{Element, Kind, Page, Reason, Record, Token};

/// The elements of a body, and whether it is an array.
fn elements(body: &[u8]) -> (Vec<Element<'_>>, bool) {
    let mut page = Page::new(body);
    let mut record = Record::default();
    let elements = std::iter::from_fn(|| page.next(&mut record)).collect();
    (elements, page.is_array())
}

/// One letter an element: `r` for a record, `j` and `o` for the two reasons of a broken one.
fn shape(body: &[u8]) -> (String, bool) {
    let (elements, is_array) = elements(body);
    let letters = elements.iter().map(|element| match element {
        Element::Record => 'r',
        Element::Broken(Reason::Json, _) => 'j',
        Element::Broken(_, _) => 'o',
    });
    (letters.collect(), is_array)
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
    let Element::Broken(_, raw) = elements(body).0[1] else { panic!("broken") };
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
    let list = Token::parse(br#" [{"a":1,"b":[2,3] , "a":4},{}]"#).unwrap();
    let elements: Vec<_> = list.elements().collect();
    assert_eq!(elements.len(), 2);
    let members: Vec<_> = elements[0].members().map(|(key, value)| (key.text(), value)).collect();
    assert_eq!(members[1].0.as_ref(), b"b");
    assert_eq!(members[1].1.as_bytes(), b"[2,3]");
    assert_eq!(elements[0].member("a").unwrap().as_bytes(), b"4");
    assert_eq!(elements[1].members().count() + list.members().count(), 0);
    let number = Token::parse(b"7").unwrap();
    assert_eq!(number.members().count() + number.elements().count(), 0);
    assert_eq!(number.kind(), Kind::Number);
    for bad in ["", "7 7", "{", "nul"] {
        assert_eq!(Token::parse(bad.as_bytes()), None, "{bad}");
    }
}

#[test]
fn members_are_found_in_any_order_and_any_writing() {
    // The usual order and no white space is the fast way; each of these leaves it somewhere.
    let usual = r#"{"actor":{"id":"1","type":"t","alternateId":"a","displayName":"d"},"eventType":"e","uuid":"u"}"#;
    let others = [
        r#"{"uuid":"u","eventType":"e","actor":{"displayName":"d","alternateId":"a","type":"t","id":"1"}}"#,
        r#"{ "actor" : { "id" : "1" , "type":"t", "alternateId":"a","displayName":"d" } , "eventType" :"e","uuid":"u" }"#,
        r#"{"x":[{}],"actor":{"x":1,"id":"1","y":{},"type":"t","alternateId":"a","z":null,"displayName":"d"},"eventType":"e","y":"","uuid":"u","z":1}"#,
        r#"{"actor":{"id":"1","type":"t","alternateId":"a","displayName":"d"},"eventType":"e","uuid":"u"}"#,
        r#"{"actor":{"id":"0"},"actor":7,"actor":{"id":"2","type":"t","alternateId":"a","displayName":"d","id":"1"},"eventType":"e","uuid":"v","uuid":"u"}"#,
    ];
    let fields = |text: &'static str| {
        let record = Record::parse(text.as_bytes()).unwrap();
        let actor = record.actor;
        let tokens =
            [actor.id, actor.kind, actor.alternate_id, actor.display_name, record.event_type];
        tokens.into_iter().chain([record.uuid]).collect::<Vec<_>>()
    };
    for other in others {
        assert_eq!(fields(other), fields(usual), "{other}");
    }
}

#[test]
fn a_record_forgets_what_it_held() {
    let mut record = Record::default();
    record.read(br#"{"uuid":"a","target":[{"id":"1"}],"actor":{"id":"1"}}"#).unwrap();
    assert_eq!(record.targets.len(), 1);
    record.read(b"{}").unwrap();
    assert!(record.targets.is_empty() && record.uuid.is_none() && record.actor.whole.is_none());
    record.read(br#"{"target":[{"id":"1"}],"target":{"id":"1"}}"#).unwrap();
    assert!(record.targets.is_empty());
    assert_eq!(record.target.unwrap().kind(), Kind::Object);
}

#[test]
fn nothing_is_a_word_in_any_writing() {
    for nothing in [r#""""#, r#""null""#, r#""\u006eull""#, r#""\u006e\u0075\u006c\u006C""#] {
        assert!(Token::parse(nothing.as_bytes()).unwrap().is_nothing(), "{nothing}");
    }
    for something in ["null", r#""NULL""#, r#""nul""#, r#""n""#, r#""\n""#, r#""null ""#, "0"] {
        assert!(!Token::parse(something.as_bytes()).unwrap().is_nothing(), "{something}");
    }
}

#[test]
fn every_prefix_of_a_page_is_taken_apart_without_loss() {
    // Whatever is cut off, elements before the cut come out as they are.
    let body = br#"[{"uuid":"a","x":[1,"\u0041"]}, {"uuid":"b"} ,{"uuid":"c","y":{"z":null}}]"#;
    for end in 0..body.len() {
        let (elements, is_array) = elements(&body[..end]);
        assert!(!is_array, "{end}");
        let whole = elements.iter().filter(|one| **one == Element::Record).count();
        let closed = body[..end].windows(2).filter(|pair| *pair == b"}," || *pair == b"} ").count();
        assert!((closed..=closed + 1).contains(&whole), "{end}: {whole} of {closed}");
    }
}

#[test]
fn a_page_holds_a_bounded_number_of_elements() {
    let page = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    assert!(elements(page(10_000).as_bytes()).1);
    let page = page(10_001);
    let (elements, is_array) = elements(page.as_bytes());
    assert!(!is_array);
    assert_eq!(elements.len(), 10_000);
}

#[test]
fn a_hostile_page_costs_no_more_than_its_length() {
    // Each of these is quadratic for a reader that looks back: here they end at once.
    let many = 2_000_000;
    for (open, close) in [("{", "]"), ("[", "}"), ("{[", "}"), ("\"", "\\"), ("{bad}", ",")] {
        let body = format!("[{}{}", open.repeat(many), close.repeat(many));
        assert!(!elements(body.as_bytes()).0.is_empty(), "{open}");
    }
}
