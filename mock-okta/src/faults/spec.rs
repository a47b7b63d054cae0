//! A fault as it is written down.

use serde::Deserialize;
use toml::{Table, Value};

use super::address::Address;
use super::body::{EndlessBody, SlowBody, StallBody, StallHeaders, TruncatedBody};
use super::links::{FoldedLink, ForeignNext, MissingNext, SameNext};
use super::outage::{Outage, ServerError};
use super::page::MalformedPage;
use super::rate_limit::RateLimit;
use super::refusal::{AuthRefused, ExpiredCursor};
use super::rule::{Rule, Stage};
use super::timing::{DateSkew, Latency};

/// A fault and its address.
///
/// In TOML a flat table: `kind`, the keys of the kind, and those of [`Address`]. Keys that
/// belong to neither are refused by name.
///
/// ```
/// use mock_okta::faults::{FaultKind, FaultSpec};
///
/// let fault: FaultSpec = toml::from_str(r#"
///     kind = "latency"
///     delay = "3s"
///     from = "6h20m"
/// "#).unwrap();
/// assert_eq!(fault.kind.name(), "latency");
///
/// let wrong = toml::from_str::<FaultSpec>("kind = \"latency\"\ndelay = \"3s\"\nbytes = 7");
/// assert!(wrong.unwrap_err().to_string().contains("unknown field `bytes`"));
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Table")]
pub struct FaultSpec {
    /// When and where it strikes.
    pub address: Address,
    /// What it does.
    pub kind: FaultKind,
}

impl FaultSpec {
    /// A fault that strikes always and everywhere.
    pub fn new(kind: FaultKind) -> Self {
        Self { address: Address::default(), kind }
    }

    /// The same fault at another address.
    #[must_use]
    pub fn at(self, address: Address) -> Self {
        Self { address, ..self }
    }
}

impl TryFrom<Table> for FaultSpec {
    type Error = toml::de::Error;

    fn try_from(mut table: Table) -> Result<Self, Self::Error> {
        // `flatten` would lose the refusal of unknown keys, so the keys are dealt out by hand.
        let address: Table = ADDRESS_KEYS
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), table.remove(key)?)))
            .collect();
        Ok(Self {
            address: Value::Table(address).try_into()?,
            kind: Value::Table(table).try_into()?,
        })
    }
}

/// The kinds of faults.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "each kind is documented at its type, whose name it has")]
pub enum FaultKind {
    AuthRefused(AuthRefused),
    DateSkew(DateSkew),
    EndlessBody(EndlessBody),
    ExpiredCursor(ExpiredCursor),
    FoldedLink(FoldedLink),
    ForeignNext(ForeignNext),
    Latency(Latency),
    MalformedPage(MalformedPage),
    MissingNext(MissingNext),
    Outage(Outage),
    RateLimit(RateLimit),
    SameNext(SameNext),
    ServerError(ServerError),
    SlowBody(SlowBody),
    StallBody(StallBody),
    StallHeaders(StallHeaders),
    TruncatedBody(TruncatedBody),
}

impl FaultKind {
    /// The stable name: in TOML, in the ledger, in reports.
    pub fn name(&self) -> &'static str {
        self.entry().0
    }

    /// Where it acts.
    pub fn stage(&self) -> Stage {
        self.rule().stage()
    }

    pub(crate) fn rule(&self) -> &dyn Rule {
        self.entry().1
    }

    fn entry(&self) -> (&'static str, &dyn Rule) {
        match self {
            Self::AuthRefused(rule) => ("auth-refused", rule),
            Self::DateSkew(rule) => ("date-skew", rule),
            Self::EndlessBody(rule) => ("endless-body", rule),
            Self::ExpiredCursor(rule) => ("expired-cursor", rule),
            Self::FoldedLink(rule) => ("folded-link", rule),
            Self::ForeignNext(rule) => ("foreign-next", rule),
            Self::Latency(rule) => ("latency", rule),
            Self::MalformedPage(rule) => ("malformed-page", rule),
            Self::MissingNext(rule) => ("missing-next", rule),
            Self::Outage(rule) => ("outage", rule),
            Self::RateLimit(rule) => ("rate-limit", rule),
            Self::SameNext(rule) => ("same-next", rule),
            Self::ServerError(rule) => ("server-error", rule),
            Self::SlowBody(rule) => ("slow-body", rule),
            Self::StallBody(rule) => ("stall-body", rule),
            Self::StallHeaders(rule) => ("stall-headers", rule),
            Self::TruncatedBody(rule) => ("truncated-body", rule),
        }
    }
}

const ADDRESS_KEYS: [&str; 7] =
    ["endpoint", "from", "until", "requests", "pages", "times", "per_million"];
