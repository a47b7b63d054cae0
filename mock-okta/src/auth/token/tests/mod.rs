//! Facts 5.1 to 5.4 over the in-process transport.

mod apps;
mod assertions;
mod published;
mod requests;
mod success;

use serde_json::{Value, json};

use crate::auth::rig::Rig;
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
