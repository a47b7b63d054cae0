//! Who an event is about (normalization, section 3).

use sha2::{Digest, Sha256};

use super::event::{Actor, Target};
use super::field::Text;
use super::hex::push_hex;
use super::rules::{Attribution, Rules};
use crate::decode::Token;

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
        actor: &Actor<'a>,
        targets: &[Target<'a>],
        attribution: Attribution,
    ) -> Option<Self> {
        if actor.kind.is_some_and(|kind| kind.text().eq_ignore_ascii_case(b"User")) {
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

/// Appends the derived tuid of the person with Okta user id `id` as a JSON string: `tuid-` and
/// the first half of a SHA-256, in hex.
pub(super) fn write_tuid(id: Text<'_>, name: Option<Text<'_>>, rules: &Rules, out: &mut Vec<u8>) {
    let name = name.map(Text::text);
    let known = rules.identities.as_ref().and_then(|map| map.find(&id.text(), name.as_deref()));
    if let Some(tuid) = known {
        out.extend_from_slice(serde_json::Value::from(tuid).to_string().as_bytes());
        return;
    }
    let digest = Sha256::new()
        .chain_update(rules.domain_id().as_bytes())
        .chain_update(b"\n")
        .chain_update(id.text())
        .finalize();
    out.extend_from_slice(b"\"tuid-");
    push_hex(&digest[..TUID_BYTES], out);
    out.push(b'"');
}

impl Target<'_> {
    /// Whether the target's type is exactly `kind`.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.is_some_and(|token: Token<'_>| token.is(kind))
    }
}

/// 16 of the 32 bytes of a SHA-256.
const TUID_BYTES: usize = 16;
