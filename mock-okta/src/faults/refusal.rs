//! Credentials that were good enough yesterday.

use http::header::AUTHORIZATION;

use crate::api::{ApiError, challenged};
use crate::auth::Loss;
use crate::auth::error::OAuthError;
use crate::auth::resource::{Challenge, Scheme};
use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// The credentials are no longer good enough (facts 4.2), in the words that Okta has for the
    /// kind of credentials that were shown. Nothing has really happened to them.
    AuthRefused, "auth-refused", Access, Service, Some(Endpoint::Logs), example "refusal = \"role\"\nfrom = \"1h\"" {
        /// What is missing.
        refusal: Refusal = Refusal::default(),
    }
}

choice! {
    /// What is missing from the credentials.
    Refusal {
        /// The token was revoked: 401, for an API token with `E0000011`.
        Token = "token",
        /// The token has expired: 401, for an API token with `E0000011`.
        Expired = "expired",
        /// The owner, or the app, has lost the role: 403 `E0000006`.
        Role = "role",
        /// The scope is no longer granted: 403 with an empty body. API tokens have no scopes, and
        /// nothing happens to them.
        Scope = "scope",
    }
}

impl Rule for AuthRefused {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let shown = occasion.call.header(AUTHORIZATION.as_str()).unwrap_or_default();
        let shown = shown.split(' ').next().unwrap_or_default();
        let scheme = [Scheme::Bearer, Scheme::DPoP]
            .into_iter()
            .find(|scheme| scheme.to_string().eq_ignore_ascii_case(shown));
        let error = match (self.refusal, scheme) {
            (Refusal::Role, _) => Err(ApiError::forbidden()),
            (Refusal::Scope, None) => return Verdict::Pass,
            (Refusal::Expired | Refusal::Token, None) => Err(ApiError::invalid_token()),
            (Refusal::Expired, Some(scheme)) => Ok((scheme, OAuthError::TOKEN_EXPIRED)),
            (Refusal::Scope, Some(scheme)) => Ok((scheme, OAuthError::SCOPE_MISSING)),
            (Refusal::Token, Some(scheme)) => Ok((scheme, OAuthError::TOKEN_REVOKED)),
        };
        Verdict::answer(match error {
            Ok((scheme, error)) => {
                let challenge = Challenge { scheme, error, scope: "okta.logs.read" };
                challenged(&occasion.switches, occasion.call, &challenge)
            }
            Err(error) => error.reply(&occasion.marks.error_id()),
        })
    }
}

fault! {
    /// Something is really taken away from everybody who has it, as if an administrator had done
    /// it in Okta's console, and stays away until somebody gives it back. The request itself goes
    /// on and meets what comes of it. Give it `times = 1`: it strikes again whenever it may.
    CredentialsLost, "credentials-lost", Access, Arrival, None, example "what = \"keys\"\nrequests = 20\ntimes = 1" {
        /// What is taken away.
        what: LostCredentials = LostCredentials::default(),
    }
}

choice! {
    /// What is taken away from everybody who has it.
    LostCredentials {
        /// API tokens: they are refused from now on.
        ApiTokens = "api-tokens",
        /// Access tokens: apps have to ask for others.
        AccessTokens = "access-tokens",
        /// The roles of apps: their access tokens are good for nothing.
        Roles = "roles",
        /// The scopes of apps: access tokens last to their end, and there are no others.
        Scopes = "scopes",
        /// The keys of apps are deactivated: access tokens last to their end, and there are no
        /// others.
        Keys = "keys",
        /// Apps are deactivated, and with them their access tokens.
        Apps = "apps",
    }
}

impl Rule for CredentialsLost {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::Lose(match self.what {
            LostCredentials::AccessTokens => Loss::AccessTokens,
            LostCredentials::ApiTokens => Loss::ApiTokens,
            LostCredentials::Apps => Loss::Apps,
            LostCredentials::Keys => Loss::Keys,
            LostCredentials::Roles => Loss::Roles,
            LostCredentials::Scopes => Loss::Grants,
        })
    }
}
