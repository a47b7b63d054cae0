//! The customer's guide from set-up to revocation, by API.

use std::time::Duration;

use serde_json::json;

use crate::auth::forge::Forge;
use crate::auth::jose::Algorithm;
use crate::auth::rig::{LOGS, ORG, Rig};
use crate::testing::{org, tell};

use super::{NOTHING, keys, refused, service};

#[tokio::test(start_paused = true)]
async fn an_org_begins_with_an_app_that_may_read_the_log() {
    let rig = Rig::new();
    let path = format!("/api/v1/apps/{}", rig.client);
    let app = rig.admin("GET", &path, &NOTHING).await.json();
    // As recorded.
    let names = [
        "id",
        "name",
        "label",
        "status",
        "lastUpdated",
        "created",
        "accessibility",
        "visibility",
        "features",
        "signOnMode",
        "credentials",
        "settings",
        "_links",
    ];
    assert_eq!(keys(&app), names);
    assert_eq!((&app["name"], &app["status"]), (&json!("oidc_client"), &json!("ACTIVE")));
    let client = &app["settings"]["oauthClient"];
    assert_eq!(client["application_type"], "service");
    assert_eq!(client["grant_types"], json!(["client_credentials"]));
    assert_eq!(client["dpop_bound_access_tokens"], false);
    let credentials = &app["credentials"]["oauthClient"];
    assert_eq!(credentials["client_id"], rig.client.as_str());
    assert_eq!(credentials["token_endpoint_auth_method"], "private_key_jwt");
    let grants = rig.admin("GET", &format!("{path}/grants"), &NOTHING).await;
    assert_eq!(grants.header("link"), [format!("<{ORG}{path}/grants>; rel=\"self\"")]);
    assert_eq!(grants.json()[0]["scopeId"], "okta.logs.read");
    let roles = format!("/oauth2/v1/clients/{}/roles", rig.client);
    let roles = rig.admin("GET", &roles, &NOTHING).await.json();
    assert_eq!(roles.as_array().unwrap().len(), 1);
    assert_eq!(roles[0]["type"], "READ_ONLY_ADMIN");
    let all = rig.admin("GET", "/api/v1/apps", &NOTHING).await.json();
    assert_eq!(all, json!([app]));
    let strict = Rig::of(org().require_dpop(true));
    let app = strict.admin("GET", &path, &NOTHING).await.json();
    assert_eq!(app["settings"]["oauthClient"]["dpop_bound_access_tokens"], true);
}

