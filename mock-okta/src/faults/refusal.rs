//! Requests that were fine yesterday.

use serde::Deserialize;

use crate::api::ApiError;

use super::rule::{Occasion, Rule, Stage, Verdict};

/// `auth-refused`: the credentials are no longer good enough (facts 4.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthRefused {
    /// What is missing.
    pub refusal: Refusal,
}

/// What is missing from the credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Refusal {
    /// The owner has lost the role: 403 `E0000006`.
    Role,
    /// The token was revoked: 401 `E0000011`.
    #[default]
    Token,
}

impl Rule for AuthRefused {
    fn stage(&self) -> Stage {
        Stage::Service
    }

    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let error = match self.refusal {
            Refusal::Role => ApiError::forbidden(),
            Refusal::Token => ApiError::invalid_token(),
        };
        Verdict::answer(error.reply(&occasion.marks.error_id()))
    }
}

/// `expired-cursor`: 400 `E0000031` to every request that continues a walk (facts 1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiredCursor {}

impl Rule for ExpiredCursor {
    fn stage(&self) -> Stage {
        Stage::Service
    }

    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        match occasion.after {
            Some(_) => {
                Verdict::answer(ApiError::invalid_cursor().reply(&occasion.marks.error_id()))
            }
            None => Verdict::Pass,
        }
    }
}
