//! What the events of one flow have in common, ready to be written down.

use std::cell::OnceCell;
use std::ops::Deref;

use clock::Timestamp;

use crate::world::{
    Engine, Hex, Id, Laptop, Person, RequestId, Resident, SessionId, UserAgent, Uuid, Vantage,
    World, integration, mix,
};

use super::behaviors::{Insight, Risk, SecurityData};
use super::event::{Authentication, Client, Event, Kind, Party, Target, Transaction};
use super::flow::{Flow, Step};
use super::json::Text;

/// One step of a flow, in its world.
pub(crate) struct Scene<'a> {
    pub(crate) world: &'a World,
    pub(crate) flow: &'a Flow,
    pub(crate) actor: Actor<'a>,
    /// The id of the request, which is the id of the transaction.
    pub(crate) request: RequestId,
    /// The id that the requests of one sign-in share.
    pub(crate) sign_in: RequestId,
    /// The actor's session.
    pub(crate) session: SessionId,
    /// What the actor uses: usually the actor's own, and somebody else's in an attack.
    pub(crate) guise: Guise,
    /// The actor's managed computer.
    pub(crate) laptop: Laptop,
    /// What Okta concludes from what is new.
    pub(crate) risk: Risk,
    /// The same, as JSON.
    pub(crate) security_data: SecurityData,
    /// The earlier event that this one is about, if it is about one.
    pub(crate) precedent: Option<&'a Precedent>,
    published: Timestamp,
    uuid: Uuid,
    /// The hash of a device token: 64 hex digits.
    pub(super) dt_hash: [Hex; 2],
    pub(super) fingerprint: Hex,
    job: OnceCell<Id>,
    internal_session: OnceCell<SessionId>,
    pub(super) factor_path: OnceCell<String>,
}

/// Whoever acts, in the hands of who writes the scene down.
pub(crate) struct Actor<'a>(&'a Person);

impl Deref for Actor<'_> {
    type Target = Person;

    fn deref(&self) -> &Person {
        self.0
    }
}

/// Which event it is: event `ordinal` of `minute`, among those that `key` stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) key: u64,
    pub(crate) minute: i64,
    pub(crate) ordinal: u32,
}

/// An event that a later one is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Precedent {
    pub(crate) event_type: &'static str,
    pub(crate) identity: Identity,
    pub(crate) published: Timestamp,
    /// What the id of its transaction is made of.
    pub(crate) request: u64,
    pub(crate) guise: Guise,
}

impl Precedent {
    /// Its `uuid`.
    pub(crate) fn uuid(&self) -> Uuid {
        let Identity { key, minute, ordinal } = self.identity;
        Uuid::of(key, minute, ordinal, self.published)
    }
}

/// What somebody acts with, as a request shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guise {
    pub(crate) agent: &'static UserAgent,
    /// Which version of it.
    pub(crate) version: u16,
    pub(crate) vantage: Vantage,
    /// The key of the browser's token; nothing for a client that keeps none.
    pub(crate) browser: Option<u64>,
    /// Whether `ThreatInsight` suspects the address.
    pub(crate) suspected: bool,
}

impl Guise {
    /// The same, from another place.
    pub(crate) fn with_vantage(self, vantage: Vantage) -> Self {
        Self { vantage, ..self }
    }

    /// The same, suspected or not.
    pub(crate) fn with_suspicion(self, suspected: bool) -> Self {
        Self { suspected, ..self }
    }

    /// What a person has on a day of their own.
    pub(crate) fn own(resident: &Resident, laptop: &Laptop, day: i64) -> Self {
        Self {
            agent: laptop.agent,
            version: laptop.version,
            vantage: resident.vantage(day),
            browser: Some(laptop.browser_key),
            suspected: false,
        }
    }
}

