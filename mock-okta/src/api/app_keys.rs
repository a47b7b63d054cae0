//! `/api/v1/apps/{id}/credentials/jwks`: the keys of an app (facts 5.5).

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::audit::{Notice, client_party, key_party, kind};
use crate::auth::directory::{AppKey, DirectoryError, KeyStatus};
use crate::log::NoteKind;
use crate::service::{Endpoint, Exchange, Tenant};

use super::intake::answer;
use super::management::{Change, base, body, conclude, done, list, moment, shown, tell};

/// Every key of an app.
pub(crate) async fn all(
    State(tenant): State<Arc<Tenant>>,
    Path(app): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let directory = tenant.directory();
        let keys = directory
            .app(&app)
            .map(|found| found.keys.iter().map(|key| linked(key, &own(exchange, &app))).collect());
        list(exchange, keys)
    })
    .await
}

/// Another key.
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

/// One key.
pub(crate) async fn one(
    State(tenant): State<Arc<Tenant>>,
    Path((app, key)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let directory = tenant.directory();
        let found = directory.app(&app).and_then(|found| found.key(&key));
        tell(exchange, found.map(|key| linked(key, &own(exchange, &app))))
    })
    .await
}

/// The end of a key.
pub(crate) async fn delete(
    State(tenant): State<Arc<Tenant>>,
    Path((app, key)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let deleted = tenant.directory().delete_key([&app, &key]);
        let change = deleted.and_then(|key| {
            let notice = notice(tenant, &app, &key, &DELETED)?;
            Ok((done(), vec![notice]))
        });
        conclude(tenant, exchange, change)
    })
    .await
}

/// A key is accepted again.
pub(crate) async fn activate(
    State(tenant): State<Arc<Tenant>>,
    Path(path): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, status(tenant, exchange, &path, KeyStatus::Active))
    })
    .await
}

/// A key is accepted no longer.
pub(crate) async fn deactivate(
    State(tenant): State<Arc<Tenant>>,
    Path(path): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, status(tenant, exchange, &path, KeyStatus::Inactive))
    })
    .await
}

fn addition(tenant: &Tenant, exchange: &Exchange<'_>, app: &str) -> Change {
    let body = body(exchange)?;
    let jwk = body.as_object().ok_or(DirectoryError::Malformed)?;
    let key = tenant.directory().add_key(app, jwk, moment(exchange))?;
    let notice = notice(tenant, app, &key, &CREATED)?;
    Ok((shown(StatusCode::CREATED, &linked(&key, &own(exchange, app))), vec![notice]))
}

fn status(
    tenant: &Tenant,
    exchange: &Exchange<'_>,
    (app, key): &(String, String),
    status: KeyStatus,
) -> Change {
    let now = moment(exchange);
    let key = tenant.directory().set_key_status([app, key], status, now)?;
    let kind = match status {
        KeyStatus::Active => &ACTIVATED,
        KeyStatus::Inactive => &DEACTIVATED,
    };
    let notice = notice(tenant, app, &key, kind)?;
    Ok((shown(StatusCode::OK, &linked(&key, &own(exchange, app))), vec![notice]))
}

fn notice(
    tenant: &Tenant,
    app: &str,
    key: &AppKey,
    kind: &'static NoteKind,
) -> Result<Notice, DirectoryError> {
    let client = client_party(tenant.directory().app(app)?);
    Ok(Notice::new(kind).about(client).about(key_party(key)))
}

fn own(exchange: &Exchange<'_>, app: &str) -> String {
    format!("{}/api/v1/apps/{app}/credentials/jwks", base(exchange))
}

/// A key with its members in Okta's order (facts 5.5).
pub(super) fn object(key: &AppKey) -> Value {
    let mut members = key.key.members().into_iter();
    let mut object = json!({ "id": key.id.as_str(), "kid": key.kid });
    // The type goes first, what makes the key after its use.
    if let Some((name, value)) = members.next() {
        object[name] = value.into();
    }
    object["alg"] = key.algorithm_name().into();
    object["use"] = key.purpose.name().into();
    for (name, value) in members {
        object[name] = value.into();
    }
    object["status"] = key.status.name().into();
    object["created"] = key.created.to_string().into();
    object["lastUpdated"] = key.updated.to_string().into();
    object
}

/// The same with what can be done with it.
fn linked(key: &AppKey, keys: &str) -> Value {
    let own = format!("{keys}/{}", key.id);
    let link = |verb: &str| json!({ "href": format!("{own}/lifecycle/{verb}"), "hints": { "allow": ["POST"] } });
    let mut object = object(key);
    object["_links"] = if key.is_active() {
        json!({ "deactivate": link("deactivate") })
    } else {
        let delete = json!({ "href": own, "hints": { "allow": ["DELETE"] } });
        json!({ "activate": link("activate"), "delete": delete })
    };
    object
}

static CREATED: NoteKind =
    kind("app.oauth2.credentials.lifecycle.create", "Create OAuth client credential");
static ACTIVATED: NoteKind =
    kind("app.oauth2.credentials.lifecycle.activate", "Activate OAuth client credential");
static DEACTIVATED: NoteKind =
    kind("app.oauth2.credentials.lifecycle.deactivate", "Deactivate OAuth client credential");
static DELETED: NoteKind =
    kind("app.oauth2.credentials.lifecycle.delete", "Delete OAuth client credential");
