//! Which scopes an app was granted, and which roles (facts 5.3).

use clock::Timestamp;

use crate::auth::scopes::ScopeKind;
use crate::world::Id;

use super::apps::App;
use super::error::DirectoryError;
use super::roles::{Assignment, Role};
use super::store::Directory;

/// A scope that an app may ask for.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// `oag…`.
    pub(crate) id: Id,
    pub(crate) scope: String,
    pub(crate) created: Timestamp,
    /// Who granted it.
    pub(crate) by: Id,
}

impl Directory {
    /// Grants a scope; says whether the app did not have it yet.
    pub(crate) fn grant(
        &mut self,
        app: &str,
        scope: &str,
        by: Id,
        now: Timestamp,
    ) -> Result<(Grant, bool), DirectoryError> {
        let id = self.next_id("oag");
        let app = self.app_mut(app)?;
        if ScopeKind::of(scope) != ScopeKind::Api {
            let cause = format!("scopeId: '{scope}' is not a scope of the org");
            return Err(DirectoryError::invalid("scopeId", cause));
        }
        if let Some(grant) = app.grants.iter().find(|grant| grant.scope == scope) {
            return Ok((grant.clone(), false));
        }
        let grant = Grant { id, scope: scope.to_owned(), created: now, by };
        app.grants.push(grant.clone());
        Ok((grant, true))
    }

    /// Takes a scope back. Access tokens that have it keep it to their end.
    pub(crate) fn revoke_grant(&mut self, [app, id]: [&str; 2]) -> Result<Grant, DirectoryError> {
        let app = self.app_mut(app)?;
        let grant = app.grant(id)?.clone();
        app.grants.retain(|other| other.id != grant.id);
        Ok(grant)
    }

    /// Gives a client a role.
    pub(crate) fn assign_role(
        &mut self,
        client: &str,
        role: Role,
        now: Timestamp,
    ) -> Result<Assignment, DirectoryError> {
        let id = self.next_id("cra");
        let app = self.client_mut(client)?;
        if app.roles.iter().any(|assignment| assignment.role == role) {
            return Err(DirectoryError::AlreadyAssigned);
        }
        let assignment = Assignment { id, role, created: now };
        app.roles.push(assignment);
        Ok(assignment)
    }

    /// Takes a role from a client, effective at once.
    pub(crate) fn remove_role(
        &mut self,
        [client, id]: [&str; 2],
    ) -> Result<Assignment, DirectoryError> {
        let app = self.client_mut(client)?;
        let assignment = *app.role(id)?;
        app.roles.retain(|other| other.id != assignment.id);
        Ok(assignment)
    }

    /// An app by its client id.
    pub(crate) fn client(&self, id: &str) -> Result<&App, DirectoryError> {
        self.app(id).map_err(|_| DirectoryError::no_such(id, "PublicClientApp"))
    }

    fn client_mut(&mut self, id: &str) -> Result<&mut App, DirectoryError> {
        self.app_mut(id).map_err(|_| DirectoryError::no_such(id, "PublicClientApp"))
    }
}

impl App {
    pub(crate) fn grant(&self, id: &str) -> Result<&Grant, DirectoryError> {
        let found = self.grants.iter().find(|grant| grant.id.as_str() == id);
        found.ok_or_else(|| DirectoryError::no_such(id, "OAuth2ScopeConsentGrant"))
    }

    /// Whether a scope was granted.
    pub(crate) fn is_granted(&self, scope: &str) -> bool {
        self.grants.iter().any(|grant| grant.scope == scope)
    }

    pub(crate) fn role(&self, id: &str) -> Result<&Assignment, DirectoryError> {
        let found = self.roles.iter().find(|assignment| assignment.id.as_str() == id);
        found.ok_or_else(|| DirectoryError::no_such(id, "RoleAssignment"))
    }

    /// Whether the app has one of these roles.
    pub(crate) fn is_one_of(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|assignment| roles.contains(&assignment.role))
    }
}