impl<'a> Scene<'a> {
    /// The scene of `step`, of a flow of `actor`, with what they have on that day unless `guise` says
    /// otherwise.
    pub(crate) fn new(
        world: &'a World,
        (flow, actor): (&'a Flow, &'a Person),
        step: &Step,
        identity: Identity,
        guise: Option<Guise>,
    ) -> Self {
        let published = Timestamp::from_millis(step.published);
        let day = i64::from(flow.day);
        let laptop = actor.resident.laptop(world.mint(), day);
        let guise = guise.unwrap_or_else(|| Guise::own(&actor.resident, &laptop, day));
        let Identity { key, minute, ordinal } = identity;
        let engine = world.engine();
        let session_key = flow.day_key ^ u64::from(flow.session);
        // A token that was carried off to another machine meets another fingerprint there.
        let own = std::ptr::eq(guise.agent, laptop.agent);
        let machine = if own { 0xf1 } else { mix(0xf1 ^ u64::from(guise.version)) };
        Self {
            request: RequestId::of(engine, flow.hash(u64::from(step.request))),
            sign_in: RequestId::of(engine, mix(session_key ^ 0xa071)),
            session: world.mint().session(engine.session_prefix(), session_key),
            published,
            uuid: Uuid::of(key, minute, ordinal, published),
            dt_hash: dt_hash(guise.browser.unwrap_or_default()),
            fingerprint: Hex::of(guise.browser.unwrap_or_default() ^ machine),
            precedent: None,
            guise,
            laptop,
            risk: flow.behaviors.risk(),
            security_data: SecurityData(flow.behaviors),
            job: OnceCell::new(),
            internal_session: OnceCell::new(),
            factor_path: OnceCell::new(),
            world,
            flow,
            actor: Actor(actor),
        }
    }

