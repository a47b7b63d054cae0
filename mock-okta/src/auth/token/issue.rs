//! From a form to an access token.

use std::net::IpAddr;
use std::time::Duration;

use clock::Timestamp;

use crate::auth::access_token::AccessToken;
use crate::auth::directory::{App, Directory};
use crate::auth::dpop::Proof;
use crate::auth::error::OAuthError;
use crate::auth::jose::Jws;
use crate::auth::scopes::ScopeKind;
use crate::service::Call;
use crate::switches::{AssertionSkew, PartialScopes, Switches, UnaskedProof};
use crate::world::Id;

use super::assertion::{Judge, usable};
use super::form::{Credentials, TokenForm};

/// The token endpoint, at one moment.
pub(crate) struct Issuer<'a> {
    pub(crate) call: &'a Call,
    pub(crate) form: &'a TokenForm,
    /// From where the request comes.
    pub(crate) peer: IpAddr,
    /// The org's time, by which tokens expire.
    pub(crate) now: Timestamp,
    /// The time by which the age of assertions and proofs is judged.
    pub(crate) auth_now: Timestamp,
    pub(crate) switches: Switches,
}

/// A client that proved who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authenticated(pub(crate) Id);

/// An access token on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub(crate) jti: String,
    pub(crate) token: String,
    /// What it is good for, in the order in which it was asked for.
    pub(crate) scopes: Vec<String>,
    pub(crate) requested: Vec<String>,
    /// Whether it is bound to a key.
    pub(crate) bound: bool,
}

impl Issuer<'_> {
    /// Makes out who the client is.
    ///
    /// # Errors
    /// In Okta's words.
    pub(crate) fn authenticate(
        &self,
        directory: &mut Directory,
    ) -> Result<Authenticated, OAuthError> {
        match self.form.credentials()? {
            Credentials::Secret { client_id } => {
                let app = directory.app(&client_id).map_err(|_| OAuthError::CLIENT_ID)?;
                usable(app, &self.switches)?;
                service(app)?;
                Err(OAuthError::SECRET_USED)
            }
            Credentials::Assertion { jwt, client_id } => {
                let origin = &self.call.origin;
                let endpoint = format!("{}://{}{}", origin.scheme, origin.authority, origin.path);
                let judge = Judge {
                    endpoint: &endpoint,
                    now: self.auth_now,
                    skew: self.skew(),
                    switches: &self.switches,
                };
                let client = judge.judge(directory, &jwt, client_id.as_deref())?;
                Ok(Authenticated(client))
            }
        }
    }

    /// Makes an access token for `client`.
    ///
    /// # Errors
    /// In Okta's words.
    pub(crate) fn grant(
        &self,
        directory: &mut Directory,
        Authenticated(client): Authenticated,
    ) -> Result<Granted, OAuthError> {
        let app = directory.app(client.as_str()).map_err(|_| OAuthError::CLIENT_ID)?;
        self.grant_type(app)?;
        service(app)?;
        if !app.network.permits(self.peer, &directory.zones) {
            return Err(OAuthError::OUTSIDE_ZONE);
        }
        let required = app.dpop;
        let asked = required || self.switches.unasked_proof() == UnaskedProof::Bound;
        let proof = if asked { self.proof(directory, required)? } else { None };
        let app = directory.app(client.as_str()).map_err(|_| OAuthError::CLIENT_ID)?;
        let requested = requested(self.form);
        let scopes = self.scopes(app, &requested)?;
        let origin = &self.call.origin;
        let token = AccessToken {
            jti: directory.access_token_id(),
            issuer: format!("{}://{}", origin.scheme, origin.authority),
            client_id: client.as_str().to_owned(),
            scopes: scopes.clone(),
            bound_to: proof.as_ref().map(|proof| proof.key.clone()),
            issued: self.now,
        };
        let text = directory.hand_out(&token, client, self.now).ok_or(OAuthError::NOT_CREATED)?;
        Ok(Granted {
            bound: token.bound_to.is_some(),
            jti: token.jti,
            token: text,
            scopes,
            requested: requested.iter().map(|scope| (*scope).to_owned()).collect(),
        })
    }

    fn grant_type(&self, app: &App) -> Result<(), OAuthError> {
        let grant_type =
            self.form.field("grant_type").ok_or_else(|| OAuthError::no_grant_type(GRANT_TYPES))?;
        if !GRANT_TYPES.contains(&grant_type) {
            return Err(OAuthError::unsupported_grant_type(GRANT_TYPES));
        }
        // Of those that an app can be configured for, this org only has one.
        if grant_type != CLIENT_CREDENTIALS || !app.grant_types.iter().any(|own| own == grant_type)
        {
            let configured: Vec<&str> = app.grant_types.iter().map(String::as_str).collect();
            return Err(OAuthError::unauthorized_client(&configured));
        }
        Ok(())
    }

    /// The proof that comes with the request, if there is one (facts 6).
    fn proof(
        &self,
        directory: &mut Directory,
        required: bool,
    ) -> Result<Option<Proof>, OAuthError> {
        let times = (self.auth_now, self.skew());
        let (headers, origin) = (&self.call.headers, &self.call.origin);
        let Some(proof) = Proof::read(headers, &self.call.method, origin, times)? else {
            return if required { Err(OAuthError::PROOF_MISSING) } else { Ok(None) };
        };
        let until = self.auth_now + Proof::AGE_MAX + self.skew();
        if !directory.proofs.first_use([&proof.key, &proof.jti], self.auth_now, until) {
            return Err(OAuthError::PROOF_USED);
        }
        // Nonces are the org's own, so it is the org's time that they age by.
        let nonce = proof.nonce.as_deref();
        if !nonce.is_some_and(|nonce| directory.nonces.accepts(nonce, self.now)) {
            return Err(OAuthError::USE_NONCE);
        }
        Ok(Some(proof))
    }

    /// Which of the requested scopes the client gets (facts 5.4).
    fn scopes(&self, app: &App, requested: &[&str]) -> Result<Vec<String>, OAuthError> {
        let of = |kind: ScopeKind| -> Vec<&str> {
            requested.iter().copied().filter(|scope| ScopeKind::of(scope) == kind).collect()
        };
        if requested.is_empty() {
            return Err(OAuthError::NO_SCOPES);
        }
        if !of(ScopeKind::OpenId).is_empty() {
            return Err(OAuthError::OPENID_SCOPE);
        }
        let interactive = of(ScopeKind::Interactive);
        if !interactive.is_empty() {
            return Err(OAuthError::scopes_not_allowed(&interactive));
        }
        if !of(ScopeKind::Own).is_empty() {
            return Err(OAuthError::SELF_SCOPE);
        }
        let (known, custom) = (of(ScopeKind::Api), of(ScopeKind::Custom));
        if !custom.is_empty() && !known.is_empty() {
            return Err(OAuthError::CUSTOM_SCOPE);
        }
        if known.len() < requested.len() {
            return Err(OAuthError::UNKNOWN_SCOPE);
        }
        let (granted, missing): (Vec<&str>, Vec<&str>) =
            known.into_iter().partition(|scope| app.is_granted(scope));
        if granted.is_empty() {
            return Err(OAuthError::CONSENT);
        }
        if !missing.is_empty() && self.switches.partial_scopes() == PartialScopes::Refused {
            return Err(OAuthError::scopes_not_granted(&missing));
        }
        Ok(granted.into_iter().map(str::to_owned).collect())
    }

    fn skew(&self) -> Duration {
        skew(&self.switches)
    }
}

