//! The least that makes each rule about people fire.

use serde_json::json;

use super::sketch::{DAY, HOUR, MINUTE, Positive, SECOND, Sketch, positive, series, sketch};

pub(super) fn positives() -> Vec<Positive> {
    let mut all = travel();
    all.extend(second_factors());
    all.extend(passwords());
    all.extend(accounts());
    all
}

fn login(at_ms: i64) -> Sketch {
    sketch("user.session.start", at_ms)
}

fn travel() -> Vec<Positive> {
    let home_then_london = |gap| vec![login(0), login(gap).ip(2).in_london()];
    vec![
        positive("O1", home_then_london(10 * MINUTE)),
        positive("O2", home_then_london(HOUR)),
        positive("O3", home_then_london(2 * HOUR)),
        positive("O4", home_then_london(20 * HOUR)),
    ]
}

pub(super) fn denial(at_ms: i64) -> Sketch {
    sketch("user.authentication.auth_via_mfa", at_ms)
        .failed("INVALID_CREDENTIALS")
        .debug("factor", "OKTA_VERIFY_PUSH")
        .debug("pushOnlyResponseType", "OV_RESPONSE_DENY")
        .ip(9)
}

pub(super) fn classic_denial(at_ms: i64) -> Sketch {
    sketch("user.mfa.okta_verify.deny_push", at_ms).ended("FAILURE")
}

fn second_factors() -> Vec<Positive> {
    let mut bombed = series(5, MINUTE, |_, at| denial(at));
    bombed.push(login(5 * MINUTE));
    vec![
        positive("O5", series(5, MINUTE, |_, at| denial(at))),
        positive("O5", series(5, MINUTE, |_, at| classic_denial(at))),
        positive("O6", bombed),
        positive("O7", series(2, MINUTE, |_, at| denial(at))),
        positive("O7", series(2, MINUTE, |_, at| classic_denial(at))),
        positive("O10", series(10, 20 * SECOND, |_, at| denial(at))),
        positive("O56", series(3, MINUTE, |_, at| denial(at))),
        positive("O56", series(3, MINUTE, |_, at| classic_denial(at))),
    ]
}

/// A wrong password at the classic API, without a cookie.
pub(super) fn wrong_password(at_ms: i64) -> Sketch {
    login(at_ms)
        .failed("INVALID_CREDENTIALS")
        .session("unknown")
        .debug("dtHash", "-")
        .debug("requestUri", "/api/v1/authn")
}

fn passwords() -> Vec<Positive> {
    let many_sources = |make: fn(usize, Sketch) -> Sketch| {
        series(10, 2 * MINUTE, |number, at| make(number, wrong_password(at).ip(number % 5)))
    };
    let lock = |_, at| sketch("user.account.lock", at).failed("LOCKED_OUT");
    vec![
        positive(
            "O12",
            series(10, MINUTE, |number, at| {
                wrong_password(at).debug("dtHash", format!("d{}", number % 7))
            }),
        ),
        positive("O12", series(12, MINUTE, |_, at| wrong_password(at))),
        positive(
            "O12",
            series(10, MINUTE, |number, at| {
                wrong_password(at).debug("dtHash", "d1").agent(&format!("agent/{}", number % 5))
            }),
        ),
        positive(
            "O13",
            many_sources(|number, it| if number % 2 == 0 { it } else { it.in_london() }),
        ),
        positive("O13", many_sources(|number, it| it.set("securityContext.asNumber", number % 3))),
        positive("O13", many_sources(|number, it| it.agent(&format!("agent/{}", number % 3)))),
        positive("O13", many_sources(|number, it| it.ip(number % 8))),
        positive("O14", series(20, 2 * MINUTE, |_, at| wrong_password(at))),
        positive("O15", series(3, HOUR, lock)),
    ]
}

fn accounts() -> Vec<Positive> {
    let place = "New Geo-Location\":\"POSITIVE\",\"New Country\":\"POSITIVE\"";
    let newcomer = format!("{{\"behaviors\":{{\"New Device\":\"POSITIVE\",\"{place}}}}}");
    let admin = |event_type: &str, at| sketch(event_type, at).user(7).target("User", "00u1");
    let session = |number: usize, at| login(at).session(&format!("idx{number}"));
    let recovery = |_, at| sketch("system.email.password_reset.sent_message", at);
    let unauthorized = |_, at| sketch("app.generic.unauth_app_access_attempt", at);
    vec![
        positive(
            "O32",
            vec![
                login(0).debug("logOnlySecurityData", newcomer),
                sketch("system.api_token.create", 20 * MINUTE),
            ],
        ),
        positive(
            "O33",
            vec![
                admin("user.mfa.factor.reset_all", 0),
                admin("user.account.reset_password", 5 * MINUTE),
            ],
        ),
        positive("O43", series(10, SECOND, opens)),
        positive("O44", series(16, SECOND, opens)),
        positive("O45", series(5, MINUTE, unauthorized)),
        positive(
            "O47",
            vec![
                login(-91 * DAY),
                admin("user.lifecycle.unsuspend", 0),
                login(HOUR).through_proxy(),
            ],
        ),
        positive("O50", vec![login(0).through_proxy()]),
        positive("O52", series(3, MINUTE, session)),
        positive("O53", series(5, MINUTE, recovery)),
        positive("O54", vec![admin("user.mfa.factor.reset_all", 0), login(12 * HOUR + 1).user(8)]),
    ]
}

/// A click on one of the tiles of the dashboard.
pub(super) fn opens(number: usize, at_ms: i64) -> Sketch {
    let app = format!("app-{number}");
    sketch("user.authentication.sso", at_ms)
        .set("outcome.reason", json!(null))
        .debug("initiationType", "IDP_INITIATED")
        .debug("requestUri", format!("/app/{app}/exk{number}/sso/saml"))
        .target("AppInstance", &app)
        .target("AppUser", "u1@example.com")
}
