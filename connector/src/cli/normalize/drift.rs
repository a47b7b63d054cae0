//! `--drift`: what the input has that Okta does not document, or that nobody ingests.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::decode::Kind;
use crate::normalize::Normalized;

/// Counts of what is not as it is documented.
#[derive(Clone, Debug, Default)]
pub(super) struct Drifts {
    /// Records by an event type that is not ingested.
    types: Names,
    /// Records by an event type that is, but which name nobody.
    nobody: Names,
    /// By field, values of enumerations that Okta does not list.
    values: BTreeMap<&'static str, Names>,
    /// By field, values that are not of the type that is due.
    kinds: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
}

impl Drifts {
    /// Those of `normalized`.
    pub(super) fn of(normalized: &Normalized) -> Self {
        let mut drifts = Self::default();
        for (name, excluded) in &normalized.excluded {
            drifts.types.add(name, excluded.not_in_catalogue);
            drifts.nobody.add(name, excluded.not_attributable);
        }
        for ((field, kind), count) in normalized.drift.counts() {
            *drifts.kinds.entry(field).or_default().entry(kind_name(kind)).or_default() += count;
        }
        for event in &normalized.events {
            // An event in which one of these has half a character says nothing here.
            if let Ok(shown) = serde_json::from_slice(&normalized.bytes[event.line.clone()]) {
                drifts.see(&shown);
            }
        }
        drifts
    }

    fn see(&mut self, Shown { raw_metadata }: &Shown<'_>) {
        for (field, value, known) in [
            ("outcome.result", &raw_metadata.outcome, RESULTS),
            (
                "authenticationContext.authenticationProvider",
                &raw_metadata.authentication_provider,
                PROVIDERS,
            ),
            ("authenticationContext.credentialType", &raw_metadata.credential_type, CREDENTIALS),
        ] {
            if let Some(value) = value
                && !known.contains(&value.as_ref())
            {
                self.values.entry(field).or_default().add(value, 1);
            }
        }
    }

    /// Adds those of a batch.
    pub(super) fn add(&mut self, other: Self) {
        self.types.merge(&other.types);
        self.nobody.merge(&other.nobody);
        for (field, values) in other.values {
            self.values.entry(field).or_default().merge(&values);
        }
        for (field, kinds) in other.kinds {
            let known = self.kinds.entry(field).or_default();
            for (kind, count) in kinds {
                *known.entry(kind).or_default() += count;
            }
        }
    }

    /// One line of JSON.
    pub(super) fn report(&self) -> Value {
        let values = self.values.iter().map(|(field, names)| (*field, names.json()));
        json!({ "drift": {
            "not_in_catalogue": self.types.json(),
            "not_attributable": self.nobody.json(),
            "unknown_values": values.collect::<BTreeMap<_, _>>(),
            "unexpected_types": self.kinds,
        }})
    }
}

/// How often each name was seen. Names come from outside: a bounded number is told apart.
#[derive(Clone, Debug, Default)]
struct Names {
    known: BTreeMap<String, u64>,
    others: u64,
}

impl Names {
    fn add(&mut self, name: &str, count: u64) {
        if count == 0 {
            return;
        }
        if let Some(known) = self.known.get_mut(name) {
            *known += count;
        } else if self.known.len() < NAMES_MAX {
            let name = name.chars().take(NAME_CHARS_MAX).collect();
            *self.known.entry(name).or_default() += count;
        } else {
            self.others += count;
        }
    }

    fn merge(&mut self, other: &Self) {
        for (name, count) in &other.known {
            self.add(name, *count);
        }
        self.others += other.others;
    }

    fn json(&self) -> Value {
        let mut names = json!(self.known);
        if self.others > 0 {
            names[OTHERS] = self.others.into();
        }
        names
    }
}

/// The part of an event whose values are enumerations.
#[derive(Deserialize)]
struct Shown<'e> {
    #[serde(borrow)]
    raw_metadata: Enumerations<'e>,
}

#[derive(Deserialize)]
struct Enumerations<'e> {
    #[serde(borrow)]
    outcome: Option<Cow<'e, str>>,
    #[serde(borrow)]
    authentication_provider: Option<Cow<'e, str>>,
    #[serde(borrow)]
    credential_type: Option<Cow<'e, str>>,
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Array => "array",
        Kind::Boolean => "boolean",
        Kind::Null => "null",
        Kind::Number => "number",
        Kind::Object => "object",
        Kind::String => "string",
    }
}

/// `outcome.result` (facts 7.1).
const RESULTS: &[&str] = &[
    "SUCCESS",
    "FAILURE",
    "SKIPPED",
    "ALLOW",
    "DENY",
    "CHALLENGE",
    "UNKNOWN",
    "RATE_LIMIT",
    "DEFERRED",
    "SCHEDULED",
    "ABANDONED",
    "UNANSWERED",
];

/// `authenticationProvider` (facts 7.1).
const PROVIDERS: &[&str] = &[
    "ACTIVE_DIRECTORY",
    "FACTOR_PROVIDER",
    "FEDERATION",
    "LDAP",
    "OKTA_AUTHENTICATION_PROVIDER",
    "SOCIAL",
];

/// `credentialType` (facts 7.1), with what older documentation calls OAuth.
const CREDENTIALS: &[&str] = &[
    "ASSERTION",
    "CERTIFICATE",
    "DEVICE_UDID",
    "EMAIL",
    "IWA",
    "JWT",
    "OAuth 2.0",
    "OAUTH2",
    "OKTA_CLIENT_SESSION",
    "OTP",
    "PASSWORD",
    "PRE_SHARED_SYMMETRIC_KEY",
    "SMS",
];

/// Okta publishes 1,178 types.
const NAMES_MAX: usize = 10_000;
const NAME_CHARS_MAX: usize = 255;

/// Stands for every name beyond these; no name of Okta's has blanks.
const OTHERS: &str = "(further names)";
