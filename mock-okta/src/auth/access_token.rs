//! Access tokens: JWTs that only the org itself may look into (facts 5.3).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clock::Timestamp;
use serde_json::json;

use super::error::OAuthError;
use super::jose::{Algorithm, Jws};
use super::keyring::Keyring;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessToken {
    pub(crate) jti: String,
    /// The org, as `https://host`; also the audience.
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    /// The thumbprint of the key that it is bound to.
    pub(crate) bound_to: Option<String>,
    pub(crate) issued: Timestamp,
}

impl AccessToken {
    /// How long it is good for, fixed at the org server.
    pub(crate) const LIFETIME: Duration = Duration::from_hours(1);

    /// When it ends by itself.
    pub(crate) fn expires(&self) -> Timestamp {
        self.issued + Self::LIFETIME
    }

    /// The token as text, signed with the org's current key; nothing when it cannot be signed.
    /// The same token has the same text.
    pub(crate) fn sign(&self, keyring: &Keyring) -> Option<String> {
        let key = keyring.current();
        let header = json!({
            "kid": key.kid(),
            "typ": "application/okta-internal-at+jwt",
            "alg": Algorithm::Rs256.name(),
        });
        let mut claims = json!({
            "ver": 1,
            "jti": self.jti,
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": self.client_id,
            "iat": self.issued.as_seconds(),
            "exp": self.expires().as_seconds(),
            "cid": self.client_id,
            "scp": self.scopes,
        });
        if let Some(key) = &self.bound_to {
            claims["cnf"] = json!({ "jkt": key });
        }
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = key.sign(signed.as_bytes())?;
        Some(format!("{signed}.{signature}"))
    }

    /// Reads a token that somebody shows at `now` to one of `issuers`, the names that this org
    /// goes by. Whether it was revoked is not known yet.
    ///
    /// # Errors
    /// When it is none of this org's, or past its time.
    pub(crate) fn read(
        text: &str,
        keyring: &Keyring,
        issuers: &[&str],
        now: Timestamp,
    ) -> Result<Self, OAuthError> {
        let jws = Jws::parse(text).map_err(|_| OAuthError::TOKEN_MALFORMED)?;
        let key = jws.text("kid").and_then(|kid| keyring.find(kid)?.public());
        let signed = jws.algorithm() == Some(Algorithm::Rs256)
            && key.is_some_and(|key| jws.is_signed_by(key, Algorithm::Rs256));
        if !signed {
            return Err(OAuthError::TOKEN_INVALID);
        }
        let claims = jws.claims();
        let issuer = claims.text("iss").unwrap_or_default();
        if !issuers.contains(&issuer) {
            return Err(OAuthError::TOKEN_ISSUER);
        }
        if !issuers.iter().any(|issuer| claims.names("aud", issuer)) {
            return Err(OAuthError::TOKEN_AUDIENCE);
        }
        let (issued, expires) = (claims.time("iat"), claims.time("exp"));
        let (Some(issued), Some(expires)) = (issued, expires) else {
            return Err(OAuthError::TOKEN_TIMES);
        };
        if issued > now {
            return Err(OAuthError::TOKEN_TIMES);
        }
        if expires <= now {
            return Err(OAuthError::TOKEN_EXPIRED);
        }
        Ok(Self {
            jti: claims.text("jti").unwrap_or_default().to_owned(),
            issuer: issuer.to_owned(),
            client_id: claims.text("cid").unwrap_or_default().to_owned(),
            scopes: claims.texts("scp").into_iter().map(str::to_owned).collect(),
            bound_to: claims.inner("cnf", "jkt").map(str::to_owned),
            issued,
        })
    }
}
