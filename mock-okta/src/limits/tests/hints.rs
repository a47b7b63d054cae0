//! `Retry-After` (facts 3.3).

use clock::{Seed, Timestamp};

use crate::limits::{RetryAfter, RetryHint};

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

#[test]
fn hints_are_as_asked_for() {
    let times = [at(1_500), at(60_000)];
    let hint = |kind: RetryAfter, ordinal| kind.hint(&Seed::new(7), ordinal, times);
    assert_eq!(hint(RetryAfter::Never, 1), None);
    assert_eq!(hint(RetryAfter::Seconds, 1), Some(RetryHint::Seconds(59)));
    assert_eq!(hint(RetryAfter::Date, 1), Some(RetryHint::At(at(60_000))));
    let mixed: Vec<_> = (0..1_000).map(|ordinal| hint(RetryAfter::Mixed, ordinal)).collect();
    let sent = mixed.iter().flatten().count();
    assert!((440..560).contains(&sent), "{sent}");
    assert!(mixed.contains(&Some(RetryHint::At(at(60_000)))));
    assert!(mixed.contains(&Some(RetryHint::Seconds(59))));
}

#[test]
fn kinds_are_named_in_one_way() {
    for kind in ["never", "seconds", "date", "mixed"] {
        assert_eq!(kind.parse::<RetryAfter>().unwrap().to_string(), kind);
    }
    assert!("sometimes".parse::<RetryAfter>().is_err());
}
