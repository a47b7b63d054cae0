//! Denied pushes in sequence (O5 and O6).

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use clock::Timestamp;

use super::super::detector::Detector;
use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Word};
use super::super::hit::{Draft, Hit, Reading};
use super::super::rule::{Rule, Scope, Span};
use super::repository::elastic;
use super::signs::{SESSION_START, SSO, VERIFY, VIA_MFA, push_denied};

pub(in super::super) static RULES: [Rule; 2] = [
    Rule {
        id: "O5",
        name: "push bombing",
        scope: Scope::User,
        span: Span::Memory(WITHIN),
        sources: &[elastic!("credential_access_okta_mfa_bombing_via_push_notifications")],
        logic: "5 denied pushes of one actor.id in sequence, at most 10 min from the first to the \
                last, without a SUCCESS of user.authentication.sso, .auth_via_mfa, .verify or \
                user.session.start in between; then it starts again",
        start: |rule, _| Sequence::start(rule, Ending::Denial),
    },
    Rule {
        id: "O6",
        name: "push bombing that may have succeeded",
        scope: Scope::User,
        span: Span::Memory(WITHIN),
        sources: &[elastic!(
            "credential_access_okta_potentially_successful_okta_bombing",
            "_via_push_notifications"
        )],
        logic: "5 denied pushes of one actor.id and then a SUCCESS of user.authentication.sso, \
                .auth_via_mfa, .verify or user.session.start, at most 10 min from the first denial \
                to the success, whatever is in between. A password that is entered again counts \
                as the success, so that it fires although every push was denied (facts 3.4)",
        start: |rule, _| Sequence::start(rule, Ending::Success),
    },
];

/// Denials of each actor that are still within reach.
struct Sequence {
    rule: &'static Rule,
    ending: Ending,
    denials: BTreeMap<Word, VecDeque<(Timestamp, Word)>>,
}

/// What completes the sequence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The last denial; a success breaks it.
    Denial,
    /// A success after the denials.
    Success,
}

impl Sequence {
    fn start(rule: &'static Rule, ending: Ending) -> Box<dyn Detector> {
        Box::new(Self { rule, ending, denials: BTreeMap::new() })
    }

    fn denied(&mut self, event: &Event, actor: &Word) -> Option<Hit> {
        let denials = self.denials.entry(actor.clone()).or_default();
        forget(denials, event.published);
        denials.push_back((event.published, event.uuid.clone()));
        if denials.len() > RUNS {
            denials.pop_front();
        }
        if self.ending == Ending::Denial { self.complete(actor, None) } else { None }
    }

    fn succeeded(&mut self, event: &Event, actor: &Word) -> Option<Hit> {
        forget(self.denials.get_mut(actor)?, event.published);
        match self.ending {
            Ending::Success => self.complete(actor, Some(event)),
            Ending::Denial => {
                self.denials.remove(actor);
                None
            }
        }
    }

    /// The hit, if all denials are there; the next sequence begins from nothing.
    fn complete(&mut self, actor: &Word, success: Option<&Event>) -> Option<Hit> {
        let denials = self.denials.get(actor).filter(|denials| denials.len() == RUNS)?;
        let denials = denials.iter().map(|(at, uuid)| (*at, uuid));
        let success = success.map(|event| (event.published, &event.uuid));
        let draft = Draft::of(denials.chain(success))?;
        self.denials.remove(actor);
        Some(draft.into_hit(self.rule, Reading::AnyWindow, Entity::of(Facet::Actor, actor)))
    }
}

/// Drops the denials from which nothing at `now` is within reach.
fn forget(denials: &mut VecDeque<(Timestamp, Word)>, now: Timestamp) {
    while denials.front().is_some_and(|(at, _)| now.since(*at) > WITHIN) {
        denials.pop_front();
    }
}

impl Detector for Sequence {
    fn observe(&mut self, _: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        // Within one instant denials come first: then both rules see the most.
        for event in events.iter().filter(|event| push_denied(event)) {
            if let Some(actor) = &event.actor.id {
                hits.extend(self.denied(event, actor));
            }
        }
        for event in events.iter().filter(|event| ends_a_sequence(event)) {
            if let Some(actor) = &event.actor.id {
                hits.extend(self.succeeded(event, actor));
            }
        }
    }

    fn settle(&mut self, now: Timestamp, _: &mut Vec<Hit>) {
        self.denials.retain(|_, denials| {
            forget(denials, now);
            !denials.is_empty()
        });
    }

    fn finish(&mut self, _: &mut Vec<Hit>) {}
}

fn ends_a_sequence(event: &Event) -> bool {
    event.is_any(&[SSO, VIA_MFA, VERIFY, SESSION_START]) && event.ended("SUCCESS")
}

/// Denials that make a sequence.
const RUNS: usize = 5;

/// From the first event of a sequence to the last.
const WITHIN: Duration = Duration::from_mins(10);
