//! `POST /oauth2/v1/token`: who asks, and what they get (facts 5.1 to 5.4).
//!
//! ```text
//!  form ─▶ one kind of credentials ─▶ assertion ─▶ grant_type ─▶ zone ─▶ proof ─▶ scopes ─▶ token
//! ```

mod assertion;
mod form;
mod issue;
#[cfg(test)]
mod tests;

pub(crate) use self::form::TokenForm;
pub(crate) use self::issue::{Authenticated, Granted, Issuer, skew, token_id};
