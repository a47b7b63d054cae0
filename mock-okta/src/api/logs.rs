//! `GET /api/v1/logs` (facts 1).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use http::uri::Authority;

use crate::query::{Origin, Params};
use crate::service::{Call, Tenant};

use super::headers::{Marks, render};

/// A page of the log.
pub(crate) async fn list(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let call = call(&tenant, &parts);
    let (ordinal, answer) = tenant.exchange(&call).await;
    match answer {
        Ok(reply) => render(reply, Marks { world: &tenant.world, ordinal }, &tenant.clock),
        Err(dropped) => {
            // No HTTP message can say that there is none; whoever holds the connection looks
            // for this mark.
            let mut response = Response::new(axum::body::Body::empty());
            response.extensions_mut().insert(dropped);
            response
        }
    }
}

fn call(tenant: &Tenant, parts: &Parts) -> Call {
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    Call {
        method: parts.method.clone(),
        origin: origin(tenant, parts),
        target: target.to_owned(),
        params: Params::parse(parts.uri.query().unwrap_or_default()),
        authorization: parts.headers.get(AUTHORIZATION).cloned(),
    }
}

/// Where the request was sent to (facts 1.3).
pub(super) fn origin(tenant: &Tenant, parts: &Parts) -> Origin {
    // Links repeat what it says, so it has to be a host.
    let host = || parts.headers.get(HOST)?.to_str().ok()?.parse::<Authority>().ok();
    let authority = parts.uri.authority().cloned().or_else(host);
    Origin {
        scheme: parts.uri.scheme_str().unwrap_or("http").to_owned(),
        // HTTP/1.0 may leave the host out.
        authority: authority
            .map_or_else(|| tenant.world.org().host.clone(), |authority| authority.to_string()),
        path: parts.uri.path().to_owned(),
    }
}
