//! About whom or what a rule speaks.

use std::fmt;

use super::event::{Event, Word};

/// What kind of thing a part of an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// `actor.id`.
    Actor,
    /// `actor.alternateId`.
    Account,
    /// `actor.displayName`.
    Name,
    /// `client.ipAddress`.
    Source,
    /// `authenticationContext.externalSessionId` or `rootSessionId`.
    Session,
    /// `debugData.dtHash` or `target[].detailEntry.oktaDeviceId`.
    Device,
    /// `target[].id` of a user.
    Target,
    /// `authenticationContext.issuer.id`.
    Issuer,
    /// `outcome.result`.
    Outcome,
}

impl Facet {
    /// The name that [`Entity`] prints.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Account => "account",
            Self::Name => "name",
            Self::Source => "source",
            Self::Session => "session",
            Self::Device => "device",
            Self::Target => "target",
            Self::Issuer => "issuer",
            Self::Outcome => "outcome",
        }
    }
}

/// The key by which a rule groups events; without parts it is the whole tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entity(Vec<(Facet, Word)>);

impl Entity {
    /// Everything in the log.
    pub const TENANT: Self = Self(Vec::new());

    /// An entity of one part.
    pub fn of(facet: Facet, value: &Word) -> Self {
        Self(vec![(facet, value.clone())])
    }

    /// The same entity, narrowed by one more part.
    #[must_use]
    pub fn and(mut self, facet: Facet, value: &Word) -> Self {
        self.0.push((facet, value.clone()));
        self
    }

    /// The value of one part.
    pub fn part(&self, facet: Facet) -> Option<&str> {
        self.0.iter().find(|(it, _)| *it == facet).map(|(_, value)| &**value)
    }

    pub(super) fn actor(event: &Event) -> Option<Self> {
        Some(Self::of(Facet::Actor, event.actor.id.as_ref()?))
    }

    pub(super) fn account(event: &Event) -> Option<Self> {
        Some(Self::of(Facet::Account, event.actor.alternate_id.as_ref()?))
    }

    pub(super) fn source(event: &Event) -> Option<Self> {
        Some(Self::of(Facet::Source, event.client.ip.as_ref()?))
    }

    pub(super) fn session(event: &Event) -> Option<Self> {
        Some(Self::of(Facet::Session, event.session.as_ref()?))
    }

    pub(super) fn device(event: &Event) -> Option<Self> {
        Some(Self::of(Facet::Device, event.debug("dtHash")?))
    }
}

/// `source 192.0.2.1, account ada@example.com`, or `tenant`.
impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("tenant");
        }
        for (at, (facet, value)) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(f, "{separator}{} {value}", facet.as_str())?;
        }
        Ok(())
    }
}
