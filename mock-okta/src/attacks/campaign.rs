//! An attack that has been put on stage: what happens when, and what each event really is.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Range;

use clock::Timestamp;
use serde::Serialize;

use crate::traffic::{Flow, Guise, Identity, Precedent, Scene, Step, Success, actor_of};
use crate::world::{Uuid, World};

use super::catalogue::{BreachStage, Kind};
use super::parameters::Parameters;

/// A run of an attack.
#[derive(Debug)]
pub(crate) struct Campaign {
    pub(crate) number: u32,
    /// When it begins, in milliseconds since the epoch.
    pub(crate) start_ms: i64,
    /// From when on it was made to do no more.
    pub(crate) cut_ms: Option<i64>,
    pub(crate) kind: &'static Kind,
    pub(crate) parameters: Parameters,
    /// Sets the ids of its events apart from all others.
    pub(crate) key: u64,
    pub(crate) parts: Vec<Part>,
    /// In order of commit.
    pub(crate) deeds: Vec<Deed>,
    /// Sign-ins that succeeded in it, by person, oldest first.
    pub(crate) successes: Vec<(u32, Success)>,
}

/// A few events that somebody in it causes by doing one thing.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) flow: Flow,
    /// Nothing when somebody appears as they are.
    pub(crate) guise: Option<Guise>,
    /// The earlier event that it is about, if it is about one.
    pub(crate) precedent: Option<Precedent>,
    pub(crate) role: Role,
    /// Which step of the attack this is, counted from 1.
    pub(crate) step: u32,
    /// The stage of the breach and the techniques: none unless it is the attacker's doing, or the
    /// org's because of that.
    pub(crate) stage: BreachStage,
    pub(crate) techniques: &'static [&'static str],
    /// Whether it is the attacker's, and they got what it was for.
    pub(crate) succeeded: bool,
}

/// One event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deed {
    pub(crate) step: Step,
    pub(crate) part: u32,
    /// Milliseconds since the epoch.
    pub(crate) commit: i64,
    pub(crate) ordinal: u32,
}

/// Who causes an event (scenario facts 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Somebody who repairs the damage.
    AdminResponse,
    /// The attacker.
    Attacker,
    /// Somebody who only looks like one.
    Lookalike,
    /// The org itself, because of what somebody did.
    SystemSideEffect,
    /// The person whose account it is, unaware.
    Victim,
}

/// What an event really is. Never a part of the event.
#[derive(Clone, Debug, Serialize)]
pub struct Label {
    /// The event's `uuid`.
    pub uuid: String,
    /// When it says that it happened.
    pub published: String,
    /// The kind of attack.
    pub scenario: &'static str,
    /// Which run of it, such as `impossible-travel-1`.
    pub instance: String,
    /// Who caused it.
    pub role: Role,
    /// Which step it belongs to, counted from 1.
    pub step: u32,
    /// Where in the life of a breach that is. Only what the attacker does has a stage, and what the
    /// org does because of it: precision is measured on everybody else's (scenario facts 6).
    pub stage: BreachStage,
    /// ATT&CK techniques, of what has a stage.
    pub techniques: &'static [&'static str],
    /// The version of ATT&CK that they are from.
    pub attack_version: &'static str,
    /// Whether this is the attacker's, and they got what it was for. One step can hold several tries,
    /// of which some succeed.
    pub attack_success: bool,
}

impl Campaign {
    /// `<kind>-<number>`.
    pub(crate) fn instance(&self) -> String {
        format!("{}-{}", self.kind.name, self.number)
    }

    /// The same without what happens from `cut_ms` on; nothing if nothing would.
    pub(crate) fn until(&self, cut_ms: i64) -> Option<Self> {
        let mut deeds = self.deeds.clone();
        deeds.retain(|deed| deed.step.published < cut_ms);
        if deeds.len() == self.deeds.len() {
            return None;
        }
        let mut successes = self.successes.clone();
        successes.retain(|(_, success)| success.at_ms < cut_ms);
        let (parameters, parts) = (self.parameters.clone(), self.parts.clone());
        Some(Self { cut_ms: Some(cut_ms), parameters, parts, deeds, successes, ..*self })
    }

    /// When its first and its last event happen.
    pub(crate) fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let published = || self.deeds.iter().map(|deed| deed.step.published);
        let span = published().min().zip(published().max());
        span.map(|(first, last)| (Timestamp::from_millis(first), Timestamp::from_millis(last)))
    }

    /// The addresses that the attacker comes from, in the order in which they appear in the log; at
    /// most `limit` of them.
    pub(crate) fn addresses(&self, limit: usize) -> Vec<IpAddr> {
        let parts = self.deeds.iter().map(|deed| &self.parts[deed.part as usize]);
        let hostile = parts.filter(|part| part.role == Role::Attacker);
        let mut known = BTreeSet::new();
        let addresses = hostile.filter_map(|part| part.guise.map(|guise| guise.vantage.address.0));
        addresses.filter(|address| known.insert(*address)).take(limit).collect()
    }

    /// Appends the event of `deed`.
    pub(crate) fn write(&self, world: &World, deed: &Deed, out: &mut Vec<u8>) {
        let part = &self.parts[deed.part as usize];
        let (flow, actor) = (&part.flow, world.person(actor_of(&part.flow)));
        let mut scene =
            Scene::new(world, (flow, &actor), &deed.step, self.identity(deed), part.guise);
        scene.precedent = part.precedent.as_ref();
        deed.step.act.write(&scene, out);
    }

    /// What each event really is, in order of commit.
    pub(crate) fn labels(&self) -> impl Iterator<Item = Label> {
        self.labels_within(&(Timestamp::MIN..Timestamp::MAX)).map(|(_, label)| label)
    }

    /// What each event really is that is published in `span`, in order of commit.
    pub(crate) fn labels_within(
        &self,
        span: &Range<Timestamp>,
    ) -> impl Iterator<Item = (Timestamp, Label)> {
        let deeds = self.deeds.iter().map(|deed| {
            let published = Timestamp::from_millis(deed.step.published);
            (published, deed)
        });
        deeds.filter(|(published, _)| span.contains(published)).map(|(published, deed)| {
            let part = &self.parts[deed.part as usize];
            let Identity { key, minute, ordinal } = self.identity(deed);
            let label = Label {
                uuid: Uuid::of(key, minute, ordinal, published).to_string(),
                published: published.to_string(),
                scenario: self.kind.name,
                instance: self.instance(),
                role: part.role,
                step: part.step,
                stage: part.stage,
                techniques: part.techniques,
                attack_version: ATTACK_VERSION,
                attack_success: part.succeeded,
            };
            (published, label)
        })
    }

    fn identity(&self, deed: &Deed) -> Identity {
        let minute = deed.step.published.div_euclid(60_000);
        Identity { key: self.key, minute, ordinal: deed.ordinal }
    }
}

const ATTACK_VERSION: &str = "17";
