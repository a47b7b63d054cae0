//! Looking at the `Authorization` header.

use std::net::IpAddr;
use std::time::Duration;

use clock::Timestamp;
use http::header::AUTHORIZATION;

use crate::auth::access_token::AccessToken;
use crate::auth::directory::{App, Directory};
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

/// Somebody, as far as they could be made out, and what became of their request.
pub(crate) type Verdict = (Principal, Result<Caller, Refusal>);

impl Gate<'_> {
    /// Says whose request it is, and whether it is let through.
    pub(crate) fn check(&self, directory: &mut Directory) -> Verdict {
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
            () => return (Principal::Nobody, Err(Refusal::NoSession)),
        };
        match self.access_token(directory, scheme, credentials) {
            Err((scheme, error)) => (Principal::Nobody, Err(self.challenge(scheme, error))),
            Ok((token, app)) => {
                let caller = Caller::app(app);
                let principal = caller.principal();
                if !token.scopes.iter().any(|scope| scope == self.need.scope) {
                    return (principal, Err(self.challenge(scheme, OAuthError::SCOPE_MISSING)));
                }
                let may = app.is_one_of(self.need.roles);
                (principal, if may { Ok(caller) } else { Err(Refusal::RoleMissing) })
            }
        }
    }

    fn api_token(&self, directory: &mut Directory, secret: &str) -> Verdict {
        let Some(token) = directory.use_api_token(secret, self.now) else {
            return (Principal::Nobody, Err(Refusal::WrongToken));
        };
        let caller = Caller::admin(token);
        let (network, role) = (token.network.clone(), token.owner.role);
        let principal = caller.principal();
        if !network.permits(self.peer, &directory.zones) {
            return (principal, Err(Refusal::OutsideZone));
        }
        let may = self.need.roles.contains(&role);
        (principal, if may { Ok(caller) } else { Err(Refusal::RoleMissing) })
    }

    /// The token that is shown, and the app that it was issued to; or what is wrong, and how a
    /// token would have to be shown.
    fn access_token<'d>(
        &self,
        directory: &'d mut Directory,
        scheme: Scheme,
        text: &str,
    ) -> Result<(AccessToken, &'d App), (Scheme, OAuthError)> {
        let refused = |error| (scheme, error);
        let origin = &self.call.origin;
        let issuers =
            [format!("{}://{}", origin.scheme, origin.authority), format!("https://{}", self.host)];
        let issuers = [issuers[0].as_str(), issuers[1].as_str()];
        let token =
            AccessToken::read(text, &directory.keyring, &issuers, self.now).map_err(refused)?;
        let usable = directory.app(&token.client_id).is_ok_and(App::is_active);
        if !usable || directory.revocations.is_revoked(&token.jti) {
            return Err(refused(OAuthError::TOKEN_REVOKED));
        }
        match (&token.bound_to, scheme) {
            (None, Scheme::Bearer) => {}
            (None, Scheme::DPoP) => return Err(refused(OAuthError::TOKEN_NOT_BOUND)),
            (Some(_), Scheme::Bearer) => return Err((Scheme::DPoP, OAuthError::SCHEME_REQUIRED)),
            (Some(key), Scheme::DPoP) => self.proof(directory, text, key).map_err(refused)?,
        }
        let app = directory.app(&token.client_id);
        app.map(|app| (token, app)).map_err(|_| refused(OAuthError::TOKEN_REVOKED))
    }

    /// Whether the request proves that its sender holds `key` (facts 6).
    fn proof(&self, directory: &mut Directory, token: &str, key: &str) -> Result<(), OAuthError> {
        let (headers, method, origin) = (&self.call.headers, &self.call.method, &self.call.origin);
        let proof = Proof::read(headers, method, origin, self.auth_now)?
            .ok_or(OAuthError::PROOF_REQUIRED)?;
        if proof.token.as_deref() != Some(token_hash(token).as_str()) {
            return Err(OAuthError::PROOF_TOKEN_HASH);
        }
        if proof.key != key {
            return Err(OAuthError::PROOF_OTHER_KEY);
        }
        let (now, skew) = self.auth_now;
        let until = now + Proof::AGE_MAX + skew;
        if directory.proofs.first_use([&proof.key, &proof.jti], now, until) {
            Ok(())
        } else {
            Err(OAuthError::PROOF_USED)
        }
    }

    fn challenge(&self, scheme: Scheme, error: OAuthError) -> Refusal {
        Refusal::Challenge(Challenge { scheme, error, scope: self.need.scope })
    }
}
