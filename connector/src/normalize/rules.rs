//! What a connection decides about its events.

use std::sync::Arc;

use super::identity::Identities;
use super::unknown::UnknownNames;
use crate::classify::Catalogue;

/// The part of a connection's configuration that changes what comes out.
#[derive(Clone, Debug)]
pub struct Rules {
    domain_id: String,
    /// The JSON string for `domain_id`, quotes included.
    domain_id_json: Vec<u8>,
    /// Which types are ingested.
    pub catalogue: Catalogue,
    /// Who may be the person of an event.
    pub attribution: Attribution,
    /// Whether events end with the evidence extension.
    pub evidence: bool,
    /// People that are known beforehand.
    pub identities: Option<Arc<Identities>>,
    /// What is published of a typed name that does not exist.
    pub unknown_names: UnknownNames,
}

impl Rules {
    /// The defaults, for the customer's domain `domain_id`. Control characters, which the
    /// derivation of ids leaves no room for, are the configuration's to refuse.
    pub fn new(domain_id: &str) -> Self {
        Self {
            domain_id: domain_id.to_owned(),
            domain_id_json: serde_json::Value::from(domain_id).to_string().into_bytes(),
            catalogue: Catalogue::seed(),
            attribution: Attribution::default(),
            evidence: false,
            identities: None,
            unknown_names: UnknownNames::default(),
        }
    }

    /// The customer's domain.
    pub fn domain_id(&self) -> &str {
        &self.domain_id
    }

    pub(super) fn domain_id_json(&self) -> &[u8] {
        &self.domain_id_json
    }
}

/// Where the person of an event is looked for (normalization, section 3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attribution {
    /// The actor, else the first target of type `User`.
    #[default]
    ActorOrTarget,
    /// The actor alone.
    Actor,
}

impl Attribution {
    /// The name in configuration files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActorOrTarget => "actor_or_target",
            Self::Actor => "actor",
        }
    }

    /// The attribution with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::ActorOrTarget, Self::Actor].into_iter().find(|this| this.name() == name)
    }
}
