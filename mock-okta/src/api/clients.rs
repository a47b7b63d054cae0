//! `/oauth2/v1/clients/{id}/roles`: what an app may do beyond its scopes (facts 5.3).

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::audit::{Notice, client_party, kind};
use crate::auth::directory::{App, Assignment, DirectoryError, Role};
use crate::log::NoteKind;
use crate::service::{Endpoint, Exchange, Tenant};

use super::intake::answer;
use super::management::{Change, base, body, conclude, done, list, moment, shown, tell};

/// Every role of a client.
pub(crate) async fn roles(
    State(tenant): State<Arc<Tenant>>,
    Path(client): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Clients, request, |tenant, exchange| {
        let directory = tenant.directory();
        let roles = directory
            .client(&client)
            .map(|app| app.roles.iter().map(|role| object(role, app, exchange)).collect());
        list(exchange, roles)
    })
    .await
}

/// Another role.
pub(crate) async fn assign(
    State(tenant): State<Arc<Tenant>>,
    Path(client): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Clients, request, |tenant, exchange| {
        conclude(tenant, exchange, assignment(tenant, exchange, &client))
    })
    .await
}

/// One role.
pub(crate) async fn role(
    State(tenant): State<Arc<Tenant>>,
    Path((client, role)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Clients, request, |tenant, exchange| {
        let directory = tenant.directory();
        let found = directory
            .client(&client)
            .and_then(|app| app.role(&role).map(|role| object(role, app, exchange)));
        tell(exchange, found)
    })
    .await
}

/// The end of a role, effective at once.
pub(crate) async fn remove(
    State(tenant): State<Arc<Tenant>>,
    Path((client, role)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Clients, request, |tenant, exchange| {
        conclude(tenant, exchange, removal(tenant, [&client, &role]))
    })
    .await
}

fn assignment(tenant: &Tenant, exchange: &Exchange<'_>, client: &str) -> Change {
    let body = body(exchange)?;
    let role = body["type"].as_str().and_then(Role::of).ok_or(DirectoryError::Malformed)?;
    let mut directory = tenant.directory();
    let assignment = directory.assign_role(client, role, moment(exchange))?;
    let app = directory.client(client)?;
    let notice = notice(app, role, &GRANTED);
    Ok((shown(StatusCode::CREATED, &object(&assignment, app, exchange)), vec![notice]))
}

fn removal(tenant: &Tenant, [client, role]: [&str; 2]) -> Change {
    let mut directory = tenant.directory();
    let assignment = directory.remove_role([client, role])?;
    let app = directory.client(client)?;
    Ok((done(), vec![notice(app, assignment.role, &REVOKED)]))
}

fn notice(app: &App, role: Role, kind: &'static NoteKind) -> Notice {
    Notice::new(kind).about(client_party(app)).debug("privilegeGranted", role.label())
}

fn object(assignment: &Assignment, app: &App, exchange: &Exchange<'_>) -> Value {
    let created = assignment.created.to_string();
    let client = format!("{}/oauth2/v1/clients/{}", base(exchange), app.id);
    json!({
        "id": assignment.id.as_str(),
        "label": assignment.role.label(),
        "type": assignment.role.kind(),
        "status": "ACTIVE",
        "created": created,
        "lastUpdated": created,
        "assignmentType": "CLIENT",
        "_links": { "assignee": { "href": client } },
    })
}

static GRANTED: NoteKind = kind("app.oauth2.client.privilege.grant", "Grant privilege to client");
static REVOKED: NoteKind =
    kind("app.oauth2.client.privilege.revoke", "Revoke privilege from client");
