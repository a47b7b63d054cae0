//! Where an attack is put together: who acts, in whose name, with what, and when.

use std::collections::BTreeMap;

use clock::{Draw, Seed, Timestamp};

use crate::traffic::flow::Act;
use crate::traffic::{
    Behaviors, CommitLag, Errand, Flow, Guise, Identity, Novelty, Precedent, Script, Step, Success,
    Timeline, Touched,
};
use crate::world::{OFFICES, World, mix};

use super::campaign::{Campaign, Deed, Part, Role};
pub(super) use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::outcome;
use super::parameters::Parameters;

/// An attack while it is being written.
pub(crate) struct Stage<'a> {
    world: &'a World,
    timeline: Timeline<'a>,
    kind: &'static Kind,
    key: u64,
    /// Chance in this attack.
    pub(crate) draw: Draw,
    start_ms: i64,
    /// Milliseconds since the epoch: when the next thing happens.
    pub(crate) now_ms: i64,
    parts: Vec<Part>,
    steps: Vec<(Step, u32)>,
    successes: Vec<(u32, Success)>,
    /// What was new about the sign-in of each session. Okta looks once a session, and says it again
    /// whenever a policy is evaluated in it (scenario facts 1.4).
    sessions: BTreeMap<u64, Behaviors>,
    /// Who did the last thing in each session, other than the org itself.
    actors: BTreeMap<u64, Role>,
    step: u32,
    breach: BreachStage,
    techniques: &'static [&'static str],
}

