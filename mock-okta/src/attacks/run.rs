//! What there is to say about an attack that was put on stage.

use std::net::IpAddr;

use clock::Timestamp;
use serde::{Serialize, Serializer};

use super::campaign::Campaign;
use super::parameters::Parameters;

/// A run of an attack, as it stands at some moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttackRun {
    /// Its name: the kind and a number, such as `impossible-travel-1`.
    pub instance: String,
    /// What kind of attack it is.
    pub kind: &'static str,
    /// How it goes, with the defaults of what was not said.
    pub parameters: Parameters,
    /// The published rules that fire on its kind with the defaults (scenario facts 3.5); none for
    /// what only looks like it.
    pub must_fire: &'static [&'static str],
    /// How far it is.
    pub state: AttackState,
    /// When it begins. Its first event is usually a little later.
    #[serde(serialize_with = "shown")]
    pub begins: Timestamp,
    /// How many events it has, those to come included.
    pub events: usize,
    /// The `published` of the first of them; nothing when there are none.
    #[serde(serialize_with = "shown_if_any")]
    pub first: Option<Timestamp>,
    /// The `published` of the last of them.
    #[serde(serialize_with = "shown_if_any")]
    pub last: Option<Timestamp>,
    /// The addresses that the attacker comes from, in the order of the log: the first
    /// [`ADDRESSES_MAX`](Self::ADDRESSES_MAX).
    pub addresses: Vec<IpAddr>,
}

/// How far an attack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttackState {
    /// It was ended before it was over; what was already under way may go on for up to a minute.
    Ended,
    /// It has done all that it was to do.
    Over,
    /// It is under way.
    Running,
    /// It is yet to begin.
    ToCome,
}

impl AttackRun {
    /// How many addresses are listed at most; an attack can come from thousands.
    pub const ADDRESSES_MAX: usize = 100;

    /// How `campaign` stands at `now`.
    pub(crate) fn of(campaign: &Campaign, now: Timestamp) -> Self {
        let begins = Timestamp::from_millis(campaign.start_ms);
        let (first, last) = campaign.span().unzip();
        let state = if campaign.cut_ms.is_some() {
            AttackState::Ended
        } else if now < begins {
            AttackState::ToCome
        } else if last.is_some_and(|last| now < last) {
            AttackState::Running
        } else {
            AttackState::Over
        };
        let is_attack = !campaign.parameters.is_look_alike();
        Self {
            instance: campaign.instance(),
            kind: campaign.kind.name,
            parameters: campaign.parameters.clone(),
            must_fire: if is_attack { campaign.kind.must_fire } else { &[] },
            state,
            begins,
            events: campaign.deeds.len(),
            first,
            last,
            addresses: campaign.addresses(Self::ADDRESSES_MAX),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn shown<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(time)
}

#[expect(clippy::ref_option, reason = "serde passes fields by reference")]
fn shown_if_any<S: Serializer>(time: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => to.collect_str(time),
        None => to.serialize_none(),
    }
}
