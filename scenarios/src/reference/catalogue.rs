//! Which event types are ingested, and as what (section 1).

/// The category of an event in the TOTAL schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventType {
    /// Sign-ins, sessions, factors.
    Auth,
    /// Changes of people, groups, roles, applications and configuration.
    Admin,
    /// Threats and reports; ingested even when they name nobody.
    Alert,
}

impl EventType {
    /// As it is written in an output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "AUTH",
            Self::Admin => "ADMIN",
            Self::Alert => "ALERT",
        }
    }

    fn parse(written: &str) -> Option<Self> {
        [Self::Auth, Self::Admin, Self::Alert].into_iter().find(|it| it.as_str() == written)
    }
}

/// The signal class of an event in the TOTAL schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignalType {
    /// Identity and access management.
    CoreIam,
    /// Factors and devices. Always AUTH (the seed's table of signal classes).
    MfaDeviceTrust,
}

impl SignalType {
    /// As it is written in an output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CoreIam => "CORE_IAM",
            Self::MfaDeviceTrust => "MFA_DEVICE_TRUST",
        }
    }

    fn parse(written: &str) -> Option<Self> {
        [Self::CoreIam, Self::MfaDeviceTrust].into_iter().find(|it| it.as_str() == written)
    }
}

/// One line of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// Okta's `eventType`, matched exactly.
    pub okta_type: String,
    /// The category of such events.
    pub event_type: EventType,
    /// The signal class of such events.
    pub signal_type: SignalType,
}

/// A built-in catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Catalogue {
    /// The table of section 1.
    Seed,
    /// The table of section 1 and the types that detection rules need.
    Detection,
}

impl Catalogue {
    /// All entries: the seed's in sorted order, then those that detection adds, in sorted order.
    pub fn entries(self) -> Vec<CatalogueEntry> {
        let mut entries: Vec<CatalogueEntry> = SEED
            .iter()
            .map(|&(okta_type, event_type, signal_type)| CatalogueEntry {
                okta_type: okta_type.to_owned(),
                event_type,
                signal_type,
            })
            .collect();
        if self == Self::Detection {
            entries.extend(DETECTION.lines().skip(1).filter_map(detection_entry));
        }
        entries
    }
}

/// One line of the table of detection types: type, category, signal class, rule.
fn detection_entry(line: &str) -> Option<CatalogueEntry> {
    let mut columns = line.split('\t');
    Some(CatalogueEntry {
        okta_type: columns.next()?.to_owned(),
        event_type: EventType::parse(columns.next()?)?,
        signal_type: SignalType::parse(columns.next()?)?,
    })
}

/// What `catalogue = "detection"` adds, with the rule that needs each type.
pub(super) const DETECTION: &str = include_str!("../../../docs/catalogue-detection.tsv");

use EventType::{Admin, Alert, Auth};
use SignalType::{CoreIam, MfaDeviceTrust};

const SEED: [(&str, EventType, SignalType); 35] = [
    ("app.user_management.assign_user_to_app", Admin, CoreIam),
    ("app.user_management.deactivate_user", Admin, CoreIam),
    ("application.provision.user.deactivate", Admin, CoreIam),
    ("application.provision.user.push", Admin, CoreIam),
    ("application.user_membership.add", Admin, CoreIam),
    ("application.user_membership.remove", Admin, CoreIam),
    ("group.user_membership.add", Admin, CoreIam),
    ("group.user_membership.remove", Admin, CoreIam),
    ("security.request.blocked", Alert, CoreIam),
    ("security.threat.detected", Alert, CoreIam),
    ("user.account.lock", Auth, CoreIam),
    ("user.account.privilege.grant", Admin, CoreIam),
    ("user.account.privilege.revoke", Admin, CoreIam),
    ("user.account.unlock", Admin, CoreIam),
    ("user.account.unlock_token", Admin, CoreIam),
    ("user.authentication.auth_via_IDP", Auth, CoreIam),
    ("user.authentication.auth_via_mfa", Auth, MfaDeviceTrust),
    ("user.authentication.auth_via_radius", Auth, CoreIam),
    ("user.authentication.auth_via_social", Auth, CoreIam),
    ("user.authentication.sso", Auth, CoreIam),
    ("user.authentication.verify", Auth, CoreIam),
    ("user.lifecycle.activate", Admin, CoreIam),
    ("user.lifecycle.create", Admin, CoreIam),
    ("user.lifecycle.deactivate", Admin, CoreIam),
    ("user.lifecycle.delete.initiated", Admin, CoreIam),
    ("user.lifecycle.suspend", Admin, CoreIam),
    ("user.lifecycle.unsuspend", Admin, CoreIam),
    ("user.mfa.attempt_bypass", Auth, MfaDeviceTrust),
    ("user.mfa.factor.activate", Auth, MfaDeviceTrust),
    ("user.mfa.factor.deactivate", Auth, MfaDeviceTrust),
    ("user.mfa.factor.reset_all", Auth, MfaDeviceTrust),
    ("user.mfa.factor.update", Auth, MfaDeviceTrust),
    ("user.session.clear", Auth, CoreIam),
    ("user.session.end", Auth, CoreIam),
    ("user.session.start", Auth, CoreIam),
];
