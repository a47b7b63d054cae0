//! Who plays a part in an attack, and with what.

use crate::traffic::{Behaviors, Guise};
use crate::world::{Factor, Person, UserAgent, Vantage};

use super::campaign::Role;
use super::stage::Stage;

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

impl Stage<'_> {
    /// Somebody whose account `fits`: the same for the same seed.
    pub(crate) fn person(&mut self, fits: impl Fn(&Person) -> bool) -> Person {
        let users = u64::from(self.world().users().max(1));
        for _ in 0..CASTING_MAX {
            let person = self.world().person(1 + self.draw.below(users) as u32);
            if fits(&person) {
                return person;
            }
        }
        // An org this small has nobody like that; somebody has to do.
        self.world().person(1)
    }

    /// Somebody with a password and a phone that answers pushes, settled.
    pub(crate) fn victim(&mut self) -> Person {
        self.settled(|person| person.habits.factor == Factor::Push && !person.habits.federated)
    }

    /// Somebody who `fits`, is not travelling, and could sign in now as every day without anything
    /// being new about it.
    pub(crate) fn settled(&mut self, fits: impl Fn(&Person) -> bool) -> Person {
        let users = u64::from(self.world().users().max(1));
        for _ in 0..CASTING_MAX {
            let person = self.world().person(1 + self.draw.below(users) as u32);
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
        // Whoever sits in the company's tunnel looks as if they came by a proxy.
        person.resident.trip(day).is_none()
            && usual.vantage.network.is_proxy != Some(true)
            && self.behaviors(person.number, &usual) == Behaviors::default()
    }

    /// An administrator with a password and a phone that answers pushes, settled if there is one.
    pub(crate) fn admin(&mut self) -> Person {
        let admins = self.world().admins();
        let first = self.draw.below(u64::from(admins)) as u32;
        let mut all =
            (first..first + admins.min(CASTING_MAX)).map(|index| self.world().admin(index));
        let usual =
            |person: &Person| person.habits.factor == Factor::Push && !person.habits.federated;
        let found = all.clone().find(|person| usual(person) && self.is_settled(person));
        found.or_else(|| all.find(usual)).unwrap_or_else(|| self.world().admin(first))
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

    /// Somebody who only looks like an attacker, in a session of their own.
    pub(crate) fn look_alike_as(&mut self, person: u32, guise: Guise) -> Cast {
        Cast { role: Role::Lookalike, ..self.attacker_as(person, guise) }
    }

    /// What `person` has on this day.
    pub(crate) fn own_guise(&self, person: u32) -> Guise {
        self.guise_on(person, self.day_of(person))
    }

    /// A browser that nobody of the org has.
    pub(crate) fn foreign_browser(&mut self, vantage: Vantage) -> Guise {
        let agent = UserAgent::any_browser(self.draw.next());
        let browser = Some(self.draw.next());
        let version = self.current_version(agent);
        Guise { agent, version, vantage, browser, suspected: false }
    }

    /// A phone that has not signed in yet.
    pub(crate) fn new_phone(&mut self, vantage: Vantage) -> Guise {
        let agent = UserAgent::any_phone_browser(self.draw.next());
        let browser = Some(self.draw.next());
        let version = self.current_version(agent);
        Guise { agent, version, vantage, browser, suspected: false }
    }

    /// The version of `agent` that whoever keeps up with updates has now.
    pub(crate) fn current_version(&self, agent: &UserAgent) -> u16 {
        agent.version_in(self.now_ms.div_euclid(86_400_000) / 28)
    }

    /// A program without cookies.
    pub(crate) fn script_client(&mut self, vantage: Vantage) -> Guise {
        let agent = UserAgent::any_script(self.draw.next());
        Guise { agent, version: 0, vantage, browser: None, suspected: false }
    }
}

/// How many people are looked at for a part.
const CASTING_MAX: u32 = 200;
