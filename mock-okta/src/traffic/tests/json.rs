use clock::Timestamp;
use proptest::prelude::*;

use crate::traffic::json::{Json, escape};

fn escaped(text: &str) -> String {
    let mut out = Vec::new();
    escape(text, &mut out);
    String::from_utf8(out).unwrap()
}

fn written(moment: Timestamp) -> String {
    let mut out = Vec::new();
    Json::new(&mut out).moment(moment);
    serde_json::from_slice(&out).unwrap()
}

/// What needs an escape is seen wherever it stands in a word of eight.
#[test]
fn nothing_special_is_overlooked() {
    for length in 1..20 {
        for place in 0..length {
            for special in ['"', '\\', '\n', '\u{1f}', '\0'] {
                let mut text = vec!['\u{7f}'; length];
                text[place] = special;
                let text: String = text.into_iter().collect();
                let read: String =
                    serde_json::from_str(&format!("\"{}\"", escaped(&text))).unwrap();
                assert_eq!(read, text);
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(text in ".*") {
        let read: String = serde_json::from_str(&format!("\"{}\"", escaped(&text))).unwrap();
        prop_assert_eq!(read, text);
    }

    #[test]
    fn a_moment_is_written_as_everywhere(millis in 0i64..253_402_300_800_000) {
        let moment = Timestamp::from_millis(millis);
        prop_assert_eq!(written(moment), moment.to_string());
    }
}

#[test]
fn moments_that_a_calendar_trips_over() {
    for text in [
        "1970-01-01T00:00:00.000Z",
        "2000-02-29T23:59:59.999Z",
        "2024-02-29T12:00:00.001Z",
        "2026-12-31T23:59:59.999Z",
        "2100-02-28T00:00:00.000Z",
        "2100-03-01T00:00:00.000Z",
        "9999-12-30T21:59:59.999Z",
    ] {
        assert_eq!(written(text.parse().unwrap()), text);
    }
    for moment in [Timestamp::from_millis(-1), Timestamp::MAX] {
        assert_eq!(written(moment), moment.to_string());
    }
}
