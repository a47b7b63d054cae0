//! The least that makes each rule about sessions and devices fire.

use super::positives_user::{denial, opens};
use super::sketch::{HOUR, MINUTE, Positive, SECOND, Sketch, positive, series, sketch};

pub(super) fn positives() -> Vec<Positive> {
    let mut all = pushes();
    all.extend(cookies());
    all.extend(devices());
    all.extend(apps());
    all
}

/// A push that somebody asked for from a new device and address.
pub(super) fn push(at_ms: i64) -> Sketch {
    sketch("system.push.send_factor_verify_push", at_ms)
        .behaviors("{New Device=POSITIVE, New IP=POSITIVE}")
}

pub(super) fn approval(at_ms: i64) -> Sketch {
    sketch("user.authentication.auth_via_mfa", at_ms)
        .debug("factor", "OKTA_VERIFY_PUSH")
        .debug("pushOnlyResponseType", "OV_RESPONSE_APPROVE")
        .ip(9)
}

fn pushes() -> Vec<Positive> {
    let mut approved = series(5, MINUTE, |_, at| push(at));
    approved.push(approval(5 * MINUTE));
    let ignored = series(3, MINUTE, |number, at| push(at).ip(1 + number / 2));
    vec![
        positive("O8", approved),
        positive("O9", series(11, MINUTE, |_, at| push(at))),
        positive("O11", vec![push(0), denial(10 * SECOND)]),
        positive("O11", ignored),
    ]
}

pub(super) fn policy(at_ms: i64, result: &str) -> Sketch {
    sketch("policy.evaluate_sign_on", at_ms).ended(result)
}

/// The same event on another machine.
pub(super) fn elsewhere(it: Sketch) -> Sketch {
    it.ip(2)
        .agent("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0")
        .set("client.userAgent.os", "Linux")
        .set("client.userAgent.browser", "FIREFOX")
}

fn cookies() -> Vec<Positive> {
    let start = sketch("user.session.start", 0);
    vec![
        positive("O36", vec![policy(0, "ALLOW"), elsewhere(policy(5 * HOUR, "SUCCESS"))]),
        positive("O36-CH", vec![policy(0, "ALLOW"), elsewhere(policy(20 * MINUTE, "CHALLENGE"))]),
        positive("O37", vec![start.clone(), elsewhere(opens(1, 3 * HOUR))]),
        positive("O38", vec![start, opens(1, 10 * MINUTE).agent("python-requests/2.31.0")]),
    ]
}

fn devices() -> Vec<Positive> {
    let verify = |at| sketch("user.authentication.verify", at);
    let adds = |number: usize, at| {
        sketch("device.user.add", at)
            .user(number)
            .target("UDDevice", "guo1")
            .set("target.0.detailEntry.oktaDeviceId", "guo1")
    };
    vec![
        positive("O23", series(3, MINUTE, |number, at| verify(at).user(number).through_proxy())),
        positive("O34", series(2, 20 * 24 * HOUR, adds)),
        positive(
            "O39",
            series(4, MINUTE, |number, at| {
                verify(at).debug("dtHash", format!("d{number}")).ip(1 + number / 3)
            }),
        ),
        positive("O40", vec![verify(0), elsewhere(verify(30 * MINUTE))]),
    ]
}

fn apps() -> Vec<Positive> {
    let challenged =
        |number: usize, at| policy(at, "CHALLENGE").target("AppInstance", &format!("app-{number}"));
    let mut many = series(6, MINUTE, challenged);
    many.push(opens(7, 6 * MINUTE));
    vec![positive("O41", many), positive("O42", series(3, MINUTE, challenged))]
}
