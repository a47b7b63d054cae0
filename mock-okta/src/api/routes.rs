//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use crate::service::Tenant;
use crate::switches::UnknownPath;

use super::errors::ApiError;
use super::headers::{Marks, render};
use super::reply::{Origin, Reply};
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
    match tenant.switches().unknown_path() {
        UnknownPath::ErrorObject => plain(&tenant, &ApiError::no_such_path()),
        UnknownPath::Plain => {
            // As recorded: no error object, and no header that Okta's API itself would add.
            let body = "{\"status\":404,\"message\":\"Resource not found\"}";
            let mut reply = Reply::json(StatusCode::NOT_FOUND, Origin::Edge, body);
            reply.content_type = None;
            reply.content_length = Some(body.len());
            respond(&tenant, reply)
        }
    }
}

async fn no_such_method(State(tenant): State<Arc<Tenant>>) -> Response {
    plain(&tenant, &ApiError::no_such_method())
}

/// An error outside every bucket and ledger.
fn plain(tenant: &Tenant, error: &ApiError) -> Response {
    respond(tenant, error.reply(&marks(tenant).error_id()))
}

fn respond(tenant: &Tenant, mut reply: Reply) -> Response {
    reply.date = Some(tenant.clock.now());
    render(reply, marks(tenant), &tenant.clock)
}

/// Not a request for an endpoint, so not one with an ordinal: told apart by time.
fn marks(tenant: &Tenant) -> Marks<'_> {
    Marks { world: &tenant.world, ordinal: tenant.clock.now().as_millis() as u64 }
}
