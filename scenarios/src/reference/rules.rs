//! What a connection's configuration decides about its events.

use std::collections::BTreeMap;
use std::fmt;

use super::catalogue::{Catalogue, CatalogueEntry};
use super::{Text, digest};

/// The configuration of a connection, as far as it changes outputs.
///
/// ```
/// use scenarios::reference::{Catalogue, Rules};
///
/// let rules = Rules { catalogue: Catalogue::Detection, ..Rules::seed("customer-domain-001") };
/// assert!(!rules.evidence);
/// ```
#[derive(Clone, Debug)]
pub struct Rules {
    /// Goes into every output and every derived identifier. Has no control characters.
    pub domain_id: String,
    /// The built-in catalogue.
    pub catalogue: Catalogue,
    /// Types that the configuration adds. A type that the built-in catalogue has keeps its
    /// built-in entry.
    pub additions: Vec<CatalogueEntry>,
    /// Types that the configuration switches off, built in or added.
    pub switched_off: Vec<String>,
    /// Who may be the person of an event.
    pub attribution: Attribution,
    /// Whether outputs end with the evidence extension.
    pub evidence: bool,
    /// Known people.
    pub identities: Identities,
    /// What is published of a typed name that does not exist.
    pub unknown_names: UnknownNames,
}

impl Rules {
    /// Every option at its default: exactly the seed's schema.
    pub fn seed(domain_id: &str) -> Self {
        Self {
            domain_id: domain_id.to_owned(),
            catalogue: Catalogue::Seed,
            additions: Vec::new(),
            switched_off: Vec::new(),
            attribution: Attribution::ActorOrTarget,
            evidence: false,
            identities: Identities::default(),
            unknown_names: UnknownNames::Keep,
        }
    }

    /// The entry of an event type, if such events are ingested at all.
    pub(super) fn entry(&self, okta_type: &Text) -> Option<CatalogueEntry> {
        if self.switched_off.iter().any(|off| *okta_type == **off) {
            return None;
        }
        let built_in = self.catalogue.entries();
        built_in.into_iter().chain(self.additions.clone()).find(|it| *okta_type == *it.okta_type)
    }
}

/// Who may be the person of an event (section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// The actor, else a target.
    ActorOrTarget,
    /// The actor only.
    Actor,
}

/// The identity map: from an Okta user id, or from a lower-cased alternateId, to a `tuid`.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    by_id: BTreeMap<String, String>,
    by_name: BTreeMap<String, String>,
}

impl Identities {
    /// From pairs of id and `tuid`, and of name and `tuid`; of a key that appears twice the last
    /// one counts. Keys are taken as they are: whoever reads the file lower-cases the names in it.
    pub fn new<'a>(
        ids: impl IntoIterator<Item = (&'a str, &'a str)>,
        names: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let owned = |(key, tuid): (&str, &str)| (key.to_owned(), tuid.to_owned());
        Self {
            by_id: ids.into_iter().map(owned).collect(),
            by_name: names.into_iter().map(owned).collect(),
        }
    }

    /// The `tuid` of a person: by id, else by lower-cased name.
    pub(super) fn find(&self, id: &Text, alternate_id: Option<&Text>) -> Option<Text> {
        let by_id = id.to_utf8().and_then(|id| self.by_id.get(&id));
        let by_name = || {
            let name = alternate_id?.to_utf8()?.to_lowercase();
            self.by_name.get(&name)
        };
        by_id.or_else(by_name).map(|tuid| Text::from(tuid.as_str()))
    }
}

/// What is published of a typed name that does not exist: it can be a password.
#[derive(Clone)]
pub enum UnknownNames {
    /// The name as typed.
    Keep,
    /// `unknown-` and a hash with this key.
    Hash(Vec<u8>),
}

impl UnknownNames {
    /// What stands for `typed` in an output.
    pub(super) fn shown(&self, typed: Text) -> Text {
        match self {
            Self::Keep => typed,
            Self::Hash(key) => {
                let hash = digest::hmac_sha256(key, &typed.to_bytes());
                Text::from(format!("unknown-{}", digest::hex(&hash, 16)).as_str())
            }
        }
    }
}

/// Without the key.
impl fmt::Debug for UnknownNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep",
            Self::Hash(_) => "Hash(..)",
        })
    }
}
