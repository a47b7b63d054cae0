//! API tokens (facts 4.2).

use std::time::Duration;

use clock::Timestamp;

use crate::world::{Id, Person, SswsToken};

use super::error::DirectoryError;
use super::network::Network;
use super::roles::Role;
use super::store::Directory;

/// An API token: as powerful as the administrator who made it, for as long as they are.
#[derive(Clone, Debug)]
pub(crate) struct ApiToken {
    /// `00T…`.
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) secret: SswsToken,
    pub(crate) owner: Owner,
    pub(crate) network: Network,
    pub(crate) created: Timestamp,
    /// When it was used last, which is what its end is counted from.
    pub(crate) used: Timestamp,
}

/// The administrator behind a token.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    pub(crate) id: Id,
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// A deactivated administrator takes their tokens along.
    pub(crate) active: bool,
}

impl ApiToken {
    /// After so long without a call it is no longer good.
    pub(crate) const IDLE_MAX: Duration = Duration::from_hours(30 * 24);

    /// When it ends, unless it is used before.
    pub(crate) fn expires(&self) -> Timestamp {
        self.used + Self::IDLE_MAX
    }
}

impl Owner {
    pub(crate) fn new(person: &Person, role: Role) -> Self {
        Self {
            id: person.id,
            login: person.login.clone(),
            name: person.name.clone(),
            role,
            active: true,
        }
    }
}

impl Directory {
    /// How many API tokens there may be.
    pub(crate) const API_TOKENS_MAX: usize = 1_000;

    pub(crate) fn api_tokens(&self) -> &[ApiToken] {
        &self.api_tokens
    }

    pub(crate) fn api_token(&self, id: &str) -> Result<&ApiToken, DirectoryError> {
        let found = self.api_tokens.iter().find(|token| token.id.as_str() == id);
        found.ok_or_else(|| DirectoryError::no_such(id, "ApiToken"))
    }

    /// The token whose secret somebody shows at `now`, if it is good, which renews it.
    pub(crate) fn use_api_token(&mut self, secret: &str, now: Timestamp) -> Option<&ApiToken> {
        let mut tokens = self.api_tokens.iter_mut();
        let token = tokens.find(|token| token.secret.expose() == secret)?;
        if now >= token.expires() || !token.owner.active {
            return None;
        }
        token.used = now;
        Some(token)
    }

    /// Makes a token, as Okta's console does for an administrator.
    pub(crate) fn create_api_token(
        &mut self,
        name: &str,
        role: Role,
        now: Timestamp,
    ) -> Result<&ApiToken, DirectoryError> {
        if self.api_tokens.len() >= Self::API_TOKENS_MAX {
            return Err(DirectoryError::invalid("ApiToken", "name: there are too many tokens"));
        }
        let person = self.world.admin(self.api_tokens.len() as u32);
        let secret = self.secret(40);
        let token = ApiToken {
            id: self.next_id("00T"),
            name: name.to_owned(),
            secret: SswsToken::new(format!("00{secret}")),
            owner: Owner::new(&person, role),
            network: Network::Anywhere,
            created: now,
            used: now,
        };
        let place = self.api_tokens.len();
        self.api_tokens.push(token);
        Ok(&self.api_tokens[place])
    }

    /// Takes a token back at once.
    pub(crate) fn revoke_api_token(&mut self, id: &str) -> Result<ApiToken, DirectoryError> {
        let place = self.api_tokens.iter().position(|token| token.id.as_str() == id);
        let place = place.ok_or_else(|| DirectoryError::no_such(id, "ApiToken"))?;
        Ok(self.api_tokens.remove(place))
    }

    /// Changes something about a token or its owner.
    pub(crate) fn change_api_token(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut ApiToken),
    ) -> Result<&ApiToken, DirectoryError> {
        let found = self.api_tokens.iter_mut().find(|token| token.id.as_str() == id);
        let token = found.ok_or_else(|| DirectoryError::no_such(id, "ApiToken"))?;
        change(token);
        Ok(token)
    }
}
