use super::run::adopted;
use super::visible::visible;
use crate::cursor::{Checkpoint, Fingerprint};
use crate::fetch::Origin;
use crate::poller::Policy;

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
