//! What comes back when all is well (facts 5.3), and what the log tells.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::auth::forge::Forge;
use crate::auth::jose::{Algorithm, Jws, PublicKey};
use crate::auth::rig::{LOGS, ORG, Rig, TOKEN, form};
use crate::testing::{Answer, org};

use super::switched;

#[tokio::test(start_paused = true)]
async fn a_token_is_issued_and_reads_the_log() {
    // Facts 5.3: keys, their order, and the headers.
    let rig = Rig::new();
    let answer = rig.token(&json!({})).await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    let keys: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["token_type", "expires_in", "access_token", "scope"]);
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(body["scope"], "okta.logs.read");
    assert_eq!(answer.header("cache-control"), ["no-cache, no-store"]);
    assert_eq!(answer.header("pragma"), ["no-cache"]);
    assert_eq!(answer.header("x-robots-tag"), ["noindex,nofollow"]);
    assert!(answer.header("dpop-nonce").is_empty());
    assert_eq!(answer.header("x-rate-limit-limit"), ["1000"]);
    let page = rig.read_with(body["access_token"].as_str().unwrap()).await;
    assert_eq!((page.status, page.events().len()), (200, 1));
}

#[tokio::test(start_paused = true)]
async fn an_access_token_says_what_okta_s_say() {
    let rig = Rig::new();
    let token = rig.access_token().await;
    let part = |index: usize| -> Value {
        let part = token.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (header, claims) = (part(0), part(1));
    let names: Vec<_> = header.as_object().unwrap().keys().collect();
    assert_eq!(names, ["kid", "typ", "alg"]);
    assert_eq!(header["typ"], "application/okta-internal-at+jwt");
    assert_eq!(header["alg"], "RS256");
    let names: Vec<_> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names, ["ver", "jti", "iss", "aud", "sub", "iat", "exp", "cid", "scp"]);
    assert_eq!(claims["ver"], 1);
    assert!(claims["jti"].as_str().unwrap().starts_with("AT."));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(ORG), &json!(ORG)));
    assert_eq!((&claims["sub"], &claims["cid"]), (&json!(rig.client), &json!(rig.client)));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3_600);
    assert_eq!(claims["scp"], json!(["okta.logs.read"]));
    // Whoever has the keys can check it.
    let keys = rig.ask("GET", "/oauth2/v1/keys", &[], "").await.json();
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]);
    let key = PublicKey::from_jwk(key.unwrap().as_object().unwrap()).unwrap();
    assert!(Jws::parse(&token).unwrap().is_signed_by(&key, Algorithm::Rs256));
}

#[tokio::test(start_paused = true)]
async fn each_algorithm_gets_a_token() {
    // Facts 5.2, with keys that are registered as an administrator would.
    let mut rig = Rig::new();
    for algorithm in Algorithm::ALL {
        let forge = Forge::new(algorithm);
        let kid = format!("key {}", algorithm.name());
        let jwks = format!("/api/v1/apps/{}/credentials/jwks", rig.client);
        let added = rig.admin("POST", &jwks, &forge.named(&kid)).await;
        assert_eq!(added.status, 201, "{}", added.text());
        (rig.key, rig.kid) = (forge, kid);
        let answer = rig.token(&json!({})).await;
        assert_eq!(answer.status, 200, "{algorithm:?}: {}", answer.text());
    }
}

#[tokio::test(start_paused = true)]
async fn grants_and_refusals_are_in_the_log() {
    let rig = Rig::new();
    rig.access_token().await;
    rig.token(&json!({ "scope": "okta.users.read" })).await;
    rig.post(TOKEN, &form(&rig.assertion(&json!({ "kid": "other" }), &json!({}))), &[]).await;
    rig.nonce().await;
    rig.mock.clock().sleep(Duration::from_secs(1)).await;
    let noted = rig.noted().await;
    let expected = [
        ("app.oauth2.token.grant.access_token", "SUCCESS"),
        ("app.oauth2.token.grant", "FAILURE"),
        ("app.oauth2.invalid_client_credentials", "FAILURE"),
        ("app.oauth2.token.grant", "CHALLENGE"),
    ];
    let expected = expected.map(|(kind, result)| (kind.to_owned(), result.to_owned()));
    assert_eq!(noted, expected);
    let silent = switched("grant-events=silent");
    silent.access_token().await;
    silent.mock.clock().sleep(Duration::from_secs(1)).await;
    assert_eq!(silent.noted().await, []);
}

#[tokio::test(start_paused = true)]
async fn a_token_request_counts_in_its_own_bucket_and_for_its_client() {
    let rig = Rig::new();
    let left = |answer: &Answer| answer.header("x-rate-limit-remaining")[0].to_owned();
    assert_eq!(left(&rig.token(&json!({})).await), "999");
    assert_eq!(left(&rig.token(&json!({ "scope": null })).await), "998");
    // Nobody's request counts for the org alone.
    let answer = rig.token(&json!({ "client_assertion": "x" })).await;
    assert_eq!(
        (answer.header("x-rate-limit-limit")[0], left(&answer)),
        ("2000", "1997".to_owned())
    );
    assert_eq!(rig.ask("GET", LOGS, &[], "").await.status, 403);
}

#[tokio::test(start_paused = true)]
async fn two_orgs_of_one_seed_issue_the_same_token() {
    let (one, other) = (Rig::new(), Rig::new());
    assert_eq!(one.access_token().await, other.access_token().await);
    let stranger = Rig::of(org().seed(8));
    assert_ne!(stranger.client, one.client);
    let token = one.access_token().await;
    assert_eq!(stranger.read_with(&token).await.status, 401);
}
