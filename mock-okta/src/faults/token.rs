//! What can go wrong at the token endpoint.

use http::HeaderName;
use serde_json::{Map, Value};

use crate::api::{ApiError, refused};
use crate::auth::dpop::Nonces;
use crate::auth::error::OAuthError;
use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// No access token for this client, in the words of OAuth (facts 5.4 and 6). For a 429, for
    /// errors of the management API and for what happens to bytes there are the other faults with
    /// `endpoint = "token"`.
    TokenRefused, "token-refused", Access, Service, Some(Endpoint::Token), example "refusal = \"kid\"\nfrom = \"1h\"" {
        /// Why not.
        refusal: TokenRefusal = TokenRefusal::default(),
    }
}

choice! {
    /// Why a client gets no access token.
    TokenRefusal {
        /// 400 `temporarily_unavailable`: to be tried again, although it is a 400.
        Unavailable = "unavailable",
        /// 500 `server_error`.
        Broken = "broken",
        /// 401 `invalid_client`: the app is unknown, or was deactivated.
        ClientId = "client-id",
        /// The same in the shape of the management API, with status 400, as it has been seen.
        ClientIdManagement = "client-id-management",
        /// 401 `invalid_client`: the key is unknown, or was deactivated.
        Kid = "kid",
        /// 401 `invalid_client`: the assertion is by another key.
        Signature = "signature",
        /// 401 `invalid_client`: by the clock of the org the assertion comes from the future.
        Future = "future",
        /// 401 `invalid_client`: the assertion was used before.
        Used = "used",
        /// 400 `consent_required`: the scope was taken away from the app.
        Scope = "scope",
        /// 403 `access_denied`: the client is outside of its network zone.
        Zone = "zone",
        /// 400 `use_dpop_nonce`: the nonce was rotated, and here is another.
        Nonce = "nonce",
        /// 400 `invalid_dpop_proof`: the proof was used before.
        ProofUsed = "proof-used",
    }
}

impl Rule for TokenRefused {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let error = self.refusal.error();
        if self.refusal == TokenRefusal::ClientIdManagement {
            let error = ApiError::oauth(&error);
            return Verdict::answer(error.reply(&occasion.marks.error_id()));
        }
        let mut reply = refused(&error);
        if self.refusal == TokenRefusal::Nonce {
            let nonce = Nonces::new(occasion.seed).current(occasion.now);
            reply.set(HeaderName::from_static("dpop-nonce"), &nonce);
        }
        Verdict::answer(reply)
    }
}

impl TokenRefusal {
    fn error(self) -> OAuthError {
        match self {
            Self::Broken => OAuthError::UNEXPECTED,
            Self::ClientId | Self::ClientIdManagement => OAuthError::CLIENT_ID,
            Self::Future => OAuthError::ASSERTION_FROM_FUTURE,
            Self::Kid => OAuthError::ASSERTION_KID,
            Self::Nonce => OAuthError::USE_NONCE,
            Self::ProofUsed => OAuthError::PROOF_USED,
            Self::Scope => OAuthError::CONSENT,
            Self::Signature => OAuthError::ASSERTION_SIGNATURE,
            Self::Unavailable => OAuthError::UNAVAILABLE,
            Self::Used => OAuthError::ASSERTION_USED,
            Self::Zone => OAuthError::OUTSIDE_ZONE,
        }
    }
}

fault! {
    /// The answer says that the access token lives shorter than it does, so that a client has to
    /// ask for another one soon, or longer, so that it is surprised.
    TokenLife, "token-life", Access, Page, Some(Endpoint::Token), example "expires_in = 7200" {
        /// For how many seconds, as the answer says.
        expires_in: i64 = 60,
    }
}

impl Rule for TokenLife {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let body = occasion.sheet.map(|sheet| &sheet.reply.body[..]).unwrap_or_default();
        let Ok(mut token) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return Verdict::Pass;
        };
        let Some(life) = token.get_mut("expires_in") else { return Verdict::Pass };
        *life = self.expires_in.into();
        let body = Value::Object(token).to_string();
        Verdict::alter(move |reply| reply.body = body.into())
    }
}
