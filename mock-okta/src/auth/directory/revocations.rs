//! Which access tokens are no longer good although their time has not come.

use std::collections::{BTreeMap, BTreeSet};

use clock::Timestamp;

use crate::world::Id;

/// The access tokens that are out, and those of them that were revoked.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    tokens: BTreeMap<String, Issued>,
    by_expiry: BTreeSet<(Timestamp, String)>,
}

#[derive(Debug)]
struct Issued {
    client: Id,
    revoked: bool,
}

impl Revocations {
    /// How many tokens are remembered; of more, those that expire first are forgotten, and are
    /// good to their end.
    pub(crate) const TOKENS_MAX: usize = 100_000;

    /// Notes a token that is handed out at `now`.
    pub(crate) fn issued(&mut self, jti: &str, client: Id, now: Timestamp, expires: Timestamp) {
        while let Some((expiry, jti)) = self.by_expiry.first().cloned() {
            if expiry > now && self.tokens.len() < Self::TOKENS_MAX {
                break;
            }
            self.tokens.remove(&jti);
            self.by_expiry.remove(&(expiry, jti));
        }
        self.tokens.insert(jti.to_owned(), Issued { client, revoked: false });
        self.by_expiry.insert((expires, jti.to_owned()));
    }

    /// Revokes one token; says whether that changed anything.
    pub(crate) fn revoke(&mut self, jti: &str) -> bool {
        let token = self.tokens.get_mut(jti);
        token.is_some_and(|token| !std::mem::replace(&mut token.revoked, true))
    }

    /// Revokes every token of a client; says how many there were.
    pub(crate) fn revoke_client(&mut self, client: Id) -> usize {
        let own = self.tokens.values_mut().filter(|token| token.client == client);
        own.filter_map(|token| (!std::mem::replace(&mut token.revoked, true)).then_some(())).count()
    }

    /// Whether a token was revoked. One that is not known was not.
    pub(crate) fn is_revoked(&self, jti: &str) -> bool {
        self.tokens.get(jti).is_some_and(|token| token.revoked)
    }
}
