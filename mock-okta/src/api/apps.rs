//! `/api/v1/apps`: service apps in the shape of Okta's OIDC apps.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::auth::audit::{Notice, app_party, client_party, kind};
use crate::auth::directory::{App, AppSettings, AppStatus, DirectoryError, Network};
use crate::log::NoteKind;
use crate::service::{Endpoint, Exchange, Tenant};

use super::app_keys;
use super::intake::answer;
use super::management::{Change, base, body, conclude, done, list, moment, shown, tell};

/// Every app.
pub(crate) async fn all(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let base = base(exchange);
        let apps = tenant.directory().apps().iter().map(|app| object(app, &base)).collect();
        list(exchange, Ok(apps))
    })
    .await
}

/// Another app.
pub(crate) async fn create(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, creation(tenant, exchange))
    })
    .await
}

/// One app.
pub(crate) async fn one(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let base = base(exchange);
        tell(exchange, tenant.directory().app(&id).map(|app| object(app, &base)))
    })
    .await
}

/// What an app is, all of it anew.
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

/// The end of an app.
pub(crate) async fn delete(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        let deleted = tenant.directory().delete_app(&id);
        let change = deleted.map(|app| (done(), lifecycle(&app, &DELETED)));
        conclude(tenant, exchange, change)
    })
    .await
}

/// An app works again.
pub(crate) async fn activate(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, status(tenant, exchange, &id, AppStatus::Active))
    })
    .await
}

/// An app works no longer, and its access tokens with it.
pub(crate) async fn deactivate(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    answer(&tenant, Endpoint::Apps, request, |tenant, exchange| {
        conclude(tenant, exchange, status(tenant, exchange, &id, AppStatus::Inactive))
    })
    .await
}

fn creation(tenant: &Tenant, exchange: &Exchange<'_>) -> Change {
    let mut directory = tenant.directory();
    let settings = settings(exchange, &directory)?;
    let app = directory.create_app(settings, moment(exchange))?;
    Ok((shown(StatusCode::OK, &object(app, &base(exchange))), lifecycle(app, &CREATED)))
}

fn replacement(tenant: &Tenant, exchange: &Exchange<'_>, id: &str) -> Change {
    let mut directory = tenant.directory();
    directory.app(id)?;
    let settings = settings(exchange, &directory)?;
    let app = directory.replace_app(id, settings, moment(exchange))?;
    Ok((shown(StatusCode::OK, &object(app, &base(exchange))), lifecycle(app, &UPDATED)))
}

fn settings(
    exchange: &Exchange<'_>,
    directory: &crate::auth::Directory,
) -> Result<AppSettings, DirectoryError> {
    AppSettings::read(&body(exchange)?, &directory.zones)
}

fn status(tenant: &Tenant, exchange: &Exchange<'_>, id: &str, status: AppStatus) -> Change {
    let mut directory = tenant.directory();
    let (app, lost) = directory.set_app_status(id, status, moment(exchange))?;
    let mut notices = lifecycle(
        app,
        match status {
            AppStatus::Active => &ACTIVATED,
            AppStatus::Inactive => &DEACTIVATED,
        },
    );
    if lost > 0 {
        notices.push(Notice::new(&REVOCATION).about(client_party(app)));
    }
    Ok((shown(StatusCode::OK, &json!({})), notices))
}

/// What the log tells of an app: once as an app, once as an OAuth client.
fn lifecycle(app: &App, [as_app, as_client]: &'static [NoteKind; 2]) -> Vec<Notice> {
    vec![Notice::new(as_app).about(app_party(app)), Notice::new(as_client).about(client_party(app))]
}

/// An app with its keys in Okta's order, as recorded.
fn object(app: &App, base: &str) -> Value {
    let id = app.id.as_str();
    let own = format!("{base}/api/v1/apps/{id}");
    let mut credentials = json!({ "autoKeyRotation": true, "client_id": id });
    if let Some(secret) = &app.secret {
        credentials["client_secret"] = secret.expose().into();
    }
    credentials["token_endpoint_auth_method"] = app.auth_method.name().into();
    credentials["pkce_required"] = false.into();
    let mut client = json!({
        "client_uri": null,
        "logo_uri": null,
        "response_types": app.response_types,
        "grant_types": app.grant_types,
    });
    if let Some(uri) = &app.jwks_uri {
        client["jwks_uri"] = uri.as_str().into();
    } else if !app.keys.is_empty() {
        let keys: Value = app.keys.iter().map(app_keys::object).collect();
        client["jwks"] = json!({ "keys": keys });
    }
    client["application_type"] = app.application_type.as_str().into();
    client["consent_method"] = "REQUIRED".into();
    client["issuer_mode"] = "DYNAMIC".into();
    client["dpop_bound_access_tokens"] = app.dpop.into();
    if app.network != Network::Anywhere {
        client["network"] = app.network.shown();
    }
    let (other, verb) =
        if app.is_active() { ("deactivate", "deactivate") } else { ("activate", "activate") };
    let mut links = json!({
        "uploadLogo": { "href": format!("{own}/logo"), "hints": { "allow": ["POST"] } },
        "users": { "href": format!("{own}/users") },
        "groups": { "href": format!("{own}/groups") },
    });
    links[other] = json!({ "href": format!("{own}/lifecycle/{verb}") });
    json!({
        "id": id,
        "name": "oidc_client",
        "label": app.label,
        "status": app.status.name(),
        "lastUpdated": app.updated.to_string(),
        "created": app.created.to_string(),
        "accessibility": { "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null },
        "visibility": {
            "autoLaunch": false,
            "autoSubmitToolbar": false,
            "hide": { "iOS": true, "web": true },
            "appLinks": { "oidc_client_link": true },
        },
        "features": [],
        "signOnMode": "OPENID_CONNECT",
        "credentials": {
            "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" },
            "signing": {},
            "oauthClient": credentials,
        },
        "settings": {
            "app": {},
            "notifications": {
                "vpn": { "network": { "connection": "DISABLED" }, "message": null, "helpUrl": null },
            },
            "oauthClient": client,
        },
        "_links": links,
    })
}

static CREATED: [NoteKind; 2] = [
    kind("application.lifecycle.create", "Create application"),
    kind("app.oauth2.client.lifecycle.create", "Create OAuth client"),
];
static UPDATED: [NoteKind; 2] = [
    kind("application.lifecycle.update", "Update application"),
    kind("app.oauth2.client.lifecycle.update", "Update OAuth client"),
];
static ACTIVATED: [NoteKind; 2] = [
    kind("application.lifecycle.activate", "Activate application"),
    kind("app.oauth2.client.lifecycle.activate", "Activate OAuth client"),
];
static DEACTIVATED: [NoteKind; 2] = [
    kind("application.lifecycle.deactivate", "Deactivate application"),
    kind("app.oauth2.client.lifecycle.deactivate", "Deactivate OAuth client"),
];
static DELETED: [NoteKind; 2] = [
    kind("application.lifecycle.delete", "Delete application"),
    kind("app.oauth2.client.lifecycle.delete", "Delete OAuth client"),
];
static REVOCATION: NoteKind =
    kind("app.oauth2.token.revoke.implicit.client", "OAuth2 implicit token revocation for client");
