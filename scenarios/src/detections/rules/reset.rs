//! Passwords and factors that are taken away (O33, O53 and O54).

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use clock::Timestamp;

use super::super::detector::Detector;
use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Word};
use super::super::hit::{Draft, Hit, Reading};
use super::super::rule::{Rule, Scope, Span};
use super::super::window::Pick;
use super::super::windowed::Windowed;
use super::repository::{chronicle, elastic};
use super::signs::account;

pub(in super::super) static RULES: [Rule; 3] = [
    Rule {
        id: "O33",
        name: "password and factors of one user reset",
        scope: Scope::User,
        span: Span::Window(Duration::from_mins(30)),
        sources: &[chronicle!("okta_user_password_and_mfa_factor_reset_or_deactivated")],
        logic: "for one target of type User: user.mfa.factor.reset_all or .deactivate, and \
                user.account.reset_password, in any order and with any outcome",
        start: |rule, _| {
            Windowed::start(rule, factor_or_password, of_targets, |window| {
                window.flagged(0) > 0 && window.flagged(1) > 0
            })
        },
    },
    Rule {
        id: "O53",
        name: "many password resets or unlocks",
        scope: Scope::User,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[elastic!(
            "defense_evasion_suspicious_okta_user_password_reset_or_unlock_attempts"
        )],
        logic: "5 or more messages that reset a password or unlock an account \
                (system.email.*, system.sms.*, system.voice.*), or user.account.unlock_token, of \
                one actor.alternateId",
        start: |rule, _| Windowed::start(rule, recovers, account, |window| window.count() >= 5),
    },
    Rule {
        id: "O54",
        name: "factor taken away and not replaced",
        scope: Scope::User,
        span: Span::Memory(WITHIN),
        sources: &[elastic!("persistence_mfa_deactivation_with_no_reactivation")],
        logic: "user.mfa.factor.deactivate or .reset_all SUCCESS, outcome.reason not `User reset \
                SECURITY_QUESTION factor`, and no user.mfa.factor.activate for the same target of \
                type User in the 12 h after it. Not decided, and so silent, when the log ends \
                earlier",
        start: |rule, _| Box::new(Bare { rule, taken: VecDeque::new(), replaced: BTreeMap::new() }),
    },
];

fn factor_or_password(event: &Event) -> bool {
    takes_factor(event) || event.is("user.account.reset_password")
}

fn of_targets(event: &Event) -> Vec<Pick<0, 2>> {
    let factor = takes_factor(event);
    let pick = |user| Pick::flags(Entity::of(Facet::Target, user), [factor, !factor]);
    users(event).map(pick).collect()
}

fn recovers(event: &Event) -> bool {
    event.is_any(&RECOVERIES)
}

const RECOVERIES: [&str; 7] = [
    "system.email.account_unlock.sent_message",
    "system.email.password_reset.sent_message",
    "system.sms.send_account_unlock_message",
    "system.sms.send_password_reset_message",
    "system.voice.send_account_unlock_call",
    "system.voice.send_password_reset_call",
    "user.account.unlock_token",
];

fn takes_factor(event: &Event) -> bool {
    event.is_any(&["user.mfa.factor.reset_all", "user.mfa.factor.deactivate"])
}

fn users(event: &Event) -> impl Iterator<Item = &Word> {
    event.targets_of("User").filter_map(|user| user.id.as_ref())
}

/// O54: factors that were taken away less than 12 h ago, and when users last got one.
struct Bare {
    rule: &'static Rule,
    taken: VecDeque<Taken>,
    replaced: BTreeMap<Word, Timestamp>,
}

struct Taken {
    at: Timestamp,
    uuid: Word,
    user: Word,
}

impl Bare {
    /// Decides about what lies further back than the length of time.
    fn decide(&mut self, now: Timestamp, hits: &mut Vec<Hit>) {
        while let Some(taken) = self.taken.pop_front_if(|taken| now.since(taken.at) > WITHIN) {
            let replaced = self.replaced.get(&taken.user).is_some_and(|at| *at >= taken.at);
            let draft = Draft::of([(taken.at, &taken.uuid)]).filter(|_| !replaced);
            let entity = Entity::of(Facet::Target, &taken.user);
            hits.extend(draft.map(|it| it.into_hit(self.rule, Reading::AnyWindow, entity)));
        }
    }
}

impl Detector for Bare {
    fn observe(&mut self, now: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        self.decide(now, hits);
        for event in events {
            let counts = takes_factor(event)
                && event.ended("SUCCESS")
                && !event.reason_is_any(&["User reset SECURITY_QUESTION factor"]);
            for user in users(event) {
                if counts {
                    let (uuid, user) = (event.uuid.clone(), user.clone());
                    self.taken.push_back(Taken { at: now, uuid, user });
                } else if event.is("user.mfa.factor.activate") {
                    self.replaced.insert(user.clone(), now);
                }
            }
        }
    }

    fn settle(&mut self, now: Timestamp, hits: &mut Vec<Hit>) {
        self.decide(now, hits);
        self.replaced.retain(|_, at| now.since(*at) <= WITHIN);
    }

    fn finish(&mut self, _: &mut Vec<Hit>) {}
}

const WITHIN: Duration = Duration::from_hours(12);
