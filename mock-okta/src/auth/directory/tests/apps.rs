//! Apps and their keys (facts 5.5).

use std::time::Duration;

use serde_json::{Value, json};

use crate::auth::directory::App;
use crate::auth::forge::Forge;
use crate::auth::jose::Algorithm;
use crate::auth::rig::{ORG, Rig, changed};

use super::{NOTHING, keys, refused, service};

#[tokio::test(start_paused = true)]
async fn apps_are_created_by_the_rules() {
    let rig = Rig::new();
    let within = |changes: Value| {
        let mut app = service();
        let client = app["settings"]["oauthClient"].take();
        app["settings"]["oauthClient"] = changed(client, &changes);
        app
    };
    let key = |kid: &str| Forge::new(Algorithm::Es256).named(kid);
    for (app, what, cause) in [
        (
            changed(service(), &json!({ "label": " " })),
            "app",
            "label: The field cannot be left blank",
        ),
        (
            changed(service(), &json!({ "name": "bookmark" })),
            "app",
            "name: this org has apps of name oidc_client only",
        ),
        (
            changed(service(), &json!({ "signOnMode": "SAML_2_0" })),
            "app",
            "signOnMode: this org has apps of mode OPENID_CONNECT only",
        ),
        (
            changed(
                service(),
                &json!({ "credentials": { "oauthClient": { "token_endpoint_auth_method": "magic" } } }),
            ),
            "app",
            "token_endpoint_auth_method: is not one that is supported",
        ),
        (
            within(json!({ "application_type": "toaster" })),
            "app",
            "application_type: must be one of browser, native, service, web",
        ),
        (
            within(json!({ "grant_types": ["implicit"] })),
            "app",
            "grant_types: a service app uses client_credentials only",
        ),
        (
            within(json!({ "network": { "connection": "ZONE", "include": ["nzo"] } })),
            "app",
            "network: must be ANYWHERE, or ZONE with zones of this org",
        ),
        (
            within(json!({ "jwks_uri": "https://a", "jwks": { "keys": [] } })),
            "app",
            "jwks: cannot be given together with jwks_uri",
        ),
        (
            within(json!({ "jwks": { "keys": [key("a"), key("a")] } })),
            "JsonWebKey",
            "kid: must be unique among the keys of the client",
        ),
    ] {
        let answer = rig.admin("POST", "/api/v1/apps", &app).await;
        refused(&answer, 400, "E0000001", &format!("Api validation failed: {what}"), cause);
    }
    let answer = rig.admin("POST", "/api/v1/apps", &json!([])).await;
    refused(&answer, 400, "E0000003", "The request body was not well-formed.", "");
    // With keys, and DPoP, from the first moment on.
    let app = within(
        json!({ "dpop_bound_access_tokens": true, "jwks": { "keys": [key("a"), key("b")] } }),
    );
    let created = rig.admin("POST", "/api/v1/apps", &app).await.json();
    let client = &created["settings"]["oauthClient"];
    assert_eq!(client["dpop_bound_access_tokens"], true);
    assert_eq!(client["jwks"]["keys"].as_array().unwrap().len(), 2);
    // Changed as a whole: a `jwks_uri` drops the keys (facts 5.5).
    let path = format!("/api/v1/apps/{}", created["id"].as_str().unwrap());
    let replaced = rig.admin("PUT", &path, &within(json!({ "jwks_uri": "https://a/keys" }))).await;
    assert_eq!(replaced.status, 200);
    let client = &replaced.json()["settings"]["oauthClient"];
    assert_eq!((&client["jwks_uri"], &client["jwks"]), (&json!("https://a/keys"), &NOTHING));
    assert_eq!(client["dpop_bound_access_tokens"], false);
    // An app with a secret has one.
    let secret = changed(
        service(),
        &json!({
            "credentials": { "oauthClient": { "token_endpoint_auth_method": "client_secret_basic" } },
        }),
    );
    let created = rig.admin("POST", "/api/v1/apps", &secret).await.json();
    let secret = created["credentials"]["oauthClient"]["client_secret"].as_str().unwrap();
    assert_eq!(secret.len(), 64);
    assert!(!format!("{:?}", rig.mock).contains(secret));
}

