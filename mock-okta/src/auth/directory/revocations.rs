//! Which access tokens are no longer good although their time has not come.

use std::collections::{BTreeMap, BTreeSet};

use clock::Timestamp;

use crate::auth::access_token::AccessToken;
use crate::world::Id;

use super::store::Directory;

/// The access tokens that are out, and those of them that were ended.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    tokens: BTreeMap<String, Issued>,
    by_expiry: BTreeSet<(Timestamp, String)>,
}

#[derive(Debug)]
struct Issued {
    client: Id,
    scopes: Vec<String>,
    expires: Timestamp,
    fate: Fate,
}

/// What has become of an access token before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Somebody says that its time has come.
    Expired,
    /// Nothing.
    Good,
    /// It was taken back.
    Revoked,
}

/// An access token that is out, without what makes it one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IssuedToken<'a> {
    pub(crate) jti: &'a str,
    pub(crate) client: Id,
    pub(crate) scopes: &'a [String],
    pub(crate) expires: Timestamp,
    pub(crate) fate: Fate,
}

impl Fate {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Good => "good",
            Self::Revoked => "revoked",
        }
    }
}

impl Directory {
    /// The name of the next access token.
    pub(crate) fn access_token_id(&mut self) -> String {
        format!("AT.{}", self.secret(43))
    }

    /// Signs `token` and notes that `client` has it from `now` on; nothing when it cannot be
    /// signed.
    pub(crate) fn hand_out(
        &mut self,
        token: &AccessToken,
        client: Id,
        now: Timestamp,
    ) -> Option<String> {
        let text = token.sign(&self.keyring)?;
        self.revocations.issued(token, client, now);
        Some(text)
    }
}

impl Revocations {
    /// How many tokens are remembered; of more, those that expire first are forgotten, and are
    /// good to their end.
    pub(crate) const TOKENS_MAX: usize = 100_000;

    /// Notes a token that is handed out at `now`.
    pub(super) fn issued(&mut self, token: &AccessToken, client: Id, now: Timestamp) {
        while let Some((expiry, jti)) = self.by_expiry.first().cloned() {
            if expiry > now && self.tokens.len() < Self::TOKENS_MAX {
                break;
            }
            self.tokens.remove(&jti);
            self.by_expiry.remove(&(expiry, jti));
        }
        let (scopes, expires) = (token.scopes.clone(), token.expires());
        let issued = Issued { client, scopes, expires, fate: Fate::Good };
        self.tokens.insert(token.jti.clone(), issued);
        self.by_expiry.insert((expires, token.jti.clone()));
    }

    /// Every token that is remembered, the first to expire first.
    pub(crate) fn all(&self) -> impl Iterator<Item = IssuedToken<'_>> {
        self.by_expiry.iter().filter_map(|(_, jti)| self.shown(jti))
    }

    /// Ends a token before its time; nothing when there is none of this name.
    pub(crate) fn end(&mut self, jti: &str, fate: Fate) -> Option<IssuedToken<'_>> {
        self.tokens.get_mut(jti)?.fate = fate;
        self.shown(jti)
    }

    /// Revokes one token; says whether that changed anything.
    pub(crate) fn revoke(&mut self, jti: &str) -> bool {
        self.tokens.get_mut(jti).is_some_and(Issued::revoke)
    }

    /// Revokes every token of a client; says how many there were.
    pub(crate) fn revoke_client(&mut self, client: Id) -> usize {
        let own = self.tokens.values_mut().filter(|token| token.client == client);
        own.filter_map(|token| token.revoke().then_some(())).count()
    }

    /// What has become of a token. Nothing has of one that is not known.
    pub(crate) fn fate(&self, jti: &str) -> Fate {
        self.tokens.get(jti).map_or(Fate::Good, |token| token.fate)
    }

    fn shown(&self, jti: &str) -> Option<IssuedToken<'_>> {
        let (jti, token) = self.tokens.get_key_value(jti)?;
        let Issued { client, scopes, expires, fate } = token;
        Some(IssuedToken { jti, client: *client, scopes, expires: *expires, fate: *fate })
    }
}

impl Issued {
    fn revoke(&mut self) -> bool {
        std::mem::replace(&mut self.fate, Fate::Revoked) != Fate::Revoked
    }
}
