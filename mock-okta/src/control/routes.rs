//! Which path of the control plane leads where.

use axum::Router;
use axum::routing::{delete, get, patch, post};

use crate::service::MockOkta;

use super::{
    apps, attacks, clock, config, faults, inject, limits, process, records, requests, tenants,
    tokens,
};

/// What every org has.
pub(super) fn of_org() -> Router<MockOkta> {
    Router::new()
        .route("/apps", get(apps::list))
        .route("/apps/{id}/keys", get(apps::keys))
        .route("/apps/{id}/keys/{key}/{turn}", post(apps::turn_key))
        .route("/apps/{id}/{turn}", post(apps::turn))
        .route("/attacks", get(attacks::list).post(attacks::begin))
        .route("/attacks/{instance}", delete(attacks::end))
        .route("/clock", get(clock::show).post(clock::change))
        .route("/config", get(config::show).patch(config::change))
        .route("/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/faults/{id}", delete(faults::remove))
        .route("/fidelity", get(process::fidelity))
        .route("/health", get(process::health))
        .route("/inject", post(inject::inject))
        .route("/keys/rotate", post(apps::rotate))
        .route("/labels", get(attacks::labels))
        .route("/ledger", get(records::ledger))
        .route("/limits", get(limits::show).put(limits::change))
        .route("/requests", get(requests::list).delete(requests::forget))
        .route("/requests/count", get(requests::count))
        .route("/requests/wait", get(requests::wait))
        .route("/reset", post(process::reset))
        .route("/tokens", get(tokens::list).post(tokens::create))
        .route("/tokens/{id}", patch(tokens::change))
        .route("/tokens/{id}/expire", post(tokens::expire))
        .route("/tokens/{id}/revoke", post(tokens::revoke))
        .route("/version", get(process::version))
}

/// What only the process has.
pub(super) fn of_process() -> Router<MockOkta> {
    Router::new()
        .route("/shutdown", post(process::shutdown))
        .route("/tenants", get(tenants::list).post(tenants::add))
        .route("/tenants/{name}", get(tenants::show).delete(tenants::remove))
}
