//! Which path of the control plane leads where.

use axum::Router;
use axum::routing::{delete, get, post};

use crate::service::MockOkta;

use super::{
    api_tokens, clock, config, faults, inject, limits, process, records, requests, tenants,
};

/// What every org has.
pub(super) fn of_org() -> Router<MockOkta> {
    Router::new()
        .route("/api-tokens", post(api_tokens::create).patch(api_tokens::change))
        .route("/clock", get(clock::show).post(clock::change))
        .route("/config", get(config::show).patch(config::change))
        .route("/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/faults/{id}", delete(faults::remove))
        .route("/fidelity", get(process::fidelity))
        .route("/health", get(process::health))
        .route("/inject", post(inject::inject))
        .route("/ledger", get(records::ledger))
        .route("/limits", get(limits::show).put(limits::change))
        .route("/requests", get(requests::list).delete(requests::forget))
        .route("/requests/count", get(requests::count))
        .route("/requests/wait", get(requests::wait))
        .route("/reset", post(process::reset))
        .route("/version", get(process::version))
}

/// What only the process has.
pub(super) fn of_process() -> Router<MockOkta> {
    Router::new()
        .route("/shutdown", post(process::shutdown))
        .route("/tenants", get(tenants::list).post(tenants::add))
        .route("/tenants/{name}", get(tenants::show).delete(tenants::remove))
}