#[tokio::test(start_paused = true)]
async fn a_key_is_shown_as_okta_shows_it() {
    let rig = Rig::new();
    let jwks = format!("/api/v1/apps/{}/credentials/jwks", rig.client);
    rig.mock.clock().sleep(Duration::from_millis(1_500)).await;
    let added = rig.admin("POST", &jwks, &Forge::new(Algorithm::Es256).named("ec")).await.json();
    let names = [
        "id",
        "kid",
        "kty",
        "alg",
        "use",
        "crv",
        "x",
        "y",
        "status",
        "created",
        "lastUpdated",
        "_links",
    ];
    assert_eq!(keys(&added), names);
    let id = added["id"].as_str().unwrap();
    assert!(id.starts_with("pks"));
    assert_eq!(added["created"], "2026-03-19T14:00:01.000Z");
    let own = format!("{ORG}{jwks}/{id}");
    assert_eq!(added["_links"]["deactivate"]["href"], format!("{own}/lifecycle/deactivate"));
    let all = rig.admin("GET", &jwks, &NOTHING).await.json();
    assert_eq!(all[1], added);
    let rsa =
        ["id", "kid", "kty", "alg", "use", "n", "e", "status", "created", "lastUpdated", "_links"];
    assert_eq!(keys(&all[0]), rsa);
    assert_eq!(all[0]["kid"], rig.kid.as_str());
    // The path has the id, not the kid.
    assert_eq!(rig.admin("GET", &format!("{jwks}/{id}"), &NOTHING).await.json(), added);
    assert_eq!(rig.admin("GET", &format!("{jwks}/ec"), &NOTHING).await.status, 404);
    let off = rig.admin("POST", &format!("{jwks}/{id}/lifecycle/deactivate"), &NOTHING).await;
    let links = &off.json()["_links"];
    assert_eq!(keys(links), ["activate", "delete"]);
    let on = rig.admin("POST", &format!("{jwks}/{id}/lifecycle/activate"), &NOTHING).await;
    assert_eq!((on.status, &on.json()["status"]), (200, &json!("ACTIVE")));
}

#[tokio::test(start_paused = true)]
async fn keys_are_registered_by_the_rules() {
    let rig = Rig::new();
    let jwks = format!("/api/v1/apps/{}/credentials/jwks", rig.client);
    let good = Forge::new(Algorithm::Es256).named("new");
    for (jwk, cause) in [
        (changed(good.clone(), &json!({ "kid": null })), "kid: The field cannot be left blank"),
        (
            changed(good.clone(), &json!({ "kid": "" })),
            "kid: must be a text of 1 to 255 characters",
        ),
        (
            changed(good.clone(), &json!({ "kid": rig.kid })),
            "kid: must be unique among the keys of the client",
        ),
        (changed(good.clone(), &json!({ "use": "both" })), "use: must be 'sig' or 'enc'"),
        (
            changed(good.clone(), &json!({ "status": "ON" })),
            "status: must be 'ACTIVE' or 'INACTIVE'",
        ),
        (
            changed(good.clone(), &json!({ "alg": "HS256" })),
            "alg: is not a signature algorithm that is supported",
        ),
        (changed(good.clone(), &json!({ "alg": "RS256" })), "alg: does not fit the key type"),
        (changed(good.clone(), &json!({ "kty": "oct" })), "the key type is neither RSA nor EC"),
        (changed(good.clone(), &json!({ "x": null })), "`x` is missing"),
        (
            json!({ "kty": "RSA", "kid": "new", "n": "AQAB", "e": "AQAB" }),
            "an RSA key must have at least 2048 bits",
        ),
    ] {
        let answer = rig.admin("POST", &jwks, &jwk).await;
        refused(&answer, 400, "E0000001", "Api validation failed: JsonWebKey", cause);
    }
    let inactive = changed(good, &json!({ "status": "INACTIVE" }));
    let added = rig.admin("POST", &jwks, &inactive).await;
    assert_eq!((added.status, &added.json()["status"]), (201, &json!("INACTIVE")));
    // The only active key stays; an active one is not deleted.
    let first = rig.admin("GET", &jwks, &NOTHING).await.json()[0]["id"].clone();
    let first = format!("{jwks}/{}", first.as_str().unwrap());
    for (method, path, cause) in [
        (
            "POST",
            format!("{first}/lifecycle/deactivate"),
            "the only active key of a client that uses private_key_jwt cannot be deactivated",
        ),
        ("DELETE", first.clone(), "only an INACTIVE key can be deleted"),
    ] {
        let answer = rig.admin(method, &path, &NOTHING).await;
        refused(&answer, 400, "E0000001", "Api validation failed: JsonWebKey", cause);
    }
    let ec = Forge::new(Algorithm::Es256);
    // So many requests need a window of their own.
    rig.mock.clock().sleep(Duration::from_mins(1)).await;
    for number in 2..App::KEYS_MAX {
        let added = rig.admin("POST", &jwks, &ec.named(&number.to_string())).await;
        assert_eq!(added.status, 201, "{number}");
    }
    let answer = rig.admin("POST", &jwks, &ec.named("one too many")).await;
    let cause = "a client can have at most 50 keys";
    refused(&answer, 400, "E0000001", "Api validation failed: JsonWebKey", cause);
}
