//! Service apps: OAuth clients without people (facts 5).

use clock::Timestamp;
use serde_json::{Map, Value};

use crate::world::{Id, SswsToken};

use super::app_keys::AppKey;
use super::error::DirectoryError;
use super::grants::Grant;
use super::network::{Network, Zone};
use super::roles::Assignment;
use super::store::Directory;

/// An app that asks for access tokens on its own behalf.
#[derive(Clone, Debug)]
pub(crate) struct App {
    /// `0oa…`, which is also its client id.
    pub(crate) id: Id,
    pub(crate) label: String,
    pub(crate) status: AppStatus,
    /// `service` for those that may use client credentials at the org server.
    pub(crate) application_type: String,
    pub(crate) auth_method: AuthMethod,
    /// Of apps that authenticate with one; the org server does not take it.
    pub(crate) secret: Option<SswsToken>,
    pub(crate) grant_types: Vec<String>,
    pub(crate) response_types: Vec<String>,
    /// Whether access tokens must be bound to a key (facts 6).
    pub(crate) dpop: bool,
    pub(crate) jwks_uri: Option<String>,
    pub(crate) network: Network,
    pub(crate) keys: Vec<AppKey>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) roles: Vec<Assignment>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// Whether an app may do anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppStatus {
    Active,
    Inactive,
}

/// How an app proves who it is (`token_endpoint_auth_method`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthMethod {
    ClientSecretBasic,
    ClientSecretPost,
    ClientSecretJwt,
    PrivateKeyJwt,
    None,
}

/// What somebody wants an app to be.
#[derive(Clone, Debug)]
pub(crate) struct AppSettings {
    label: String,
    auth_method: AuthMethod,
    application_type: String,
    grant_types: Vec<String>,
    response_types: Vec<String>,
    dpop: bool,
    jwks: Option<Vec<Map<String, Value>>>,
    jwks_uri: Option<String>,
    network: Network,
}

impl AppStatus {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
        }
    }
}

impl AuthMethod {
    const ALL: [Self; 5] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
        Self::None,
    ];
    /// All their names, in the order of Okta's metadata.
    pub(crate) const NAMES: [&'static str; 5] = [
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
        "private_key_jwt",
        "none",
    ];

    pub(crate) const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

impl AppSettings {
    /// Reads an OIDC app as Okta's API is sent it. What is not said is as for an API service
    /// app; DPoP is off, as it is for all apps that come by the API (facts 6).
    ///
    /// # Errors
    /// With everything that is wrong with it.
    pub(crate) fn read(body: &Value, zones: &[Zone]) -> Result<Self, DirectoryError> {
        let mut causes = Vec::new();
        let mut expect = |holds: bool, cause: &str| {
            if !holds {
                causes.push(cause.to_owned());
            }
        };
        let label = body["label"].as_str().unwrap_or_default().trim();
        expect(!label.is_empty(), "label: The field cannot be left blank");
        expect(label.len() <= LABEL_BYTES_MAX, "label: The field is too long");
        expect(body["name"] == "oidc_client", "name: this org has apps of name oidc_client only");
        expect(
            body["signOnMode"] == "OPENID_CONNECT",
            "signOnMode: this org has apps of mode OPENID_CONNECT only",
        );
        let client = &body["settings"]["oauthClient"];
        let method = &body["credentials"]["oauthClient"]["token_endpoint_auth_method"];
        let auth_method = match method.as_str() {
            None => Some(AuthMethod::PrivateKeyJwt),
            Some(name) => AuthMethod::of(name),
        };
        expect(auth_method.is_some(), "token_endpoint_auth_method: is not one that is supported");
        let application_type = client["application_type"].as_str().unwrap_or("service");
        expect(
            ["browser", "native", "service", "web"].contains(&application_type),
            "application_type: must be one of browser, native, service, web",
        );
        let grant_types = texts(&client["grant_types"], "client_credentials");
        expect(
            application_type != "service" || grant_types == ["client_credentials"],
            "grant_types: a service app uses client_credentials only",
        );
        let jwks_uri = client["jwks_uri"].as_str().map(str::to_owned);
        let jwks = client["jwks"]["keys"].as_array().map(|keys| {
            keys.iter().map(|key| key.as_object().cloned().unwrap_or_default()).collect::<Vec<_>>()
        });
        expect(
            jwks_uri.is_none() || jwks.is_none(),
            "jwks: cannot be given together with jwks_uri",
        );
        let network = match &client["network"] {
            Value::Null => Some(Network::Anywhere),
            sent => Network::read(sent, zones),
        };
        expect(network.is_some(), "network: must be ANYWHERE, or ZONE with zones of this org");
        match (auth_method, network) {
            (Some(auth_method), Some(network)) if causes.is_empty() => Ok(Self {
                label: label.to_owned(),
                auth_method,
                application_type: application_type.to_owned(),
                grant_types,
                response_types: texts(&client["response_types"], "token"),
                dpop: client["dpop_bound_access_tokens"] == true,
                jwks,
                jwks_uri,
                network,
            }),
            _ => Err(DirectoryError::Invalid { what: "app", causes }),
        }
    }
}

impl Directory {
    /// How many apps there may be.
    pub(crate) const APPS_MAX: usize = 1_000;

    pub(crate) fn apps(&self) -> &[App] {
        &self.apps
    }

