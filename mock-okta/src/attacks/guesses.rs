//! What guessing attacks have in common: where the guesses come from, and whom they are about.

use std::collections::BTreeSet;

use crate::traffic::Guise;
use crate::traffic::flows::guess::{self, Door, Reason};
use crate::world::{Factor, NetworkClass, Person, UserAgent, Vantage, mix};

use super::casting::Cast;
use super::entries;
use super::parameters::Parameters;
use super::stage::Stage;

/// Machines that guess, one after the other.
#[derive(Debug)]
pub(super) struct Sources {
    class: NetworkClass,
    /// How many addresses there are.
    count: u64,
    /// What they call themselves, with the version.
    agents: Vec<(&'static UserAgent, u16)>,
    /// Whether each guess has a cookie of its own, as if it were a browser that was never here.
    rotates: bool,
    key: u64,
}

impl Sources {
    /// `count` addresses of `class` with `agents` different programs.
    pub(super) fn new(
        stage: &mut Stage<'_>,
        class: NetworkClass,
        (count, agents): (u32, u32),
    ) -> Self {
        let key = stage.draw.next();
        let mut programs = vec![(UserAgent::any_script(key), 0)];
        for number in 1..u64::from(agents) {
            // A browser that has not been updated for years, or says so.
            let agent = UserAgent::any_browser(mix(key ^ number));
            programs.push((agent, stage.current_version(agent).saturating_sub(20 + number as u16)));
        }
        Self { class, count: u64::from(count.max(1)), agents: programs, rotates: false, key }
    }

    /// The same, with a new cookie for every guess.
    pub(super) fn rotating(mut self, rotates: bool) -> Self {
        self.rotates = rotates;
        self
    }

    /// What guess number `attempt` is made with: the addresses take turns.
    pub(super) fn guise(&self, attempt: u64) -> Guise {
        let place = attempt % self.count;
        let (agent, version) =
            self.agents[(mix(self.key ^ place) % self.agents.len() as u64) as usize];
        Guise {
            agent,
            version,
            vantage: Vantage::anywhere(self.class, mix(self.key ^ mix(place))),
            browser: self.rotates.then(|| mix(self.key ^ mix(attempt ^ 0xc00c))),
            suspected: false,
        }
    }

    /// Which of the addresses guess number `attempt` comes from.
    pub(super) fn place(&self, attempt: u64) -> usize {
        (attempt % self.count) as usize
    }
}

/// Whose password is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Person number so and so.
    Known(u32),
    /// A name that nobody has, or no longer: somebody beyond the last person.
    Unknown(u32),
}

impl Target {
    /// The number of the account, or of whoever would have the name.
    pub(super) fn number(self) -> u32 {
        let (Self::Known(number) | Self::Unknown(number)) = self;
        number
    }
}

/// The door that `parameters` name.
pub(super) fn door(parameters: &Parameters) -> Door {
    if parameters.choice("endpoint") == "authn" { Door::Api } else { Door::Page }
}

/// `count` names in the order of the alphabet, `unknown` per cent of which nobody has. Fewer when
/// the org has not so many people with a password.
pub(super) fn targets(stage: &mut Stage<'_>, count: u32, unknown: u32) -> Vec<Target> {
    let world = stage.world();
    let strangers = u64::from(count) * u64::from(unknown.min(100)) / 100;
    let known = (u64::from(count) - strangers) as usize;
    let mut people = BTreeSet::new();
    // Twice as many as there are, so that nearly everybody of a small org is found.
    for _ in 0..(2 * known).max(64) {
        let number = 1 + stage.draw.below(u64::from(world.users().max(1))) as u32;
        if people.len() < known && !world.habits(number).federated {
            people.insert(number);
        }
    }
    let mut all: Vec<Target> = people.into_iter().map(Target::Known).collect();
    all.extend((0..strangers).map(|_| unknown_name(stage)));
    all.sort_by_cached_key(|target| world.person(target.number()).login);
    all
}

/// A name that nobody has, or no longer.
pub(super) fn unknown_name(stage: &mut Stage<'_>) -> Target {
    Target::Unknown(stage.world().users() + 1 + stage.draw.below(FORMER_PEOPLE) as u32)
}

/// One guess of `cast` at the door that fails, because the account is `locked` or for a better
/// reason.
pub(super) fn attempt(
    stage: &mut Stage<'_>,
    cast: &Cast,
    target: Target,
    (door, locked): (Door, bool),
) {
    match target {
        Target::Known(_) => {
            let reason = if locked { Reason::LockedOut } else { Reason::WrongPassword };
            stage.sign_in(cast, false, |script, _| guess::fail(door, reason, script));
        }
        Target::Unknown(_) => {
            stage.act(cast, |script, _| guess::fail(door, Reason::UnknownName, script));
        }
    }
}

/// A guess that is right. With `enforced` it ends at the second factor, which the attacker has not;
/// without, in a session.
pub(super) fn hit(stage: &mut Stage<'_>, cast: &Cast, (door, enforced): (Door, bool)) {
    match (door, enforced) {
        (Door::Page, true) => {
            entries::first_factor(stage, cast);
        }
        (Door::Page, false) => entries::by_password(stage, cast),
        (Door::Api, _) => entries::by_api(stage, cast, enforced),
    }
}

/// Somebody whose password is all it takes, if there is such a person, settled.
pub(super) fn password_only(stage: &mut Stage<'_>) -> Person {
    stage.settled(|person| person.habits.factor == Factor::Password && !person.habits.federated)
}

/// From how many former people a list of names has been put together.
const FORMER_PEOPLE: u64 = 1 << 20;
