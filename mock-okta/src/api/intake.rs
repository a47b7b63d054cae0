//! From HTTP to a [`Call`], and back from the org's answer to HTTP.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;
use http_body_util::BodyExt;

use crate::query::{Origin, Params};
use crate::service::{Answer, Call, Ended, Endpoint, Exchange, Held, Prefix, Tenant};

use super::gzip::compress;
use super::headers::{Marks, render};

/// Answers `request`, which is for `endpoint`, with what `handler` says.
pub(super) async fn answer(
    tenant: &Arc<Tenant>,
    endpoint: Endpoint,
    request: Request,
    handler: impl FnOnce(&Tenant, &Exchange<'_>) -> Answer,
) -> Response {
    let (parts, body) = request.into_parts();
    // Whoever reads from a socket has read it already, within bounds; a body in process is
    // bytes. Neither can fail here.
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let call = call(tenant, endpoint, parts, body);
    let Ended { serial, answer, place } = tenant.exchange(&call, handler).await;
    match answer {
        Ok(reply) => {
            let reply = compress(reply, &call.headers).await;
            let marks = Marks { world: &tenant.world, ordinal: serial };
            let response = render(reply, marks, &tenant.clock);
            response.map(|body| axum::body::Body::new(Held::new(body, place)))
        }
        Err(unanswered) => {
            // No HTTP message can say that there is none; whoever holds the connection looks
            // for this mark.
            let mut response = Response::new(axum::body::Body::empty());
            response.extensions_mut().insert(unanswered);
            response
        }
    }
}

fn call(tenant: &Tenant, endpoint: Endpoint, parts: Parts, body: Bytes) -> Call {
    let origin = origin(tenant, &parts);
    let query = parts.uri.query().unwrap_or_default();
    let target = match endpoint {
        // Some clients put their credentials there, and the ledger is for everybody to read.
        Endpoint::Token if !query.is_empty() => format!("{}?…", origin.path),
        _ => parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
    };
    Call {
        endpoint,
        origin,
        target,
        params: Params::parse(query),
        method: parts.method,
        headers: parts.headers,
        body,
    }
}

/// Where the request was sent to (facts 1.3).
fn origin(tenant: &Tenant, parts: &Parts) -> Origin {
    // Links repeat what it says, so it has to be a host.
    let host = || parts.headers.get(HOST)?.to_str().ok()?.parse::<Authority>().ok();
    let authority = parts.uri.authority().cloned().or_else(host);
    let authority = authority
        // HTTP/1.0 may leave the host out.
        .map_or_else(|| tenant.world.org().host.clone(), |authority| authority.to_string());
    let prefix = parts.extensions.get::<Prefix>().map_or("", |prefix| prefix.0.as_str());
    Origin {
        authority: authority + prefix,
        scheme: parts.uri.scheme_str().unwrap_or("http").to_owned(),
        path: parts.uri.path().to_owned(),
    }
}
