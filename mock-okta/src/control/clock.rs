//! The org's time, shown and moved.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::json;

use crate::durations::duration;
use crate::query::Params;
use crate::service::Tenant;

use super::access::{answer, refuse};

/// What time the org has.
pub(super) async fn show(State(tenant): State<Arc<Tenant>>) -> Response {
    answer(&json!({ "now": tenant.clock.now().to_string() }))
}

/// Moves a stepped clock by `advance`.
pub(super) async fn advance(
    State(tenant): State<Arc<Tenant>>,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.as_deref().unwrap_or_default());
    let Some(advance) = params.value("advance") else {
        return refuse(StatusCode::BAD_REQUEST, "say by how much: `?advance=90s`");
    };
    let moved = duration(advance).map_err(|mistake| (StatusCode::BAD_REQUEST, mistake)).and_then(
        |advance| {
            tenant
                .clock
                .advance(advance)
                .map_err(|mistake| (StatusCode::CONFLICT, mistake.to_string()))
        },
    );
    match moved {
        Ok(now) => answer(&json!({ "now": now.to_string() })),
        Err((status, mistake)) => refuse(status, &mistake),
    }
}
