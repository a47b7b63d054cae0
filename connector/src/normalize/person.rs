//! Who an event is about (normalization, section 3).

use super::field::Text;
use super::rules::Attribution;

/// An actor or a target, read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Party<'a> {
    pub(super) id: Option<Text<'a>>,
    pub(super) kind: Option<Text<'a>>,
    pub(super) alternate_id: Option<Text<'a>>,
    pub(super) display_name: Option<Text<'a>>,
}

impl Party<'_> {
    /// Whether the type is exactly `kind`.
    #[inline]
    pub(super) fn is(&self, kind: &str) -> bool {
        matches!(self.kind, Some(Text::Quoted(token)) if token.is(kind))
    }
}

/// The person of an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person<'a> {
    /// What stands where Okta's user id should be.
    pub(super) id: Option<Text<'a>>,
    /// What the person is called, or what was typed.
    pub(super) alternate_id: Option<Text<'a>>,
    /// Whether the person is the actor.
    pub(super) is_actor: bool,
}

impl<'a> Person<'a> {
    /// The person of an event with this actor and these targets, `None` when it names nobody.
    pub(super) fn of(
        actor: &Party<'a>,
        targets: &[Party<'a>],
        attribution: Attribution,
    ) -> Option<Self> {
        let is_user = actor.kind.is_some_and(|kind| kind.text().eq_ignore_ascii_case(b"User"));
        if is_user {
            return Some(Self { id: actor.id, alternate_id: actor.alternate_id, is_actor: true });
        }
        let candidates = match attribution {
            Attribution::ActorOrTarget => targets,
            Attribution::Actor => &[],
        };
        let target = candidates.iter().find(|target| target.is("User"))?;
        Some(Self { id: target.id, alternate_id: target.alternate_id, is_actor: false })
    }

    /// Okta's user id; `None` when there is none (rules 2 and 3): a failed sign-in of a name
    /// that does not exist has `unknown`.
    pub(super) fn user_id(&self) -> Option<Text<'a>> {
        self.id.filter(|id| !id.text().eq_ignore_ascii_case(b"unknown"))
    }

    /// Whether the name is what somebody typed and nobody has (rule 2).
    pub(super) fn is_unknown_name(&self) -> bool {
        self.is_actor && self.user_id().is_none()
    }

    /// Whether `other` stands where this person's id stands: two that are unknown are the same.
    pub(super) fn has_id(&self, other: Option<Text<'_>>) -> bool {
        match (self.id, other) {
            (Some(id), Some(other)) => id.text() == other.text(),
            (id, other) => id.is_none() && other.is_none(),
        }
    }
}
