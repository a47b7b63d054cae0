//! What is not as Okta documents it: counted, and no more.

use std::collections::BTreeMap;

use crate::decode::{Kind, Token};

/// Fields whose type was not the one that is due, and values that no enumeration lists, with how
/// often each was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    kinds: BTreeMap<DriftKey, u64>,
    values: BTreeMap<(&'static str, String), u64>,
}

/// A field and the type that was seen in it.
pub type DriftKey = (&'static str, Kind);

impl Drift {
    /// How often each type was seen where another one is due, in order of field and type.
    pub fn counts(&self) -> impl Iterator<Item = (DriftKey, u64)> + '_ {
        self.kinds.iter().map(|(key, count)| (*key, *count))
    }

    /// How often each unknown value was seen, in order of field and value. Of more than 1,000
    /// different ones the rest is counted as the value `other`; what is kept of a value is 255
    /// bytes long at most.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &str, u64)> + '_ {
        self.values.iter().map(|((path, value), count)| (*path, value.as_str(), *count))
    }

    /// Whether everything was as it is due.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.values.is_empty()
    }

    /// Adds what `other` counted.
    pub fn absorb(&mut self, other: &Self) {
        for (key, count) in other.counts() {
            *self.kinds.entry(key).or_default() += count;
        }
        for (path, value, count) in other.values() {
            self.count_value(path, value, count);
        }
    }

    pub(super) fn clear(&mut self) {
        self.kinds.clear();
        self.values.clear();
    }

    #[cold]
    pub(super) fn note(&mut self, path: &'static str, kind: Kind) {
        *self.kinds.entry((path, kind)).or_default() += 1;
    }

    /// Takes note of `token`, which stands at `path`, unless it is no string, or one that
    /// `enumeration` lists.
    #[inline]
    pub(super) fn check_value(
        &mut self,
        token: Option<Token<'_>>,
        path: &'static str,
        enumeration: &[&str],
    ) {
        let Some(token) = token.filter(|token| token.kind() == Kind::String) else { return };
        if !enumeration.iter().any(|known| token.is(known)) && !token.is_nothing() {
            self.note_value(path, token);
        }
    }

    #[cold]
    fn note_value(&mut self, path: &'static str, token: Token<'_>) {
        let text = token.text();
        let value = String::from_utf8_lossy(&text[..text.len().min(VALUE_BYTES_MAX)]);
        self.count_value(path, &value, 1);
    }

    fn count_value(&mut self, path: &'static str, value: &str, count: u64) {
        let key = (path, value.to_owned());
        let is_full = self.values.len() >= VALUES_MAX && !self.values.contains_key(&key);
        let key = if is_full { (path, OTHER.to_owned()) } else { key };
        *self.values.entry(key).or_default() += count;
    }
}

/// `outcome.result` (facts 7.2).
pub(super) const RESULTS: &[&str] = &[
    "SUCCESS",
    "ALLOW",
    "FAILURE",
    "CHALLENGE",
    "DENY",
    "SKIPPED",
    "UNKNOWN",
    "RATE_LIMIT",
    "DEFERRED",
    "SCHEDULED",
    "ABANDONED",
    "UNANSWERED",
];

/// `authenticationContext.authenticationProvider` (facts 7.2).
pub(super) const PROVIDERS: &[&str] = &[
    "OKTA_AUTHENTICATION_PROVIDER",
    "FACTOR_PROVIDER",
    "ACTIVE_DIRECTORY",
    "FEDERATION",
    "LDAP",
    "SOCIAL",
];

/// `authenticationContext.credentialType` (facts 7.2), with the older spelling of one of them.
pub(super) const CREDENTIAL_TYPES: &[&str] = &[
    "PASSWORD",
    "OTP",
    "OKTA_CLIENT_SESSION",
    "ASSERTION",
    "CERTIFICATE",
    "DEVICE_UDID",
    "EMAIL",
    "IWA",
    "JWT",
    "OAuth 2.0",
    "OAUTH2",
    "PRE_SHARED_SYMMETRIC_KEY",
    "SMS",
];

/// `severity` (facts 7.1).
pub(super) const SEVERITIES: &[&str] = &["INFO", "WARN", "ERROR", "DEBUG"];

/// Different unknown values that one page, or one run of `normalize`, tells apart.
const VALUES_MAX: usize = 1_000;

const VALUE_BYTES_MAX: usize = 255;

const OTHER: &str = "other";
