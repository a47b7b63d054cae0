//! Scopes, roles and API tokens (facts 4.2 and 5.3).

use std::time::Duration;

use serde_json::json;

use crate::auth::rig::{LOGS, ORG, Rig};
use crate::testing::{now, tell};

use super::{NOTHING, keys, refused};

#[tokio::test(start_paused = true)]
async fn scopes_are_granted_and_taken_back() {
    let rig = Rig::new();
    let grants = format!("/api/v1/apps/{}/grants", rig.client);
    let host = rig.mock.org().host.clone();
    let users = json!({ "scopeId": "okta.users.read", "issuer": format!("https://{host}") });
    let granted = rig.admin("POST", &grants, &users).await;
    assert_eq!(granted.status, 201);
    let grant = granted.json();
    let names = [
        "id",
        "status",
        "created",
        "createdBy",
        "lastUpdated",
        "issuer",
        "clientId",
        "scopeId",
        "source",
        "_links",
        "_embedded",
    ];
    assert_eq!(keys(&grant), names);
    assert!(grant["id"].as_str().unwrap().starts_with("oag"));
    assert!(grant["createdBy"]["id"].as_str().unwrap().starts_with("00u"));
    // Granted twice is granted once.
    assert_eq!(rig.admin("POST", &grants, &users).await.json()["id"], grant["id"]);
    let both = json!({ "scope": "okta.users.read okta.logs.read" });
    assert_eq!(rig.token(&both).await.json()["scope"], "okta.users.read okta.logs.read");
    let own = format!("{grants}/{}", grant["id"].as_str().unwrap());
    assert_eq!(rig.admin("GET", &own, &NOTHING).await.json()["scopeId"], "okta.users.read");
    assert_eq!(rig.admin("DELETE", &own, &NOTHING).await.status, 204);
    assert_eq!(rig.admin("GET", &own, &NOTHING).await.status, 404);
    assert_eq!(rig.token(&both).await.json()["scope"], "okta.logs.read");
    for (body, what, cause) in [
        (json!({ "issuer": ORG }), "scopeId", "scopeId: The field cannot be left blank".to_owned()),
        (
            json!({ "issuer": ORG, "scopeId": "okta.lags.read" }),
            "scopeId",
            "scopeId: 'okta.lags.read' is not a scope of the org".to_owned(),
        ),
        (
            json!({ "issuer": "https://evil", "scopeId": "okta.logs.read" }),
            "issuer",
            format!("issuer: must be the org, https://{host}"),
        ),
    ] {
        let answer = rig.admin("POST", &grants, &body).await;
        refused(&answer, 400, "E0000001", &format!("Api validation failed: {what}"), &cause);
    }
}

#[tokio::test(start_paused = true)]
async fn roles_are_assigned_and_removed() {
    let rig = Rig::new();
    let roles = format!("/oauth2/v1/clients/{}/roles", rig.client);
    let role = rig.admin("POST", &roles, &json!({ "type": "REPORT_ADMIN" })).await;
    assert_eq!(role.status, 201);
    let role = role.json();
    let names =
        ["id", "label", "type", "status", "created", "lastUpdated", "assignmentType", "_links"];
    assert_eq!(keys(&role), names);
    assert_eq!(
        (&role["label"], &role["assignmentType"]),
        (&json!("Report Administrator"), &json!("CLIENT"))
    );
    let again = rig.admin("POST", &roles, &json!({ "type": "REPORT_ADMIN" })).await;
    refused(&again, 409, "E0000090", "The role specified is already assigned to the user.", "");
    let own = format!("{roles}/{}", role["id"].as_str().unwrap());
    assert_eq!(rig.admin("GET", &own, &NOTHING).await.json(), role);
    assert_eq!(rig.admin("DELETE", &own, &NOTHING).await.status, 204);
    assert_eq!(rig.admin("GET", &own, &NOTHING).await.status, 404);
    let answer = rig.admin("POST", &roles, &json!({ "type": "KING" })).await;
    refused(&answer, 400, "E0000003", "The request body was not well-formed.", "");
    let answer = rig.admin("GET", "/oauth2/v1/clients/0oanobody/roles", &NOTHING).await;
    let summary = "Not found: Resource not found: 0oanobody (PublicClientApp)";
    refused(&answer, 404, "E0000007", summary, "");
}

#[tokio::test(start_paused = true)]
async fn api_tokens_are_listed_without_secrets_and_revoked() {
    let rig = Rig::new();
    tell(&rig.mock, "POST /tokens", "{\"name\": \"second\"}").await;
    let all = rig.admin("GET", "/api/v1/api-tokens", &NOTHING).await;
    assert!(!all.text().contains(rig.mock.org().ssws_token.expose()));
    let all = all.json();
    let names = [
        "name",
        "userId",
        "tokenWindow",
        "network",
        "id",
        "clientName",
        "expiresAt",
        "created",
        "lastUpdated",
        "_link",
    ];
    assert_eq!(keys(&all[0]), names);
    assert_eq!(all[0]["id"], rig.mock.org().api_token_id.as_str());
    let second = format!("/api/v1/api-tokens/{}", all[1]["id"].as_str().unwrap());
    assert_eq!(rig.admin("GET", &second, &NOTHING).await.json(), all[1]);
    assert_eq!(rig.admin("DELETE", &second, &NOTHING).await.status, 204);
    assert_eq!(rig.admin("GET", &second, &NOTHING).await.status, 404);
    // The branch that one sits on.
    assert_eq!(rig.admin("DELETE", "/api/v1/api-tokens/current", &NOTHING).await.status, 204);
    let answer = rig.admin("GET", LOGS, &NOTHING).await;
    assert_eq!((answer.status, &answer.json()["errorCode"]), (401, &json!("E0000011")));
    let token = rig.access_token().await;
    rig.mock.clock().sleep(Duration::from_secs(1)).await;
    let since =
        format!("/api/v1/logs?filter=eventType+eq+%22system.api_token.revoke%22&since={}", now());
    let events = rig.ask("GET", &since, &[("authorization", &format!("Bearer {token}"))], "").await;
    let events = events.events();
    assert_eq!(events.len(), 2);
    assert_eq!(events[1]["target"][0]["id"], all[0]["id"]);
    assert_eq!(events[1]["actor"]["id"], all[0]["userId"]);
    assert_eq!(events[1]["transaction"]["detail"]["requestApiTokenId"], all[0]["id"]);
}
