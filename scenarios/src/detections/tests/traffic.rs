//! Attacks as both engines of Okta log them, and which of the measured rules fire (facts 3.4).

use super::super::Reading;
use super::sketch::{SECOND, Sketch, report, sketch};

/// Which engine an org runs (facts 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Classic,
    Identity,
}

/// One attempt with a wrong password, without cookies: Classic logs it once, Identity Engine as a
/// failed factor and 3 ms later as a failed session.
pub(super) fn attempt(engine: Engine, at_ms: i64, user: usize, ip: usize) -> Vec<Sketch> {
    let failed = |event_type: &str, at_ms, uri: &str| {
        sketch(event_type, at_ms)
            .user(user)
            .ip(ip)
            .failed("INVALID_CREDENTIALS")
            .debug("dtHash", "-")
            .debug("requestUri", uri)
            .agent("python-requests/2.31.0")
    };
    match engine {
        Engine::Classic => {
            vec![failed("user.session.start", at_ms, "/api/v1/authn").session("unknown")]
        }
        Engine::Identity => {
            let (uri, session) = ("/idp/idx/identify", format!("idx{at_ms}"));
            vec![
                failed("user.authentication.auth_via_mfa", at_ms, uri)
                    .debug("factor", "PASSWORD_AS_FACTOR")
                    .session(&session),
                failed("user.session.start", at_ms + 3, uri).session(&session),
            ]
        }
    }
}

/// Pushes that somebody keeps asking for who knows the password (facts 2.2, Identity Engine).
#[derive(Clone, Copy, Debug)]
pub(super) struct Bombing {
    pub(super) pushes: usize,
    pub(super) gap_s: i64,
    /// Whether the password is entered again for each push, which starts a session each time.
    pub(super) reenters: bool,
    /// Whether the last push is approved.
    pub(super) approved: bool,
}

impl Bombing {
    pub(super) fn sketches(self) -> Vec<Sketch> {
        let mut all = Vec::new();
        for number in 0..self.pushes {
            let at = number as i64 * self.gap_s * SECOND;
            let session = if self.reenters { format!("idx{number}") } else { "idx".to_owned() };
            let mut round = Vec::new();
            if number == 0 || self.reenters {
                round.extend(password(at));
            }
            round.push(sketch("system.push.send_factor_verify_push", at + 2 * SECOND));
            let approved = self.approved && number + 1 == self.pushes;
            round.extend(if approved { approval(at) } else { vec![denial(at)] });
            all.extend(round.into_iter().map(|it| it.session(&session)));
        }
        all
    }
}

fn password(at: i64) -> Vec<Sketch> {
    vec![
        sketch("user.authentication.auth_via_mfa", at).debug("factor", "PASSWORD_AS_FACTOR"),
        sketch("policy.evaluate_sign_on", at + 10).ended("CHALLENGE"),
        sketch("user.session.start", at + 50),
    ]
}

/// From the phone of the victim, in another network than the browser of the attacker.
fn answer(at: i64) -> Sketch {
    sketch("user.authentication.auth_via_mfa", at).ip(9).debug("factor", "OKTA_VERIFY_PUSH")
}

fn denial(at: i64) -> Sketch {
    answer(at + 12 * SECOND)
        .failed("INVALID_CREDENTIALS")
        .debug("pushOnlyResponseType", "OV_RESPONSE_DENY")
}

fn approval(at: i64) -> Vec<Sketch> {
    vec![
        answer(at + 12 * SECOND).debug("pushOnlyResponseType", "OV_RESPONSE_APPROVE"),
        sketch("user.authentication.verify", at + 13 * SECOND),
        sketch("user.authentication.sso", at + 14 * SECOND),
    ]
}

/// The rules that facts 3.4 measured.
const MEASURED: [&str; 16] = [
    "O5", "O6", "O7", "O8", "O9", "O10", "O12", "O13", "O14", "O16", "O17", "O18", "O19", "O20",
    "O21", "O25",
];

/// Which of the measured rules fire, phase-free, in the order of their numbers.
pub(super) fn measured(sketches: &[Sketch]) -> Vec<&'static str> {
    let fired = report(sketches).fired(Reading::AnyWindow);
    MEASURED.into_iter().filter(|rule| fired.contains(rule)).collect()
}