    /// An event that the actor caused in the browser, or a program with the actor's token:
    /// successful, of severity INFO.
    pub(crate) fn event<'s>(
        &'s self,
        kind: &'static Kind,
        debug: &'s [(&'static str, Text<'s>)],
        targets: &'s [Target<'s>],
    ) -> Event<'s> {
        let event = Event {
            kind,
            message: None,
            uuid: self.uuid,
            published: self.published,
            severity: "INFO",
            actor: person(&self.actor),
            client: Some(self.browser()),
            device: None,
            insight: None,
            authentication: Authentication {
                session: Some(Text::Ascii(self.session.as_bytes())),
                ..Authentication::default()
            },
            outcome: Some(("SUCCESS", None)),
            debug,
            transaction: Transaction {
                kind: Some("WEB"),
                id: Text::Ascii(self.request.as_bytes()),
                api_token: None,
            },
            targets,
        };
        if self.is_by_token() { self.by_token(event) } else { event }
    }

    /// Whether a program does this and no person.
    pub(super) fn is_by_token(&self) -> bool {
        self.flow.session == Flow::BY_TOKEN
    }

    /// `event`, as caused by the program that has the org's API token, in no session.
    pub(crate) fn by_token<'s>(&'s self, mut event: Event<'s>) -> Event<'s> {
        event.client = Some(self.integration());
        event.authentication = Authentication::default();
        event.transaction.api_token = Some(&self.world.org().api_token_id);
        event
    }

    /// A step of a job, with nobody in front of it (facts 7.3).
    pub(crate) fn background<'s>(
        &'s self,
        kind: &'static Kind,
        debug: &'s [(&'static str, Text<'s>)],
        targets: &'s [Target<'s>],
    ) -> Event<'s> {
        let mint = self.world.mint();
        let session = self.internal_session.get_or_init(|| mint.session(*b"trs", self.flow.key));
        let job = self.job.get_or_init(|| mint.id("wbj", self.flow.key));
        let mut event = self.event(kind, debug, targets);
        event.actor = SYSTEM;
        event.client = None;
        event.authentication = Authentication {
            session: Some(Text::Ascii(session.as_bytes())),
            ..Authentication::default()
        };
        event.transaction = Transaction { kind: Some("JOB"), id: job.into(), api_token: None };
        event
    }

    /// Something that the org does of itself, for which there is neither a request nor a job
    /// (corpus of real events).
    pub(crate) fn unprompted<'s>(
        &'s self,
        kind: &'static Kind,
        debug: &'s [(&'static str, Text<'s>)],
        targets: &'s [Target<'s>],
    ) -> Event<'s> {
        let mut event = self.background(kind, debug, targets);
        event.transaction.kind = None;
        event.transaction.id = Text::Str("unknown");
        event
    }

    /// What is new about the actor's sign-in, for `securityContext`.
    pub(crate) fn insight(&self) -> Insight<'a> {
        let (behaviors, world) = (self.flow.behaviors, self.world);
        Insight { behaviors, rules: world.behavior_rules() }
    }

    /// Whether the org runs on the older engine.
    pub(crate) fn is_classic(&self) -> bool {
        self.world.engine() == Engine::Classic
    }

    /// The actor's browser, where the actor works today.
    pub(crate) fn browser(&self) -> Client<'_> {
        let Guise { agent, version, vantage, .. } = self.guise;
        Client { agent, version, vantage, id: None }
    }

    /// The actor's computer, if that is what they use and it is managed: a stranger's browser is on
    /// no device that the org knows. The older engine knows none.
    pub(crate) fn device(&self) -> Option<&Laptop> {
        let known = |laptop: &&Laptop| laptop.managed && self.is_on_laptop();
        Some(&self.laptop).filter(known).filter(|_| !self.is_classic())
    }

    /// Whether what the actor uses is the actor's computer: a token that was stolen from it makes
    /// another browser no part of it.
    pub(crate) fn is_on_laptop(&self) -> bool {
        let Guise { agent, version, browser, .. } = self.guise;
        browser == Some(self.laptop.browser_key)
            && std::ptr::eq(agent, self.laptop.agent)
            && version == self.laptop.version
    }

    /// The actor's phone, which answers pushes.
    pub(crate) fn phone(&self) -> Client<'_> {
        let vantage = self.actor.resident.phone_vantage(i64::from(self.flow.day));
        Client { agent: self.actor.phone, version: 0, vantage, id: None }
    }

    /// Okta Verify on the actor's computer, which answers for `FastPass`.
    pub(crate) fn authenticator(&self) -> Client<'_> {
        Client { agent: self.laptop.authenticator, version: 0, ..self.browser() }
    }

    /// The program that has the org's API token.
    pub(crate) fn integration(&self) -> Client<'_> {
        self.server(0)
    }

    /// The server of app number `app`, always at the same address of a data centre.
    pub(crate) fn web_server(&self, app: u64) -> Client<'_> {
        let key = mix(self.world.key() ^ mix(1 + app));
        let vantage = Vantage::data_centre(key);
        Client { agent: UserAgent::any_web_server(key), version: 0, vantage, id: None }
    }

    /// The program of the org that `key` stands for, always at the same address of a data centre.
    pub(crate) fn server(&self, key: u64) -> Client<'_> {
        let key = mix(self.world.key() ^ mix(key));
        let vantage = Vantage::data_centre(key);
        Client { agent: integration(key), version: 0, vantage, id: None }
    }
}

/// The org itself, the same in every org (facts 7.3).
pub(crate) const SYSTEM: Party<'static> = Party {
    id: Text::Str("spr0system0principal"),
    kind: "SystemPrincipal",
    alternate_id: Text::Str("system@okta.com"),
    name: Text::Str("Okta System"),
};

/// A person as actor or target.
pub(crate) fn person(person: &Person) -> Party<'_> {
    Party {
        id: (&person.id).into(),
        kind: "User",
        alternate_id: (&person.login).into(),
        name: (&person.name).into(),
    }
}

/// A target that is known by id and name alone.
pub(crate) fn thing<'a>(kind: &'static str, id: &'a Id, name: Text<'a>) -> Target<'a> {
    target(Party { id: id.into(), kind, alternate_id: Text::Str("unknown"), name })
}

/// A target without details.
pub(crate) fn target(party: Party<'_>) -> Target<'_> {
    Target { party, detail: &[], change: None }
}

/// Who acts in `flow`; somebody, where it is nobody in particular.
pub(crate) fn actor_of(flow: &Flow) -> u32 {
    flow.actor.max(1)
}

fn dt_hash(token: u64) -> [Hex; 2] {
    [Hex::of(token), Hex::of(mix(token ^ 0xd7))]
}
