//! Windows, shares, and what the headers say of them (facts 3.1 to 3.3).

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use clock::{Seed, Timestamp};
use http::Request;
use proptest::prelude::*;

use crate::limits::{Admission, Limiter, Limits, Principal, RetryAfter};
use crate::testing::{get, org, send};
use crate::world::Id;
use crate::{Endpoint, MockOkta};

pub(super) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// A limiter of the log alone.
pub(super) fn limiter(org: u32, share: f64) -> Limiter {
    limiter_with(|limits| {
        limits.requests = BTreeMap::from([(Endpoint::Logs, org)]);
        limits.token_share = share;
    })
}

pub(super) fn limiter_with(change: impl FnOnce(&mut Limits)) -> Limiter {
    let mut limits = Limits::default();
    change(&mut limits);
    Limiter::new(limits, &Seed::new(7))
}

pub(super) fn token_id() -> Id {
    MockOkta::builder().start().unwrap().org().api_token_id
}

pub(super) fn token() -> Principal {
    Principal::Known(token_id())
}

pub(super) fn admit(limiter: &mut Limiter, principal: Principal, now: Timestamp) -> Admission {
    limiter.admit(Endpoint::Logs, principal, now).unwrap()
}

#[test]
fn a_window_is_opened_by_its_first_request_and_lasts() {
    // Facts 3.1: Reset is 60 s after the first request, Remaining has it taken off.
    let mut limiter = limiter(4, 0.5);
    let mut ask = |millis| admit(&mut limiter, token(), at(millis));
    let first = ask(100_400);
    assert!(first.admitted);
    assert_eq!((first.headers.limit, first.headers.remaining), (2, 1));
    assert_eq!(first.headers.reset, 160);
    assert!(ask(130_000).admitted);
    let third = ask(159_999);
    assert_eq!((third.admitted, third.headers.remaining, third.headers.reset), (false, 0, 160));
    let fresh = ask(160_000);
    assert_eq!((fresh.admitted, fresh.headers.remaining, fresh.headers.reset), (true, 1, 220));
}

#[test]
fn the_org_s_bucket_counts_whoever_asks() {
    let mut limiter = limiter(3, 1.0);
    for _ in 0..2 {
        assert!(admit(&mut limiter, Principal::Nobody, at(0)).admitted);
    }
    let last = admit(&mut limiter, token(), at(30_000));
    assert_eq!((last.admitted, last.headers.remaining, last.headers.reset), (true, 2, 90));
    // The token has some left; the org has none until its own window ends (facts 9.9).
    let refused = admit(&mut limiter, token(), at(30_000));
    assert_eq!((refused.admitted, refused.headers.limit), (false, 3));
    assert_eq!((refused.headers.remaining, refused.headers.reset), (2, 60));
    assert!(admit(&mut limiter, token(), at(60_000)).admitted);
}

#[test]
fn what_one_asks_beyond_its_share_is_not_at_the_expense_of_others() {
    let mut limiter = limiter(4, 0.5);
    for place in 0..10 {
        assert_eq!(admit(&mut limiter, token(), at(0)).admitted, place < 2);
    }
    let nobody = admit(&mut limiter, Principal::Nobody, at(0));
    assert_eq!((nobody.admitted, nobody.headers.limit, nobody.headers.remaining), (true, 4, 1));
}

#[test]
fn shares_may_add_up_to_more_than_the_org_has() {
    // Facts 3.2: a ceiling, not a guarantee.
    let (one, other) = (token_id(), MockOkta::builder().seed(8).start().unwrap());
    let other = other.org().api_token_id;
    let mut limiter = limiter(100, 0.75);
    let mut asks =
        |id| (0..80).filter(|_| admit(&mut limiter, Principal::Known(id), at(0)).admitted).count();
    assert_eq!((asks(one), asks(other)), (75, 25));
}

#[test]
fn an_endpoint_without_a_number_is_not_limited() {
    let mut limiter = limiter_with(|limits| limits.concurrency = 1);
    assert_eq!(limiter.admit(Endpoint::Open, token(), at(0)), None);
    let _place = limiter.arrive(Endpoint::Logs).unwrap();
    assert!(limiter.arrive(Endpoint::Logs).is_none());
    assert!(limiter.arrive(Endpoint::Open).is_some());
}

