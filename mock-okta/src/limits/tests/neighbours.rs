//! Clients that nobody sees but by what they leave (facts 9.9).

use std::collections::BTreeSet;
use std::time::Duration;

use clock::Seed;

use super::buckets::{admit, at, limiter_with, token};
use crate::limits::neighbours::Neighbours;
use crate::testing::{get, org};
use crate::{Endpoint, MockOkta};

const WINDOW: Duration = Duration::from_mins(1);

fn used(seed: u64, endpoint: Endpoint, opened: i64, elapsed_ms: u64) -> u32 {
    let neighbours = Neighbours::new(&Seed::new(seed));
    neighbours.used(endpoint, (at(opened), WINDOW), Duration::from_millis(elapsed_ms), 90)
}

#[test]
fn they_use_up_their_share_by_the_end_of_a_window_and_never_give_back() {
    for seed in 0..20 {
        let course: Vec<u32> =
            (0..=600).map(|tenth| used(seed, Endpoint::Logs, 7_000, tenth * 100)).collect();
        assert!(course.is_sorted(), "{course:?}");
        assert_eq!((course[0], course[600]), (0, 90));
        assert_eq!(used(seed, Endpoint::Logs, 7_000, 3_600_000), 90);
    }
    let none = Neighbours::new(&Seed::new(7));
    assert_eq!(none.used(Endpoint::Logs, (at(0), WINDOW), WINDOW, 0), 0);
}

#[test]
fn when_they_come_is_the_seed_s_the_endpoint_s_and_the_window_s() {
    let half_way = |seed, endpoint, opened| used(seed, endpoint, opened, 30_000);
    let first = half_way(7, Endpoint::Logs, 60_000);
    assert_eq!(first, half_way(7, Endpoint::Logs, 60_000));
    let courses: BTreeSet<u32> = (0..50)
        .map(|window| half_way(7, Endpoint::Logs, window * 60_000))
        .chain((0..50).map(|seed| half_way(seed, Endpoint::Token, 60_000)))
        .collect();
    assert!(courses.len() > 15, "{courses:?}");
}

#[test]
fn they_leave_the_rest_to_the_others() {
    let mut limiter = limiter_with(|limits| {
        limits.requests.insert(Endpoint::Logs, 100);
        limits.neighbours = 0.75;
        limits.token_share = 1.0;
    });
    assert!(admit(&mut limiter, token(), at(0)).admitted);
    // At the end of the window they have had 75 of the 100.
    let end = at(59_999);
    let admitted = (0..100).filter(|_| admit(&mut limiter, token(), end).admitted).count();
    assert!((24..=25).contains(&admitted), "{admitted}");
}

/// Asks until the first refusal, five times a second; the answer's remaining, and when it came.
async fn first_refusal(mock: &MockOkta) -> (u32, Duration) {
    let start = mock.clock().now();
    for _ in 0..300 {
        let page = get(mock, "/api/v1/logs?limit=1").await;
        if page.status == 429 {
            let left = page.header("x-rate-limit-remaining")[0].parse().unwrap();
            return (left, mock.clock().now().since(start));
        }
        mock.clock().sleep(Duration::from_millis(200)).await;
    }
    panic!("never refused");
}

#[tokio::test(start_paused = true)]
async fn a_429_comes_although_the_token_has_some_left() {
    let builder = || org().limit(100).token_share(1.0).neighbours(1.0);
    let mock = builder().start().unwrap();
    let (left, when) = first_refusal(&mock).await;
    assert!(left > 0);
    assert_eq!((left, when), first_refusal(&builder().start().unwrap()).await);
    assert_ne!((left, when), first_refusal(&builder().seed(8).start().unwrap()).await);
    // They come and go while the org runs.
    let mut limits = mock.limits();
    limits.neighbours = 0.0;
    mock.set_limits(limits).unwrap();
    assert_eq!(get(&mock, "/api/v1/logs?limit=1").await.status, 200);
}
