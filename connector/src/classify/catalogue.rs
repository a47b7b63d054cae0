//! The catalogue of event types (normalization, section 1).

/// TOTAL's kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// Changes that somebody made to accounts, groups, roles and applications.
    Admin,
    /// Threats that Okta itself saw; ingested even when they name nobody.
    Alert,
    /// Sign-ins, sessions and factors.
    Auth,
}

impl EventType {
    /// The value of `event_type` in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::Alert => "ALERT",
            Self::Auth => "AUTH",
        }
    }
}

/// TOTAL's kind of signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignalType {
    /// Identity and access management.
    CoreIam,
    /// Factors and devices.
    MfaDeviceTrust,
}

impl SignalType {
    /// The value of `signal_type` in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoreIam => "CORE_IAM",
            Self::MfaDeviceTrust => "MFA_DEVICE_TRUST",
        }
    }
}

/// The table of the customer's text in which a type stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Application access.
    AppAccess,
    /// Sign-ins and sessions.
    Authentication,
    /// Groups and roles.
    GroupRole,
    /// Accounts.
    Lifecycle,
    /// Factors.
    Mfa,
    /// Threats.
    Security,
}

/// One line of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Okta's `eventType`, exact.
    pub okta_type: &'static str,
    /// The table in which it stands.
    pub family: Family,
    /// What TOTAL calls it.
    pub event_type: EventType,
    /// What kind of signal it is.
    pub signal_type: SignalType,
}

/// The types that are ingested.
///
/// ```
/// use connector::classify::{Catalogue, EventType};
///
/// let catalogue = Catalogue::seed();
/// let entry = catalogue.find(b"user.account.lock").unwrap();
/// assert_eq!(entry.event_type, EventType::Auth);
/// assert!(catalogue.find(b"USER.ACCOUNT.LOCK").is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Catalogue {
    /// Sorted by `okta_type`.
    entries: &'static [Entry],
}

impl Catalogue {
    /// The table of the customer's text, with the types that Okta really logs beside the two
    /// names in it that Okta does not know.
    pub const fn seed() -> Self {
        Self { entries: SEED }
    }

    /// The entry for an `eventType`, compared byte for byte.
    pub fn find(&self, okta_type: &[u8]) -> Option<&'static Entry> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.okta_type.as_bytes().cmp(okta_type))
            .ok()?;
        Some(&self.entries[at])
    }

    /// Every entry, sorted by Okta's name.
    pub const fn entries(&self) -> &'static [Entry] {
        self.entries
    }
}

const fn entry(
    okta_type: &'static str,
    family: Family,
    event_type: EventType,
    signal_type: SignalType,
) -> Entry {
    Entry { okta_type, family, event_type, signal_type }
}

use EventType::{Admin, Alert, Auth};
use Family::{AppAccess, Authentication, GroupRole, Lifecycle, Mfa, Security};
use SignalType::{CoreIam, MfaDeviceTrust};

const SEED: &[Entry] = &[
    entry("app.user_management.assign_user_to_app", AppAccess, Admin, CoreIam),
    entry("app.user_management.deactivate_user", AppAccess, Admin, CoreIam),
    entry("application.provision.user.deactivate", AppAccess, Admin, CoreIam),
    entry("application.provision.user.push", AppAccess, Admin, CoreIam),
    entry("application.user_membership.add", AppAccess, Admin, CoreIam),
    entry("application.user_membership.remove", AppAccess, Admin, CoreIam),
    entry("group.user_membership.add", GroupRole, Admin, CoreIam),
    entry("group.user_membership.remove", GroupRole, Admin, CoreIam),
    entry("security.request.blocked", Security, Alert, CoreIam),
    entry("security.threat.detected", Security, Alert, CoreIam),
    entry("user.account.lock", Lifecycle, Auth, CoreIam),
    entry("user.account.privilege.grant", GroupRole, Admin, CoreIam),
    entry("user.account.privilege.revoke", GroupRole, Admin, CoreIam),
    entry("user.account.unlock", Lifecycle, Admin, CoreIam),
    entry("user.account.unlock_token", Lifecycle, Admin, CoreIam),
    entry("user.authentication.auth_via_IDP", Authentication, Auth, CoreIam),
    entry("user.authentication.auth_via_mfa", Mfa, Auth, MfaDeviceTrust),
    entry("user.authentication.auth_via_radius", Authentication, Auth, CoreIam),
    entry("user.authentication.auth_via_social", Authentication, Auth, CoreIam),
    entry("user.authentication.sso", Authentication, Auth, CoreIam),
    entry("user.authentication.verify", Authentication, Auth, CoreIam),
    entry("user.lifecycle.activate", Lifecycle, Admin, CoreIam),
    entry("user.lifecycle.create", Lifecycle, Admin, CoreIam),
    entry("user.lifecycle.deactivate", Lifecycle, Admin, CoreIam),
    entry("user.lifecycle.delete.initiated", Lifecycle, Admin, CoreIam),
    entry("user.lifecycle.suspend", Lifecycle, Admin, CoreIam),
    entry("user.lifecycle.unsuspend", Lifecycle, Admin, CoreIam),
    entry("user.mfa.attempt_bypass", Mfa, Auth, MfaDeviceTrust),
    entry("user.mfa.factor.activate", Mfa, Auth, MfaDeviceTrust),
    entry("user.mfa.factor.deactivate", Mfa, Auth, MfaDeviceTrust),
    entry("user.mfa.factor.reset_all", Mfa, Auth, MfaDeviceTrust),
    entry("user.mfa.factor.update", Mfa, Auth, MfaDeviceTrust),
    entry("user.session.clear", Authentication, Auth, CoreIam),
    entry("user.session.end", Authentication, Auth, CoreIam),
    entry("user.session.start", Authentication, Auth, CoreIam),
];
