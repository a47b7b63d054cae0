//! Whether an assertion proves that its client sent it (facts 5.2).

use std::time::Duration;

use clock::Timestamp;

use crate::auth::directory::{App, AppKey, Directory, KeyUse};
use crate::auth::error::OAuthError;
use crate::auth::jose::Jws;
use crate::switches::{InactiveApp, InactiveKey, LoneKey, Switches};
use crate::world::Id;

/// What an assertion is judged by.
pub(super) struct Judge<'a> {
    /// The URL that was invoked, which the assertion must be meant for.
    pub(super) endpoint: &'a str,
    /// The time by which the client's clock is judged.
    pub(super) now: Timestamp,
    /// How far the two clocks may differ.
    pub(super) skew: Duration,
    pub(super) switches: &'a Switches,
}

impl Judge<'_> {
    /// The client that `jwt` comes from. It is used up by this, if it names itself.
    pub(super) fn judge(
        &self,
        directory: &mut Directory,
        jwt: &str,
        client_id: Option<&str>,
    ) -> Result<Id, OAuthError> {
        let jws = Jws::parse(jwt).map_err(|_| OAuthError::ASSERTION_PARSING)?;
        let app = self.client(directory, &jws, client_id)?;
        let key = self.key(app, &jws)?;
        let algorithm = jws.algorithm().ok_or(OAuthError::ASSERTION_ALGORITHM)?;
        let settled = key.algorithm.is_none_or(|settled| settled == algorithm);
        if !settled || !key.key.fits(algorithm) {
            return Err(OAuthError::ASSERTION_ALGORITHM);
        }
        if !jws.is_signed_by(&key.key, algorithm) {
            return Err(OAuthError::ASSERTION_SIGNATURE);
        }
        let id = app.id;
        let expires = self.times(&jws)?;
        let jti = jws.claims().text("jti");
        let fresh = jti.is_none_or(|jti| {
            directory.assertions.first_use([id.as_str(), jti], self.now, expires + self.skew)
        });
        if fresh { Ok(id) } else { Err(OAuthError::ASSERTION_USED) }
    }

    /// The app that the assertion names.
    fn client<'d>(
        &self,
        directory: &'d Directory,
        jws: &Jws<'_>,
        client_id: Option<&str>,
    ) -> Result<&'d App, OAuthError> {
        let claims = jws.claims();
        let issuer = claims.text("iss").ok_or(OAuthError::ASSERTION_ISSUER)?;
        if client_id.is_some_and(|client_id| client_id != issuer) {
            return Err(OAuthError::CLIENT_ID);
        }
        let app = directory.app(issuer).map_err(|_| OAuthError::ASSERTION_ISSUER)?;
        if claims.text("sub") != Some(issuer) {
            return Err(OAuthError::ASSERTION_SUBJECT);
        }
        usable(app, self.switches)?;
        if app.auth_method != crate::auth::directory::AuthMethod::PrivateKeyJwt {
            return Err(OAuthError::CLIENT_AUTHENTICATION);
        }
        Ok(app)
    }

    /// The key that the assertion names.
    fn key<'a>(&self, app: &'a App, jws: &Jws<'_>) -> Result<&'a AppKey, OAuthError> {
        if app.jwks_uri.is_some() {
            // The mock fetches nothing.
            return Err(OAuthError::JWKS_URI);
        }
        if app.keys.is_empty() {
            return Err(OAuthError::ASSERTION_NO_KEYS);
        }
        let lone = match &app.keys[..] {
            [key] if key.kid.is_none() || self.switches.lone_key() == LoneKey::NeedsNoKid => {
                Some(key)
            }
            _ => None,
        };
        let key = match jws.text("kid") {
            Some(kid) => app.keys.iter().find(|key| key.kid.as_deref() == Some(kid)),
            None => lone,
        };
        let key = key.ok_or(OAuthError::ASSERTION_KID)?;
        if !key.is_active() {
            return Err(match self.switches.inactive_key() {
                InactiveKey::Kid => OAuthError::ASSERTION_KID,
                InactiveKey::Signature => OAuthError::ASSERTION_SIGNATURE,
            });
        }
        if key.purpose != KeyUse::Signature {
            return Err(OAuthError::ASSERTION_KEY_USE);
        }
        Ok(key)
    }

    /// Whether it is meant for here and now; says when it expires.
    fn times(&self, jws: &Jws<'_>) -> Result<Timestamp, OAuthError> {
        let claims = jws.claims();
        if !claims.names("aud", self.endpoint) {
            return Err(OAuthError::ASSERTION_AUDIENCE);
        }
        let expires = claims.time("exp").ok_or(OAuthError::ASSERTION_NO_EXPIRY)?;
        if expires <= self.now {
            return Err(OAuthError::ASSERTION_EXPIRED);
        }
        if expires > self.now + LIFETIME_MAX + self.skew {
            return Err(OAuthError::ASSERTION_LASTS_TOO_LONG);
        }
        let issued = claims.has("iat").then(|| claims.time("iat"));
        if issued.is_some_and(|issued| issued.is_none_or(|issued| issued > self.now + self.skew)) {
            return Err(OAuthError::ASSERTION_FROM_FUTURE);
        }
        Ok(expires)
    }
}

/// Whether an app may do anything at the moment.
pub(super) fn usable(app: &App, switches: &Switches) -> Result<(), OAuthError> {
    match switches.inactive_app() {
        _ if app.is_active() => Ok(()),
        InactiveApp::ClientId => Err(OAuthError::CLIENT_ID),
        InactiveApp::Generic => Err(OAuthError::CLIENT_AUTHENTICATION),
    }
}

/// Facts 5.2.
const LIFETIME_MAX: Duration = Duration::from_hours(1);
