//! Facts 4.2 over the in-process transport.

use std::time::Duration;

use serde_json::{Value, json};

use crate::auth::access_token::AccessToken;
use crate::auth::keyring::Keyring;
use crate::auth::rig::{LOGS, ORG, Rig, changed, form};
use crate::switches::Switches;
use crate::testing::{Answer, org, send};

/// The header that Okta sends with a refused access token, as observed.
fn challenge(scheme: &str, scope: &str, [error, description, resource]: [&str; 3]) -> String {
    format!(
        "{scheme} authorization_uri=\"http://acme.okta.com/oauth2/v1/authorize\", \
         realm=\"http://acme.okta.com\", scope=\"{scope}\", error=\"{error}\", \
         error_description=\"{description}\", resource=\"{resource}\""
    )
}

const DPOP: &str = "DPoP algs=\"RS256 RS384 RS512 ES256 ES384 ES512\",";

#[track_caller]
fn refused(answer: &Answer, status: u16, scheme: &str, error: &str, description: &str) {
    let expected = challenge(scheme, "okta.logs.read", [error, description, "/api/v1/logs"]);
    assert_eq!(answer.header("www-authenticate"), [expected], "{description}");
    assert_eq!((answer.status, answer.text()), (status, ""), "{description}");
}

#[tokio::test(start_paused = true)]
async fn credentials_are_refused_as_okta_refuses_them() {
    let mock = org().start().unwrap();
    let right = format!("SSWS {}", mock.org().ssws_token.expose());
    let lower = right.replace("SSWS", "ssws");
    // As Okta's Python SDK 3.4.6 writes it (tests/clients/okta_sdk.py).
    let joined = right.replace("SSWS ", "SSWS");
    for (authorization, status, code) in [
        (None, 403, Some("E0000005")),
        (Some("Basic dXNlcjpwYXNz"), 403, Some("E0000005")),
        (Some("SSWS"), 401, Some("E0000011")),
        (Some("SSWS 00wrong"), 401, Some("E0000011")),
        (Some("Bearer eyJ"), 401, None),
        (Some("Bearer"), 401, None),
        (Some(right.as_str()), 200, None),
        (Some(lower.as_str()), 200, None),
        (Some(joined.as_str()), 200, None),
    ] {
        let answer = send(&mock, "GET", "/api/v1/logs", authorization).await.unwrap();
        assert_eq!(answer.status, status, "{authorization:?}");
        match code {
            Some(code) => {
                assert_eq!(answer.json()["errorCode"], code, "{authorization:?}");
                assert!(answer.header("www-authenticate").is_empty());
            }
            None if status == 401 => {
                refused(&answer, 401, "Bearer", "invalid_token", "The token is invalid.");
            }
            None => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_in_debug_output() {
    let mock = org().admin_token("hush-hush").start().unwrap();
    let shown = format!("{mock:?} {:?}", mock.org());
    assert!(shown.contains("SswsToken(…)"));
    assert!(!shown.contains(mock.org().ssws_token.expose()) && !shown.contains("hush-hush"));
    let jwk = mock.private_key_jwk();
    assert!(!shown.contains(jwk["d"].as_str().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn an_api_token_ends_after_thirty_idle_days_and_every_call_renews_it() {
    let rig = Rig::new();
    let path = format!("/api/v1/api-tokens/{}", rig.mock.org().api_token_id);
    let days = |days: u64| Duration::from_hours(days * 24);
    for _ in 0..2 {
        rig.mock.clock().sleep(days(29)).await;
        assert_eq!(rig.admin("GET", LOGS, &Value::Null).await.status, 200);
    }
    let token = rig.admin("GET", &path, &Value::Null).await.json();
    assert_eq!(token["tokenWindow"], "P30D");
    assert_eq!(token["lastUpdated"], "2026-05-16T14:00:00.000Z");
    assert_eq!(token["expiresAt"], "2026-06-15T14:00:00.000Z");
    rig.mock.clock().sleep(days(30)).await;
    let answer = rig.admin("GET", LOGS, &Value::Null).await;
    assert_eq!((answer.status, &answer.json()["errorCode"]), (401, &json!("E0000011")));
}

#[tokio::test(start_paused = true)]
async fn an_api_token_is_what_its_maker_is() {
    let rig = Rig::new();
    let make = json!({ "name": "reports", "role": "REPORT_ADMIN" }).to_string();
    let made = rig.ask("POST", "/__admin/tokens", &[], make).await.json();
    let authorization = format!("SSWS {}", made["token"].as_str().unwrap());
    assert!(authorization.starts_with("SSWS 00") && authorization.len() == 47);
    for (fate, log, apps) in [
        (json!({}), 200, 403),
        (json!({ "role": "READ_ONLY_ADMIN" }), 200, 200),
        (json!({ "role": "ORG_ADMIN" }), 200, 200),
        (json!({ "role": "HELP_DESK_ADMIN" }), 403, 403),
        (json!({ "role": "SUPER_ADMIN" }), 200, 200),
        (json!({ "active": false }), 401, 401),
        (json!({ "active": true }), 200, 200),
    ] {
        let path = format!("/__admin/tokens/{}", made["id"].as_str().unwrap());
        rig.ask("PATCH", &path, &[], fate.to_string()).await;
        for (path, status) in [(LOGS, log), ("/api/v1/apps", apps)] {
            let answer = rig.ask("GET", path, &[("authorization", &authorization)], "").await;
            assert_eq!(answer.status, status, "{fate} {path}");
            if status == 403 {
                assert_eq!(answer.json()["errorCode"], "E0000006");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_api_token_may_be_kept_to_a_zone() {
    let rig = Rig::new();
    let made = rig.ask("POST", "/__admin/tokens", &[], "{\"name\":\"zoned\"}").await.json();
    let zone = rig.admin("GET", "/api/v1/zones", &Value::Null).await.json()[0]["id"].clone();
    let path = format!("/api/v1/api-tokens/{}", made["id"].as_str().unwrap());
    let network = json!({ "connection": "ZONE", "include": [zone] });
    let kept = rig.admin("PUT", &path, &json!({ "network": network })).await;
    assert_eq!((kept.status, &kept.json()["network"]), (200, &network));
    let authorization = format!("SSWS {}", made["token"].as_str().unwrap());
    for (from, status) in [("203.0.113.9", 200), ("198.51.100.1", 403), ("junk", 403)] {
        let headers = [("authorization", authorization.as_str()), ("x-forwarded-for", from)];
        let answer = rig.ask("GET", LOGS, &headers, "").await;
        assert_eq!(answer.status, status, "{from}");
        if status == 403 {
            assert_eq!(answer.json()["errorCode"], "E0000006");
        }
    }
    rig.mock.clock().sleep(Duration::from_secs(1)).await;
    let kind = "system.api_token.request_outside_allowed_range".to_owned();
    assert!(rig.noted().await.contains(&(kind, "FAILURE".to_owned())));
}

#[tokio::test(start_paused = true)]
async fn a_missing_scope_is_said_in_a_header() {
    // Observed: 403, no body, `http:` URLs.
    let rig = Rig::new();
    let token = rig.access_token().await;
    let headers = [("authorization", format!("Bearer {token}"))];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let app = format!("/api/v1/apps/{}", rig.client);
    for (method, path, scope) in [
        ("GET", "/api/v1/apps", "okta.apps.read"),
        ("POST", "/api/v1/apps", "okta.apps.manage"),
        ("GET", &format!("{app}/credentials/jwks"), "okta.apps.read"),
        ("DELETE", &app, "okta.apps.manage"),
        ("GET", &format!("{app}/grants"), "okta.appGrants.read"),
        ("POST", &format!("{app}/grants"), "okta.appGrants.manage"),
        ("GET", "/api/v1/api-tokens", "okta.apiTokens.read"),
        ("DELETE", "/api/v1/api-tokens/00T", "okta.apiTokens.manage"),
        ("GET", "/api/v1/zones", "okta.networkZones.read"),
        ("GET", &format!("/oauth2/v1/clients/{}/roles", rig.client), "okta.roles.read"),
        ("POST", &format!("/oauth2/v1/clients/{}/roles", rig.client), "okta.roles.manage"),
    ] {
        let answer = rig.ask(method, path, &headers, "").await;
        assert_eq!((answer.status, answer.text()), (403, ""), "{method} {path}");
        let description = "The access token provided does not contain the required scopes.";
        let expected = challenge("Bearer", scope, ["insufficient_scope", description, path]);
        assert_eq!(answer.header("www-authenticate"), [expected]);
    }
}

#[tokio::test(start_paused = true)]
async fn scope_and_role_are_two_gates() {
    // Facts 5.3: the token is issued, the refusal comes from the resource.
    let rig = Rig::new();
    let roles = format!("/oauth2/v1/clients/{}/roles", rig.client);
    let own = rig.admin("GET", &roles, &Value::Null).await.json()[0]["id"].clone();
    let own = format!("{roles}/{}", own.as_str().unwrap());
    assert_eq!(rig.admin("DELETE", &own, &Value::Null).await.status, 204);
    let token = rig.access_token().await;
    let answer = rig.read_with(&token).await;
    assert_eq!((answer.status, &answer.json()["errorCode"]), (403, &json!("E0000006")));
    assert!(answer.header("www-authenticate").is_empty());
    for (role, status) in [
        ("HELP_DESK_ADMIN", 403),
        ("REPORT_ADMIN", 200),
        ("READ_ONLY_ADMIN", 200),
        ("ORG_ADMIN", 200),
        ("SUPER_ADMIN", 200),
    ] {
        let role = rig.admin("POST", &roles, &json!({ "type": role })).await;
        assert_eq!(role.status, 201);
        assert_eq!(rig.read_with(&token).await.status, status, "{}", role.text());
        let given = format!("{roles}/{}", role.json()["id"].as_str().unwrap());
        rig.admin("DELETE", &given, &Value::Null).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_access_token_ends_after_an_hour() {
    let rig = Rig::new();
    let token = rig.access_token().await;
    rig.mock.clock().sleep(Duration::from_secs(3_599)).await;
    assert_eq!(rig.read_with(&token).await.status, 200);
    rig.mock.clock().sleep(Duration::from_secs(1)).await;
    let answer = rig.read_with(&token).await;
    refused(&answer, 401, "Bearer", "invalid_token", "The token has expired.");
}

#[tokio::test(start_paused = true)]
async fn a_revoked_access_token_is_told_from_a_wrong_one() {
    // By itself, with its app, and with its app for good.
    for way in ["revoke", "deactivate", "delete"] {
        let rig = Rig::new();
        let (token, other) = (rig.access_token().await, rig.access_token().await);
        let app = format!("/api/v1/apps/{}", rig.client);
        if way == "revoke" {
            let audience = json!({ "aud": format!("{ORG}/oauth2/v1/revoke") });
            let mut fields = form(&rig.assertion(&json!({}), &audience));
            fields["token"] = token.as_str().into();
            let answer = rig.post("/oauth2/v1/revoke", &fields, &[]).await;
            assert_eq!((answer.status, answer.text()), (200, ""));
            assert_eq!(rig.read_with(&other).await.status, 200);
        } else {
            rig.admin("POST", &format!("{app}/lifecycle/deactivate"), &Value::Null).await;
        }
        if way == "delete" {
            assert_eq!(rig.admin("DELETE", &app, &Value::Null).await.status, 204);
        }
        let answer = rig.read_with(&token).await;
        refused(&answer, 401, "Bearer", "invalid_token", "The access token has been revoked.");
        if way == "deactivate" {
            rig.admin("POST", &format!("{app}/lifecycle/activate"), &Value::Null).await;
            assert_eq!(rig.read_with(&token).await.status, 401, "revoked is revoked");
            assert_eq!(rig.read_with(&rig.access_token().await).await.status, 200);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_that_are_not_this_org_s_are_refused_in_okta_s_words() {
    let rig = Rig::new();
    let keyring = Keyring::new(&clock::Seed::new(7));
    let now = rig.mock.clock().now();
    let good = AccessToken {
        jti: "AT.forged".to_owned(),
        issuer: ORG.to_owned(),
        client_id: rig.client.clone(),
        scopes: vec!["okta.logs.read".to_owned()],
        bound_to: None,
        issued: now,
    };
    let sign = |token: &AccessToken| token.sign(&keyring).unwrap();
    assert_eq!(rig.read_with(&sign(&good)).await.status, 200, "it is forged well");
    let canonical = format!("https://{}", rig.mock.org().host);
    let own = AccessToken { issuer: canonical, ..good.clone() };
    assert_eq!(rig.read_with(&sign(&own)).await.status, 200, "the org goes by two names");
    let elsewhere = AccessToken { issuer: "https://evil.okta.com".to_owned(), ..good.clone() };
    let early = AccessToken { issued: now + Duration::from_secs(1), ..good.clone() };
    let nobody = AccessToken { client_id: "0oanobody".to_owned(), ..good.clone() };
    let text = sign(&good);
    let (signed, _) = text.rsplit_once('.').unwrap();
    // The org never signs such a one; whoever could would have the key.
    let audience = forged(&rig, &keyring, &json!({ "aud": "https://api.example" }));
    let timeless = forged(&rig, &keyring, &json!({ "exp": null }));
    for (token, description) in [
        (format!("{signed}.AAAA"), "The access token is invalid."),
        (rig.assertion(&json!({}), &json!({})), "The access token is invalid."),
        ("garbage".to_owned(), "The token is invalid."),
        (sign(&elsewhere), "The access token provided has an invalid issuer."),
        (audience, "The access token provided is not intended for Okta."),
        (sign(&early), "The token timestamp is invalid."),
        (timeless, "The token timestamp is invalid."),
        (sign(&nobody), "The access token has been revoked."),
    ] {
        refused(&rig.read_with(&token).await, 401, "Bearer", "invalid_token", description);
    }
}

/// An access token signed by the org's key, with other claims than the org would sign.
fn forged(rig: &Rig, keyring: &Keyring, changes: &Value) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let header = json!({ "alg": "RS256", "kid": keyring.current().kid() });
    let claims = json!({
        "iss": ORG,
        "aud": ORG,
        "iat": rig.seconds(),
        "exp": rig.seconds() + 60,
        "cid": rig.client,
        "scp": ["okta.logs.read"],
    });
    let claims = changed(claims, changes);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&claims));
    let signature = keyring.current().sign(signed.as_bytes()).unwrap();
    format!("{signed}.{signature}")
}

#[tokio::test(start_paused = true)]
async fn the_challenge_may_be_short() {
    let rig = Rig::of(org().switches("invalid-token=short".parse::<Switches>().unwrap()));
    let answer = rig.read_with("garbage").await;
    let expected = "Bearer error=\"invalid_token\", error_description=\"The token is invalid.\"";
    assert_eq!(answer.header("www-authenticate"), [expected]);
}

#[tokio::test(start_paused = true)]
async fn a_bound_token_is_good_with_proofs_only() {
    let rig = Rig::new();
    let (bound, plain) = (rig.bound_token().await, rig.access_token().await);
    let answer = rig.read_bound(&bound, &json!({}), &json!({})).await;
    assert_eq!(answer.status, 200);
    let must = "The resource request must use the DPoP authentication scheme when using a DPoP \
                bound token.";
    refused(&rig.read_with(&bound).await, 400, DPOP, "invalid_request", must);
    let proof = rig.proof("GET", LOGS, &json!({}), &json!({}));
    let scheme = format!("DPoP {plain}");
    let answer = rig.read(&[("authorization", &scheme), ("dpop", &proof)]).await;
    let description = "The presented access_token is not DPoP bound.";
    refused(&answer, 401, DPOP, "invalid_token", description);
    let answer = rig.read(&[("authorization", &format!("DPoP {bound}"))]).await;
    let description = "The resource request requires a DPoP proof.";
    refused(&answer, 400, DPOP, "invalid_request", description);
    // A proof beside a token that needs none does no harm.
    let scheme = format!("Bearer {plain}");
    let answer = rig.read(&[("authorization", &scheme), ("dpop", "junk")]).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_counts_for_the_org_and_a_client_for_itself() {
    // Facts 3.2: one principal has half of the bucket.
    let rig = Rig::of(org().limit(10));
    let token = rig.access_token().await;
    let numbers = |answer: &Answer| {
        let number = |name: &str| answer.header(name)[0].parse::<u32>().unwrap();
        (number("x-rate-limit-limit"), number("x-rate-limit-remaining"))
    };
    assert_eq!(numbers(&rig.read_with(&token).await), (5, 4));
    assert_eq!(numbers(&rig.read_with("garbage").await), (10, 8));
    assert_eq!(numbers(&rig.read_with(&token).await), (5, 3));
    assert_eq!(numbers(&rig.admin("GET", LOGS, &Value::Null).await), (5, 4));
}
