//! What the client is, and what became of it (facts 5.4, 5.5 and 10).

use serde_json::{Value, json};

use crate::auth::forge::Forge;
use crate::auth::jose::Algorithm;
use crate::auth::rig::{Rig, TOKEN, changed, form};

use super::{INVALID_CLIENT, app, check, switched};

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
