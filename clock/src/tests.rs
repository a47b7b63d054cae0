use std::time::Duration;

use crate::clock::Anchor;
use crate::{Clock, ClockError, Pace, Seed, Timestamp};

#[test]
fn prints_three_digits_whatever_was_read() {
    // Okta prints `.000Z` for whole seconds, where jiff alone would print `Z`.
    for (text, printed) in [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
        ("2026-03-15T14:32:18.1Z", "2026-03-15T14:32:18.100Z"),
        ("2026-03-15T14:32:18.123999Z", "2026-03-15T14:32:18.123Z"),
        ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
        ("2026-03-15T16:02:18+01:30", "2026-03-15T14:32:18.000Z"),
    ] {
        assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), printed, "{text}");
    }
}

#[test]
fn a_text_without_a_zone_or_with_an_impossible_date_is_refused_by_name() {
    for text in ["", "redacted", "2026-03-15T14:32:18", "2017-09-31T22:23:07.777Z"] {
        let error = text.parse::<Timestamp>().unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{text}` is no RFC 3339")), "{error}");
    }
}

#[test]
fn arithmetic_saturates_at_both_ends() {
    let far = Duration::from_secs(u64::MAX / 2_000);
    assert_eq!(Timestamp::MAX + far, Timestamp::MAX);
    assert_eq!(Timestamp::MIN - far, Timestamp::MIN);
    assert_eq!(Timestamp::from_millis(i64::MIN), Timestamp::MIN);
    assert_eq!(Timestamp::from_seconds(i64::MAX), Timestamp::MAX);
    assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00.000Z");
    assert_eq!(Timestamp::MAX.to_string(), "9999-12-30T22:00:00.000Z");
}

#[test]
fn seconds_round_down_on_both_sides_of_the_epoch() {
    assert_eq!(Timestamp::from_millis(1_999).as_seconds(), 1);
    assert_eq!(Timestamp::from_millis(-1).as_seconds(), -1);
}

#[tokio::test(start_paused = true)]
async fn an_auto_clock_jumps_to_the_next_timer() {
    let clock = Clock::auto(Timestamp::EPOCH);
    clock.sleep(Duration::from_hours(24)).await;
    assert_eq!(clock.now().to_string(), "1970-01-02T00:00:00.000Z");
    clock.sleep_until(Timestamp::EPOCH).await;
    assert_eq!(clock.now().to_string(), "1970-01-02T00:00:00.000Z");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_watch_shows_another_time_and_waits_as_long() {
    let clock = Clock::auto(Timestamp::EPOCH + Duration::from_hours(1));
    let slow = clock.with_offset(-600_000);
    assert_eq!(slow.now().to_string(), "1970-01-01T00:50:00.000Z");
    slow.sleep_until(slow.now() + Duration::from_secs(5)).await;
    assert_eq!(clock.now().to_string(), "1970-01-01T01:00:05.000Z");
}

#[tokio::test]
async fn a_stepped_clock_wakes_sleepers_when_told_and_not_before() {
    let clock = Clock::stepped(Timestamp::EPOCH);
    let sleeper = tokio::spawn({
        let clock = clock.clone();
        async move { clock.sleep(Duration::from_secs(10)).await }
    });
    tokio::task::yield_now().await;
    clock.advance(Duration::from_secs(9)).unwrap();
    tokio::task::yield_now().await;
    assert!(!sleeper.is_finished());
    clock.advance(Duration::from_secs(1)).unwrap();
    sleeper.await.unwrap();
}

#[test]
fn only_a_stepped_clock_can_be_advanced() {
    assert_eq!(Clock::real().advance(Duration::from_secs(1)), Err(ClockError::NotStepped));
}

#[test]
fn a_stepped_clock_is_set_forward_and_never_back() {
    let clock = Clock::stepped(Timestamp::EPOCH);
    let ahead = clock.with_offset(1_000);
    let noon = Timestamp::EPOCH + Duration::from_hours(12);
    assert_eq!(ahead.advance_to(noon), Ok(noon));
    assert_eq!(clock.now(), noon - Duration::from_secs(1));
    assert_eq!(ahead.advance_to(noon - Duration::from_millis(1)), Err(ClockError::Backwards));
    assert_eq!(ahead.advance_to(noon), Ok(noon), "where it stands is not back");
}

#[tokio::test(start_paused = true)]
async fn a_switched_clock_goes_on_from_where_it_is() {
    let clock = Clock::switched(Pace::Real);
    let begin = clock.now();
    let passed = |clock: &Clock| clock.now().since(begin).as_secs();
    tokio::time::advance(Duration::from_secs(10)).await;
    assert_eq!(passed(&clock), 10);
    for (pace, expected) in [
        (Pace::Scaled(60), 610),
        (Pace::Stepped, 610),
        (Pace::Scaled(0), 620),
        (Pace::Real, 630),
        (Pace::Auto, 640),
    ] {
        let switched = clock.switch(pace).unwrap();
        assert_eq!(switched, clock.now());
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(passed(&clock), expected, "{pace}");
    }
    assert_eq!(clock.advance(Duration::from_secs(1)), Err(ClockError::NotStepped));
    clock.switch(Pace::Stepped).unwrap();
    clock.advance(Duration::from_secs(5)).unwrap();
    assert_eq!(passed(&clock), 645);
    // Nor does it fall back to the wall that it has left behind.
    clock.switch(Pace::Real).unwrap();
    assert_eq!(passed(&clock), 645);
}

#[tokio::test(start_paused = true)]
async fn sleepers_of_a_switched_clock_reckon_anew() {
    let clock = Clock::switched(Pace::Stepped);
    let deadline = clock.now() + Duration::from_hours(1);
    let sleeper = tokio::spawn({
        let clock = clock.clone();
        async move {
            clock.sleep_until(deadline).await;
            clock.now()
        }
    });
    let settle = async || {
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
    };
    settle().await;
    clock.advance(Duration::from_mins(20)).unwrap();
    clock.switch(Pace::Scaled(60)).unwrap();
    settle().await;
    // 30 of the 40 minutes that are left, and it stands again.
    tokio::time::advance(Duration::from_secs(30)).await;
    clock.switch(Pace::Stepped).unwrap();
    settle().await;
    tokio::time::advance(Duration::from_hours(24)).await;
    settle().await;
    assert!(!sleeper.is_finished());
    clock.switch(Pace::Real).unwrap();
    let began = tokio_now();
    assert_eq!(sleeper.await.unwrap(), deadline);
    assert_eq!(tokio_now() - began, Duration::from_mins(10));
}

#[expect(clippy::disallowed_methods, reason = "what the clock made of the runtime's time")]
fn tokio_now() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

#[test]
fn only_a_switched_clock_changes_its_pace() {
    for clock in [Clock::real(), Clock::stepped(Timestamp::EPOCH)] {
        assert_eq!(clock.switch(Pace::Real), Err(ClockError::Fixed), "{clock:?}");
    }
}

#[test]
fn paces_are_named_in_one_way() {
    for pace in ["real", "scaled:60", "stepped"] {
        assert_eq!(pace.parse::<Pace>().unwrap().to_string(), pace);
    }
    for text in ["auto", "scaled", "scaled:0", "scaled:-1", "fast", ""] {
        assert!(text.parse::<Pace>().is_err(), "{text}");
    }
}

#[test]
fn a_scaled_clock_outruns_the_machine() {
    let clock = Clock::scaled(Timestamp::EPOCH, 1_000_000);
    while clock.now() < Timestamp::EPOCH + Duration::from_secs(1) {
        std::thread::yield_now();
    }
}

#[test]
fn the_real_clock_follows_the_wall_forward_and_never_back() {
    let wall = Timestamp::from_seconds(1_000_000);
    let mut anchor = Anchor::at(wall);
    let woke = wall + Duration::from_hours(1);
    assert_eq!(anchor.read(woke), woke);
    assert!(anchor.read(wall) >= woke);
}

#[test]
fn the_same_seed_gives_the_same_draws_for_ever() {
    // Golden: a change here changes every recorded run.
    let draws: Vec<u64> = {
        let mut draw = Seed::new(42).child("golden").draw();
        (0..3).map(|_| draw.next()).collect()
    };
    assert_eq!(draws, GOLDEN);
}

#[test]
fn purposes_and_indices_are_independent() {
    let root = Seed::new(1);
    let mut seen = std::collections::BTreeSet::new();
    for purpose in ["people", "traffic", "faults"] {
        assert!(seen.insert(root.child(purpose).draw().next()));
        for index in 0..100 {
            assert!(seen.insert(root.child(purpose).draw_at(index + 1).next()));
            assert!(seen.insert(root.child(purpose).child_at(index).draw().next()));
        }
    }
}

#[test]
fn bounds_hold() {
    let mut draw = Seed::new(2).draw();
    let mut seen = [0u32; 3];
    for _ in 0..3_000 {
        seen[draw.below(3) as usize] += 1;
        assert!((5..=9).contains(&draw.between(5, 9)));
        assert!((0.0..1.0).contains(&draw.unit()));
        assert_eq!(*draw.weighted(&[("never", 0), ("always", 1)]), "always");
    }
    assert!(seen.iter().all(|count| *count > 800), "{seen:?}");
    assert_eq!(draw.below(0), 0);
    assert_eq!(draw.between(7, 3), 7);
    assert!(draw.chance(1_000_000));
    assert!(!draw.chance(0));
}

const GOLDEN: [u64; 3] =
    [17_988_223_386_988_473_977, 7_539_779_160_065_161_937, 1_967_033_511_291_602_046];
