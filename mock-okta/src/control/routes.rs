//! Which path of the control plane leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;

use crate::service::{Endpoint, Tenant};

use super::access::{answer, guard, refuse};
use super::{clock, records};

/// Everything below `/__admin`.
pub(crate) fn routes(tenant: &Arc<Tenant>) -> Router<Arc<Tenant>> {
    Router::new()
        .route("/clock", get(clock::show).post(clock::advance))
        .route("/fidelity", get(fidelity))
        .route("/health", get(health))
        .route("/ledger", get(records::ledger))
        .route("/requests", get(records::requests))
        .route("/shutdown", post(shutdown))
        .route("/version", get(version))
        .fallback(unknown)
        .layer(middleware::from_fn_with_state(Arc::clone(tenant), guard))
}

async fn health(State(tenant): State<Arc<Tenant>>) -> Response {
    answer(&json!({
        "status": "ok",
        "org_id": tenant.world.org().id.as_str(),
        "now": tenant.clock.now().to_string(),
        "requests": tenant.ledger.count(Endpoint::Logs),
    }))
}

async fn fidelity() -> Response {
    ([(CONTENT_TYPE, "application/json")], crate::fidelity::json()).into_response()
}

async fn version() -> Response {
    answer(&json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") }))
}

async fn shutdown(State(tenant): State<Arc<Tenant>>) -> Response {
    tenant.stop.send_replace(true);
    answer(&json!({ "status": "stopping" }))
}

async fn unknown() -> Response {
    refuse(StatusCode::NOT_FOUND, "nothing here; see the documentation of `/__admin`")
}
