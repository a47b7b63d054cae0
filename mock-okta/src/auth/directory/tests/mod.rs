//! What an administrator can do, over the in-process transport (facts 5.3 and 5.5), and what has
//! to be remembered, by itself.

mod apps;
mod memory;
mod rights;
mod setting_up;

use serde_json::{Value, json};

use crate::testing::Answer;

const NOTHING: Value = Value::Null;

#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str, summary: &str, cause: &str) {
    let body = answer.json();
    assert_eq!((answer.status, &body["errorCode"]), (status, &json!(code)), "{body}");
    assert_eq!(body["errorSummary"], summary);
    let causes = body["errorCauses"].as_array().unwrap();
    let found = causes.iter().any(|one| one["errorSummary"] == cause);
    assert!(found || (cause.is_empty() && causes.is_empty()), "{cause}: {body}");
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A service app as Okta's API is sent it.
fn service() -> Value {
    json!({
        "name": "oidc_client",
        "label": "Another",
        "signOnMode": "OPENID_CONNECT",
        "credentials": { "oauthClient": { "token_endpoint_auth_method": "private_key_jwt" } },
        "settings": {
            "oauthClient": {
                "grant_types": ["client_credentials"],
                "response_types": ["token"],
                "application_type": "service",
            },
        },
    })
}
