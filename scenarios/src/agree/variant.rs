//! The options of a connection that change what comes out, for both implementations.

use std::fmt;
use std::sync::Arc;

use connector::classify::{BuiltIn, Catalogue};
use connector::normalize::{self, NameHash};

use super::values::{KNOWN_IDS, KNOWN_NAMES};
use crate::reference;

/// One choice of every option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Whether outputs end with the evidence extension.
    pub evidence: bool,
    /// Whether the catalogue has the types that detection rules need.
    pub detection: bool,
    /// Whether only the actor may be the person.
    pub actor_only: bool,
    /// Whether there is an identity map, and typed names that nobody has are hashed.
    pub people: bool,
}

impl Variant {
    /// Every choice.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for bits in 0..16_u8 {
            let variant = Self {
                evidence: bits & 1 != 0,
                detection: bits & 2 != 0,
                actor_only: bits & 4 != 0,
                people: bits & 8 != 0,
            };
            all.push(variant);
        }
        all
    }

    /// The rules for the reference.
    pub fn reference_rules(self) -> reference::Rules {
        let mut rules = reference::Rules::seed(DOMAIN_ID);
        rules.evidence = self.evidence;
        if self.detection {
            rules.catalogue = reference::Catalogue::Detection;
        }
        if self.actor_only {
            rules.attribution = reference::Attribution::Actor;
        }
        if self.people {
            let names = KNOWN_NAMES.map(|(name, tuid)| (name.to_lowercase(), tuid));
            let names = names.iter().map(|(name, tuid)| (name.as_str(), *tuid));
            rules.identities = reference::Identities::new(KNOWN_IDS, names);
            rules.unknown_names = reference::UnknownNames::Hash(NAME_KEY.to_vec());
        }
        rules
    }

    /// The rules for the connector.
    pub fn connector_rules(self) -> normalize::Rules {
        let mut rules = normalize::Rules::new(DOMAIN_ID);
        rules.evidence = self.evidence;
        if self.detection {
            let nothing: [&str; 0] = [];
            rules.catalogue = Catalogue::new(BuiltIn::Detection, [], nothing);
        }
        if self.actor_only {
            rules.attribution = normalize::Attribution::Actor;
        }
        if self.people {
            let mut known = normalize::Identities::default();
            for (id, tuid) in KNOWN_IDS {
                known.add_id(id, tuid);
            }
            for (name, tuid) in KNOWN_NAMES {
                known.add_name(name, tuid);
            }
            rules.identities = Some(Arc::new(known));
            rules.unknown_names = normalize::UnknownNames::Hash(NameHash::new(NAME_KEY));
        }
        rules
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let catalogue = if self.detection { "detection" } else { "seed" };
        let attribution = if self.actor_only { "actor" } else { "actor_or_target" };
        write!(f, "catalogue {catalogue}, attribution {attribution}")?;
        if self.evidence {
            f.write_str(", evidence")?;
        }
        if self.people {
            f.write_str(", identities, unknown names hashed")?;
        }
        Ok(())
    }
}

/// Has what JSON must escape.
const DOMAIN_ID: &str = "customer \"001\" \\ Zürich";

const NAME_KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
