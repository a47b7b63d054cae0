//! What the server tells everybody about itself (facts 5.6).

use std::time::Duration;

use serde_json::json;

use crate::testing::{Answer, org, send};

#[tokio::test(start_paused = true)]
async fn keys_and_metadata_need_nothing_and_are_not_limited() {
    // Facts 3.1 and 5.6.
    let mock = org().limit(1).start().unwrap();
    for path in [
        "/oauth2/v1/keys",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/.well-known/okta-organization",
    ] {
        for _ in 0..3 {
            let answer = send(&mock, "GET", path, None).await.unwrap();
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.header("x-rate-limit-limit").is_empty(), "{path}");
            assert_eq!(answer.header("x-okta-request-id").len(), 1, "{path}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_key_set_has_two_keys_and_may_be_kept() {
    let mock = org().start().unwrap();
    let ask = || send(&mock, "GET", "/oauth2/v1/keys", None);
    let answer = ask().await.unwrap();
    let keys = answer.json()["keys"].as_array().unwrap().clone();
    assert_eq!(keys.len(), 2);
    for key in &keys {
        let names: Vec<_> = key.as_object().unwrap().keys().collect();
        assert_eq!(names, ["alg", "kid", "use", "kty", "n", "e"], "and nothing private");
    }
    // As observed: a long time that gets shorter, and nothing that contradicts it.
    let age = |answer: &Answer| -> u64 {
        let [header] = answer.header("cache-control")[..] else { panic!("{answer:?}") };
        header
            .strip_prefix("max-age=")
            .unwrap()
            .strip_suffix(", must-revalidate")
            .unwrap()
            .parse()
            .unwrap()
    };
    assert!(answer.header("pragma").is_empty());
    mock.clock().sleep(Duration::from_secs(100)).await;
    assert_eq!(age(&answer) - age(&ask().await.unwrap()), 100);
}

#[tokio::test(start_paused = true)]
async fn the_metadata_lead_back_to_where_they_were_asked_for() {
    let mock = org().start().unwrap();
    for name in ["openid-configuration", "oauth-authorization-server"] {
        let url = format!("http://127.0.0.1:9/.well-known/{name}");
        let body = send(&mock, "GET", &url, None).await.unwrap().json();
        assert_eq!(body["issuer"], "http://127.0.0.1:9", "{name}");
        assert_eq!(body["token_endpoint"], "http://127.0.0.1:9/oauth2/v1/token");
        assert_eq!(body["jwks_uri"], "http://127.0.0.1:9/oauth2/v1/keys");
        let methods = [
            "client_secret_basic",
            "client_secret_post",
            "client_secret_jwt",
            "private_key_jwt",
            "none",
        ];
        assert_eq!(body["token_endpoint_auth_methods_supported"], json!(methods));
        let algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
        assert_eq!(body["dpop_signing_alg_values_supported"], json!(algorithms));
        assert_eq!(body["userinfo_endpoint"].is_string(), name == "openid-configuration");
    }
}
