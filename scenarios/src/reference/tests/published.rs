use super::super::Rules;
use super::super::published::to_utc;
use super::{fate, output_at, record};

#[test]
fn date_times_become_utc_milliseconds() {
    // Every accepted form, each zone, truncation, and shifts over the ends of days and years.
    for (published, expected) in [
        ("2026-03-15T14:32:18.000Z", "2026-03-15T14:32:18.000Z"),
        ("2026-03-15t14:32:18z", "2026-03-15T14:32:18.000Z"),
        ("2026-03-15 14:32:18Z", "2026-03-15T14:32:18.000Z"),
        ("2026-03-15T14:32:18.5Z", "2026-03-15T14:32:18.500Z"),
        ("2026-03-15T14:32:18.05Z", "2026-03-15T14:32:18.050Z"),
        ("2026-03-15T14:32:18.9999Z", "2026-03-15T14:32:18.999Z"),
        ("2026-03-15T14:32:18.123456789012345678901234567890Z", "2026-03-15T14:32:18.123Z"),
        ("2026-03-15T14:32:18+0000", "2026-03-15T14:32:18.000Z"),
        ("2026-03-15T14:32:18-00:00", "2026-03-15T14:32:18.000Z"),
        ("2026-03-15T14:32:18.001+05:30", "2026-03-15T09:02:18.001Z"),
        ("2026-03-15T14:32:18-0800", "2026-03-15T22:32:18.000Z"),
        ("2026-03-01T00:15:00+01:00", "2026-02-28T23:15:00.000Z"),
        ("2024-02-28T23:59:59-23:59", "2024-02-29T23:58:59.000Z"),
        ("2026-12-31T23:59:59.999-00:01", "2027-01-01T00:00:59.999Z"),
        ("2026-01-01T00:00:00+00:01", "2025-12-31T23:59:00.000Z"),
        ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z"),
        ("4000-08-19T00:00:00Z", "4000-08-19T00:00:00.000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("0000-12-31T23:30:00-01:00", "0001-01-01T00:30:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ] {
        assert_eq!(to_utc(published).as_deref(), Some(expected), "{published}");
    }
}

#[test]
fn other_forms_and_impossible_instants_are_refused() {
    // Wrong shapes first, then dates, times and offsets that do not exist.
    for published in [
        "",
        "redacted",
        "null",
        "2026-03-15",
        "2026-03-15T14:32:18",
        "2026-03-15T14:32Z",
        "2026-03-15T14:32:18.Z",
        "2026-03-15T14:32:18,5Z",
        "2026-03-15T14:32:18.5",
        "2026-03-15  14:32:18Z",
        "2026-03-15\t14:32:18Z",
        "2026-03-15T14:32:18 Z",
        " 2026-03-15T14:32:18Z",
        "2026-03-15T14:32:18Z ",
        "2026-03-15T14:32:18UTC",
        "2026-03-15T14:32:18+00",
        "2026-03-15T14:32:18+0:00",
        "2026-03-15T14:32:18+00:0",
        "2026-03-15T14:32:18+00:00:00",
        "2026-03-15T14:32:18\u{2212}00:00",
        "2026-3-15T14:32:18Z",
        "+026-03-15T14:32:18Z",
        "12026-03-15T14:32:18Z",
        "20260315T143218Z",
        "２０２６-03-15T14:32:18Z",
        "2026-03-15T14:32:18.٥Z",
        "2017-09-31T22:23:07.777Z",
        "2026-00-10T00:00:00Z",
        "2026-13-10T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-03-15T24:00:00Z",
        "2026-03-15T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2026-03-15T14:32:18+24:00",
        "2026-03-15T14:32:18-23:60",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    ] {
        assert_eq!(to_utc(published), None, "{published}");
    }
}

#[test]
fn the_unescaped_text_decides() {
    // Both places carry the converted instant; a lone surrogate is no date.
    let rules = Rules::seed("d");
    let escaped = record(r#""published":"2026-03-15\u005414:32:18\u002b01:00""#);
    for path in ["timestamp", "raw_metadata.created_at"] {
        assert_eq!(output_at(path, &escaped, &rules), "\"2026-03-15T13:32:18.000Z\"");
    }
    let lone = record(r#""published":"2026-03-15T14:32:18Z\ud800""#);
    assert_eq!(fate(lone.as_bytes(), &rules), "rejected published");
}

#[test]
fn each_day_follows_the_one_before() {
    // From year 1 to 9999 an offset of a minute moves midnight to exactly the neighbouring day.
    let mut today = "0001-01-01".to_owned();
    let mut days = 1;
    while let Some(tomorrow) = to_utc(&format!("{today}T23:59:00-00:01")) {
        let tomorrow = tomorrow[..10].to_owned();
        let back = to_utc(&format!("{tomorrow}T00:00:00+00:01")).unwrap();
        assert_eq!(back, format!("{today}T23:59:00.000Z"));
        assert!(tomorrow > today);
        today = tomorrow;
        days += 1;
    }
    // 9999 years of 365 days, and the leap days of the Gregorian rule.
    assert_eq!((today.as_str(), days), ("9999-12-31", 9999 * 365 + 2499 - 99 + 24));
}
