//! An account that wakes up (O47, without a public rule).

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use clock::Timestamp;

use super::super::detector::Detector;
use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Word};
use super::super::history::{History, LastLogin};
use super::super::hit::{Draft, Hit, Reading};
use super::super::rule::{Rule, Scope, Span};
use super::signs::{SESSION_START, SSO, VERIFY};

pub(in super::super) static RULES: [Rule; 1] = [Rule {
    id: "O47",
    name: "dormant account reactivated",
    scope: Scope::User,
    span: Span::Memory(RECENT),
    sources: &["none: scenario facts 2.14"],
    logic: "user.session.start, user.authentication.verify or .sso SUCCESS of an actor.id at most \
            24 h after the first one that follows 90 days without any (by the history, else by \
            the log), and SUCCESS of user.lifecycle.unsuspend, .reactivate, .activate or \
            user.mfa.factor.activate for that user in the 24 h before, and isProxy true or a \
            country other than the last one or New Country POSITIVE",
    start: |rule, history| Dormant::start(rule, history),
}];

struct Dormant {
    rule: &'static Rule,
    last_logins: BTreeMap<Word, LastLogin>,
    /// Who came back in the last 24 h, and when.
    returns: BTreeMap<Word, Return>,
    /// What was done to an account in the last 24 h.
    preparations: BTreeMap<Word, VecDeque<(Timestamp, Word)>>,
}

struct Return {
    at: Timestamp,
    /// Where they were last before.
    country: Option<Word>,
}

impl Dormant {
    fn start(rule: &'static Rule, history: &History) -> Box<dyn Detector> {
        Box::new(Self {
            rule,
            last_logins: history.last_logins.clone(),
            returns: BTreeMap::new(),
            preparations: BTreeMap::new(),
        })
    }

    fn prepared(&mut self, event: &Event) {
        for user in event.targets_of("User").filter_map(|user| user.id.as_ref()) {
            let preparations = self.preparations.entry(user.clone()).or_default();
            forget(preparations, event.published);
            if preparations.len() == PREPARATIONS_MAX {
                preparations.pop_front();
            }
            preparations.push_back((event.published, event.uuid.clone()));
        }
    }

    fn succeeded(&mut self, event: &Event) -> Option<Hit> {
        let (actor, now) = (event.actor.id.as_ref()?, event.published);
        self.notice(actor, event);
        let back = self.returns.get(actor).filter(|back| now.since(back.at) <= RECENT)?;
        let preparations = self.preparations.get_mut(actor)?;
        forget(preparations, now);
        if preparations.is_empty() || !is_foreign(event, back) {
            return None;
        }
        let preparations = preparations.iter().map(|(at, uuid)| (*at, uuid));
        let draft = Draft::of(preparations.chain([(now, &event.uuid)]))?;
        self.returns.remove(actor);
        let entity = Entity::of(Facet::Actor, actor);
        Some(draft.into_hit(self.rule, Reading::AnyWindow, entity))
    }

    /// Notes a return after a long time, and that the account is in use.
    fn notice(&mut self, actor: &Word, event: &Event) {
        let now = event.published;
        if let Some(last) = self.last_logins.get(actor)
            && now.since(last.at) > DORMANT
        {
            let back = Return { at: now, country: last.country.clone() };
            self.returns.insert(actor.clone(), back);
        }
        if self.last_logins.len() < USERS_MAX || self.last_logins.contains_key(actor) {
            let login = LastLogin { at: now, country: event.client.place.country.clone() };
            self.last_logins.insert(actor.clone(), login);
        }
    }
}

fn is_foreign(event: &Event, back: &Return) -> bool {
    let country = event.client.place.country.as_ref();
    let moved = country.zip(back.country.as_ref()).is_some_and(|(now, before)| now != before);
    let behaviors = &event.behaviors;
    let said = behaviors.says_positive("New Country") || behaviors.log_only_positive("New Country");
    event.network.proxy || moved || said
}

fn forget(preparations: &mut VecDeque<(Timestamp, Word)>, now: Timestamp) {
    while preparations.front().is_some_and(|(at, _)| now.since(*at) > RECENT) {
        preparations.pop_front();
    }
}

impl Detector for Dormant {
    fn observe(&mut self, _: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        for event in events {
            if event.is_any(&PREPARATIONS) && event.ended("SUCCESS") {
                self.prepared(event);
            }
        }
        for event in events {
            if event.is_any(&[SESSION_START, VERIFY, SSO]) && event.ended("SUCCESS") {
                hits.extend(self.succeeded(event));
            }
        }
    }

    fn settle(&mut self, now: Timestamp, _: &mut Vec<Hit>) {
        self.returns.retain(|_, back| now.since(back.at) <= RECENT);
        self.preparations.retain(|_, preparations| {
            forget(preparations, now);
            !preparations.is_empty()
        });
    }

    fn finish(&mut self, _: &mut Vec<Hit>) {}
}

const PREPARATIONS: [&str; 4] = [
    "user.lifecycle.activate",
    "user.lifecycle.reactivate",
    "user.lifecycle.unsuspend",
    "user.mfa.factor.activate",
];

/// Without a login for longer than this an account is dormant.
const DORMANT: Duration = Duration::from_hours(90 * 24);

/// How long before a login a preparation counts, and how long after the return.
const RECENT: Duration = Duration::from_hours(24);

/// Preparations of one account that are remembered.
const PREPARATIONS_MAX: usize = 64;

/// Accounts whose last login is remembered.
const USERS_MAX: usize = 2_000_000;
