//! Facts 5.2.

use proptest::prelude::*;
use proptest::sample;
use serde_json::{Value, json};

use crate::AuthClock;
use crate::auth::forge::Forge;
use crate::auth::rig::{ORG, Rig, TOKEN, changed, form};
use crate::testing::org;

use super::{INVALID_CLIENT, check, switched};

#[tokio::test(start_paused = true)]
async fn assertions_are_refused_in_okta_s_words() {
    let rig = Rig::new();
    let now = rig.seconds();
    let other = "0oa0000000000000000d";
    for (header, claims, description) in [
        (
            json!({ "alg": "HS256" }),
            json!({}),
            "The client_assertion JWT signature algorithm is invalid.",
        ),
        (
            json!({ "alg": "none" }),
            json!({}),
            "The client_assertion JWT signature algorithm is invalid.",
        ),
        (
            json!({ "alg": "RS384" }),
            json!({}),
            "The client_assertion JWT signature algorithm is invalid.",
        ),
        (
            json!({ "alg": "ES256" }),
            json!({}),
            "The client_assertion JWT signature algorithm is invalid.",
        ),
        (json!({ "kid": "other" }), json!({}), "The client_assertion JWT kid is invalid."),
        (json!({ "kid": null }), json!({}), "The client_assertion JWT kid is invalid."),
        (json!({ "crit": ["exp"] }), json!({}), "The parsing of the client_assertion failed."),
        (
            json!({}),
            json!({ "iss": null }),
            "The issuer claim for client_assertion is not a valid client_id.",
        ),
        (
            json!({}),
            json!({ "iss": other }),
            "The issuer claim for client_assertion is not a valid client_id.",
        ),
        (
            json!({}),
            json!({ "sub": null }),
            "The subject claim for client_assertion is not a valid client_id.",
        ),
        (
            json!({}),
            json!({ "sub": other }),
            "The subject claim for client_assertion is not a valid client_id.",
        ),
        (
            json!({}),
            json!({ "aud": null }),
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
        ),
        (
            json!({}),
            json!({ "aud": ORG }),
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
        ),
        (
            json!({}),
            json!({ "aud": "https://acme-admin.okta.com/oauth2/v1/token" }),
            "The audience claim for client_assertion must be the endpoint invoked for the request.",
        ),
        (
            json!({}),
            json!({ "exp": null }),
            "The client_assertion must contain the 'exp' claim as seconds since epoch.",
        ),
        (
            json!({}),
            json!({ "exp": "soon" }),
            "The client_assertion must contain the 'exp' claim as seconds since epoch.",
        ),
        (
            json!({}),
            json!({ "exp": (now + 300) * 1_000 }),
            "The client_assertion must contain the 'exp' claim as seconds since epoch.",
        ),
        (json!({}), json!({ "exp": now }), "The client_assertion token is expired."),
        (
            json!({}),
            json!({ "exp": now + 3_606 }),
            "The client_assertion token has an expiration too far into the future.",
        ),
        (
            json!({}),
            json!({ "iat": now + 6 }),
            "The client_assertion token must be issued before the current time.",
        ),
        (
            json!({}),
            json!({ "iat": "now" }),
            "The client_assertion token must be issued before the current time.",
        ),
    ] {
        let assertion = rig.assertion(&header, &claims);
        let answer = rig.post(TOKEN, &form(&assertion), &[]).await;
        check(&answer, INVALID_CLIENT, description);
    }
    // What Okta lets pass: an array of audiences, no `iat`, no `jti`, and `exp` an hour ahead.
    for claims in [
        json!({ "aud": ["https://elsewhere", format!("{ORG}{TOKEN}")] }),
        json!({ "iat": null, "jti": null }),
        json!({ "exp": now + 3_600 }),
    ] {
        let assertion = rig.assertion(&json!({}), &claims);
        assert_eq!(rig.post(TOKEN, &form(&assertion), &[]).await.status, 200, "{claims}");
    }
    for text in ["", "a", "a.b", "a.b.c", "e30.e30.AA", &"x".repeat(20_000)] {
        let fields = rig.form_with(&json!({ "client_assertion": text }));
        let answer = rig.post(TOKEN, &fields, &[]).await;
        let description = match text {
            "e30.e30.AA" => "The issuer claim for client_assertion is not a valid client_id.",
            _ => "The parsing of the client_assertion failed.",
        };
        check(&answer, INVALID_CLIENT, description);
    }
}

