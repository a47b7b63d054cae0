//! The scopes of Okta's own API (facts 5.4).

/// What kind of scope a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    /// One of the API, `okta.*`, that can be granted to a service app.
    Api,
    /// One that only a person can use on their own account, `okta.*.self`.
    Own,
    /// One of `OpenID` Connect.
    OpenId,
    /// One that exists and that client credentials cannot have.
    Interactive,
    /// None of the API, and not named like one.
    Custom,
    /// Named like one of the API, and none.
    Unknown,
}

impl ScopeKind {
    pub(crate) fn of(name: &str) -> Self {
        if OPENID.contains(&name) {
            return Self::OpenId;
        }
        if INTERACTIVE.contains(&name) {
            return Self::Interactive;
        }
        let Some(rest) = name.strip_prefix("okta.") else { return Self::Custom };
        if rest.rsplit_once('.').is_some_and(|(_, last)| last == "self") {
            return Self::Own;
        }
        match rest.split_once('.') {
            Some((resource, "read")) if is(READ, resource) || is(BOTH, resource) => Self::Api,
            Some((resource, "manage")) if is(MANAGE, resource) || is(BOTH, resource) => Self::Api,
            Some(("clients", "register")) => Self::Api,
            _ => Self::Unknown,
        }
    }
}

fn is(resources: &[&str], resource: &str) -> bool {
    resources.binary_search(&resource).is_ok()
}

const OPENID: &[&str] = &["address", "email", "groups", "openid", "phone", "profile"];
const INTERACTIVE: &[&str] =
    &["device_sso", "interclient_access", "offline_access", "online_access"];

/// Resources that can be read and managed; the three lists are sorted.
const BOTH: &[&str] = &[
    "agentPools",
    "apiTokens",
    "appGrants",
    "apps",
    "authenticators",
    "authorizationServers",
    "behaviors",
    "brands",
    "captchas",
    "certificateAuthorities",
    "clients",
    "deviceAssurance",
    "devices",
    "directories",
    "domains",
    "emailDomains",
    "emailServers",
    "eventHooks",
    "factors",
    "features",
    "groups",
    "idps",
    "inlineHooks",
    "linkedObjects",
    "logStreams",
    "networkZones",
    "oauthIntegrations",
    "orgs",
    "policies",
    "principalRateLimits",
    "profileMappings",
    "pushProviders",
    "rateLimits",
    "realmAssignments",
    "realms",
    "resourceSelectors",
    "riskProviders",
    "roles",
    "schemas",
    "securityEventsProviders",
    "serviceAccounts",
    "sessions",
    "templates",
    "threatInsights",
    "trustedOrigins",
    "uischemas",
    "userTypes",
    "users",
];
const READ: &[&str] = &["events", "logs", "manifests", "reports"];
const MANAGE: &[&str] = &["riskEvents"];
