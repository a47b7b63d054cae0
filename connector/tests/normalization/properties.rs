//! What holds for every input.

use std::fmt::Write;

use connector::normalize::{Normalized, Normalizer, PublishedAt, Rules};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::{event, fate, line, lines, page, record};

/// Text that is nearly a page.
fn nearly_a_page() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => Just(record("").into_bytes()),
        1 => Just(br#"{"eventType":"zone.create"}"#.to_vec()),
        1 => Just(br#"{"eventType":"user.session.end","uuid":"u"}"#.to_vec()),
        4 => "[\\[\\]{}\",:0-9a-z\\\\ ]{1,6}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 1..4),
    ];
    vec(part, 0..8).prop_map(|parts| {
        let mut body = parts.join(&b","[..]);
        body.insert(0, b'[');
        body.push(b']');
        body
    })
}

/// A string as JSON text, every character escaped for which `escape` says so.
fn written(text: &str, mut escape: impl FnMut() -> bool) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        if escape() || character < ' ' || matches!(character, '"' | '\\') {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(json, "\\u{unit:04x}").unwrap();
            }
        } else {
            json.push(character);
        }
    }
    json + "\""
}

/// An element that is broken, but whose end can be told.
fn broken() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[a-z0-9+.'\\-]{1,10}"
            .prop_filter("JSON", |text| serde_json::from_str::<Value>(text).is_err())
            .prop_map(|junk| record(&format!("\"x\":{junk}")).into_bytes()),
        "[a-z:]{1,10}".prop_map(|junk| format!("{{{junk}}}").into_bytes()),
        (128..600_usize)
            .prop_map(|levels| "[".repeat(levels + 1) + &"]".repeat(levels + 1))
            .prop_map(String::into_bytes),
        vec(0x80..=0xff_u8, 1..5)
            .prop_filter("UTF-8", |bytes| std::str::from_utf8(bytes).is_err())
            .prop_map(|bytes| [b"{\"x\":\"", &bytes[..], b"\"}"].concat()),
        Just(br#"{"a":[1}"#.to_vec()),
        Just(br#"{"a":1}}"#.to_vec()),
        Just(br#"{"a":"\x"}"#.to_vec()),
    ]
}

proptest! {
    #[test]
    fn every_element_of_any_bytes_has_one_end(
        body in prop_oneof![vec(any::<u8>(), 0..300), nearly_a_page()]
    ) {
        let out = page(&body);
        let excluded = usize::try_from(out.excluded_total()).unwrap();
        prop_assert_eq!(out.elements, out.events.len() + excluded + out.rejects.len());
        // A record alone has one end as well, and a name.
        prop_assert!(!fate(&body).is_empty());
    }

    #[test]
    fn the_same_bytes_give_the_same_bytes(
        before in nearly_a_page(), body in nearly_a_page()
    ) {
        // Twice, by a fresh normalizer and by one that has seen other pages.
        let fresh = page(&body);
        let mut used = Normalizer::new(Rules::new("acme"));
        used.page(&before, &mut Normalized::default());
        for _ in 0..2 {
            let mut out = Normalized::default();
            used.page(&body, &mut out);
            prop_assert_eq!(&out.bytes, &fresh.bytes);
            prop_assert_eq!(&out.rejects, &fresh.rejects);
            prop_assert!(out.excluded.iter().eq(fresh.excluded.iter()));
            prop_assert!(out.drift.counts().eq(fresh.drift.counts()));
        }
    }

    #[test]
    fn events_come_in_the_order_of_the_page(kinds in vec(0..4_u8, 0..60)) {
        let elements: Vec<String> = kinds
            .iter()
            .enumerate()
            .map(|(number, kind)| match kind {
                0 => r#"{"eventType":"zone.create"}"#.to_owned(),
                1 => format!("{{\"broken\":{number}]}}"),
                _ => record(&format!(r#""uuid":"{number}""#)),
            })
            .collect();
        let out = page(format!("[{}]", elements.join(",")).as_bytes());
        let due = |wanted: fn(u8) -> bool| -> Vec<usize> {
            (0..kinds.len()).filter(|number| wanted(kinds[*number])).collect()
        };
        let published: Vec<usize> = lines(&out)
            .iter()
            .map(|line| {
                let event: Value = serde_json::from_str(line).unwrap();
                event["platform_event_id"].as_str().unwrap().parse().unwrap()
            })
            .collect();
        let rejected: Vec<usize> = out.rejects.iter().map(|reject| reject.index).collect();
        prop_assert_eq!(published, due(|kind| kind > 1));
        prop_assert_eq!(rejected, due(|kind| kind == 1));
    }

    #[test]
    fn any_string_comes_out_equal(text in "\\PC{1,40}|.{1,40}|[\\x00-\\x7f😀\u{1F600}-\u{1F64F}]{1,20}", escapes in any::<u64>()) {
        let mut left = escapes;
        let written = written(&text, || {
            left = left.rotate_left(1);
            left & 1 != 0
        });
        let event = event(&record(&format!(
            r#""client":{{"device":{written},"userAgent":{{"os":{written},"browser":{written},"rawUserAgent":{written}}}}},
               "outcome":{{"result":{written}}},"securityContext":{{"asOrg":{written}}},
               "target":[{{"id":{written},"type":"AppInstance","displayName":{written}}}]"#
        )));
        // `null` and the empty text say that there is nothing.
        let expected = if text == "null" { Value::Null } else { Value::from(text.as_str()) };
        for pointer in [
            "/payload/device", "/payload/os", "/payload/browser", "/payload/outcome",
            "/payload/target_app", "/raw_metadata/client_user_agent", "/raw_metadata/outcome",
            "/raw_metadata/target_id", "/raw_metadata/target_display_name",
            "/raw_metadata/security_as_org",
        ] {
            prop_assert_eq!(event.pointer(pointer), Some(&expected), "{}", pointer);
        }
    }

    #[test]
    fn a_long_string_comes_out_equal(unit in "\\PC{1,8}", length in 100_000..110_000_usize) {
        let text = unit.repeat(length / unit.len() + 1);
        let members = format!(r#""client":{{"device":{}}}"#, written(&text, || false));
        let event = event(&record(&members));
        prop_assert_eq!(event["payload"]["device"].as_str(), Some(&*text));
    }

    #[test]
    fn the_neighbours_of_a_broken_element_live(broken in vec(broken(), 1..4)) {
        let good = record("").into_bytes();
        let mut elements = vec![good.clone()];
        for element in &broken {
            elements.extend([element.clone(), good.clone()]);
        }
        let body = [b"[", &elements.join(&b", "[..])[..], b"]"].concat();
        let out = page(&body);
        prop_assert_eq!(out.events.len(), broken.len() + 1);
        let kept: Vec<_> = out.rejects.into_iter().map(|reject| reject.raw).collect();
        prop_assert_eq!(kept, broken);
        let alone = line(&record(""));
        let bytes = String::from_utf8(out.bytes).unwrap();
        prop_assert!(bytes.lines().all(|line| line == alone));
    }

    #[test]
    fn a_time_is_one_instant_in_every_zone(
        millis in -62_135_596_800_000_i64 + 86_400_000..253_402_300_799_999 - 86_400_000,
        offset in -1_439..=1_439_i64,
        more in "[0-9]{0,9}",
        colon in any::<bool>(),
        mark in prop_oneof![Just('T'), Just('t'), Just(' ')],
    ) {
        // A zone is arithmetic on milliseconds: the local time and its offset together are read
        // as the same instant.
        let utc = instant(millis);
        let local = instant(millis + offset * 60_000).to_string();
        let (date, time) = local[..23].split_once('T').unwrap();
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
        let separator = if colon { ":" } else { "" };
        let text =
            format!("{date}{mark}{time}{more}{sign}{hours:02}{separator}{minutes:02}");
        let read = PublishedAt::parse(text.as_bytes());
        prop_assert_eq!(read, Some(utc), "{}", text);
        prop_assert_eq!(read.unwrap().as_millis(), millis);
        prop_assert_eq!(PublishedAt::parse(utc.to_string().as_bytes()), Some(utc));
    }
}

/// The instant `millis` after 1970, by counting years and months as a calendar does.
fn instant(millis: i64) -> PublishedAt {
    let (mut day, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = |year: i64| 365 + i64::from(leap(year));
    let mut year = 1970;
    while day < 0 {
        year -= 1;
        day += days(year);
    }
    while day >= days(year) {
        day -= days(year);
        year += 1;
    }
    let lengths = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while day >= lengths[month] {
        day -= lengths[month];
        month += 1;
    }
    let (seconds, millis) = (rest / 1_000, rest % 1_000);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let text = format!(
        "{year:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z",
        month + 1,
        day + 1
    );
    PublishedAt::parse(text.as_bytes()).unwrap_or_else(|| panic!("{text}"))
}