#[tokio::test(start_paused = true)]
async fn an_assertion_by_another_key_is_refused() {
    let mut rig = Rig::new();
    rig.key = Forge::stranger();
    check(
        &rig.token(&json!({})).await,
        INVALID_CLIENT,
        "The client_assertion signature is invalid.",
    );
}

#[tokio::test(start_paused = true)]
async fn an_assertion_with_a_jti_is_good_once() {
    let rig = Rig::new();
    let fields = rig.form_with(&json!({}));
    assert_eq!(rig.post(TOKEN, &fields, &[]).await.status, 200);
    let again = rig.post(TOKEN, &fields, &[]).await;
    check(&again, INVALID_CLIENT, "The client_assertion token has already been used.");
    let without = form(&rig.assertion(&json!({}), &json!({ "jti": null })));
    for _ in 0..2 {
        assert_eq!(rig.post(TOKEN, &without, &[]).await.status, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn the_skew_that_is_forgiven_is_a_switch() {
    for (setting, ahead, status) in [
        ("", 5, 200),
        ("", 6, 401),
        ("assertion-skew=0s", 1, 401),
        ("assertion-skew=5m", 300, 200),
        ("assertion-skew=5m", 301, 401),
    ] {
        let rig = switched(setting);
        let claims = json!({ "iat": rig.seconds() + ahead, "exp": rig.seconds() + 600 });
        let fields = form(&rig.assertion(&json!({}), &claims));
        assert_eq!(rig.post(TOKEN, &fields, &[]).await.status, status, "{setting} {ahead}");
    }
}

#[tokio::test(start_paused = true)]
async fn assertions_age_by_another_clock_than_tokens() {
    // A client on the machine's time, and an org in the past.
    let rig = Rig::of(org().auth_clock(AuthClock::Wall));
    let wall = clock::Clock::real().now().as_seconds();
    assert!(wall > rig.seconds() + 3_600);
    let at = |now: i64| json!({ "iat": now, "exp": now + 300 });
    let fields = form(&rig.assertion(&json!({}), &at(wall)));
    let answer = rig.post(TOKEN, &fields, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(rig.read_with(&token).await.status, 200);
    let fields = form(&rig.assertion(&json!({}), &at(rig.seconds())));
    let answer = rig.post(TOKEN, &fields, &[]).await;
    check(&answer, INVALID_CLIENT, "The client_assertion token is expired.");
}

/// A claim or a member of a header, likely to be of the wrong type.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,40}".prop_map(Value::from),
        Just(json!(["RS256", 1, {}])),
        Just(json!({ "keys": [null] })),
    ]
}

fn some(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let members = proptest::collection::btree_map(sample::select(names), anything(), 0..4);
    members.prop_map(|members| json!(members))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_claim_and_no_form_makes_it_panic(
        header in some(&["alg", "kid", "typ", "jwk", "crit"]),
        claims in some(&["iss", "sub", "aud", "exp", "iat", "jti"]),
        fields in proptest::collection::btree_map("[a-z_]{0,12}", ".{0,30}", 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let rig = Rig::new();
            let fields = changed(form(&rig.assertion(&header, &claims)), &json!(fields));
            let answer = rig.post(TOKEN, &fields, &[]).await;
            assert!([200, 400, 401].contains(&answer.status), "{}", answer.text());
        });
    }
}
