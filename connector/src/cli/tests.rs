use std::io::BufReader;

use super::records::Records;
use super::run::adopted;
use super::visible::visible;
use crate::cursor::{Checkpoint, Fingerprint};
use crate::fetch::Origin;
use crate::poller::Policy;

/// Every record of `input` as `line:text`, read through a buffer of `size` bytes.
fn records(input: &[u8], size: usize) -> Vec<String> {
    let mut records = Records::new(BufReader::with_capacity(size, input));
    let mut found = Vec::new();
    while let Some(raw) = records.next().unwrap() {
        found.push(format!("{}:{}", raw.line, String::from_utf8_lossy(raw.bytes)));
    }
    found
}

#[test]
fn the_form_of_the_input_is_found_out() {
    for (input, expected) in [
        // One record a line; blank lines are skipped and counted.
        ("{\"a\":1}\n\n{\"b\":2}\n", vec!["1:{\"a\":1}", "3:{\"b\":2}"]),
        ("{\"a\":1}\r\n{bad\r\n  7", vec!["1:{\"a\":1}", "2:{bad", "3:7"]),
        ("\u{feff}{\"a\":1}\n", vec!["1:{\"a\":1}"]),
        ("\n\n{\"a\":1}", vec!["3:{\"a\":1}"]),
        // One array; elements are counted.
        ("[{\"a\":\"x,]\"} , 7,\n{\"b\":[1]}]", vec!["1:{\"a\":\"x,]\"}", "2:7", "3:{\"b\":[1]}"]),
        ("\u{feff} [ ]\n", vec![]),
        ("[]garbage", vec!["1:garbage"]),
        ("[1] [2]", vec!["1:1", "2:[2]"]),
        ("[1,{\"a\":", vec!["1:1", "2:{\"a\":"]),
        ("[1,,2,]", vec!["1:1", "2:", "3:2", "4:"]),
        // Values one after another, over lines; the line where each begins.
        (
            "{\n \"a\": 1\n}\n{\n \"b\": \"}\"\n}",
            vec!["1:{\n \"a\": 1\n}", "4:{\n \"b\": \"}\"\n}"],
        ),
        ("{\n}{}\n 7 8\n\"x y\"", vec!["1:{\n}", "2:{}", "3:7", "3:8", "4:\"x y\""]),
        ("{bad}\n{\"a\":1}\n", vec!["1:{bad}", "2:{\"a\":1}"]),
        ("", vec![]),
        ("\n \n", vec![]),
    ] {
        for size in [1, 2, 7, 1024] {
            assert_eq!(records(input.as_bytes(), size), expected, "{input:?} by {size}");
        }
    }
}

#[test]
fn a_cursor_is_adopted_by_a_renamed_org_and_not_by_another_filter() {
    let origin = |url: &str| Origin::parse(url).unwrap().0;
    let (old, new) = (origin("https://old.okta.com"), origin("https://new.okta.com"));
    let stored = Checkpoint {
        next: old.url("/api/v1/logs?filter=a&after=1_1"),
        fingerprint: Fingerprint::of(&old, Some("a")),
        safe_time: "2026-03-16T07:00:00Z".parse().unwrap(),
    };
    let policy = |filter: &str| Policy { filter: Some(filter.to_owned()), ..Policy::default() };
    let renamed = adopted(&new, &policy("a"), &stored);
    assert_eq!(renamed.next, "https://new.okta.com/api/v1/logs?filter=a&after=1_1");
    let widened = adopted(&old, &policy("b"), &stored);
    assert!(widened.next.contains("since=2026-03-16T06%3A45%3A00.000Z"), "{}", widened.next);
    assert!(widened.next.ends_with("&filter=b"), "{}", widened.next);
    assert_eq!(widened.fingerprint, Fingerprint::of(&old, Some("b")));
}

#[test]
fn bytes_that_are_not_utf8_are_records_like_others() {
    assert_eq!(records(b"{\"a\":1}\n\xff\xfe\n", 16), ["1:{\"a\":1}", "2:\u{fffd}\u{fffd}"]);
}

#[test]
fn what_a_terminal_would_obey_is_made_visible() {
    for (text, shown) in [
        ("plain \"text\" \\n ä 日", "plain \"text\" \\n ä 日"),
        ("\u{1b}[31mred\r\n\0", "\\u{1b}[31mred\\u{d}\\u{a}\\u{0}"),
        ("\u{202e}gpj.exe\u{200b}", "\\u{202e}gpj.exe\\u{200b}"),
        ("\u{9b}31m", "\\u{9b}31m"),
    ] {
        assert_eq!(visible(text, 100), shown);
    }
    assert_eq!(visible("12345", 5), "12345");
    assert_eq!(visible("123456", 5), "12345…");
}
