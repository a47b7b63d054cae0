//! A session that goes on elsewhere in another browser (O37).

use std::collections::BTreeMap;
use std::time::Duration;

use clock::Timestamp;

use super::super::detector::Detector;
use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Word};
use super::super::hit::{Draft, Hit, Reading};
use super::super::rule::{Rule, Scope, Span};
use super::super::similarity::ratio;
use super::repository::panther;
use super::signs::{SESSION_START, SSO};

pub(in super::super) static RULES: [Rule; 1] = [Rule {
    id: "O37",
    name: "potentially stolen session",
    scope: Scope::Session,
    span: Span::Memory(REMEMBERED_FOR),
    sources: &[panther!("okta_rules/okta_potentially_stolen_session")],
    logic: "user.authentication.sso or user.session.start with an externalSessionId and a dtHash, \
            client.id not Okta's own: the first one with both is remembered for 24 h; a later one \
            from another address whose user agent is less than 0.95 like the remembered one, as \
            difflib has it",
    start: |rule, _| Box::new(Stolen { rule, origins: BTreeMap::new() }),
}];

struct Stolen {
    rule: &'static Rule,
    /// By session and device.
    origins: BTreeMap<(Word, Word), Origin>,
}

/// The first event of a session.
struct Origin {
    at: Timestamp,
    uuid: Word,
    ip: Option<Word>,
    agent: Word,
}

impl Stolen {
    fn event(&mut self, event: &Event) -> Option<Hit> {
        let counts =
            event.is_any(&[SSO, SESSION_START]) && event.client.id.as_deref() != Some(OKTA_BACKEND);
        let key = (event.session.clone()?, event.debug("dtHash")?.clone());
        if !counts {
            return None;
        }
        let client = &event.client;
        let agent = client.user_agent.clone().unwrap_or_else(|| Word::from(NO_AGENT));
        let Some(origin) = self.origins.get(&key).filter(|it| it.is_known(event.published)) else {
            let (at, uuid, ip) = (event.published, event.uuid.clone(), client.ip.clone());
            self.origins.insert(key, Origin { at, uuid, ip, agent });
            return None;
        };
        if client.ip.is_none() || client.ip == origin.ip || ratio(&agent, &origin.agent) >= ALIKE {
            return None;
        }
        let evidence = [(origin.at, &origin.uuid), (event.published, &event.uuid)];
        let entity = Entity::of(Facet::Session, &key.0).and(Facet::Device, &key.1);
        Some(Draft::of(evidence)?.into_hit(self.rule, Reading::AnyWindow, entity))
    }
}

impl Origin {
    fn is_known(&self, now: Timestamp) -> bool {
        now.since(self.at) < REMEMBERED_FOR
    }
}

impl Detector for Stolen {
    fn observe(&mut self, _: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        for event in events {
            hits.extend(self.event(event));
        }
    }

    fn settle(&mut self, now: Timestamp, _: &mut Vec<Hit>) {
        self.origins.retain(|_, origin| origin.is_known(now));
    }

    fn finish(&mut self, _: &mut Vec<Hit>) {}
}

/// How long the origin of a session is remembered.
const REMEMBERED_FOR: Duration = Duration::from_hours(24);

/// Below this two user agents are different browsers; a browser update stays above.
const ALIKE: f64 = 0.95;

/// The client of Okta's own calls on behalf of a user.
const OKTA_BACKEND: &str = "okta.b58d5b75-07d4-5f25-bf59-368a1261a405";

/// What the published rule compares where there is no user agent.
const NO_AGENT: &str = "ua_not_found";
