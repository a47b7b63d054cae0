//! That the mock is there, begins anew, and ends.

use std::sync::Arc;

use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use serde_json::json;

use crate::service::{Endpoint, MockOkta, Tenant};

use super::asked::Asked;
use super::refusal::{JSON, Refusal, answer};

impl FromRef<MockOkta> for Arc<Tenant> {
    fn from_ref(mock: &MockOkta) -> Self {
        Arc::clone(mock.tenant_itself())
    }
}

/// That it is there, and for how long.
pub(super) async fn health(State(tenant): State<Arc<Tenant>>) -> Response {
    let now = tenant.clock.now();
    answer(&json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "org_id": tenant.world.org().id.as_str(),
        "now": now.to_string(),
        "mode": tenant.clock.pace().to_string(),
        "up_seconds": now.since(tenant.start).as_secs(),
        "requests": tenant.ledger.count(Endpoint::Logs),
    }))
}

/// Which mock it is.
pub(super) async fn version() -> Response {
    answer(&json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") }))
}

/// How faithful it is, behaviour by behaviour.
pub(super) async fn fidelity() -> Response {
    ([(CONTENT_TYPE, JSON)], crate::fidelity::json()).into_response()
}

/// Takes the org back to its start, except for its time.
pub(super) async fn reset(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    tenant.reset();
    Ok(answer(&json!({ "status": "reset", "now": tenant.clock.now().to_string() })))
}

/// Ends every server of the process.
pub(super) async fn shutdown(
    State(mock): State<MockOkta>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    mock.stop();
    Ok(answer(&json!({ "status": "stopping" })))
}
