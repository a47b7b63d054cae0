//! Administrator roles (facts 5.3).

use clock::Timestamp;

use crate::world::Id;

/// A standard role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    ApiAccessManagement,
    App,
    GroupMembership,
    HelpDesk,
    Mobile,
    Org,
    ReadOnly,
    Report,
    Super,
    User,
}

/// A role that a client has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assignment {
    pub(crate) id: Id,
    pub(crate) role: Role,
    pub(crate) created: Timestamp,
}

impl Role {
    pub(crate) const ALL: [Self; 10] = [
        Self::ApiAccessManagement,
        Self::App,
        Self::GroupMembership,
        Self::HelpDesk,
        Self::Mobile,
        Self::Org,
        Self::ReadOnly,
        Self::Report,
        Self::Super,
        Self::User,
    ];
    /// Those that certainly see the System Log.
    pub(crate) const LOG_READERS: &[Self] = &[Self::Super, Self::Org, Self::ReadOnly, Self::Report];
    /// Those that see apps.
    pub(crate) const APP_READERS: &[Self] =
        &[Self::Super, Self::Org, Self::App, Self::ApiAccessManagement, Self::ReadOnly];
    /// The one that changes who may do what.
    pub(crate) const SUPER: &[Self] = &[Self::Super];

    /// As the API calls it.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::ApiAccessManagement => "API_ACCESS_MANAGEMENT_ADMIN",
            Self::App => "APP_ADMIN",
            Self::GroupMembership => "GROUP_MEMBERSHIP_ADMIN",
            Self::HelpDesk => "HELP_DESK_ADMIN",
            Self::Mobile => "MOBILE_ADMIN",
            Self::Org => "ORG_ADMIN",
            Self::ReadOnly => "READ_ONLY_ADMIN",
            Self::Report => "REPORT_ADMIN",
            Self::Super => "SUPER_ADMIN",
            Self::User => "USER_ADMIN",
        }
    }

    /// As people call it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::ApiAccessManagement => "API Access Management Administrator",
            Self::App => "Application Administrator",
            Self::GroupMembership => "Group Membership Administrator",
            Self::HelpDesk => "Help Desk Administrator",
            Self::Mobile => "Mobile Administrator",
            Self::Org => "Organization Administrator",
            Self::ReadOnly => "Read-only Administrator",
            Self::Report => "Report Administrator",
            Self::Super => "Super Administrator",
            Self::User => "Group Administrator",
        }
    }

    /// The role that the API calls `kind`.
    pub(crate) fn of(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.kind() == kind)
    }
}
