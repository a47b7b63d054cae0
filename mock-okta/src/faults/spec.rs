//! A fault as it is written down.

use serde::de::Error as _;
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Serialize, Serializer};
use toml::{Table, Value};

use super::address::Address;
use super::body::{
    ClosedAfterHeaders, EndlessBody, GarbageAnswer, HugeHeader, MalformedChunk, ResetBody,
    SlowBody, SlowHeaders, StallBody, StallHeaders, TruncatedBody, WrongLength,
};
use super::cursor::{BackwardNext, ExpiredCursor, ReshapedCursor, UnknownCursor};
use super::entry::Sketch;
use super::errors::{EmptyAnswer, QueryTimeout, ReadOnly, ServerError, UriTooLong};
use super::events::{MangledEvent, OverlappingPage, ReorderedPage, RepeatedEvents, UnknownFields};
use super::link_form::{FoldedLink, OddLink, ReencodedNext, ReorderedNext, RepeatedNext};
use super::links::{
    ForeignNext, InsecureNext, MissingLinks, MissingNext, OutsideNext, RelativeNext, SameNext,
    UserinfoNext,
};
use super::outage::{Forbidden, MaintenancePage, Outage, Redirect, Unreachable};
use super::page::{ByteOrderMark, MalformedPage, WrongContentType};
use super::rate_limit::RateLimit;
use super::refusal::{AuthRefused, CredentialsLost};
use super::rule::{Described, Rule, Stage};
use super::timing::{DateDrift, DateFormat, DateSkew, Latency};
use super::token::{TokenLife, TokenRefused};

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
        let address: Table = Address::KEYS
            .iter()
            .filter_map(|key| Some((key.name.to_owned(), table.remove(key.name)?)))
            .collect();
        let address: Address = Value::Table(address).try_into()?;
        if let Some(mistake) = address.mistake() {
            return Err(toml::de::Error::custom(mistake));
        }
        Ok(Self { address, kind: Value::Table(table).try_into()? })
    }
}

impl Serialize for FaultSpec {
    /// As it is read: a flat table, of the address only what is given.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut kind = Table::try_from(&self.kind).map_err(S::Error::custom)?;
        let address = Table::try_from(&self.address).map_err(S::Error::custom)?;
        let mut map = to.serialize_map(None)?;
        if let Some(name) = kind.remove(KIND) {
            map.serialize_entry(KIND, &name)?;
        }
        // What is absent does not get this far, but for what is simply not so.
        let address = address.iter().filter(|(_, value)| **value != Value::Boolean(false));
        for (key, value) in kind.iter().chain(address) {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// The key that says which fault it is.
const KIND: &str = "kind";

macro_rules! kinds {
    ($($kind:ident,)+) => {
        /// The kinds of faults.
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "each kind is documented at its type, whose name it has")]
        pub enum FaultKind {
            $($kind($kind),)+
        }

        impl FaultKind {
            /// What the code says about each of them, by name.
            pub(crate) const SKETCHES: &'static [&'static Sketch] = &[$($kind::SKETCH,)+];

            /// What the code says about this one.
            pub(crate) fn sketch(&self) -> &'static Sketch {
                match self {
                    $(Self::$kind(_) => $kind::SKETCH,)+
                }
            }

            /// What it does.
            pub(crate) fn rule(&self) -> &dyn Rule {
                match self {
                    $(Self::$kind(rule) => rule,)+
                }
            }
        }
    };
}

kinds! {
    AuthRefused,
    BackwardNext,
    ByteOrderMark,
    ClosedAfterHeaders,
    CredentialsLost,
    DateDrift,
    DateFormat,
    DateSkew,
    EmptyAnswer,
    EndlessBody,
    ExpiredCursor,
    FoldedLink,
    Forbidden,
    ForeignNext,
    GarbageAnswer,
    HugeHeader,
    InsecureNext,
    Latency,
    MaintenancePage,
    MalformedChunk,
    MalformedPage,
    MangledEvent,
    MissingLinks,
    MissingNext,
    OddLink,
    Outage,
    OutsideNext,
    OverlappingPage,
    QueryTimeout,
    RateLimit,
    ReadOnly,
    Redirect,
    ReencodedNext,
    RelativeNext,
    ReorderedNext,
    ReorderedPage,
    RepeatedEvents,
    RepeatedNext,
    ResetBody,
    ReshapedCursor,
    SameNext,
    ServerError,
    SlowBody,
    SlowHeaders,
    StallBody,
    StallHeaders,
    TokenLife,
    TokenRefused,
    TruncatedBody,
    UnknownCursor,
    UnknownFields,
    Unreachable,
    UriTooLong,
    UserinfoNext,
    WrongContentType,
    WrongLength,
}

impl FaultKind {
    /// The stable name: in TOML, in the ledger, in reports.
    pub fn name(&self) -> &'static str {
        self.sketch().name
    }

    /// Where it acts.
    pub fn stage(&self) -> Stage {
        self.sketch().stage
    }
}
