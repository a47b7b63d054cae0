//! Facts 6 over the in-process transport, and nonces by themselves.

use std::time::Duration;

use clock::{Seed, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Nonces, Proof, token_hash};
use crate::auth::forge::Forge;
use crate::auth::jose::Algorithm;
use crate::auth::rig::{LOGS, ORG, Rig, TOKEN};
use crate::query::Origin;
use crate::switches::Switches;
use crate::testing::{Answer, now, org};

#[track_caller]
fn refused(answer: &Answer, error: &str, description: &str) {
    assert_eq!(
        answer.text(),
        json!({ "error": error, "error_description": description }).to_string()
    );
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("dpop-nonce").len(), usize::from(error == "use_dpop_nonce"));
}

async fn post(rig: &Rig, proofs: &[&str]) -> Answer {
    let headers: Vec<_> = proofs.iter().map(|proof| ("dpop", *proof)).collect();
    rig.post(TOKEN, &rig.form_with(&json!({})), &headers).await
}

#[tokio::test(start_paused = true)]
async fn the_three_steps_go_as_recorded() {
    let rig = Rig::of(org().require_dpop(true));
    let first = post(&rig, &[]).await;
    refused(&first, "invalid_dpop_proof", "The DPoP proof JWT header is missing.");
    let proof = rig.proof("POST", TOKEN, &json!({}), &json!({}));
    let second = post(&rig, &[&proof]).await;
    refused(&second, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.");
    let nonce = second.header("dpop-nonce")[0].to_owned();
    let proof = rig.proof("POST", TOKEN, &json!({}), &json!({ "nonce": nonce }));
    let third = post(&rig, &[&proof]).await;
    assert_eq!(third.status, 200, "{}", third.text());
    assert_eq!(third.json()["token_type"], "DPoP");
    assert_eq!(third.header("dpop-nonce"), [nonce]);
    // Each of them counts.
    let left = [&first, &second, &third].map(|answer| answer.header("x-rate-limit-remaining")[0]);
    assert_eq!(left, ["999", "998", "997"]);
    let token = third.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(rig.read_bound(&token, &json!({}), &json!({})).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_assertion_of_a_challenged_request_is_used_up() {
    let rig = Rig::new();
    let nonce = rig.nonce().await;
    let form = rig.form_with(&json!({}));
    let without = rig.proof("POST", TOKEN, &json!({}), &json!({}));
    refused(
        &rig.post(TOKEN, &form, &[("dpop", &without)]).await,
        "use_dpop_nonce",
        "Authorization server requires nonce in DPoP proof.",
    );
    let with = rig.proof("POST", TOKEN, &json!({}), &json!({ "nonce": nonce }));
    let again = rig.post(TOKEN, &form, &[("dpop", &with)]).await;
    assert_eq!(
        again.json()["error_description"],
        "The client_assertion token has already been used."
    );
}

/// What is wrong with a proof, wherever it is shown: header, claims, and Okta's words.
fn mistakes(rig: &Rig) -> Vec<(Value, Value, &'static str)> {
    let now = rig.seconds();
    let mut private = rig.proof_key.jwk();
    private.insert("d".to_owned(), "AQAB".into());
    let rsa = Forge::new(Algorithm::Rs256).jwk();
    let stranger = Forge::new(Algorithm::Es256).jwk();
    vec![
        (json!({ "typ": "JWT" }), json!({}), "'typ' must be 'dpop+jwt' in the DPoP proof JWT."),
        (json!({ "typ": null }), json!({}), "'typ' must be 'dpop+jwt' in the DPoP proof JWT."),
        (json!({ "alg": "none" }), json!({}), "The DPoP proof JWT signature algorithm is invalid."),
        (
            json!({ "alg": "HS256" }),
            json!({}),
            "The DPoP proof JWT signature algorithm is invalid.",
        ),
        (json!({ "jwk": rsa }), json!({}), "The DPoP proof JWT signature algorithm is invalid."),
        (json!({ "jwk": null }), json!({}), "The DPoP proof JWT is invalid."),
        (json!({ "jwk": {} }), json!({}), "The DPoP proof JWT is invalid."),
        (json!({ "jwk": private }), json!({}), "The DPoP proof JWT is invalid."),
        (json!({ "jwk": stranger }), json!({}), "The DPoP proof JWT signature is invalid."),
        (json!({}), json!({ "htm": "PUT" }), "'htm' claim in the DPoP proof JWT is invalid."),
        (json!({}), json!({ "htm": null }), "'htm' claim in the DPoP proof JWT is invalid."),
        (json!({}), json!({ "htu": null }), "'htu' claim in the DPoP proof JWT is invalid."),
        (
            json!({}),
            json!({ "htu": format!("{ORG}/else") }),
            "'htu' claim in the DPoP proof JWT is invalid.",
        ),
        (json!({}), json!({ "iat": null }), "'iat' claim in the DPoP proof JWT is invalid."),
        (json!({}), json!({ "iat": "now" }), "'iat' claim in the DPoP proof JWT is invalid."),
        (json!({}), json!({ "iat": now + 6 }), "The DPoP proof JWT is issued in the future."),
        (
            json!({}),
            json!({ "iat": now - 301 }),
            "The DPoP proof JWT is issued more than five minutes in the past.",
        ),
        (json!({}), json!({ "exp": now }), "The DPoP proof JWT is expired."),
        (json!({}), json!({ "jti": null }), "'jti' claim in the DPoP proof JWT is invalid."),
        (json!({}), json!({ "jti": "" }), "'jti' claim in the DPoP proof JWT is invalid."),
    ]
}

#[tokio::test(start_paused = true)]
async fn proofs_for_a_token_are_refused_in_okta_s_words() {
    let rig = Rig::new();
    for (header, claims, description) in mistakes(&rig) {
        let proof = rig.proof("POST", TOKEN, &header, &claims);
        refused(&post(&rig, &[&proof]).await, "invalid_dpop_proof", description);
    }
    for text in ["", "junk", "a.b.c", "e30.e30"] {
        let description = "The DPoP proof JWT cannot be parsed.";
        refused(&post(&rig, &[text]).await, "invalid_dpop_proof", description);
    }
    let proof = rig.proof("POST", TOKEN, &json!({}), &json!({}));
    let twice = post(&rig, &[&proof, &proof]).await;
    refused(&twice, "invalid_dpop_proof", "Multiple DPoP proof JWT headers are not allowed.");
    post(&rig, &[&proof]).await;
    let again = post(&rig, &[&proof]).await;
    refused(&again, "invalid_dpop_proof", "The DPoP proof JWT has already been used.");
    let proof = rig.proof("POST", TOKEN, &json!({}), &json!({ "nonce": "stale" }));
    let stale = post(&rig, &[&proof]).await;
    refused(&stale, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.");
}

#[tokio::test(start_paused = true)]
async fn proofs_for_a_resource_are_refused_in_okta_s_words() {
    let rig = Rig::new();
    let token = rig.bound_token().await;
    let mut refusals = mistakes(&rig);
    let ath = "'ath' claim in the DPoP proof does not match the presented access_token.";
    refusals.push((json!({}), json!({ "ath": null }), ath));
    refusals.push((json!({}), json!({ "ath": token_hash("another") }), ath));
    for (header, claims, description) in refusals {
        challenged(&rig.read_bound(&token, &header, &claims).await, description);
    }
    // No nonce is asked for here, and one does no harm.
    assert_eq!(rig.read_bound(&token, &json!({}), &json!({ "nonce": "any" })).await.status, 200);
    let proof = rig.proof("GET", LOGS, &json!({}), &json!({ "ath": token_hash(&token) }));
    let scheme = format!("DPoP {token}");
    let once = [("authorization", scheme.as_str()), ("dpop", proof.as_str())];
    let twice = [once[0], once[1], once[1]];
    challenged(&rig.read(&twice).await, "Multiple DPoP proof JWT headers are not allowed.");
    assert_eq!(rig.read(&once).await.status, 200);
    challenged(&rig.read(&once).await, "The DPoP proof JWT has already been used.");
    let rig = Rig { proof_key: Forge::new(Algorithm::Es384), ..rig };
    let answer = rig.read_bound(&token, &json!({}), &json!({})).await;
    challenged(&answer, "The access_token is not bound to the provided DPoP proof.");
}

#[track_caller]
fn challenged(answer: &Answer, description: &str) {
    assert_eq!((answer.status, answer.text()), (400, ""), "{description}");
    let expected = format!(
        "DPoP algs=\"RS256 RS384 RS512 ES256 ES384 ES512\", \
         authorization_uri=\"http://acme.okta.com/oauth2/v1/authorize\", \
         realm=\"http://acme.okta.com\", scope=\"okta.logs.read\", error=\"invalid_dpop_proof\", \
         error_description=\"{description}\", resource=\"/api/v1/logs\""
    );
    assert_eq!(answer.header("www-authenticate"), [expected]);
}

#[tokio::test(start_paused = true)]
async fn each_algorithm_binds_a_token() {
    for algorithm in Algorithm::ALL {
        let rig = Rig { proof_key: Forge::new(algorithm), ..Rig::new() };
        let token = rig.bound_token().await;
        let answer = rig.read_bound(&token, &json!({}), &json!({})).await;
        assert_eq!(answer.status, 200, "{algorithm:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_key_of_the_client_may_sign_proofs_too() {
    // Facts 6: against the advice, and works.
    let rig = Rig::new();
    let rig = Rig { proof_key: Forge::of(&rig.mock.private_key_jwk()), ..rig };
    let token = rig.bound_token().await;
    assert_eq!(rig.read_bound(&token, &json!({}), &json!({})).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_nonce_is_good_for_three_days_and_then_asked_for_again() {
    let rig = Rig::new();
    let nonce = rig.nonce().await;
    for day in 0..4 {
        let proof = rig.proof("POST", TOKEN, &json!({}), &json!({ "nonce": nonce }));
        let answer = post(&rig, &[&proof]).await;
        if day < 3 {
            assert_eq!(answer.status, 200, "day {day}");
        } else {
            assert_eq!(answer.json()["error"], "use_dpop_nonce");
        }
        // Whoever takes the newest nonce from every answer never notices.
        assert_eq!(answer.header("dpop-nonce")[0] == nonce, day == 0, "day {day}");
        rig.mock.clock().sleep(Duration::from_hours(24)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_proof_that_the_limit_turned_away_is_still_good() {
    // Okta's SDKs for Python (3.4.6) and Node (8.1.0) repeat it after a 429 (tests/clients).
    let rig = Rig::of(org().limit(2));
    let token = rig.bound_token().await;
    let proof = rig.proof("GET", LOGS, &json!({}), &json!({ "ath": token_hash(&token) }));
    let scheme = format!("DPoP {token}");
    let headers = [("authorization", scheme.as_str()), ("dpop", proof.as_str())];
    assert_eq!(rig.read_bound(&token, &json!({}), &json!({})).await.status, 200);
    assert_eq!(rig.read(&headers).await.status, 429);
    rig.mock.clock().sleep(Duration::from_mins(1)).await;
    assert_eq!(rig.read(&headers).await.status, 200);
    rig.mock.clock().sleep(Duration::from_mins(1)).await;
    challenged(&rig.read(&headers).await, "The DPoP proof JWT has already been used.");
}

#[tokio::test(start_paused = true)]
async fn a_proof_that_nobody_asked_for_binds_or_is_ignored() {
    for (switch, status, token_type) in
        [("unasked-proof=bound", 400, None), ("unasked-proof=ignored", 200, Some("Bearer"))]
    {
        let rig = Rig::of(org().switches(switch.parse::<Switches>().unwrap()));
        let proof = rig.proof("POST", TOKEN, &json!({}), &json!({}));
        let answer = post(&rig, &[&proof]).await;
        assert_eq!(answer.status, status, "{switch}");
        assert_eq!(answer.json()["token_type"].as_str(), token_type, "{switch}");
        assert_eq!(answer.header("dpop-nonce").len(), usize::from(status == 400), "{switch}");
    }
}

#[test]
fn nonces_follow_from_seed_and_day() {
    let (one, other) = (Nonces::new(&Seed::new(7)), Nonces::new(&Seed::new(8)));
    let nonce = one.current(now());
    assert_eq!(nonce.len(), 32);
    assert_eq!(nonce, Nonces::new(&Seed::new(7)).current(now()));
    assert_ne!(nonce, other.current(now()));
    assert!(!other.accepts(&nonce, now()) && !one.accepts("", now()));
    assert!(!one.accepts(&nonce, now() - Duration::from_hours(24)), "of tomorrow");
}

#[test]
fn the_path_is_compared_decoded_and_host_and_scheme_without_case() {
    // Facts 6: percent-encoding has broken clients, so Okta compares what it stands for.
    let forge = Forge::new(Algorithm::Es256);
    let origin = |scheme: &str, authority: &str, path: &str| Origin {
        scheme: scheme.to_owned(),
        authority: authority.to_owned(),
        path: path.to_owned(),
    };
    let org = origin("https", "acme.okta.com", "/api/v1/groups/a%20b");
    let local = origin("http", "127.0.0.1:8080", "/api/v1/logs");
    for (htu, origin, fits) in [
        ("https://acme.okta.com/api/v1/groups/a%20b", &org, true),
        ("https://acme.okta.com/api/v1/groups/%61%20b", &org, true),
        ("HTTPS://ACME.okta.com:443/api/v1/groups/a%20b", &org, true),
        ("https://acme.okta.com/api/v1/groups/a+b", &org, false),
        ("https://acme.okta.com/api/v1/groups/a%20b?x=1", &org, false),
        ("https://acme.okta.com/api/v1/groups/a%20b#x", &org, false),
        ("https://acme.okta.com/API/v1/groups/a%20b", &org, false),
        ("http://acme.okta.com/api/v1/groups/a%20b", &org, false),
        ("https://acme.okta.com:8443/api/v1/groups/a%20b", &org, false),
        ("/api/v1/groups/a%20b", &org, false),
        ("http://127.0.0.1:8080/api/v1/logs", &local, true),
        ("http://127.0.0.1/api/v1/logs", &local, false),
        ("http://localhost:8080/api/v1/logs", &local, false),
    ] {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": forge.jwk() });
        let claims = json!({ "htm": "GET", "htu": htu, "iat": now().as_seconds(), "jti": "a" });
        let mut headers = http::HeaderMap::new();
        headers.insert("dpop", forge.sign(&header, &claims).parse().unwrap());
        let times = (now(), Duration::ZERO);
        let read = Proof::read(&headers, &http::Method::GET, origin, times);
        assert_eq!(read.is_ok(), fits, "{htu}: {read:?}");
    }
}

#[test]
fn the_hash_of_a_token_is_that_of_the_standard() {
    // RFC 9449, section 7.1.
    let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    assert_eq!(token_hash(token), "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(bytes in proptest::collection::vec(32u8..=255, 0..300), htu in ".{0,60}") {
        let forge = Forge::new(Algorithm::Es256);
        let origin = Origin {
            scheme: "https".to_owned(),
            authority: "acme.okta.com".to_owned(),
            path: "/%zz%".to_owned(),
        };
        let times = (Timestamp::from_seconds(1_700_000_000), Duration::ZERO);
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": forge.jwk() });
        let claims = json!({ "htm": "GET", "htu": htu, "iat": 1_700_000_000, "jti": htu });
        let well_made = forge.sign(&header, &claims).into_bytes();
        for value in [bytes, well_made] {
            if let Ok(value) = http::HeaderValue::from_bytes(&value) {
                let mut headers = http::HeaderMap::new();
                headers.insert("dpop", value);
                let read = Proof::read(&headers, &http::Method::GET, &origin, times);
                prop_assert!(read.is_err());
            }
        }
    }
}
