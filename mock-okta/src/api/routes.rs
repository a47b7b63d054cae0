//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use crate::service::Tenant;
use crate::switches::UnknownPath;

use super::errors::ApiError;
use super::headers::{Marks, render};
use super::reply::{Origin, Reply};
use super::{api_tokens, app_keys, apps, clients, grants, logs, oauth, well_known};

/// What Okta has.
pub(crate) fn routes() -> Router<Arc<Tenant>> {
    Router::new()
        .route("/api/v1/logs", get(logs::list))
        .route("/oauth2/v1/keys", get(oauth::keys))
        .route("/oauth2/v1/revoke", post(oauth::revoke))
        .route("/oauth2/v1/token", post(oauth::token))
        .route("/.well-known/oauth-authorization-server", get(well_known::oauth))
        .route("/.well-known/okta-organization", get(well_known::organization))
        .route("/.well-known/openid-configuration", get(well_known::openid))
        .merge(management())
        .method_not_allowed_fallback(no_such_method)
}

/// What an administrator has.
fn management() -> Router<Arc<Tenant>> {
    let app = "/api/v1/apps/{app}";
    let key = format!("{app}/credentials/jwks/{{key}}");
    let client = "/oauth2/v1/clients/{client}";
    Router::new()
        .route("/api/v1/api-tokens", get(api_tokens::all))
        .route(
            "/api/v1/api-tokens/{id}",
            get(api_tokens::one).put(api_tokens::replace).delete(api_tokens::revoke),
        )
        .route("/api/v1/zones", get(api_tokens::zones))
        .route("/api/v1/apps", get(apps::all).post(apps::create))
        .route(app, get(apps::one).put(apps::replace).delete(apps::delete))
        .route(&format!("{app}/lifecycle/activate"), post(apps::activate))
        .route(&format!("{app}/lifecycle/deactivate"), post(apps::deactivate))
        .route(&format!("{app}/credentials/jwks"), get(app_keys::all).post(app_keys::add))
        .route(&key, get(app_keys::one).delete(app_keys::delete))
        .route(&format!("{key}/lifecycle/activate"), post(app_keys::activate))
        .route(&format!("{key}/lifecycle/deactivate"), post(app_keys::deactivate))
        .route(&format!("{app}/grants"), get(grants::all).post(grants::add))
        .route(&format!("{app}/grants/{{grant}}"), get(grants::one).delete(grants::delete))
        .route(&format!("{client}/roles"), get(clients::roles).post(clients::assign))
        .route(&format!("{client}/roles/{{role}}"), get(clients::role).delete(clients::remove))
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
