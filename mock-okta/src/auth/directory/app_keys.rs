//! The keys of a service app (facts 5.5).

use clock::Timestamp;
use serde_json::{Map, Value};

use crate::auth::jose::{Algorithm, PublicKey};
use crate::world::Id;

use super::apps::{App, AuthMethod};
use super::error::DirectoryError;
use super::store::Directory;

/// A registered key.
#[derive(Clone, Debug)]
pub(crate) struct AppKey {
    /// `pks…`, by which the API addresses it.
    pub(crate) id: Id,
    /// By which assertions name it. Only a lone key may be without.
    pub(crate) kid: Option<String>,
    /// The only algorithm that it signs with, if that is settled.
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) purpose: KeyUse,
    pub(crate) key: PublicKey,
    pub(crate) status: KeyStatus,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyUse {
    Encryption,
    Signature,
}

/// Whether a key is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyStatus {
    Active,
    Inactive,
}

impl KeyUse {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Encryption => "enc",
            Self::Signature => "sig",
        }
    }
}

impl KeyStatus {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
        }
    }
}

impl AppKey {
    /// Reads what somebody wants to register; all that is wrong with it is said.
    pub(super) fn read(
        jwk: &Map<String, Value>,
        id: Id,
        now: Timestamp,
    ) -> Result<Self, Vec<String>> {
        let mut causes = Vec::new();
        let text = |name: &str| jwk.get(name).filter(|value| !value.is_null());
        let kid = match text("kid") {
            None => None,
            Some(Value::String(kid)) if (1..=KID_CHARACTERS_MAX).contains(&kid.len()) => {
                Some(kid.clone())
            }
            Some(_) => {
                causes.push("kid: must be a text of 1 to 255 characters".to_owned());
                None
            }
        };
        let purpose = match text("use").map(Value::as_str) {
            None | Some(Some("sig")) => KeyUse::Signature,
            Some(Some("enc")) => KeyUse::Encryption,
            Some(_) => {
                causes.push("use: must be 'sig' or 'enc'".to_owned());
                KeyUse::Signature
            }
        };
        let status = match text("status").map(Value::as_str) {
            None | Some(Some("ACTIVE")) => KeyStatus::Active,
            Some(Some("INACTIVE")) => KeyStatus::Inactive,
            Some(_) => {
                causes.push("status: must be 'ACTIVE' or 'INACTIVE'".to_owned());
                KeyStatus::Inactive
            }
        };
        let key = PublicKey::from_jwk(jwk).map_err(|mistake| causes.push(mistake.to_string())).ok();
        let algorithm = text("alg").and_then(Value::as_str).and_then(Algorithm::of);
        let signs = purpose == KeyUse::Signature;
        if signs && text("alg").is_some() && algorithm.is_none() {
            causes.push("alg: is not a signature algorithm that is supported".to_owned());
        }
        if let (Some(key), Some(algorithm)) = (&key, algorithm)
            && signs
            && !key.fits(algorithm)
        {
            causes.push("alg: does not fit the key type".to_owned());
        }
        match key {
            Some(key) if causes.is_empty() => {
                Ok(Self { id, kid, algorithm, purpose, key, status, created: now, updated: now })
            }
            _ => Err(causes),
        }
    }

    /// `alg` as the API shows it.
    pub(crate) fn algorithm_name(&self) -> Option<&'static str> {
        self.algorithm.map(Algorithm::name)
    }

    pub(crate) fn is_active(&self) -> bool {
        self.status == KeyStatus::Active
    }
}

impl App {
    /// How many keys an app may have.
    pub(crate) const KEYS_MAX: usize = 50;

    pub(crate) fn key(&self, id: &str) -> Result<&AppKey, DirectoryError> {
        let found = self.keys.iter().find(|key| key.id.as_str() == id);
        found.ok_or_else(|| DirectoryError::no_such(id, "JsonWebKey"))
    }

    /// Whether `key` is what keeps the app able to authenticate.
    fn rests_on(&self, key: &AppKey) -> bool {
        let signs = |key: &&AppKey| key.is_active() && key.purpose == KeyUse::Signature;
        self.auth_method == AuthMethod::PrivateKeyJwt
            && signs(&key)
            && self.keys.iter().filter(signs).count() == 1
    }
}

impl Directory {
    /// Registers another key.
    pub(crate) fn add_key(
        &mut self,
        app: &str,
        jwk: &Map<String, Value>,
        now: Timestamp,
    ) -> Result<AppKey, DirectoryError> {
        let id = self.next_id("pks");
        let app = self.app_mut(app)?;
        let broken = |causes| DirectoryError::Invalid { what: "JsonWebKey", causes };
        let key = AppKey::read(jwk, id, now).map_err(broken)?;
        let mut causes = Vec::new();
        if key.kid.is_none() {
            causes.push("kid: The field cannot be left blank".to_owned());
        } else if app.keys.iter().any(|other| other.kid == key.kid) {
            causes.push("kid: must be unique among the keys of the client".to_owned());
        }
        if app.keys.iter().any(|other| other.kid.is_none()) {
            causes.push("kid: there is a key without one; it has to be replaced first".to_owned());
        }
        if app.keys.len() >= App::KEYS_MAX {
            causes.push(format!("a client can have at most {} keys", App::KEYS_MAX));
        }
        if !causes.is_empty() {
            return Err(broken(causes));
        }
        app.keys.push(key.clone());
        Ok(key)
    }

    /// Lets a key be used, or no longer.
    pub(crate) fn set_key_status(
        &mut self,
        [app, key]: [&str; 2],
        status: KeyStatus,
        now: Timestamp,
    ) -> Result<AppKey, DirectoryError> {
        let app = self.app_mut(app)?;
        let found = app.key(key)?;
        if status == KeyStatus::Inactive && app.rests_on(found) {
            let cause = "the only active key of a client that uses private_key_jwt cannot be \
                         deactivated";
            return Err(DirectoryError::invalid("JsonWebKey", cause));
        }
        let id = found.id;
        let Some(key) = app.keys.iter_mut().find(|key| key.id == id) else {
            return Err(DirectoryError::no_such(id.as_str(), "JsonWebKey"));
        };
        if key.status != status {
            key.status = status;
            key.updated = now;
        }
        Ok(key.clone())
    }

    /// Deletes a key that is not in use.
    pub(crate) fn delete_key(&mut self, [app, key]: [&str; 2]) -> Result<AppKey, DirectoryError> {
        let app = self.app_mut(app)?;
        let found = app.key(key)?;
        if found.is_active() {
            let cause = "only an INACTIVE key can be deleted";
            return Err(DirectoryError::invalid("JsonWebKey", cause));
        }
        let found = found.clone();
        app.keys.retain(|key| key.id != found.id);
        Ok(found)
    }
}

const KID_CHARACTERS_MAX: usize = 255;
