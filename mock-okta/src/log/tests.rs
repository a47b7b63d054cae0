use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use clock::Timestamp;
use proptest::prelude::*;

use super::cursor::{descending_cursor, read_descending_cursor};
use super::lru::Lru;
use super::position::Position;
use super::records::{Recorded, Records};
use super::sequence::Log;
use super::source::Order;
use super::walk::{Bounds, Matching, Take};
use crate::testing::{now, org};

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// A log of records with the given commits and `published`, each of which is its own number.
fn log(times: &[(i64, Option<i64>)]) -> Log {
    let records = (0..).zip(times).map(|(number, (commit, published))| Recorded {
        commit: at(*commit),
        published: published.map(at),
        bytes: i32::to_string(&number).into(),
    });
    Log::new(vec![Arc::new(Records::new(records.collect()))], at(0))
}

/// A page of any `limit` records.
fn all(limit: usize) -> Take<'static> {
    Take { limit, matching: None }
}

fn written(log: &Log, page: &super::Page) -> String {
    let mut out = Vec::new();
    log.write_page(page, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_cursor_is_read_in_one_form_only() {
    for text in
        ["", "_", "1_", "_1", "01_1", "1_01", "-1_1", "+1_1", "1_1 ", "1_1_1", "1_4294967296"]
    {
        assert!(text.parse::<Position>().is_err(), "{text}");
    }
    assert_eq!("0_0".parse::<Position>(), Ok(Position::before(at(0))));
}

#[test]
fn polling_follows_commits_and_bounded_walks_follow_published() {
    // Record 1 was published first and committed last: it is late.
    let log = log(&[(10, Some(9)), (90_000, Some(5)), (20, Some(20))]);
    let polled = |now| written(&log, &log.polled(None, at(0), all(10), at(now)));
    assert_eq!((polled(50).as_str(), polled(90_000).as_str()), ("[0,2]", "[0,2,1]"));
    let bounds = Bounds { since: at(0), until: at(100), descending: false };
    let bounded = |now, bounds| written(&log, &log.bounded(None, bounds, all(10), at(now)));
    assert_eq!(bounded(50, bounds), "[0,2]");
    assert_eq!(bounded(90_000, bounds), "[1,0,2]");
    assert_eq!(bounded(90_000, Bounds { descending: true, ..bounds }), "[2,0,1]");
}

#[test]
fn since_is_included_and_until_is_not() {
    let log = log(&[(10, None), (20, None), (30, None)]);
    let bounds = Bounds { since: at(10), until: at(30), descending: false };
    assert_eq!(written(&log, &log.bounded(None, bounds, all(10), at(99))), "[0,1]");
    assert_eq!(written(&log, &log.polled(None, at(20), all(10), at(99))), "[1,2]");
}

#[test]
fn records_of_one_millisecond_keep_their_order_and_have_numbers() {
    let log = log(&[(10, None), (10, None), (10, None)]);
    let page = log.polled(None, at(0), all(2), at(10));
    assert_eq!(written(&log, &page), "[0,1]");
    let (_, last) = page.span().unwrap();
    assert_eq!(last.to_string(), "10_2");
    assert_eq!(written(&log, &log.polled(Some(last), at(0), all(2), at(10))), "[2]");
    assert!(log.has(Order::Commit, last, at(10)));
    assert!(!log.has(Order::Commit, last, at(9)));
    assert!(!log.has(Order::Commit, Position { ordinal: 4, ..last }, at(10)));
}

#[test]
fn the_place_before_a_millisecond_exists_while_the_org_does() {
    let log = log(&[(10, None)]);
    assert!(log.has(Order::Commit, Position::before(at(7)), at(10)));
    assert!(!log.has(Order::Commit, Position::before(at(11)), at(10)));
    assert!(!log.has(Order::Commit, Position::before(at(-1)), at(10)));
}

#[test]
fn a_record_dated_in_the_future_is_found_by_its_date() {
    // Replayed records may say anything.
    let log = log(&[(10, Some(9_000_000_000_000))]);
    let bounds = Bounds { since: at(0), until: Timestamp::MAX, descending: false };
    assert_eq!(written(&log, &log.bounded(None, bounds, all(10), at(99))), "[0]");
    let down = Bounds { descending: true, ..bounds };
    assert_eq!(written(&log, &log.bounded(None, down, all(10), at(99))), "[0]");
}

#[test]
fn a_cache_forgets_what_was_not_used_for_longest() {
    let cache = Lru::new(2);
    let mut made = Vec::new();
    for key in [1, 2, 1, 3, 1, 2] {
        cache.fetch(key, || made.push(key));
    }
    assert_eq!(made, [1, 2, 3, 2]);
}

#[tokio::test(start_paused = true)]
async fn every_way_of_reading_gives_the_same_records() {
    let mock = org().start().unwrap();
    let log = mock.log();
    let (begin, end) = (Position::before(log.begin()), Position::after(now()));
    let walked: Vec<_> = log.range(begin..=end).collect();
    assert!(walked.len() > 300);
    assert!(walked.windows(2).all(|pair| pair[0].position < pair[1].position));
    // From any record on, in pieces, and again from the start.
    for start in [1, 17, walked.len() / 2, walked.len() - 1] {
        let from = Bound::Excluded(walked[start - 1].position);
        let rest: Vec<_> = log.range((from, Bound::Included(end))).collect();
        assert!(rest == walked[start..]);
    }
    // And by pages of every size.
    for limit in [1, 7, 1_000] {
        let (mut after, mut paged) = (None, Vec::new());
        loop {
            let page = log.polled(after, log.begin(), all(limit), now());
            let Some((_, last)) = page.span() else { break };
            after = Some(last);
            for item in &page.items {
                let mut raw = Vec::new();
                log.write(item, &mut raw);
                paged.push(raw);
            }
        }
        assert!(paged.iter().eq(walked.iter().map(|record| &record.raw)), "limit {limit}");
    }
}

#[test]
fn a_page_of_what_matches_says_how_far_it_looked() {
    let log = log(&[(10, None), (20, None), (30, None), (40, None), (50, None)]);
    let even = |record: &[u8]| record[0].is_multiple_of(2);
    let page = |after, limit, looks| {
        let take = Take { limit, matching: Some(Matching { is: &even, looks }) };
        let page = log.polled(after, at(0), take, at(99));
        let span = page.span().map(|(first, last)| (first.time.as_millis(), last.time.as_millis()));
        (written(&log, &page), span)
    };
    let second = Some(Position { time: at(20), ordinal: 1 });
    // As many as fit, and not a look further.
    assert_eq!(page(None, 2, 9), ("[0,2]".to_owned(), Some((10, 30))));
    // No more looks than allowed, and no more than there are.
    assert_eq!(page(second, 2, 2), ("[2]".to_owned(), Some((30, 40))));
    assert_eq!(page(second, 9, 9), ("[2,4]".to_owned(), Some((30, 50))));
    // Nothing found is a page, and nothing asked for is no look.
    assert_eq!(page(None.or(second), 1, 1), ("[2]".to_owned(), Some((30, 30))));
    assert_eq!(page(None, 0, 9), ("[]".to_owned(), None));
}

proptest! {
    #[test]
    fn a_cursor_survives_its_text(millis in 0i64..253_402_207_200_000, ordinal: u32) {
        let position = Position { time: at(millis), ordinal };
        prop_assert_eq!(position.to_string().parse(), Ok(position));
    }

    #[test]
    fn a_descending_cursor_is_read_by_its_org_alone(
        key: u64,
        other: u64,
        millis in 0i64..(1 << 44),
        ordinal in 0u32..(1 << 20),
    ) {
        let position = Position { time: at(millis), ordinal };
        let cursor = descending_cursor(key, position);
        prop_assert_eq!(cursor.len(), 36);
        prop_assert_eq!(read_descending_cursor(key, &cursor), Some(position));
        prop_assert!(key == other || read_descending_cursor(other, &cursor).is_none());
        prop_assert_eq!(read_descending_cursor(key, &cursor.to_uppercase()), None);
    }

    #[test]
    fn text_that_is_no_cursor_is_refused(text in ".{0,40}") {
        prop_assert_eq!(read_descending_cursor(7, &text), None);
        if let Ok(position) = text.parse::<Position>() {
            prop_assert_eq!(position.to_string(), text);
        }
    }

    #[test]
    fn pages_of_any_size_cover_everything_once(
        times in prop::collection::vec((0i64..200_000, prop::option::of(0i64..200_000)), 0..60),
        limit in 1usize..20,
    ) {
        let log = log(&times);
        let end = at(200_000);
        let cover = |next: &dyn Fn(Option<Position>) -> super::Page| {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = next(after);
                seen.extend(page.items.iter().map(|item| item.entry.index));
                match page.span() {
                    Some((_, last)) => after = Some(last),
                    None => break,
                }
            }
            seen.sort_unstable();
            seen
        };
        let expected: Vec<u32> = (0..times.len() as u32).collect();
        prop_assert_eq!(&cover(&|after| log.polled(after, at(0), all(limit), end)), &expected);
        for descending in [false, true] {
            let until = end + Duration::from_millis(1);
            let bounds = Bounds { since: at(0), until, descending };
            let seen = cover(&|after| log.bounded(after, bounds, all(limit), end));
            prop_assert_eq!(&seen, &expected);
        }
    }

    #[test]
    fn pages_of_what_matches_cover_all_of_it_once(
        times in prop::collection::vec((0i64..200_000, prop::option::of(0i64..200_000)), 0..60),
        modulus in 1u32..8,
        limit in 1usize..20,
        looks in 1usize..20,
    ) {
        let log = log(&times);
        let end = at(200_000);
        let is = |record: &[u8]| {
            let number: u32 = std::str::from_utf8(record).unwrap().parse().unwrap();
            number.is_multiple_of(modulus)
        };
        let take = Take { limit, matching: Some(Matching { is: &is, looks }) };
        let cover = |next: &dyn Fn(Option<Position>) -> super::Page| {
            let (mut seen, mut after) = (Vec::new(), None);
            // Every page but the last is one that looks at something.
            for _ in 0..=times.len() {
                let page = next(after);
                assert!(page.items.len() <= limit);
                seen.extend(page.items.iter().map(|item| item.entry.index));
                let Some((_, last)) = page.span() else { break };
                assert_ne!(after.replace(last), Some(last));
            }
            seen
        };
        let every = |take: Take<'_>, bounds: Option<Bounds>| {
            let mut found = match bounds {
                Some(bounds) => cover(&|after| log.bounded(after, bounds, take, end)),
                None => cover(&|after| log.polled(after, at(0), take, end)),
            };
            found.sort_unstable();
            found
        };
        let expected: Vec<u32> = (0..times.len() as u32).filter(|n| n % modulus == 0).collect();
        prop_assert_eq!(&every(take, None), &expected);
        for descending in [false, true] {
            let until = end + Duration::from_millis(1);
            let bounds = Bounds { since: at(0), until, descending };
            prop_assert_eq!(&every(take, Some(bounds)), &expected);
            // Everything was looked at, and nothing is left.
            let all = log.bounded(None, bounds, Take { limit: 99, ..take }, end);
            prop_assert_eq!(all.more, times.len() > looks);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_comes_into_being_is_found_in_both_orders_and_moves_nothing() {
    let mock = org().start().unwrap();
    let log = mock.log();
    let (begin, end) = (Position::before(log.begin()), Position::after(now()));
    let before: Vec<_> = log.range(begin..=end).collect();
    let published = now() - Duration::from_mins(30);
    for text in ["1", "2"] {
        let record = Recorded { commit: now(), published: Some(published), bytes: text.into() };
        assert!(log.extend(|_, _| vec![record]).is_some());
    }
    let after: Vec<_> = log.range(begin..=end).collect();
    assert!(after.starts_with(&before));
    let fresh: Vec<_> = after[before.len()..].iter().map(|record| record.raw.clone()).collect();
    assert_eq!(fresh, ["1", "2"]);
    let bounds =
        Bounds { since: published, until: published + Duration::from_millis(1), descending: true };
    let page = log.bounded(None, bounds, all(2), now());
    assert_eq!(written(log, &page), "[2,1]");
}

#[test]
fn a_record_that_comes_late_is_not_committed_where_somebody_has_read() {
    // Requests are decided in parallel: one that began earlier may note something later.
    let log = Log::new(Vec::new(), at(0));
    let grow = |millis, name: &'static str| log.grow(at(millis), |_| name.into());
    assert!(grow(900, "first"));
    log.read_until(at(1_000));
    assert!(grow(990, "behind") && grow(1_005, "ahead"));
    let records: Vec<_> = log.range(..=Position::after(at(2_000))).collect();
    let seen: Vec<_> =
        records.iter().map(|record| (record.position.time, &record.raw[..])).collect();
    let expected: [(Timestamp, &[u8]); 3] =
        [(at(900), b"first"), (at(1_000), b"behind"), (at(1_005), b"ahead")];
    assert_eq!(seen, expected);
    assert_eq!(records[1].published, Some(at(990)));
}
