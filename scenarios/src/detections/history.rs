//! What was known before the first event.

use std::collections::{BTreeMap, BTreeSet};

use clock::Timestamp;

use super::event::Word;

/// The past of the org, for the rules that compare with it. Without one, everything is seen for
/// the first time: an identity provider that has been in use for years is new to O46.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Issuers whose sign-ins are nothing new (O46).
    pub issuers: BTreeSet<Word>,
    /// `actor.id` of those who use a proxy anyway (O50).
    pub proxy_users: BTreeSet<Word>,
    /// The last sign-in by `actor.id` (O47): from the user object, because the log keeps 90 days.
    pub last_logins: BTreeMap<Word, LastLogin>,
}

/// The last successful sign-in of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastLogin {
    /// When.
    pub at: Timestamp,
    /// From which country, when that is known.
    pub country: Option<Word>,
}
