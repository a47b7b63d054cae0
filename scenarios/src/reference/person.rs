//! Whom an event is about: attribution and `tuid` (section 3).

use super::rules::{Attribution, Rules};
use super::{Json, Text, digest, fields, target};

/// The person of an event, with the fields as the source has them.
pub(super) struct Person {
    pub(super) role: Role,
    pub(super) id: Option<Text>,
    pub(super) alternate_id: Option<Text>,
}

/// Where the person was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Actor,
    Target,
}

impl Person {
    /// Rules 1 to 4: the actor when it is a user, known or not; else the first user among the
    /// targets; else nobody.
    pub(super) fn of(record: &Json, attribution: Attribution) -> Option<Self> {
        let actor_type = fields::text(record.at("actor.type"));
        if actor_type.is_some_and(|it| it.eq_ignore_ascii_case("User")) {
            return Some(Self::from_source(Role::Actor, record.member("actor")?));
        }
        match attribution {
            Attribution::Actor => None,
            Attribution::ActorOrTarget => {
                let targets = target::all(record);
                let user = target::first_of_type(&targets, "User")?;
                Some(Self::from_source(Role::Target, user))
            }
        }
    }

    fn from_source(role: Role, source: &Json) -> Self {
        Self {
            role,
            id: fields::text(source.member("id")),
            alternate_id: fields::text(source.member("alternateId")),
        }
    }

    /// The id, unless it says that there is no such person.
    fn usable_id(&self) -> Option<&Text> {
        self.id.as_ref().filter(|id| !id.eq_ignore_ascii_case("unknown"))
    }

    /// Whether the name is what somebody typed and nobody has (rule 2).
    pub(super) fn is_unknown_name(&self) -> bool {
        self.role == Role::Actor && self.usable_id().is_none()
    }

    /// `payload.user`.
    pub(super) fn user(&self, rules: &Rules) -> Option<Text> {
        let name = self.alternate_id.clone()?;
        Some(if self.is_unknown_name() { rules.unknown_names.shown(name) } else { name })
    }

    /// From the identity map, else derived; none without a usable id.
    pub(super) fn tuid(&self, rules: &Rules) -> Option<Text> {
        let id = self.usable_id()?;
        let known = rules.identities.find(id, self.alternate_id.as_ref());
        Some(known.unwrap_or_else(|| digest::derived_tuid(&rules.domain_id, id)))
    }
}
