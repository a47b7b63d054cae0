//! `GET /.well-known/okta-organization` (facts 5.6): no credentials, no limit.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use crate::service::Tenant;

use super::headers::{Marks, render};
use super::logs::origin;
use super::reply::{Origin, Reply};

#[derive(Serialize)]
struct Organization<'a> {
    id: &'a str,
    /// Identity Engine.
    pipeline: &'static str,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Serialize)]
struct Links {
    organization: Link,
}

#[derive(Serialize)]
struct Link {
    href: String,
}

/// Who this org is.
pub(crate) async fn organization(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let origin = origin(&tenant, &parts);
    let organization = Organization {
        id: tenant.world.org().id.as_str(),
        pipeline: "idx",
        links: Links {
            organization: Link { href: format!("{}://{}", origin.scheme, origin.authority) },
        },
    };
    // Strings and nothing else: serialization has no way to fail.
    let body = serde_json::to_vec(&organization).unwrap_or_default();
    let now = tenant.clock.now();
    let marks = Marks { world: &tenant.world, ordinal: now.as_millis() as u64 };
    let mut reply = Reply::json(StatusCode::OK, Origin::Application, body);
    reply.date = Some(now);
    render(reply, marks, &tenant.clock)
}