/// The name of an access token that says it is `client`'s, which nobody has checked.
pub(crate) fn token_id(text: &str, Authenticated(client): Authenticated) -> Option<String> {
    let jws = Jws::parse(text).ok()?;
    let own = jws.claims().text("cid") == Some(client.as_str());
    jws.claims().text("jti").filter(|_| own).map(str::to_owned)
}

/// How far a client's clock may be ahead.
pub(crate) fn skew(switches: &Switches) -> Duration {
    match switches.assertion_skew() {
        AssertionSkew::None => Duration::ZERO,
        AssertionSkew::Seconds5 => Duration::from_secs(5),
        AssertionSkew::Minutes5 => Duration::from_mins(5),
    }
}

fn service(app: &App) -> Result<(), OAuthError> {
    if app.application_type == "service" { Ok(()) } else { Err(OAuthError::APPLICATION_TYPE) }
}

/// Each requested scope once, in order.
fn requested(form: &TokenForm) -> Vec<&str> {
    let mut scopes = Vec::new();
    for scope in form.field("scope").unwrap_or_default().split_ascii_whitespace() {
        if scopes.len() < SCOPES_MAX && !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

const CLIENT_CREDENTIALS: &str = "client_credentials";
/// What the server as a whole knows.
const GRANT_TYPES: &[&str] = &[
    "authorization_code",
    "refresh_token",
    "password",
    CLIENT_CREDENTIALS,
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:device_code",
];
/// What comes after so many scopes is not looked at.
const SCOPES_MAX: usize = 200;
