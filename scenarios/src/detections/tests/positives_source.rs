//! The least that makes each rule about sources and the tenant fire.

use super::positives_user::wrong_password;
use super::sketch::{MINUTE, Positive, SECOND, positive, series, sketch};

pub(super) fn positives() -> Vec<Positive> {
    let users =
        |count: usize| move |number: usize, at: i64| wrong_password(at).user(number % count);
    let lock = |number: usize, at| sketch("user.account.lock", at).user(number);
    let abandoned = |at| sketch("user.authentication.auth_via_mfa", at).ended("ABANDONED");
    vec![
        positive("O16", series(15, 30 * SECOND, users(5))),
        positive("O17", series(25, 20 * SECOND, |number, at| users(8)(number, at).ip(number % 5))),
        positive("O18", series(10, 10 * SECOND, users(10))),
        positive("O19", series(16, 10 * SECOND, users(16))),
        positive("O20", series(6, 5 * MINUTE, users(6))),
        positive("O21", series(20, MINUTE, users(2))),
        positive("O22", series(6, 10 * SECOND, lock)),
        positive("O25", series(25, 20 * SECOND, users(15))),
        positive(
            "O46",
            vec![
                sketch("user.authentication.auth_via_IDP", 0)
                    .set("authenticationContext.issuer", serde_json::json!({"id": "0oarogue"})),
            ],
        ),
        positive("O55", series(6, MINUTE, |_, at| abandoned(at))),
        positive("O55", series(6, MINUTE, |number, at| abandoned(at).user(number))),
        positive("O55", vec![abandoned(0).through_proxy()]),
    ]
}
