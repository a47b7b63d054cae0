use std::collections::BTreeMap;
use std::time::Duration;

use clock::{Seed, Timestamp};

use super::{Admission, Limiter, Principal, Quota, RetryAfter, RetryHint};
use crate::testing::{get, org, send};
use crate::{Endpoint, MockOkta};

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn quota(org: u32, share: f64) -> Quota {
    Quota { org, share, window: Duration::from_mins(1) }
}

fn limiter(quota: Quota) -> Limiter {
    Limiter::new(BTreeMap::from([(Endpoint::Logs, quota)]))
}

fn token() -> Principal {
    Principal::Known(MockOkta::builder().start().unwrap().org().api_token_id)
}

fn admit(limiter: &mut Limiter, principal: Principal, now: Timestamp) -> Admission {
    limiter.admit(Endpoint::Logs, principal, now).unwrap()
}

#[test]
fn a_window_is_opened_by_its_first_request_and_lasts() {
    // Facts 3.1: Reset is 60 s after the first request, Remaining has it taken off.
    let mut limiter = limiter(quota(4, 0.5));
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
    let mut limiter = limiter(quota(3, 1.0));
    for _ in 0..2 {
        assert!(admit(&mut limiter, Principal::Nobody, at(0)).admitted);
    }
    let last = admit(&mut limiter, token(), at(0));
    assert_eq!((last.admitted, last.headers.remaining), (true, 2));
    // The token has some left; the org has none.
    let refused = admit(&mut limiter, token(), at(0));
    assert_eq!((refused.admitted, refused.headers.remaining), (false, 1));
}

#[test]
fn an_endpoint_without_a_quota_is_not_limited() {
    assert_eq!(limiter(quota(1, 1.0)).admit(Endpoint::Open, token(), at(0)), None);
}

#[test]
fn the_smallest_share_is_one_request() {
    assert_eq!(quota(1, 0.01).of_principal(), 1);
    assert_eq!(quota(120, 0.5).of_principal(), 60);
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
    for absent in ["cache-control", "pragma", "expires", "vary", "content-security-policy", "link"]
    {
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
async fn refused_credentials_count_for_the_org() {
    let mock = org().limit(10).token_share(1.0).start().unwrap();
    let nobody = send(&mock, "GET", "/api/v1/logs", None).await.unwrap();
    assert_eq!(nobody.header("x-rate-limit-remaining"), ["9"]);
    let unlimited = send(&mock, "GET", "/.well-known/okta-organization", None).await.unwrap();
    assert!(unlimited.header("x-rate-limit-limit").is_empty());
}