impl<'a> Stage<'a> {
    pub(crate) fn new(
        world: &'a World,
        timeline: Timeline<'a>,
        kind: &'static Kind,
        seed: &Seed,
        start_ms: i64,
    ) -> Self {
        let mut draw = seed.draw();
        let key = draw.next();
        let (parts, steps, successes) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            world,
            timeline,
            kind,
            key,
            draw,
            start_ms,
            now_ms: start_ms,
            parts,
            steps,
            successes,
            sessions: BTreeMap::new(),
            actors: BTreeMap::new(),
            step: 0,
            breach: kind.stage,
            techniques: kind.techniques,
        }
    }

    /// The org.
    pub(crate) fn world(&self) -> &'a World {
        self.world
    }

    /// Lets between `low` and `high` milliseconds pass.
    pub(crate) fn wait(&mut self, low: u64, high: u64) {
        self.now_ms += self.draw.between(low, high) as i64;
    }

    /// Begins the next step of the attack.
    pub(crate) fn next_step(&mut self) {
        self.step += 1;
    }

    /// Something that `cast` does now. `acts` says what, with pauses between; time goes on to the
    /// last of it.
    pub(crate) fn act(&mut self, cast: &Cast, acts: impl FnOnce(&mut Script<'_>, &mut Draw)) {
        let behaviors = self.sessions.get(&cast.session).copied().unwrap_or_default();
        self.play(cast, (Errand::Launch, behaviors), acts);
    }

    /// A sign-in of `cast` now, compared with what came before; it is remembered for what comes
    /// later if it `succeeds`.
    pub(crate) fn sign_in(
        &mut self,
        cast: &Cast,
        succeeds: bool,
        acts: impl FnOnce(&mut Script<'_>, &mut Draw),
    ) -> Behaviors {
        let now = self.arrival(cast.person, cast.guise);
        let behaviors = self.behaviors(cast.person, &now);
        self.play(cast, (Errand::SignIn, behaviors), acts);
        if succeeds {
            self.successes.push((cast.person, now));
            self.sessions.insert(cast.session, behaviors);
        }
        behaviors
    }

    /// More of a sign-in of `cast` of which `behaviors` is known already.
    pub(crate) fn go_on(
        &mut self,
        cast: &Cast,
        behaviors: Behaviors,
        acts: impl FnOnce(&mut Script<'_>, &mut Draw),
    ) {
        self.play(cast, (Errand::SignIn, behaviors), acts);
        self.sessions.insert(cast.session, behaviors);
    }

    /// What happens in the request that the last part began with, because of it: the same
    /// transaction, with another role.
    pub(crate) fn follow(&mut self, cast: &Cast, acts: impl FnOnce(&mut Script<'_>, &mut Draw)) {
        let before = self.parts.last().map(|part| part.flow);
        let behaviors = before.map(|flow| flow.behaviors).unwrap_or_default();
        self.play(cast, (Errand::SignIn, behaviors), acts);
        if let (Some(part), Some(before)) = (self.parts.last_mut(), before) {
            part.flow.key = before.key;
        }
    }

    /// The last part belongs to the request that the part before it began with.
    pub(crate) fn join(&mut self) {
        if let [.., before, last] = self.parts.as_mut_slice() {
            last.flow.key = before.flow.key;
        }
    }

    /// A sign-in of `cast` that went on until now has succeeded: later ones are compared with it.
    pub(crate) fn got_in(&mut self, cast: &Cast) {
        let now = self.arrival(cast.person, cast.guise);
        self.successes.push((cast.person, now));
    }

    /// A sign-in of `person` now, with `guise` or as every day.
    pub(super) fn arrival(&self, person: u32, guise: Option<Guise>) -> Success {
        let (vantage, browser) = if let Some(guise) = guise {
            (guise.vantage, guise.browser)
        } else {
            let (resident, day) = (self.world.resident(person), self.day_of(person));
            (resident.vantage(day), Some(resident.browser_key(day)))
        };
        Success { at_ms: self.now_ms, vantage, browser }
    }

    /// What `person` has on `day`.
    pub(super) fn guise_on(&self, person: u32, day: i64) -> Guise {
        let resident = self.world.resident(person);
        Guise::own(&resident, &resident.laptop(self.world.mint(), day), day)
    }

    /// Whether Okta took what `cast` signed in with for a device that it had not seen.
    pub(crate) fn is_new_device(&self, cast: &Cast) -> bool {
        let behaviors = self.sessions.get(&cast.session).copied().unwrap_or_default();
        behaviors.device != Novelty::Negative
    }

    /// What is new about `now`, with what has happened in this attack.
    pub(super) fn behaviors(&self, person: u32, now: &Success) -> Behaviors {
        let mut touched = Touched::new();
        let earlier = self.timeline.touched.get(&person).into_iter().flatten().copied();
        let own = self.successes.iter().filter(|(whose, _)| *whose == person);
        let mut all: Vec<Success> = earlier.chain(own.map(|(_, success)| *success)).collect();
        all.sort_by_key(|success| success.at_ms);
        touched.insert(person, all);
        Timeline { touched: &touched, ..self.timeline }.behaviors(person, now)
    }

    fn play(
        &mut self,
        cast: &Cast,
        (errand, behaviors): (Errand, Behaviors),
        acts: impl FnOnce(&mut Script<'_>, &mut Draw),
    ) {
        let part = self.parts.len() as u32;
        let flow = Flow {
            errand,
            start: self.now_ms,
            actor: cast.person,
            subject: cast.subject,
            key: mix(self.key ^ mix(u64::from(part))),
            day_key: cast.session,
            session: 0,
            day: self.day_of(cast.person) as i32,
            behaviors,
        };
        let mut steps = Vec::new();
        let engine = self.world.engine();
        acts(&mut Script::new(&mut steps, self.now_ms, engine), &mut self.draw);
        self.now_ms = steps.iter().map(|step| step.published).max().unwrap_or(self.now_ms);
        let succeeded = match cast.role {
            Role::Attacker => steps.iter().any(|step| outcome::is_gain(step.act)),
            Role::Victim => {
                if steps.iter().any(|step| outcome::is_consent(step.act)) {
                    self.give_in(cast);
                }
                false
            }
            _ => false,
        };
        self.steps.extend(steps.into_iter().map(|step| (step, part)));
        if cast.role != Role::SystemSideEffect {
            self.actors.insert(cast.session, cast.role);
        }
        let (stage, techniques) = if self.is_hostile(cast.session) {
            (self.breach, self.techniques)
        } else {
            (BreachStage::None, NO_TECHNIQUES)
        };
        let (guise, role, step) = (cast.guise, cast.role, self.step);
        let precedent = None;
        self.parts.push(Part { flow, guise, precedent, role, step, stage, techniques, succeeded });
    }

    /// Whether what happens in `session` now is a part of the breach: the attacker's doing, or the
    /// org's because of the attacker. An alarm for it would be right.
    fn is_hostile(&self, session: u64) -> bool {
        // Without anybody in the session it is about the attack as a whole.
        self.actors.get(&session).is_none_or(|actor| *actor == Role::Attacker)
    }

    /// The owner of the account says yes to what the attacker asked for last, in the session of
    /// `cast`.
    fn give_in(&mut self, cast: &Cast) {
        let last = self.parts.last_mut();
        let asked =
            |part: &&mut Part| part.role == Role::Attacker && part.flow.day_key == cast.session;
        if let Some(part) = last.filter(asked) {
            part.succeeded = true;
        }
    }

    /// The last part is about `precedent`.
    pub(crate) fn about(&mut self, precedent: Precedent) {
        if let Some(part) = self.parts.last_mut() {
            part.precedent = Some(precedent);
        }
    }

    /// The last event so far that shows `act`, for a later one that is about it.
    pub(crate) fn precedent(&self, act: Act, event_type: &'static str) -> Option<Precedent> {
        let place = self.steps.iter().rposition(|(step, _)| step.act == act)?;
        let (step, part) = &self.steps[place];
        let Part { flow, guise, .. } = &self.parts[*part as usize];
        let minute = step.published.div_euclid(60_000);
        Some(Precedent {
            event_type,
            identity: Identity { key: self.key, minute, ordinal: place as u32 },
            published: Timestamp::from_millis(step.published),
            request: flow.hash(u64::from(step.request)),
            guise: guise.unwrap_or_else(|| self.guise_on(flow.actor, i64::from(flow.day))),
        })
    }

    /// What comes now belongs to another stage of the breach.
    pub(crate) fn enter(&mut self, stage: BreachStage, techniques: &'static [&'static str]) {
        self.breach = stage;
        self.techniques = techniques;
    }

    /// The local day of `person` now.
    pub(crate) fn day_of(&self, person: u32) -> i64 {
        let office = self.world.resident(person).office;
        let minute = self.now_ms.div_euclid(60_000) + OFFICES[office].utc_offset_minutes;
        minute.div_euclid(1_440)
    }

    /// The attack as it will be in the log.
    pub(crate) fn finish(self, number: u32, parameters: Parameters, lag: &CommitLag) -> Campaign {
        let mut lags = Seed::new(self.key).child("lag").draw();
        let mut deeds: Vec<Deed> = (0..)
            .zip(&self.steps)
            .map(|(ordinal, (step, part))| {
                let commit = lag.commit(step.published, &mut lags);
                Deed { step: *step, part: *part, commit, ordinal }
            })
            .collect();
        deeds.sort_by_key(|deed| (deed.commit, deed.ordinal));
        Campaign {
            number,
            start_ms: self.start_ms,
            cut_ms: None,
            kind: self.kind,
            parameters,
            key: self.key,
            parts: self.parts,
            deeds,
            successes: self.successes,
        }
    }
}

const NO_TECHNIQUES: &[&str] = &[];
