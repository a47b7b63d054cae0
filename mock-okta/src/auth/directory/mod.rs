//! Who may talk to the org, with what: API tokens, service apps with their keys, grants and
//! roles, and what has to be remembered about assertions, proofs and access tokens.
//!
//! One value behind one lock. Time is an argument: `now` is the org's, except where a comment
//! says that the age of something from a client is judged. What an operator clicks in Okta's
//! console is a method here, and says what the System Log gets to know about it.

mod api_tokens;
mod app_keys;
mod apps;
mod error;
mod grants;
mod loss;
mod network;
mod replays;
mod revocations;
mod roles;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use self::api_tokens::ApiToken;
pub(crate) use self::app_keys::{AppKey, KeyStatus, KeyUse};
pub(crate) use self::apps::{App, AppSettings, AppStatus, AuthMethod};
pub(crate) use self::error::DirectoryError;
pub(crate) use self::grants::Grant;
pub(crate) use self::loss::Loss;
pub(crate) use self::network::{Network, Zone};
pub(crate) use self::revocations::{Fate, IssuedToken};
pub(crate) use self::roles::{Assignment, Role};
pub(crate) use self::store::{Directory, whole_seconds};
