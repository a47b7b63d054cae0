//! Whoever the credentials belong to.

use crate::auth::directory::{ApiToken, App};
use crate::limits::Principal;
use crate::world::Id;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Anybody: the endpoint asks for no credentials, or looks at them itself.
    Anyone,
    /// An administrator, by an API token.
    Admin {
        /// The token's.
        token: Id,
        /// The person's.
        id: Id,
        login: String,
        name: String,
    },
    /// A service app, by an access token.
    App { id: Id, label: String },
}

impl Caller {
    pub(super) fn admin(token: &ApiToken) -> Self {
        Self::Admin {
            token: token.id,
            id: token.owner.id,
            login: token.owner.login.clone(),
            name: token.owner.name.clone(),
        }
    }

    pub(crate) fn app(app: &App) -> Self {
        Self::App { id: app.id, label: app.label.clone() }
    }

    /// Whose bucket the request counts for.
    pub(crate) fn principal(&self) -> Principal {
        match self {
            Self::Anyone => Principal::Nobody,
            Self::Admin { token, .. } => Principal::Known(*token),
            Self::App { id, .. } => Principal::Known(*id),
        }
    }

    /// Who is noted as the one who changed something; nothing for nobody in particular.
    pub(crate) fn id(&self) -> Option<Id> {
        match self {
            Self::Anyone => None,
            Self::Admin { id, .. } | Self::App { id, .. } => Some(*id),
        }
    }
}