    pub(crate) fn app(&self, id: &str) -> Result<&App, DirectoryError> {
        let found = self.apps.iter().find(|app| app.id.as_str() == id);
        found.ok_or_else(|| DirectoryError::no_such(id, "AppInstance"))
    }

    pub(super) fn app_mut(&mut self, id: &str) -> Result<&mut App, DirectoryError> {
        let found = self.apps.iter_mut().find(|app| app.id.as_str() == id);
        found.ok_or_else(|| DirectoryError::no_such(id, "AppInstance"))
    }

    /// Creates an app, without grants and roles.
    pub(crate) fn create_app(
        &mut self,
        settings: AppSettings,
        now: Timestamp,
    ) -> Result<&App, DirectoryError> {
        if self.apps.len() >= Self::APPS_MAX {
            return Err(DirectoryError::invalid("app", "there are too many apps"));
        }
        let id = self.next_id("0oa");
        let place = self.apps.len();
        let app = App {
            id,
            label: String::new(),
            status: AppStatus::Active,
            application_type: String::new(),
            auth_method: AuthMethod::PrivateKeyJwt,
            secret: None,
            grant_types: Vec::new(),
            response_types: Vec::new(),
            dpop: false,
            jwks_uri: None,
            network: Network::Anywhere,
            keys: Vec::new(),
            grants: Vec::new(),
            roles: Vec::new(),
            created: now,
            updated: now,
        };
        let app = self.with_settings(app, settings, now)?;
        self.apps.push(app);
        Ok(&self.apps[place])
    }

    /// Replaces what an app is. Keys stay unless others are given; a `jwks_uri` drops them.
    pub(crate) fn replace_app(
        &mut self,
        id: &str,
        settings: AppSettings,
        now: Timestamp,
    ) -> Result<&App, DirectoryError> {
        let app = self.app(id)?.clone();
        let changed = self.with_settings(app, settings, now)?;
        let app = self.app_mut(id)?;
        *app = changed;
        Ok(app)
    }

    fn with_settings(
        &mut self,
        mut app: App,
        settings: AppSettings,
        now: Timestamp,
    ) -> Result<App, DirectoryError> {
        if let Some(jwks) = settings.jwks {
            app.keys = self.read_keys(&jwks, now)?;
        }
        if settings.jwks_uri.is_some() {
            app.keys.clear();
        }
        let needs_secret = matches!(
            settings.auth_method,
            AuthMethod::ClientSecretBasic
                | AuthMethod::ClientSecretJwt
                | AuthMethod::ClientSecretPost
        );
        app.secret = match app.secret {
            _ if !needs_secret => None,
            Some(secret) => Some(secret),
            None => Some(SswsToken::new(self.secret(64))),
        };
        Ok(App {
            label: settings.label,
            application_type: settings.application_type,
            auth_method: settings.auth_method,
            grant_types: settings.grant_types,
            response_types: settings.response_types,
            dpop: settings.dpop,
            jwks_uri: settings.jwks_uri,
            network: settings.network,
            updated: now,
            ..app
        })
    }

    /// A whole set of keys, of which only a lone one may be without a name.
    fn read_keys(
        &mut self,
        jwks: &[Map<String, Value>],
        now: Timestamp,
    ) -> Result<Vec<AppKey>, DirectoryError> {
        let broken = |causes| DirectoryError::Invalid { what: "JsonWebKey", causes };
        if jwks.len() > App::KEYS_MAX {
            let cause = format!("a client can have at most {} keys", App::KEYS_MAX);
            return Err(broken(vec![cause]));
        }
        let mut keys: Vec<AppKey> = Vec::new();
        for jwk in jwks {
            let key = AppKey::read(jwk, self.next_id("pks"), now).map_err(broken)?;
            if keys.iter().any(|other| other.kid == key.kid)
                || (jwks.len() > 1 && key.kid.is_none())
            {
                let cause = "kid: must be unique among the keys of the client";
                return Err(broken(vec![cause.to_owned()]));
            }
            keys.push(key);
        }
        Ok(keys)
    }

    /// Lets an app work, or no longer. A deactivated one loses its access tokens; says how many.
    pub(crate) fn set_app_status(
        &mut self,
        id: &str,
        status: AppStatus,
        now: Timestamp,
    ) -> Result<(&App, usize), DirectoryError> {
        let app = self.app_mut(id)?;
        if app.status != status {
            app.status = status;
            app.updated = now;
        }
        let client = app.id;
        let lost = match status {
            AppStatus::Active => 0,
            AppStatus::Inactive => self.revocations.revoke_client(client),
        };
        Ok((self.app(id)?, lost))
    }

    /// Deletes an app that was deactivated before.
    pub(crate) fn delete_app(&mut self, id: &str) -> Result<App, DirectoryError> {
        let app = self.app(id)?;
        if app.status == AppStatus::Active {
            return Err(DirectoryError::StillActive);
        }
        let app = app.clone();
        self.apps.retain(|other| other.id != app.id);
        Ok(app)
    }
}

impl App {
    pub(crate) fn is_active(&self) -> bool {
        self.status == AppStatus::Active
    }
}

fn texts(sent: &Value, usual: &str) -> Vec<String> {
    match sent.as_array() {
        Some(texts) => texts.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        None => vec![usual.to_owned()],
    }
}

const LABEL_BYTES_MAX: usize = 100;