#[test]
fn the_share_of_one_principal_can_be_another() {
    let id = token_id();
    for (org, share, percent, expected) in [
        (1, 0.01, None, 1),
        (120, 0.5, None, 60),
        (20, 0.5, None, 10),
        (120, 0.5, Some(100), 120),
        (120, 0.5, Some(25), 30),
        (20, 0.5, Some(1), 1),
    ] {
        let mut limiter = limiter_with(|limits| {
            limits.requests = BTreeMap::from([(Endpoint::Logs, org)]);
            limits.token_share = share;
            limits.percentages = percent.map(|percent| (id, percent)).into_iter().collect();
        });
        let shown = admit(&mut limiter, Principal::Known(id), at(0)).headers;
        assert_eq!((shown.limit, shown.remaining), (expected, expected - 1), "{org} {percent:?}");
        assert_eq!(
            limiter.limits().share(Endpoint::Logs, None),
            Some(((f64::from(org) * share) as u32).max(1))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn limits_change_while_the_org_runs() {
    let mock = org().limit(20).start().unwrap();
    let shown = async || {
        let page = get(&mock, "/api/v1/logs?limit=1").await;
        ["limit", "remaining"]
            .map(|name| page.header(&format!("x-rate-limit-{name}"))[0].parse::<u32>().unwrap())
    };
    assert_eq!(shown().await, [10, 9]);
    let mut limits = mock.limits();
    limits.percentages.insert(mock.org().api_token_id, 100);
    mock.set_limits(limits.clone()).unwrap();
    // The window stays open, with what was used.
    assert_eq!(shown().await, [20, 18]);
    limits.percentages.clear();
    limits.requests.insert(Endpoint::Logs, 2);
    mock.set_limits(limits.clone()).unwrap();
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 429);
    limits.neighbours = 1.5;
    limits.percentages.insert(mock.org().api_token_id, 0);
    let wrong = mock.set_limits(limits).unwrap_err();
    assert_eq!(wrong.mistakes(), ["percentages: between 1 and 100", "neighbours: between 0 and 1"]);
    assert_eq!(mock.limits().neighbours.to_string(), "0");
}

#[tokio::test(start_paused = true)]
async fn the_429_is_okta_s() {
    // Facts 3.3.
    let mock = org().limit(4).retry_after(RetryAfter::Seconds).start().unwrap();
    for left in ["1", "0"] {
        assert_eq!(
            get(&mock, "/api/v1/logs?limit=1").await.header("x-rate-limit-remaining"),
            [left]
        );
    }
    mock.clock().sleep(Duration::from_millis(12_300)).await;
    let refused = get(&mock, "/api/v1/logs").await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("x-rate-limit-limit"), ["2"]);
    assert_eq!(refused.header("x-rate-limit-remaining"), ["0"]);
    assert_eq!(refused.header("x-rate-limit-reset"), ["1773928860"]);
    assert_eq!(refused.header("retry-after"), ["48"]);
    assert_eq!(refused.header("content-type"), ["application/json"]);
    for absent in ["cache-control", "pragma", "expires", "vary", "referrer-policy", "link"] {
        assert!(refused.header(absent).is_empty(), "{absent}");
    }
    let body = refused.json();
    assert_eq!(body["errorCode"], "E0000047");
    assert_eq!(body["errorSummary"], "API call exceeded rate limit due to too many requests.");
    assert!(body["errorId"].as_str().unwrap().starts_with("oae"));
    mock.clock().sleep(Duration::from_millis(47_700)).await;
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn errors_count_and_say_so() {
    // Facts 3.1: the headers are on every counted answer. Wrong credentials have no principal.
    let mock = org().limit(10).start().unwrap();
    let bad = get(&mock, "/api/v1/logs?limit=1001").await;
    assert_eq!((bad.status, bad.header("x-rate-limit-remaining")), (400, vec!["4"]));
    assert_eq!(bad.header("x-rate-limit-limit"), ["5"]);
    for left in ["8", "7"] {
        let nobody = send(&mock, "GET", "/api/v1/logs", None).await.unwrap();
        assert_eq!((nobody.status, nobody.header("x-rate-limit-limit")), (403, vec!["10"]));
        assert_eq!(nobody.header("x-rate-limit-remaining"), [left]);
    }
    let open = send(&mock, "GET", "/.well-known/okta-organization", None).await.unwrap();
    assert!(open.header("x-rate-limit-limit").is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_sdks_say_about_their_retries_is_in_the_ledger() {
    let mock = org().start().unwrap();
    let token = format!("SSWS {}", mock.org().ssws_token.expose());
    let request = Request::get("https://acme.okta.com/api/v1/logs?limit=1")
        .header("authorization", &token)
        .header("x-okta-retry-for", "5168be8d5f54ca5371398055415254ff")
        .header("x-okta-retry-count", "2");
    let answer = mock.handle(request.body(Bytes::new()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
    get(&mock, "/api/v1/logs?limit=1").await;
    let [retry, plain] = &mock.ledger().requests()[..] else { panic!("two requests") };
    assert_eq!(retry.retry_for.as_deref(), Some("5168be8d5f54ca5371398055415254ff"));
    assert_eq!(retry.retry_count.as_deref(), Some("2"));
    assert_eq!((&plain.retry_for, &plain.retry_count), (&None, &None));
}

proptest! {
    /// Whoever asks, and whenever: no window of the org or of the token lets more through than
    /// its limit, what is left never grows within one, and each lasts as long as it should.
    #[test]
    fn no_window_lets_more_through_than_its_limit(
        limit in 1_u32..40,
        share in 0.05_f64..=1.0,
        neighbours in prop_oneof![Just(0.0), 0.0_f64..=1.0],
        window in 1_u64..100,
        asks in prop::collection::vec((0_u64..9_000, any::<bool>()), 1..400),
    ) {
        let mut limiter = limiter_with(|limits| {
            limits.requests = BTreeMap::from([(Endpoint::Logs, limit)]);
            limits.token_share = share;
            limits.neighbours = neighbours;
            limits.window = Duration::from_secs(window);
        });
        let (window, token) = (Duration::from_secs(window), token());
        let mut now = at(1_000_000_123);
        // The windows that are open, found out from outside: since when, admitted, last left.
        let mut org: Option<(i64, u32)> = None;
        let mut own: Option<(i64, u32, u32)> = None;
        for (pause, known) in asks {
            now = now + Duration::from_millis(pause);
            let is_over = |opened: i64| now.as_seconds() >= opened + window.as_secs() as i64;
            org = org.filter(|(opened, _)| !is_over(*opened));
            let (org_opened, admitted) = org.unwrap_or((now.as_seconds(), 0));
            let principal = if known { token } else { Principal::Nobody };
            let answer = admit(&mut limiter, principal, now);
            let admitted = admitted + u32::from(answer.admitted);
            prop_assert!(admitted <= limit);
            org = Some((org_opened, admitted));
            let org_reset = org_opened + window.as_secs() as i64;
            if !known {
                prop_assert_eq!(answer.headers.reset, org_reset);
                continue;
            }
            own = own.filter(|(opened, ..)| !is_over(*opened));
            let (own_opened, own_admitted, left) =
                own.unwrap_or((now.as_seconds(), 0, answer.headers.limit));
            let own_admitted = own_admitted + u32::from(answer.admitted);
            prop_assert!(answer.headers.remaining <= left);
            prop_assert!(own_admitted <= answer.headers.limit);
            prop_assert_eq!(answer.headers.remaining, answer.headers.limit - own_admitted);
            let refused_by_org = !answer.admitted && answer.headers.remaining > 0;
            let reset = if refused_by_org { org_reset } else { own_opened + window.as_secs() as i64 };
            prop_assert_eq!(answer.headers.reset, reset);
            own = Some((own_opened, own_admitted, answer.headers.remaining));
        }
    }
}
