//! Where an attack is put together: who acts, in whose name, with what, and when.

use clock::{Draw, Seed};

use crate::traffic::{
    Behaviors, CommitLag, Errand, Flow, Guise, Script, Step, Success, Timeline, Touched,
};
use crate::world::{Factor, OFFICES, Person, UserAgent, Vantage, World, mix};

use super::campaign::{Campaign, Deed, Part, Role};
use super::catalogue::{BreachStage, Kind};
use super::parameters::Parameters;

/// An attack while it is being written.
pub(crate) struct Stage<'a> {
    world: &'a World,
    timeline: Timeline<'a>,
    kind: &'static Kind,
    key: u64,
    /// Chance in this attack.
    pub(crate) draw: Draw,
    /// Milliseconds since the epoch: when the next thing happens.
    pub(crate) now_ms: i64,
    parts: Vec<Part>,
    steps: Vec<(Step, u32)>,
    successes: Vec<(u32, Success)>,
    step: u32,
}

/// Somebody in an attack: whose account, and what they use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cast {
    /// The account's number.
    pub(crate) person: u32,
    /// Whom it is done to, where that is somebody else.
    pub(crate) subject: u32,
    pub(crate) role: Role,
    /// Nothing for somebody who appears as they are.
    pub(crate) guise: Option<Guise>,
    /// What the session's id depends on; the same for the same session.
    pub(crate) session: u64,
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
            now_ms: start_ms,
            parts,
            steps,
            successes,
            step: 0,
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

    /// Somebody whose account `fits`: the same for the same seed.
    pub(crate) fn person(&mut self, fits: impl Fn(&Person) -> bool) -> Person {
        let users = u64::from(self.world.users().max(1));
        for _ in 0..CASTING_MAX {
            let person = self.world.person(1 + self.draw.below(users) as u32);
            if fits(&person) {
                return person;
            }
        }
        // An org this small has nobody like that; somebody has to do.
        self.world.person(1)
    }

    /// Somebody with a password and a phone that answers pushes, settled.
    pub(crate) fn victim(&mut self) -> Person {
        self.settled(|person| person.habits.factor == Factor::Push && !person.habits.federated)
    }

    /// Somebody who `fits`, is not travelling, and could sign in now as every day without anything
    /// being new about it.
    pub(crate) fn settled(&mut self, fits: impl Fn(&Person) -> bool) -> Person {
        let users = u64::from(self.world.users().max(1));
        for _ in 0..CASTING_MAX {
            let person = self.world.person(1 + self.draw.below(users) as u32);
            if fits(&person) && self.is_settled(&person) {
                return person;
            }
        }
        self.person(fits)
    }

    /// Whether nothing would be new if `person` signed in now as every day.
    pub(crate) fn is_settled(&self, person: &Person) -> bool {
        let day = self.day_of(person.number);
        let usual = self.arrival(person.number, None);
        person.resident.trip(day).is_none()
            && self.behaviors(person.number, &usual) == Behaviors::default()
    }

    /// `person` as themselves, in a session of their own.
    pub(crate) fn victim_as(&mut self, person: u32) -> Cast {
        let session = self.draw.next();
        Cast { person, subject: 0, role: Role::Victim, guise: None, session }
    }

    /// The attacker in the name of `person`, in a session of their own.
    pub(crate) fn attacker_as(&mut self, person: u32, guise: Guise) -> Cast {
        let session = self.draw.next();
        Cast { person, subject: 0, role: Role::Attacker, guise: Some(guise), session }
    }

    /// What `person` has on this day.
    pub(crate) fn own_guise(&self, person: u32) -> Guise {
        let (resident, day) = (self.world.resident(person), self.day_of(person));
        Guise::own(&resident, &resident.laptop(self.world.mint(), day), day)
    }

    /// A browser that nobody of the org has.
    pub(crate) fn foreign_browser(&mut self, vantage: Vantage) -> Guise {
        let agent = UserAgent::any_browser(self.draw.next());
        let wave = self.day_of_headquarters() / 28;
        let browser = Some(self.draw.next());
        let version = agent.version_in(wave);
        Guise { agent, version, vantage, browser, suspected: false }
    }

    /// A program without cookies.
    pub(crate) fn script_client(&mut self, vantage: Vantage) -> Guise {
        let agent = UserAgent::any_script(self.draw.next());
        Guise { agent, version: 0, vantage, browser: None, suspected: false }
    }

    /// Something that `cast` does now. `acts` says what, with pauses between; time goes on to the
    /// last of it.
    pub(crate) fn act(&mut self, cast: &Cast, acts: impl FnOnce(&mut Script<'_>, &mut Draw)) {
        self.play(cast, (Errand::Launch, Behaviors::default()), acts);
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
    }

    /// A sign-in of `cast` that went on until now has succeeded: later ones are compared with it.
    pub(crate) fn got_in(&mut self, cast: &Cast) {
        let now = self.arrival(cast.person, cast.guise);
        self.successes.push((cast.person, now));
    }

    /// A sign-in of `person` now, with `guise` or as every day.
    fn arrival(&self, person: u32, guise: Option<Guise>) -> Success {
        let (vantage, browser) = match guise {
            Some(guise) => (guise.vantage, guise.browser),
            None => {
                let (resident, day) = (self.world.resident(person), self.day_of(person));
                (resident.vantage(day), Some(resident.browser_key(day)))
            }
        };
        Success { at_ms: self.now_ms, vantage, browser }
    }

    /// What is new about `now`, with what has happened in this attack.
    fn behaviors(&self, person: u32, now: &Success) -> Behaviors {
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
        acts(&mut Script::new(&mut steps, self.now_ms), &mut self.draw);
        self.now_ms = steps.iter().map(|step| step.published).max().unwrap_or(self.now_ms);
        self.steps.extend(steps.into_iter().map(|step| (step, part)));
        self.parts.push(Part {
            flow,
            guise: cast.guise,
            role: cast.role,
            step: self.step,
            stage: self.kind.stage,
            techniques: self.kind.techniques,
            succeeded: false,
        });
    }

    /// The attacker got what the last part was for.
    pub(crate) fn succeeded(&mut self) {
        if let Some(part) = self.parts.last_mut() {
            part.succeeded = true;
        }
    }

    /// Puts the parts of step `step` and later into another stage of the breach.
    pub(crate) fn from_step(
        &mut self,
        step: u32,
        stage: BreachStage,
        techniques: &'static [&'static str],
    ) {
        for part in self.parts.iter_mut().filter(|part| part.step >= step) {
            part.stage = stage;
            part.techniques = techniques;
        }
    }

    /// The local day of `person` now.
    pub(crate) fn day_of(&self, person: u32) -> i64 {
        let office = self.world.resident(person).office;
        let minute = self.now_ms.div_euclid(60_000) + OFFICES[office].utc_offset_minutes;
        minute.div_euclid(1_440)
    }

    fn day_of_headquarters(&self) -> i64 {
        self.now_ms.div_euclid(86_400_000)
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
            kind: self.kind,
            parameters,
            key: self.key,
            parts: self.parts,
            deeds,
            successes: self.successes,
        }
    }
}

/// How many people are looked at for a part.
const CASTING_MAX: u32 = 200;
