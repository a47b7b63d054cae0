//! The numbers of facts 3.2.

use crate::limits::{LimitPreset, Limits};
use crate::testing::{get, org};
use crate::{Builder, Endpoint, MockOkta};

#[test]
fn kinds_of_org_have_okta_s_numbers() {
    for (preset, [logs, token, clients, apps], concurrency, percent) in [
        (LimitPreset::Free, [20, 300, 25, 20], 35, 60),
        (LimitPreset::OneApp, [50, 1_200, 100, 100], 75, 60),
        (LimitPreset::Enterprise, [50, 1_200, 100, 100], 75, 60),
        (LimitPreset::Workforce, [120, 2_000, 100, 100], 75, 90),
        (LimitPreset::Custom, [120, 2_000, 100, 100], 75, 90),
    ] {
        let limits = Limits::of(preset);
        let requests = [Endpoint::Logs, Endpoint::Token, Endpoint::Clients, Endpoint::Apps]
            .map(|endpoint| limits.requests[&endpoint]);
        assert_eq!(requests, [logs, token, clients, apps], "{preset}");
        assert_eq!((limits.concurrency, limits.warning_percent), (concurrency, percent));
        assert!(!limits.requests.contains_key(&Endpoint::Open));
        assert_eq!((limits.window.as_secs(), limits.token_share.to_string()), (60, "0.5".into()));
    }
    assert_eq!(Limits::default().requests[&Endpoint::Logs], Builder::LIMIT);
}

#[test]
fn changed_numbers_are_no_kind_s() {
    for preset in [LimitPreset::Free, LimitPreset::Enterprise, LimitPreset::Workforce] {
        let mut limits = Limits::of(preset);
        assert_eq!(limits.preset(), preset);
        limits.requests.insert(Endpoint::Logs, 77);
        assert_eq!(limits.preset(), LimitPreset::Custom);
    }
    // Two kinds that cannot be told apart go by the first of their names.
    assert_eq!(Limits::of(LimitPreset::OneApp).preset(), LimitPreset::Enterprise);
}

#[test]
fn kinds_are_named_in_one_way() {
    for preset in LimitPreset::ALL {
        assert_eq!(preset.to_string().parse(), Ok(preset));
    }
    assert!("huge".parse::<LimitPreset>().is_err());
}

#[tokio::test(start_paused = true)]
async fn the_header_shows_the_half_that_one_token_may_use() {
    for (preset, shown) in [
        (LimitPreset::Free, "10"),
        (LimitPreset::OneApp, "25"),
        (LimitPreset::Enterprise, "25"),
        (LimitPreset::Workforce, "60"),
    ] {
        let clock = clock::Clock::auto(crate::testing::now());
        let mock = MockOkta::builder().users(5).clock(clock).limit_preset(preset).start().unwrap();
        let page = get(&mock, "/api/v1/logs?limit=1").await;
        assert_eq!(page.header("x-rate-limit-limit"), [shown], "{preset}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_number_that_is_given_beats_the_kind_s() {
    for builder in [
        org().limit(8).limit_preset(LimitPreset::Free),
        org().limit_preset(LimitPreset::Free).limit(8),
    ] {
        let limits = builder.concurrency(3).warning_percent(45).start().unwrap().limits();
        assert_eq!((limits.concurrency, limits.warning_percent), (3, 45));
        assert_eq!(limits.requests[&Endpoint::Logs], 8);
        assert_eq!(limits.requests[&Endpoint::Token], 300);
        assert_eq!(limits.preset(), LimitPreset::Custom);
    }
    let wrong = org().concurrency(0).warning_percent(95).neighbours(-0.5).start().unwrap_err();
    assert_eq!(
        wrong.mistakes(),
        [
            "concurrency: at least 1",
            "warning_percent: between 30 and 90",
            "neighbours: between 0 and 1"
        ]
    );
}
