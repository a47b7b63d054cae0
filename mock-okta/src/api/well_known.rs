//! `GET /.well-known/okta-organization` (facts 5.6): no credentials, no limit.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use crate::service::{Answer, Endpoint, Exchange, Tenant};

use super::intake::answer;
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
    answer(&tenant, Endpoint::Open, request, describe).await
}

fn describe(tenant: &Tenant, exchange: &Exchange<'_>) -> Answer {
    let origin = &exchange.call.origin;
    let organization = Organization {
        id: tenant.world.org().id.as_str(),
        pipeline: "idx",
        links: Links {
            organization: Link { href: format!("{}://{}", origin.scheme, origin.authority) },
        },
    };
    // Strings and nothing else: serialization has no way to fail.
    let body = serde_json::to_vec(&organization).unwrap_or_default();
    Reply::json(StatusCode::OK, Origin::Application, body).into()
}
