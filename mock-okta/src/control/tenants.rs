//! The orgs of the process beside the first one.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use crate::cli;
use crate::service::{Door, MockOkta, Process, TenantError};

use super::asked::{Asked, table, text};
use super::refusal::{Refusal, answer};

/// Each of them, without its secrets.
pub(super) async fn list(State(mock): State<MockOkta>) -> Response {
    let all: Vec<Value> = mock.process.all().iter().map(|(name, door)| shown(name, door)).collect();
    answer(&json!({ "tenants": all, "max": Process::TENANTS_MAX }))
}

/// One of them.
pub(super) async fn show(
    State(mock): State<MockOkta>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let door = mock.process.door(&name).ok_or_else(|| Refusal::no_tenant(&name))?;
    Ok(answer(&shown(&name, &door)))
}

/// Adds one, described by its `name`, a `host` if it is to be reached by another one than its
/// seed gives it, and the keys of the configuration file. The answer is the only one that has
/// its secrets.
pub(super) async fn add(State(mock): State<MockOkta>, body: Bytes) -> Result<Response, Refusal> {
    let mut told = table(&body)?;
    let name = match told.remove("name") {
        Some(name) => text("name", &name)?,
        None => {
            return Err(
                Refusal::bad("`name` is missing").hint("for example `{\"name\": \"blue\"}`")
            );
        }
    };
    let host = told.remove("host").map(|host| text("host", &host)).transpose()?;
    let host = host.map(|host| is_host(&host).then_some(host).ok_or(())).transpose();
    let host = host.map_err(|()| {
        Refusal::bad("`host`: no host name without a port, such as `blue.okta.com`")
    })?;
    let picked_seed =
        u64::from(mock.tenant_itself().seed.child("tenant").child(&name).draw().next() as u32);
    let mut builder = cli::org_of_table(told, picked_seed).map_err(|mistakes| {
        Refusal::bad(mistakes.join("; ")).hint("the keys are those of the configuration file")
    })?;
    if let Some(host) = host {
        builder = builder.host(host);
    }
    let tenant = mock.add_tenant(&name, builder).map_err(|mistake| match mistake {
        TenantError::BadName { .. } | TenantError::Build(_) => Refusal::bad(mistake),
        TenantError::TooMany => {
            Refusal::conflict(mistake).hint("`DELETE /__admin/tenants/{name}` makes room")
        }
        TenantError::HostTaken { .. } | TenantError::NameTaken { .. } => Refusal::conflict(mistake),
    })?;
    let mut added = match mock.process.door(&name) {
        Some(door) => shown(&name, &door),
        None => json!({ "name": name }),
    };
    added["ssws_token"] = tenant.org().ssws_token.expose().into();
    added["client_id"] = tenant.client_id().as_str().into();
    added["private_key_jwk"] = tenant.private_key_jwk();
    Ok((StatusCode::CREATED, answer(&added)).into_response())
}

/// Removes one.
pub(super) async fn remove(
    State(mock): State<MockOkta>,
    Path(name): Path<String>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    if !mock.process.remove(&name) {
        return Err(Refusal::no_tenant(&name));
    }
    Ok(answer(&json!({ "removed": name })))
}

fn shown(name: &str, door: &Door) -> Value {
    let tenant = &door.tenant;
    let described = tenant.builder.described();
    json!({
        "name": name,
        "host": door.host,
        "path": format!("/__tenants/{name}"),
        "admin_path": format!("/__admin/tenants/{name}"),
        "org_id": tenant.world.org().id.as_str(),
        "seed": described["seed"],
        "users": described["users"],
        "now": tenant.clock.now().to_string(),
    })
}

/// Whether `host` is a host name and nothing more.
fn is_host(host: &str) -> bool {
    let authority = host.parse::<http::uri::Authority>();
    authority.is_ok_and(|authority| authority.host() == host && !host.is_empty())
}
