//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::service::Tenant;

use super::errors::ApiError;
use super::headers::{Marks, render};
use super::{logs, well_known};

/// What Okta has.
pub(crate) fn routes() -> Router<Arc<Tenant>> {
    Router::new().route("/api/v1/logs", get(logs::list).fallback(no_such_method)).route(
        "/.well-known/okta-organization",
        get(well_known::organization).fallback(no_such_method),
    )
}

/// The answer to a path that leads nowhere (facts 4.4).
pub(crate) async fn no_such_path(State(tenant): State<Arc<Tenant>>) -> Response {
    plain(&tenant, &ApiError::no_such_path())
}

async fn no_such_method(State(tenant): State<Arc<Tenant>>) -> Response {
    plain(&tenant, &ApiError::no_such_method())
}

/// An error outside every bucket and ledger.
fn plain(tenant: &Tenant, error: &ApiError) -> Response {
    let now = tenant.clock.now();
    // Not a request for the log, so not one with an ordinal: told apart by time.
    let marks = Marks { world: &tenant.world, ordinal: now.as_millis() as u64 };
    let mut reply = error.reply(&marks.error_id());
    reply.date = Some(now);
    render(reply, marks, &tenant.clock)
}
