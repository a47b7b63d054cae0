//! Credentials that were good enough yesterday.

use crate::api::ApiError;
use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// The credentials are no longer good enough (facts 4.2).
    AuthRefused, "auth-refused", Access, Service, Some(Endpoint::Logs), example "refusal = \"role\"\nfrom = \"1h\"" {
        /// What is missing.
        refusal: Refusal = Refusal::default(),
    }
}

choice! {
    /// What is missing from the credentials.
    Refusal {
        /// The token was revoked: 401 `E0000011`.
        Token = "token",
        /// The owner has lost the role: 403 `E0000006`.
        Role = "role",
    }
}

impl Rule for AuthRefused {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let error = match self.refusal {
            Refusal::Role => ApiError::forbidden(),
            Refusal::Token => ApiError::invalid_token(),
        };
        Verdict::answer(error.reply(&occasion.marks.error_id()))
    }
}
