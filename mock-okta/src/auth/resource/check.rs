//! Looking at the `Authorization` header.

use std::net::IpAddr;
use std::time::Duration;

use clock::Timestamp;
use http::header::AUTHORIZATION;

use crate::auth::access_token::AccessToken;
use crate::auth::directory::{App, Directory, Fate};
use crate::auth::dpop::{Proof, token_hash};
use crate::auth::error::OAuthError;
use crate::limits::Principal;
use crate::service::Call;

use super::caller::Caller;
use super::challenge::{Challenge, Scheme};
use super::need::Need;

/// The check of one request.
pub(crate) struct Gate<'a> {
    pub(crate) call: &'a Call,
    pub(crate) need: Need,
    /// From where the request comes.
    pub(crate) peer: IpAddr,
    /// The org's own name, `acme.okta.com`.
    pub(crate) host: &'a str,
    /// The org's time, by which tokens expire.
    pub(crate) now: Timestamp,
    /// The time by which the age of proofs is judged, and how far a client's clock may be ahead.
    pub(crate) auth_now: (Timestamp, Duration),
}

/// Why a request is refused for its credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// Something is wrong with an access token, or with what must come with it.
    #[error("the access token is refused: {}", .0.error.description)]
    Challenge(Challenge),
    /// No credentials, or of a kind that the org does not know.
    #[error("no credentials that could be checked")]
    NoSession,
    /// An API token that is used from elsewhere than it may be.
    #[error("the API token may not be used from this address")]
    OutsideZone,
    /// Good credentials of somebody without the role.
    #[error("whoever asks lacks the role")]
    RoleMissing,
    /// No API token of this org, or no longer.
    #[error("not an API token of this org")]
    WrongToken,
}

/// Somebody, as far as they could be made out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Whose bucket the request counts for.
    pub(crate) principal: Principal,
    /// Who asks, or why they are refused.
    pub(crate) caller: Result<Caller, Refusal>,
    /// The good proof that came along. It can be shown once, which is not looked at here.
    pub(crate) proof: Option<Proof>,
}

impl Identity {
    pub(crate) fn new(principal: Principal, caller: Result<Caller, Refusal>) -> Self {
        Self { principal, caller, proof: None }
    }
}

impl Gate<'_> {
    /// Says whose request it is, and whether it is let through.
    pub(crate) fn check(&self, directory: &mut Directory) -> Identity {
        let header = self.call.header(AUTHORIZATION.as_str()).unwrap_or_default();
        // Schemes are case-insensitive (RFC 9110, section 11.1). Okta's own Python SDK, since
        // 3.0, writes no space behind this one and was recorded being answered.
        if let Some((scheme, secret)) = header.split_at_checked("SSWS".len())
            && scheme.eq_ignore_ascii_case("SSWS")
        {
            return self.api_token(directory, secret.trim());
        }
        let (scheme, credentials) = header.split_once(' ').unwrap_or((header, ""));
        let credentials = credentials.trim();
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        let scheme = match () {
            () if is("Bearer") => Scheme::Bearer,
            () if is("DPoP") => Scheme::DPoP,
            () => return Identity::new(Principal::Nobody, Err(Refusal::NoSession)),
        };
        match self.access_token(directory, scheme, credentials) {
            Err((scheme, error)) => {
                Identity::new(Principal::Nobody, Err(self.challenge(scheme, error)))
            }
            Ok((token, app, proof)) => {
                let caller = Caller::app(app);
                let principal = caller.principal();
                let caller = if !token.scopes.iter().any(|scope| scope == self.need.scope) {
                    Err(self.challenge(scheme, OAuthError::SCOPE_MISSING))
                } else if app.is_one_of(self.need.roles) {
                    Ok(caller)
                } else {
                    Err(Refusal::RoleMissing)
                };
                Identity { principal, caller, proof }
            }
        }
    }

    /// Has `proof` used up.
    ///
    /// # Errors
    /// When it was used before.
    pub(crate) fn spend(&self, directory: &mut Directory, proof: &Proof) -> Result<(), Refusal> {
        let (now, skew) = self.auth_now;
        let until = now + Proof::AGE_MAX + skew;
        if directory.proofs.first_use([&proof.key, &proof.jti], now, until) {
            Ok(())
        } else {
            Err(self.challenge(Scheme::DPoP, OAuthError::PROOF_USED))
        }
    }

    fn api_token(&self, directory: &mut Directory, secret: &str) -> Identity {
        let Some(token) = directory.use_api_token(secret, self.now) else {
            return Identity::new(Principal::Nobody, Err(Refusal::WrongToken));
        };
        let caller = Caller::admin(token);
        let (network, role) = (token.network.clone(), token.owner.role);
        let principal = caller.principal();
        if !network.permits(self.peer, &directory.zones) {
            return Identity::new(principal, Err(Refusal::OutsideZone));
        }
        let may = self.need.roles.contains(&role);
        Identity::new(principal, if may { Ok(caller) } else { Err(Refusal::RoleMissing) })
    }

    /// The token that is shown, the app that it was issued to, and the proof that it needs if
    /// any; or what is wrong, and how a token would have to be shown.
    fn access_token<'d>(
        &self,
        directory: &'d Directory,
        scheme: Scheme,
        text: &str,
    ) -> Result<(AccessToken, &'d App, Option<Proof>), (Scheme, OAuthError)> {
        let refused = |error| (scheme, error);
        let origin = &self.call.origin;
        let issuers =
            [format!("{}://{}", origin.scheme, origin.authority), format!("https://{}", self.host)];
        let issuers = [issuers[0].as_str(), issuers[1].as_str()];
        let token =
            AccessToken::read(text, &directory.keyring, &issuers, self.now).map_err(refused)?;
        let usable = directory.app(&token.client_id).is_ok_and(App::is_active);
        match directory.revocations.fate(&token.jti) {
            Fate::Good if usable => {}
            Fate::Expired if usable => return Err(refused(OAuthError::TOKEN_EXPIRED)),
            _ => return Err(refused(OAuthError::TOKEN_REVOKED)),
        }
        let proof = match (&token.bound_to, scheme) {
            (None, Scheme::Bearer) => None,
            (None, Scheme::DPoP) => return Err(refused(OAuthError::TOKEN_NOT_BOUND)),
            (Some(_), Scheme::Bearer) => return Err((Scheme::DPoP, OAuthError::SCHEME_REQUIRED)),
            (Some(key), Scheme::DPoP) => Some(self.proof(text, key).map_err(refused)?),
        };
        let app = directory.app(&token.client_id);
        app.map(|app| (token, app, proof)).map_err(|_| refused(OAuthError::TOKEN_REVOKED))
    }

    /// What proves that the sender of the request holds `key` (facts 6).
    fn proof(&self, token: &str, key: &str) -> Result<Proof, OAuthError> {
        let (headers, method, origin) = (&self.call.headers, &self.call.method, &self.call.origin);
        let proof = Proof::read(headers, method, origin, self.auth_now)?
            .ok_or(OAuthError::PROOF_REQUIRED)?;
        if proof.token.as_deref() != Some(token_hash(token).as_str()) {
            return Err(OAuthError::PROOF_TOKEN_HASH);
        }
        if proof.key != key {
            return Err(OAuthError::PROOF_OTHER_KEY);
        }
        Ok(proof)
    }

    fn challenge(&self, scheme: Scheme, error: OAuthError) -> Refusal {
        Refusal::Challenge(Challenge { scheme, error, scope: self.need.scope })
    }
}
