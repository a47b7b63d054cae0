//! Who may use the control plane, and how it answers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::service::Tenant;

/// Lets through whoever shows the token, or anybody where there is none.
pub(super) async fn guard(
    State(tenant): State<Arc<Tenant>>,
    request: Request,
    next: Next,
) -> Response {
    let shown = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
    match &tenant.admin_token {
        Some(wanted) if shown != Some(wanted.0.as_str()) => {
            refuse(StatusCode::UNAUTHORIZED, "the admin token is missing or wrong")
        }
        _ => next.run(request).await,
    }
}

/// One JSON value.
pub(super) fn answer(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// An error, in words.
pub(super) fn refuse(status: StatusCode, error: &str) -> Response {
    let body = json!({ "error": error }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}
