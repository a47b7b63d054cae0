//! Facts 5.1 to 5.4 over the in-process transport.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::AuthClock;
use crate::auth::forge::Forge;
use crate::auth::jose::{Algorithm, Jws, PublicKey};
use crate::auth::rig::{LOGS, ORG, Rig, TOKEN, changed, form};
use crate::switches::Switches;
use crate::testing::{Answer, org};

const INVALID_CLIENT: (u16, &str) = (401, "invalid_client");
const INVALID_REQUEST: (u16, &str) = (400, "invalid_request");
const INVALID_SCOPE: (u16, &str) = (400, "invalid_scope");

#[track_caller]
fn check(answer: &Answer, (status, error): (u16, &str), description: &str) {
    assert_eq!(
        answer.text(),
        json!({ "error": error, "error_description": description }).to_string()
    );
    assert_eq!(answer.status, status, "{description}");
    assert_eq!(answer.header("content-type"), ["application/json"]);
    assert_eq!(answer.header("cache-control"), ["no-cache, no-store"]);
    assert_eq!(answer.header("x-rate-limit-limit").len(), 1);
    assert_eq!(answer.header("x-okta-request-id").len(), 1);
    assert!(answer.header("www-authenticate").is_empty());
}

fn switched(setting: &str) -> Rig {
    Rig::of(org().switches(setting.parse::<Switches>().unwrap()))
}

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
async fn only_one_kind_of_credentials_is_taken_and_not_a_secret() {
    let rig = Rig::new();
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:hush", rig.client)));
    let stranger = format!("Basic {}", STANDARD.encode("0oastranger:hush"));
    let post = json!({ "client_assertion": null, "client_assertion_type": null });
    let secret = json!({ "client_id": rig.client, "client_secret": "hush" });
    let must = "Client Credentials requests to the Org Authorization Server must use the \
                private_key_jwt token_endpoint_auth_method.";
    let multiple = "Cannot supply multiple client credentials. Use one of the following: \
                    credentials in the Authorization header, credentials in the post body, or a \
                    client_assertion in the post body.";
    let none = "No client credentials found.";
    let client_id = "Invalid value for 'client_id' parameter.";
    let both = changed(post.clone(), &secret);
    for (changes, authorization, error, description) in [
        (&post, None, INVALID_CLIENT, none),
        (&changed(post.clone(), &json!({ "client_id": rig.client })), None, INVALID_CLIENT, none),
        (&both, None, INVALID_CLIENT, must),
        (&post, Some(basic.as_str()), INVALID_CLIENT, must),
        (&post, Some(stranger.as_str()), INVALID_CLIENT, client_id),
        (
            &changed(both.clone(), &json!({ "client_id": "0oastranger" })),
            None,
            INVALID_CLIENT,
            client_id,
        ),
        (&changed(both.clone(), &json!({ "client_id": null })), None, INVALID_CLIENT, client_id),
        (&json!({ "client_id": "0oastranger" }), None, INVALID_CLIENT, client_id),
        (
            &post,
            Some("Basic hush"),
            INVALID_CLIENT,
            "Found Authentication header but was not valid client credentials.",
        ),
        (
            &post,
            Some("Bearer hush"),
            INVALID_CLIENT,
            "Found Authentication header but was not valid client credentials.",
        ),
        (&secret, None, (401, "invalid_request"), multiple),
        (&json!({}), Some(basic.as_str()), (401, "invalid_request"), multiple),
        (&both, Some(basic.as_str()), (401, "invalid_request"), multiple),
        (
            &json!({ "client_assertion_type": null }),
            None,
            INVALID_REQUEST,
            "The client_assertion_type is invalid.",
        ),
        (
            &json!({ "client_assertion_type": "jwt" }),
            None,
            INVALID_REQUEST,
            "The client_assertion_type is invalid.",
        ),
    ] {
        let headers: Vec<_> =
            authorization.map(|value| ("authorization", value)).into_iter().collect();
        let answer = rig.post(TOKEN, &rig.form_with(changes), &headers).await;
        check(&answer, error, description);
    }
    // A client id beside the assertion is tolerated.
    assert_eq!(rig.token(&json!({ "client_id": rig.client })).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_form_or_in_the_wrong_place_is_refused() {
    let rig = Rig::new();
    let fields = rig.form_with(&json!({}));
    let query = format!("{TOKEN}?client_secret=hush&client_id={}", rig.client);
    let answer = rig.post(&query, &fields, &[]).await;
    check(&answer, INVALID_REQUEST, "Client credentials cannot be supplied via query parameters.");
    let ledger = rig.mock.ledger().requests();
    assert!(ledger.iter().all(|request| !request.target.contains("hush")), "{ledger:?}");
    let twice = "grant_type=a&grant_type=b&client_assertion=a";
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=UTF-8")];
    let answer = rig.ask("POST", TOKEN, &headers, twice).await;
    check(
        &answer,
        INVALID_REQUEST,
        "The request contained multiple parameters with the same name.",
    );
    for headers in [&[][..], &[("content-type", "application/json")]] {
        let answer = rig.ask("POST", TOKEN, headers, fields.to_string()).await;
        assert_eq!((answer.status, &answer.json()["errorCode"]), (400, &json!("E0000021")));
    }
    let answer = rig.ask("GET", TOKEN, &[], "").await;
    assert_eq!((answer.status, &answer.json()["errorCode"]), (405, &json!("E0000022")));
}

#[tokio::test(start_paused = true)]
async fn grant_types_are_those_of_the_client() {
    let rig = Rig::new();
    let known = "[authorization_code, refresh_token, password, client_credentials, \
                 urn:ietf:params:oauth:grant-type:token-exchange, \
                 urn:ietf:params:oauth:grant-type:device_code]";
    for (grant_type, error, description) in [
        (json!(null), INVALID_REQUEST, format!("The token request must specify a 'grant_type'. Valid values: {known}")),
        (json!("magic"), (400, "unsupported_grant_type"), format!("The authorization grant type is not supported by the authorization server. Configured grant types: {known}.")),
        (json!("authorization_code"), (400, "unauthorized_client"), "The client is not authorized to use the provided grant type. Configured grant types: [client_credentials].".to_owned()),
    ] {
        let answer = rig.token(&json!({ "grant_type": grant_type })).await;
        check(&answer, error, &description);
    }
}

#[tokio::test(start_paused = true)]
async fn scopes_are_refused_in_okta_s_words() {
    let rig = Rig::new();
    let unknown = "One or more scopes are not configured for the authorization server resource.";
    let openid = "Cannot request 'openid' scopes using client credentials.";
    for (scope, error, description) in [
        (json!(null), INVALID_SCOPE, "No scopes were requested."),
        (json!(" "), INVALID_SCOPE, "No scopes were requested."),
        (json!("okta.lags.read"), INVALID_SCOPE, unknown),
        (json!("okta.logs.manage"), INVALID_SCOPE, unknown),
        (json!("logs"), INVALID_SCOPE, unknown),
        (json!("okta.logs.read okta.lags.read"), INVALID_SCOPE, unknown),
        (
            json!("okta.logs.read mine"),
            INVALID_SCOPE,
            "Custom scopes are not allowed for this request.",
        ),
        (json!("openid"), INVALID_SCOPE, openid),
        (json!("okta.logs.read profile"), INVALID_SCOPE, openid),
        (
            json!("okta.logs.read offline_access"),
            INVALID_SCOPE,
            "The following scopes are not allowed for this request: [offline_access].",
        ),
        (
            json!("okta.users.read.self"),
            (400, "client_credentials_self_scope_requested"),
            "The 'client_credentials' grant type may not request .self scopes.",
        ),
        (
            json!("okta.users.read"),
            (400, "consent_required"),
            "You are not allowed any of the requested scopes.",
        ),
    ] {
        let answer = rig.token(&json!({ "scope": scope })).await;
        check(&answer, error, description);
    }
}

#[tokio::test(start_paused = true)]
async fn of_several_scopes_the_granted_ones_are_issued() {
    // Facts 5.4: uncertain, so there is a switch.
    let scope = json!({ "scope": "okta.users.read okta.logs.read okta.logs.read" });
    let answer = Rig::new().token(&scope).await;
    assert_eq!((answer.status, &answer.json()["scope"]), (200, &json!("okta.logs.read")));
    let answer = switched("partial-scopes=refused").token(&scope).await;
    let description = "The following scopes require user consent and cannot be granted for the \
                       client credentials grant type: [okta.users.read].";
    check(&answer, (400, "consent_required"), description);
}

#[tokio::test(start_paused = true)]
async fn a_deactivated_app_gets_no_token() {
    // Facts 10: both answers.
    for (setting, description) in [
        ("", "Invalid value for 'client_id' parameter."),
        (
            "inactive-app=generic",
            "Client authentication failed. Either the client or the client credentials are invalid.",
        ),
    ] {
        let rig = switched(setting);
        let app = format!("/api/v1/apps/{}", rig.client);
        rig.admin("POST", &format!("{app}/lifecycle/deactivate"), &Value::Null).await;
        check(&rig.token(&json!({})).await, INVALID_CLIENT, description);
        rig.admin("POST", &format!("{app}/lifecycle/activate"), &Value::Null).await;
        assert_eq!(rig.token(&json!({})).await.status, 200);
        rig.admin("POST", &format!("{app}/lifecycle/deactivate"), &Value::Null).await;
        rig.admin("DELETE", &app, &Value::Null).await;
        let description = "The issuer claim for client_assertion is not a valid client_id.";
        check(&rig.token(&json!({})).await, INVALID_CLIENT, description);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deactivated_or_deleted_key_signs_nothing() {
    // Facts 10: both answers; and the overlap of facts 5.5.
    for (setting, description) in [
        ("", "The client_assertion JWT kid is invalid."),
        ("inactive-key=signature", "The client_assertion signature is invalid."),
    ] {
        let rig = switched(setting);
        let jwks = format!("/api/v1/apps/{}/credentials/jwks", rig.client);
        let old = rig.admin("GET", &jwks, &Value::Null).await.json()[0]["id"].clone();
        let old = format!("{jwks}/{}", old.as_str().unwrap());
        let next = Forge::new(Algorithm::Es256);
        rig.admin("POST", &jwks, &next.named("next")).await;
        assert_eq!(rig.token(&json!({})).await.status, 200, "both are active");
        rig.admin("POST", &format!("{old}/lifecycle/deactivate"), &Value::Null).await;
        check(&rig.token(&json!({})).await, INVALID_CLIENT, description);
        rig.admin("DELETE", &old, &Value::Null).await;
        check(
            &rig.token(&json!({})).await,
            INVALID_CLIENT,
            "The client_assertion JWT kid is invalid.",
        );
        let rig = Rig { key: next, kid: "next".to_owned(), ..rig };
        assert_eq!(rig.token(&json!({})).await.status, 200, "the next one took over");
    }
}

/// An app that is like no other, and a client for it.
async fn app(rig: &Rig, client: Value, method: &str) -> Answer {
    let body = json!({
        "name": "oidc_client",
        "label": "another",
        "signOnMode": "OPENID_CONNECT",
        "credentials": { "oauthClient": { "token_endpoint_auth_method": method } },
        "settings": { "oauthClient": client },
    });
    rig.admin("POST", "/api/v1/apps", &body).await
}

#[tokio::test(start_paused = true)]
async fn what_an_app_is_decides_what_is_wrong_with_it() {
    let key = || Forge::new(Algorithm::Es256);
    let jwks = |forge: &Forge, purpose: &str| {
        let mut jwk = forge.named("key");
        jwk["use"] = purpose.into();
        if purpose == "enc" {
            jwk["alg"] = "RSA-OAEP".into();
        }
        json!({ "keys": [jwk] })
    };
    let service = "Only clients with 'application_type' of 'service' may use the \
                   client_credentials 'grant_type' with the Org Authorization Server.";
    for (client, method, description) in [
        (
            |_: Value| json!({}),
            "private_key_jwt",
            "The client does not have a JWKSet configured, but the client_assertion requires one.",
        ),
        (
            |_| json!({ "jwks_uri": "https://example.com/keys" }),
            "private_key_jwt",
            "Error retrieving the client JWKSet from jwks_uri.",
        ),
        (
            |keys| json!({ "jwks": keys }),
            "client_secret_basic",
            "Client authentication failed. Either the client or the client credentials are invalid.",
        ),
        (
            |keys| json!({ "jwks": keys, "application_type": "web", "grant_types": ["client_credentials"] }),
            "private_key_jwt",
            service,
        ),
        (|keys: Value| json!({ "jwks": changed(keys, &json!({})) }), "private_key_jwt", ""),
    ] as [(fn(Value) -> Value, _, _); 5]
    {
        let mut rig = Rig::new();
        let forge = key();
        let created = app(&rig, client(jwks(&forge, "sig")), method).await;
        assert_eq!(created.status, 200, "{}", created.text());
        (rig.client, rig.key, rig.kid) =
            (created.json()["id"].as_str().unwrap().to_owned(), forge, "key".to_owned());
        let answer = rig.token(&json!({})).await;
        if description.is_empty() {
            // Good in every respect but that nobody granted it anything.
            check(
                &answer,
                (400, "consent_required"),
                "You are not allowed any of the requested scopes.",
            );
        } else {
            check(&answer, INVALID_CLIENT, description);
        }
    }
    let mut rig = Rig::new();
    let forge = key();
    let created = app(&rig, json!({ "jwks": jwks(&forge, "enc") }), "private_key_jwt").await;
    (rig.client, rig.key, rig.kid) =
        (created.json()["id"].as_str().unwrap().to_owned(), forge, "key".to_owned());
    let description = "The client_assertion JWT needs to be signed using a signing key.";
    check(&rig.token(&json!({})).await, INVALID_CLIENT, description);
}

#[tokio::test(start_paused = true)]
async fn a_lone_key_may_do_without_its_name() {
    let no_kid = |rig: &Rig| form(&rig.assertion(&json!({ "kid": null }), &json!({})));
    let rig = switched("lone-key=needs-no-kid");
    assert_eq!(rig.post(TOKEN, &no_kid(&rig), &[]).await.status, 200);
    let jwks = format!("/api/v1/apps/{}/credentials/jwks", rig.client);
    rig.admin("POST", &jwks, &Forge::new(Algorithm::Es256).named("next")).await;
    let answer = rig.post(TOKEN, &no_kid(&rig), &[]).await;
    check(&answer, INVALID_CLIENT, "The client_assertion JWT kid is invalid.");
}

#[tokio::test(start_paused = true)]
async fn a_client_may_be_kept_to_a_zone() {
    let rig = Rig::new();
    let zone = rig.admin("GET", "/api/v1/zones", &Value::Null).await.json()[0]["id"].clone();
    let path = format!("/api/v1/apps/{}", rig.client);
    let mut app = rig.admin("GET", &path, &Value::Null).await.json();
    app["settings"]["oauthClient"]["network"] = json!({ "connection": "ZONE", "include": [zone] });
    app["settings"]["oauthClient"].as_object_mut().unwrap().remove("jwks");
    assert_eq!(rig.admin("PUT", &path, &app).await.status, 200);
    let description = "The request is made from outside the client's permitted network zones.";
    check(&rig.token(&json!({})).await, (403, "access_denied"), description);
    let fields = rig.form_with(&json!({}));
    let inside = [("x-forwarded-for", "203.0.113.9, 127.0.0.1")];
    assert_eq!(rig.post(TOKEN, &fields, &inside).await.status, 200);
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
