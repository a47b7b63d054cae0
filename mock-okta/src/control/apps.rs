//! The service apps and the keys: listed, and switched on and off behind their clients' backs.
//! Everything else about apps can be done by Okta's own API.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use crate::auth::directory::{App, AppKey, AppStatus, Directory, DirectoryError, KeyStatus};
use crate::service::Tenant;

use super::asked::Asked;
use super::refusal::{Refusal, answer};
use super::tokens::FIRST;

/// Every app, with its keys, scopes and roles, and without a secret.
pub(super) async fn list(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let apps: Vec<Value> = tenant.directory().apps().iter().map(app).collect();
    Ok(answer(&json!({ "apps": apps })))
}

/// The keys of one.
pub(super) async fn keys(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let directory = tenant.directory();
    let found = directory.app(&named(&directory, &id)).map_err(|_| lost(&id))?;
    Ok(answer(&json!({ "keys": found.keys.iter().map(key).collect::<Vec<_>>() })))
}

/// Lets an app work, or no longer, which ends its access tokens.
pub(super) async fn turn(
    State(tenant): State<Arc<Tenant>>,
    Path((id, turn)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let status = if is_on(&turn)? { AppStatus::Active } else { AppStatus::Inactive };
    let (mut directory, now) = (tenant.directory(), tenant.clock.now());
    let wanted = named(&directory, &id);
    let (app_turned, revoked) =
        directory.set_app_status(&wanted, status, now).map_err(|_| lost(&id))?;
    let mut shown = app(app_turned);
    shown["tokens_revoked"] = revoked.into();
    Ok(answer(&shown))
}

/// Lets a key of an app be used, or no longer.
pub(super) async fn turn_key(
    State(tenant): State<Arc<Tenant>>,
    Path((id, key_id, turn)): Path<(String, String, String)>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let status = if is_on(&turn)? { KeyStatus::Active } else { KeyStatus::Inactive };
    let (mut directory, now) = (tenant.directory(), tenant.clock.now());
    let wanted = named(&directory, &id);
    let turned = directory.set_key_status([&wanted, &key_id], status, now);
    turned.map(|turned| answer(&key(&turned))).map_err(|mistake| match mistake {
        DirectoryError::NoSuch { .. } => {
            Refusal::missing(format!("the app `{id}` has no key `{key_id}`"))
                .hint(format!("`GET /__admin/apps/{id}/keys` lists them"))
        }
        refused => Refusal::conflict(refused)
            .hint("register another key first, or deactivate the app instead"),
    })
}

/// Signs access tokens with the org's next key from now on. Those that are out stay good.
pub(super) async fn rotate(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let mut directory = tenant.directory();
    directory.keyring.rotate();
    let [current, next] = directory.keyring.all().map(|key| key.kid().to_owned());
    Ok(answer(&json!({ "current": current, "next": next })))
}

/// The id of the app that is meant.
fn named(directory: &Directory, id: &str) -> String {
    if id == FIRST { directory.first_client().to_string() } else { id.to_owned() }
}

fn is_on(turn: &str) -> Result<bool, Refusal> {
    match turn {
        "activate" => Ok(true),
        "deactivate" => Ok(false),
        _ => Err(Refusal::missing("nothing is here").hint("there are `activate`, `deactivate`")),
    }
}

pub(super) fn lost(id: &str) -> Refusal {
    Refusal::missing(format!("there is no app `{id}`")).hint("`GET /__admin/apps` lists them")
}

fn app(app: &App) -> Value {
    json!({
        "id": app.id.as_str(),
        "label": app.label,
        "status": app.status.name(),
        "auth_method": app.auth_method.name(),
        "dpop": app.dpop,
        "keys": app.keys.iter().map(key).collect::<Vec<_>>(),
        "scopes": app.grants.iter().map(|grant| grant.scope.as_str()).collect::<Vec<_>>(),
        "roles": app.roles.iter().map(|assigned| assigned.role.kind()).collect::<Vec<_>>(),
    })
}

fn key(key: &AppKey) -> Value {
    json!({
        "id": key.id.as_str(),
        "kid": key.kid,
        "use": key.purpose.name(),
        "status": key.status.name(),
        "created": key.created.to_string(),
    })
}