#[tokio::test(start_paused = true)]
async fn all_that_the_customer_s_guide_clicks_can_be_done_by_api() {
    // Set-up: an app, a key, a scope, a role; and it reads the log.
    let mut rig = Rig::new();
    let created = rig.admin("POST", "/api/v1/apps", &service()).await;
    assert_eq!(created.status, 200, "{}", created.text());
    rig.client = created.json()["id"].as_str().unwrap().to_owned();
    assert!(rig.client.starts_with("0oa") && rig.client.len() == 20);
    let app = format!("/api/v1/apps/{}", rig.client);
    rig.key = Forge::new(Algorithm::Es256);
    rig.kid = "first".to_owned();
    let jwks = format!("{app}/credentials/jwks");
    let first = rig.admin("POST", &jwks, &rig.key.named("first")).await;
    assert_eq!(first.status, 201);
    let grant = json!({ "scopeId": "okta.logs.read", "issuer": ORG });
    assert_eq!(rig.admin("POST", &format!("{app}/grants"), &grant).await.status, 201);
    let roles = format!("/oauth2/v1/clients/{}/roles", rig.client);
    let role = rig.admin("POST", &roles, &json!({ "type": "READ_ONLY_ADMIN" })).await;
    assert_eq!(role.status, 201);
    assert_eq!(rig.read_with(&rig.access_token().await).await.status, 200);
    // Rotation: a second key, the first one out of use, then gone.
    let first = format!("{jwks}/{}", first.json()["id"].as_str().unwrap());
    rig.key = Forge::new(Algorithm::Es384);
    rig.kid = "second".to_owned();
    rig.admin("POST", &jwks, &rig.key.named("second")).await;
    let token = rig.access_token().await;
    let off = rig.admin("POST", &format!("{first}/lifecycle/deactivate"), &NOTHING).await;
    assert_eq!((off.status, &off.json()["status"]), (200, &json!("INACTIVE")));
    assert_eq!(rig.admin("DELETE", &first, &NOTHING).await.status, 204);
    assert_eq!(rig.read_with(&rig.access_token().await).await.status, 200);
    // Revocation: deactivated, then deleted.
    let delete = rig.admin("DELETE", &app, &NOTHING).await;
    let cause = "The application must be deactivated before deletion.";
    refused(&delete, 403, "E0000056", "Delete application forbidden.", cause);
    let off = rig.admin("POST", &format!("{app}/lifecycle/deactivate"), &NOTHING).await;
    assert_eq!((off.status, off.text()), (200, "{}"));
    assert_eq!(rig.read_with(&token).await.status, 401);
    assert_eq!(rig.admin("DELETE", &app, &NOTHING).await.status, 204);
    let gone = rig.admin("GET", &app, &NOTHING).await;
    let summary = format!("Not found: Resource not found: {} (AppInstance)", rig.client);
    refused(&gone, 404, "E0000007", &summary, "");
    // And the log tells all of it.
    rig.mock.clock().sleep(Duration::from_secs(1)).await;
    let noted: Vec<String> = rig.noted().await.into_iter().map(|(kind, _)| kind).collect();
    let expected = [
        "application.lifecycle.create",
        "app.oauth2.client.lifecycle.create",
        "app.oauth2.credentials.lifecycle.create",
        "app.oauth2.admin.consent.grant",
        "app.oauth2.client.privilege.grant",
        "app.oauth2.token.grant.access_token",
        "app.oauth2.credentials.lifecycle.create",
        "app.oauth2.token.grant.access_token",
        "app.oauth2.credentials.lifecycle.deactivate",
        "app.oauth2.credentials.lifecycle.delete",
        "app.oauth2.token.grant.access_token",
        "application.lifecycle.deactivate",
        "app.oauth2.client.lifecycle.deactivate",
        "app.oauth2.token.revoke.implicit.client",
        "application.lifecycle.delete",
        "app.oauth2.client.lifecycle.delete",
    ];
    assert_eq!(noted, expected);
}

#[tokio::test(start_paused = true)]
async fn an_access_token_with_scope_and_role_manages_too() {
    let rig = Rig::new();
    let app = format!("/api/v1/apps/{}", rig.client);
    for scope in ["okta.apps.read", "okta.apps.manage"] {
        let grant = json!({ "scopeId": scope, "issuer": ORG });
        rig.admin("POST", &format!("{app}/grants"), &grant).await;
    }
    let answer = rig.token(&json!({ "scope": "okta.apps.read okta.apps.manage" })).await.json();
    let token = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    assert_eq!(rig.ask("GET", &app, &headers, "").await.status, 200);
    let create = || rig.ask("POST", "/api/v1/apps", &headers, service().to_string());
    let answer = create().await;
    refused(
        &answer,
        403,
        "E0000006",
        "You do not have permission to perform the requested action",
        "",
    );
    let roles = format!("/oauth2/v1/clients/{}/roles", rig.client);
    rig.admin("POST", &roles, &json!({ "type": "SUPER_ADMIN" })).await;
    assert_eq!(create().await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_body_must_be_json_and_say_so() {
    let rig = Rig::new();
    let token = format!("SSWS {}", rig.mock.org().ssws_token.expose());
    let json_type = "application/json; charset=utf-8";
    for (kind, body, code) in [
        ("text/plain", service().to_string(), "E0000021"),
        (json_type, "{".to_owned(), "E0000003"),
        (json_type, "7".to_owned(), "E0000003"),
    ] {
        let headers = [("authorization", token.as_str()), ("content-type", kind)];
        let answer = rig.ask("POST", "/api/v1/apps", &headers, body).await;
        assert_eq!((answer.status, &answer.json()["errorCode"]), (400, &json!(code)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_reset_brings_everything_back() {
    let rig = Rig::new();
    rig.admin("POST", &format!("/api/v1/apps/{}/lifecycle/deactivate", rig.client), &NOTHING).await;
    rig.admin("DELETE", "/api/v1/api-tokens/current", &NOTHING).await;
    rig.mock.clock().sleep(Duration::from_hours(40 * 24)).await;
    tell(&rig.mock, "POST /reset", "").await;
    assert_eq!(rig.admin("GET", LOGS, &NOTHING).await.status, 200);
    assert_eq!(rig.read_with(&rig.access_token().await).await.status, 200);
}
