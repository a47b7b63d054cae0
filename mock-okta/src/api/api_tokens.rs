//! `/api/v1/api-tokens`, and the zones that tokens can be restricted to.
//!
//! Tokens are made in Okta's console only; here that is the control plane.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::Caller;
use crate::auth::audit::{Notice, api_token_party, kind};
use crate::auth::directory::{ApiToken, DirectoryError, Network, Zone, whole_seconds};
use crate::log::NoteKind;
use crate::service::{Endpoint, Exchange, Tenant};

use super::intake::answer;
use super::management::{Change, base, body, conclude, done, list, shown, tell};

/// Every token, without its secret.
pub(crate) async fn all(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let base = base(exchange);
        let directory = tenant.directory();
        list(
            exchange,
            Ok(directory.api_tokens().iter().map(|token| object(token, &base)).collect()),
        )
    })
    .await
}

/// One token.
pub(crate) async fn one(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let directory = tenant.directory();
        tell(exchange, directory.api_token(&id).map(|token| object(token, &base(exchange))))
    })
    .await
}

/// Another name or restriction.
pub(crate) async fn replace(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, replacement(tenant, exchange, &id))
    })
    .await
}

/// The end of a token, or with `current` of the one that the request is made with.
pub(crate) async fn revoke(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let id = match exchange.caller {
            Caller::Admin { token, .. } if id == "current" => token.as_str(),
            _ => &id,
        };
        let revoked = tenant.directory().revoke_api_token(id);
        let change = revoked
            .map(|token| (done(), vec![Notice::new(&REVOKED).about(api_token_party(&token))]));
        conclude(tenant, exchange, change)
    })
    .await
}

/// Every zone.
pub(crate) async fn zones(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        list(exchange, Ok(tenant.directory().zones.iter().map(zone).collect()))
    })
    .await
}

fn replacement(tenant: &Tenant, exchange: &Exchange<'_>, id: &str) -> Change {
    let body = body(exchange)?;
    let mut directory = tenant.directory();
    let name = body["name"].as_str().map(str::to_owned);
    let network = match &body["network"] {
        Value::Null => Some(Network::Anywhere),
        sent => Network::read(sent, &directory.zones),
    };
    let network = network.ok_or_else(|| {
        let cause = "network: must be ANYWHERE, or ZONE with zones of this org";
        DirectoryError::invalid("network", cause)
    })?;
    let token = directory.change_api_token(id, |token| {
        token.network = network;
        if let Some(name) = name {
            token.name = name;
        }
    })?;
    let notice = Notice::new(&UPDATED).about(api_token_party(token));
    let object = object(token, &base(exchange));
    Ok((shown(StatusCode::OK, &object), vec![notice]))
}

/// A token with its keys in the order of Okta's documentation.
fn object(token: &ApiToken, base: &str) -> Value {
    json!({
        "name": token.name,
        "userId": token.owner.id.as_str(),
        "tokenWindow": "P30D",
        "network": token.network.shown(),
        "id": token.id.as_str(),
        "clientName": "Okta API",
        "expiresAt": whole_seconds(token.expires()).to_string(),
        "created": whole_seconds(token.created).to_string(),
        "lastUpdated": whole_seconds(token.used).to_string(),
        "_link": {
            "self": {
                "href": format!("{base}/api/v1/api-tokens/{}", token.id),
                "hints": { "allow": ["GET", "DELETE"] },
            },
        },
    })
}

fn zone(zone: &Zone) -> Value {
    let gateways: Vec<Value> =
        zone.ranges().iter().map(|range| json!({ "type": "CIDR", "value": range })).collect();
    json!({
        "type": "IP",
        "id": zone.id.as_str(),
        "name": zone.name,
        "status": "ACTIVE",
        "usage": "POLICY",
        "system": false,
        "gateways": gateways,
        "proxies": null,
    })
}

static REVOKED: NoteKind = kind("system.api_token.revoke", "Revoke API token");
static UPDATED: NoteKind = kind("system.api_token.update", "Update API token");
