//! `/api/v1/apps/{id}/grants`: which scopes an app may ask for (facts 5.3).

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::audit::{Notice, client_party, kind};
use crate::auth::directory::{App, DirectoryError, Grant};
use crate::log::{NoteKind, NotedParty};
use crate::service::{Endpoint, Exchange, Tenant};

use super::intake::answer;
use super::management::{Change, base, body, conclude, done, list, moment, shown, tell};

/// Every grant of an app.
pub(crate) async fn all(
    State(tenant): State<Arc<Tenant>>,
    Path(app): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let directory = tenant.directory();
        let grants = directory
            .app(&app)
            .map(|app| app.grants.iter().map(|grant| object(grant, app, exchange)).collect());
        list(exchange, grants)
    })
    .await
}

/// Another grant.
pub(crate) async fn add(
    State(tenant): State<Arc<Tenant>>,
    Path(app): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, addition(tenant, exchange, &app))
    })
    .await
}

/// One grant.
pub(crate) async fn one(
    State(tenant): State<Arc<Tenant>>,
    Path((app, grant)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let directory = tenant.directory();
        let found = directory
            .app(&app)
            .and_then(|app| app.grant(&grant).map(|grant| object(grant, app, exchange)));
        tell(exchange, found)
    })
    .await
}

/// The end of a grant. Access tokens that have the scope keep it to their end.
pub(crate) async fn delete(
    State(tenant): State<Arc<Tenant>>,
    Path((app, grant)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, removal(tenant, [&app, &grant]))
    })
    .await
}

fn addition(tenant: &Tenant, exchange: &Exchange<'_>, id: &str) -> Change {
    let body = body(exchange)?;
    let scope = body["scopeId"].as_str().ok_or_else(|| {
        DirectoryError::invalid("scopeId", "scopeId: The field cannot be left blank")
    })?;
    let base = base(exchange);
    let own = format!("https://{}", tenant.world.org().host);
    if body["issuer"] != base.as_str() && body["issuer"] != own.as_str() {
        let cause = format!("issuer: must be the org, {own}");
        return Err(DirectoryError::invalid("issuer", cause));
    }
    let mut directory = tenant.directory();
    // Only who shows credentials comes this far.
    let by = exchange.caller.id().unwrap_or(tenant.world.org().id);
    let (grant, fresh) = directory.grant(id, scope, by, moment(exchange))?;
    let app = directory.app(id)?;
    let notice = notice(app, &grant, &GRANTED);
    let notices = if fresh { vec![notice] } else { Vec::new() };
    let mut object = object(&grant, app, exchange);
    object["_embedded"] = json!({ "scope": { "id": grant.scope } });
    Ok((shown(StatusCode::CREATED, &object), notices))
}

fn removal(tenant: &Tenant, [id, grant]: [&str; 2]) -> Change {
    let mut directory = tenant.directory();
    let grant = directory.revoke_grant([id, grant])?;
    let app = directory.app(id)?;
    Ok((done(), vec![notice(app, &grant, &REVOKED)]))
}

fn notice(app: &App, grant: &Grant, kind: &'static NoteKind) -> Notice {
    let scope = NotedParty::named("scope", grant.scope.as_str(), ["unknown", &grant.scope]);
    Notice::new(kind).about(client_party(app)).about(scope)
}

/// A grant with its keys in Okta's order, as recorded.
fn object(grant: &Grant, app: &App, exchange: &Exchange<'_>) -> Value {
    let base = base(exchange);
    let (client, own) = (app.id.as_str(), format!("{base}/api/v1/apps/{}", app.id));
    let created = grant.created.to_string();
    json!({
        "id": grant.id.as_str(),
        "status": "ACTIVE",
        "created": created,
        "createdBy": { "id": grant.by.as_str(), "type": "User" },
        "lastUpdated": created,
        "issuer": base,
        "clientId": client,
        "scopeId": grant.scope,
        "source": "ADMIN",
        "_links": {
            "app": { "href": own, "title": app.label },
            "self": {
                "href": format!("{own}/grants/{}", grant.id),
                "hints": { "allow": ["GET", "DELETE"] },
            },
            "client": { "href": format!("{base}/oauth2/v1/clients/{client}"), "title": app.label },
        },
    })
}

static GRANTED: NoteKind = kind("app.oauth2.admin.consent.grant", "Grant admin consent");
static REVOKED: NoteKind = kind("app.oauth2.admin.consent.revoke", "Revoke admin consent");
