//! One line of a catalogue.

use std::borrow::Cow;

/// One line of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Okta's `eventType`, exact.
    pub okta_type: Cow<'static, str>,
    /// The table in which it stands.
    pub family: Family,
    /// What TOTAL calls it.
    pub event_type: EventType,
    /// What kind of signal it is.
    pub signal_type: SignalType,
}

impl Entry {
    /// An entry that a configuration adds.
    ///
    /// # Errors
    /// When no event can have a type of this name.
    ///
    /// ```
    /// use connector::classify::{Entry, EventType, SignalType};
    ///
    /// let add = |name| Entry::added(name, EventType::Admin, SignalType::CoreIam);
    /// assert!(add("system.org.rate_limit.warning").is_ok());
    /// assert!(add("").is_err());
    /// ```
    pub fn added(
        okta_type: &str,
        event_type: EventType,
        signal_type: SignalType,
    ) -> Result<Self, NameError> {
        check_name(okta_type)?;
        let okta_type = Cow::Owned(okta_type.to_owned());
        Ok(Self { okta_type, family: Family::Added, event_type, signal_type })
    }
}

/// Whether an event can have a type of this name. Quotes and backslashes are refused because a
/// name goes into events as it stands.
///
/// # Errors
/// When none can.
pub(crate) fn check_name(okta_type: &str) -> Result<(), NameError> {
    if okta_type.is_empty() {
        return Err(NameError::Empty);
    }
    if okta_type.len() > NAME_BYTES_MAX {
        return Err(NameError::TooLong);
    }
    if okta_type.chars().any(|character| character.is_control() || "\"\\".contains(character)) {
        return Err(NameError::Characters);
    }
    Ok(())
}

/// Why a text is no name of an event type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It has no characters.
    #[error("an event type's name is not empty")]
    Empty,
    /// It has more bytes than Okta gives it.
    #[error("an event type's name has at most {NAME_BYTES_MAX} bytes")]
    TooLong,
    /// It has characters that no name has.
    #[error("an event type's name has no control characters, quotes or backslashes")]
    Characters,
}

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
    /// Every kind of event.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Alert, Self::Auth];

    /// The value of `event_type` in the output and in configuration files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::Alert => "ALERT",
            Self::Auth => "AUTH",
        }
    }

    /// The kind of event with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|this| this.name() == name)
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
    /// Every kind of signal.
    pub const ALL: [Self; 2] = [Self::CoreIam, Self::MfaDeviceTrust];

    /// The value of `signal_type` in the output and in configuration files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CoreIam => "CORE_IAM",
            Self::MfaDeviceTrust => "MFA_DEVICE_TRUST",
        }
    }

    /// The kind of signal with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|this| this.name() == name)
    }
}

/// Where a type stands: in one of the tables of the customer's text, or beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// In a configuration.
    Added,
    /// Application access.
    AppAccess,
    /// Sign-ins and sessions.
    Authentication,
    /// What detection rules need beyond the customer's tables.
    Detection,
    /// Groups and roles.
    GroupRole,
    /// Accounts.
    Lifecycle,
    /// Factors.
    Mfa,
    /// Threats.
    Security,
}

/// What Okta allows an event type (facts 7.1).
const NAME_BYTES_MAX: usize = 255;
