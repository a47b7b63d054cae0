//! What a request needs.

use http::Method;

use crate::auth::directory::Role;
use crate::service::{Call, Endpoint};

/// The scope that an access token must have, and the roles of which whoever stands behind the
/// credentials must have one. Two separate gates (facts 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) scope: &'static str,
    pub(crate) roles: &'static [Role],
}

impl Need {
    /// What `call` needs; nothing where nobody is asked.
    pub(crate) fn of(call: &Call) -> Option<Self> {
        let reads = [Method::GET, Method::HEAD].contains(&call.method);
        let pick = |read, manage| if reads { read } else { manage };
        let path = call.origin.path.as_str();
        Some(match call.endpoint {
            Endpoint::Open | Endpoint::Token => return None,
            Endpoint::Logs => Self { scope: "okta.logs.read", roles: Role::LOG_READERS },
            Endpoint::Clients => {
                Self { scope: pick("okta.roles.read", "okta.roles.manage"), roles: Role::SUPER }
            }
            Endpoint::Apps if path.starts_with("/api/v1/api-tokens") => {
                let scope = pick("okta.apiTokens.read", "okta.apiTokens.manage");
                Self { scope, roles: Role::SUPER }
            }
            Endpoint::Apps if path.starts_with("/api/v1/zones") => {
                Self { scope: "okta.networkZones.read", roles: Role::APP_READERS }
            }
            Endpoint::Apps if path.contains("/grants") => {
                let scope = pick("okta.appGrants.read", "okta.appGrants.manage");
                Self { scope, roles: Role::SUPER }
            }
            Endpoint::Apps => {
                let roles = pick_roles(reads);
                Self { scope: pick("okta.apps.read", "okta.apps.manage"), roles }
            }
        })
    }
}

/// Whoever changes an app that holds scopes of the API must be a super administrator (facts
/// 5.5), and every app of this org may come to hold some.
fn pick_roles(reads: bool) -> &'static [Role] {
    if reads { Role::APP_READERS } else { Role::SUPER }
}
