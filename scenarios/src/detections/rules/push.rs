//! Pushes and other second factors that were refused, ignored or asked for too often (O7 to O11,
//! O55 and O56).

use std::time::Duration;

use clock::Timestamp;

use super::super::entity::{Entity, Facet};
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::super::window::{Pick, Window};
use super::super::windowed::Windowed;
use super::repository::{chronicle, okta, sentinel, splunk};
use super::signs::{DENY_PUSH, VIA_MFA, account, actor, push_answered, push_failed, push_sent};

pub(in super::super) static RULES: [Rule; 7] = [
    Rule {
        id: "O7",
        name: "several pushes rejected",
        scope: Scope::User,
        span: Span::Window(Duration::from_mins(10)),
        sources: &[chronicle!("okta_user_rejected_multiple_push_notifications")],
        logic: "2 or more failed pushes of one actor.id: user.mfa.okta_verify.deny_push, or \
                user.authentication.auth_via_mfa FAILURE with factor OKTA_VERIFY_PUSH",
        start: |rule, _| Windowed::start(rule, push_failed, actor, |window| window.count() >= 2),
    },
    Rule {
        id: "O8",
        name: "success after many pushes",
        scope: Scope::Session,
        span: Span::Window(Duration::from_mins(15)),
        sources: &[chronicle!("okta_mfa_brute_force_attack")],
        logic: "in one session more than 4 pushes sent (SUCCESS) that are followed, in whole \
                seconds not preceded, by a user.authentication.auth_via_mfa SUCCESS. A password \
                before the first push is not such a success",
        start: |rule, _| {
            Windowed::start(rule, push_or_success, of_session, many_pushes_then_success)
        },
    },
    Rule {
        id: "O9",
        name: "MFA fatigue",
        scope: Scope::Session,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[sentinel!("MFAFatigue")],
        logic: "more than 10 system.push.send_factor_verify_push for one externalSessionId, \
                actor.alternateId and outcome.result",
        start: |rule, _| Windowed::start(rule, is_push, by_outcome, |window| window.count() > 10),
    },
    Rule {
        id: "O10",
        name: "many failed second factors",
        scope: Scope::User,
        span: Span::Bins(Duration::from_mins(5)),
        sources: &[splunk!("okta_multiple_failed_mfa_requests_for_user")],
        logic: "10 or more user.authentication.auth_via_mfa FAILURE of one actor.alternateId with \
                a factor other than PASSWORD_AS_FACTOR",
        start: |rule, _| {
            Windowed::start(rule, failed_factor, account, |window| window.count() >= 10)
        },
    },
    Rule {
        id: "O11",
        name: "push asked for in one place and answered in another",
        scope: Scope::Session,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[okta!("mismatch_between_source_and_response_okta_verify_push")],
        logic: "in one session: pushes sent P (those within 2 s, one for each phone, are one), \
                answers that succeeded A and that failed X; (A/P < 0.5 and P > 2, or X > 0) and \
                more than one client address and a push with New Device=POSITIVE and one with \
                New IP=POSITIVE",
        start: |rule, _| Windowed::start(rule, push_or_answer, with_address, answered_elsewhere),
    },
    Rule {
        id: "O55",
        name: "suspicious MFA abandonment",
        scope: Scope::Source,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[okta!("suspicious_mfa_abandonment")],
        logic: "user.authentication.auth_via_mfa UNANSWERED or ABANDONED from one address: more \
                than 5 for a single actor.id, or more than 5 actor.id, or one through a proxy",
        start: |rule, _| {
            Windowed::start(rule, abandoned, person_at_source, |window| {
                let people = window.distinct(0);
                (people == 1 && window.count() > 5) || people > 5 || window.flagged(0) > 0
            })
        },
    },
    Rule {
        id: "O56",
        name: "failed or denied MFA in a row",
        scope: Scope::User,
        span: Span::Window(Duration::from_mins(5)),
        sources: &["falcosecurity/plugins/plugins/okta/rules/okta_rules.yaml"],
        logic: "3 or more user.authentication.auth_via_mfa FAILURE, or 3 or more \
                user.mfa.okta_verify.deny_push, of one actor.id",
        start: |rule, _| {
            Windowed::start(rule, refused, of_actor, |window| {
                window.flagged(0) >= 3 || window.flagged(1) >= 3
            })
        },
    },
];

const PUSH: usize = 0;
const SUCCESS: usize = 1;
const FAILURE: usize = 2;
const NEW_DEVICE: usize = 3;
const NEW_IP: usize = 4;

fn push_or_success(event: &Event) -> bool {
    push_sent(event) || succeeded(event)
}

fn succeeded(event: &Event) -> bool {
    event.is(VIA_MFA) && event.ended("SUCCESS")
}

fn of_session(event: &Event) -> Option<Pick<0, 2>> {
    Some(Pick::flags(Entity::session(event)?, [push_sent(event), succeeded(event)]))
}

fn many_pushes_then_success(window: &Window<0, 2>) -> bool {
    if window.flagged(PUSH) <= 4 {
        return false;
    }
    let Some(last_success) = window.with_flag(SUCCESS).last() else { return false };
    let until = last_success.at.as_seconds();
    window.with_flag(PUSH).filter(|push| push.at.as_seconds() <= until).count() > 4
}

fn is_push(event: &Event) -> bool {
    event.is("system.push.send_factor_verify_push")
}

fn by_outcome(event: &Event) -> Option<Pick<0, 0>> {
    let entity = Entity::session(event)?
        .and(Facet::Account, event.actor.alternate_id.as_ref()?)
        .and(Facet::Outcome, event.result.as_ref()?);
    Some(Pick::entity(entity))
}

fn failed_factor(event: &Event) -> bool {
    let other = event.debug("factor").is_some_and(|factor| &**factor != "PASSWORD_AS_FACTOR");
    event.is(VIA_MFA) && event.ended("FAILURE") && other
}

fn push_or_answer(event: &Event) -> bool {
    push_sent(event) || push_answered(event)
}

fn with_address(event: &Event) -> Option<Pick<1, 5>> {
    let (push, answer) = (push_sent(event), push_answered(event));
    let flags = [
        push,
        answer && event.ended("SUCCESS"),
        answer && event.ended("FAILURE"),
        push && event.behaviors.says_positive("New Device"),
        push && event.behaviors.says_positive("New IP"),
    ];
    Some(Pick { entity: Entity::session(event)?, words: [event.client.ip.clone()], flags })
}

fn answered_elsewhere(window: &Window<1, 5>) -> bool {
    if window.distinct(0) <= 1 || window.flagged(NEW_DEVICE) == 0 || window.flagged(NEW_IP) == 0 {
        return false;
    }
    let pushes = collapsed(window.with_flag(PUSH).map(|push| push.at));
    // The published rule rounds the ratio to two digits.
    let ratio = (window.flagged(SUCCESS) as f64 / pushes as f64 * 100.0).round() / 100.0;
    (ratio < 0.5 && pushes > 2) || window.flagged(FAILURE) > 0
}

/// How many pushes a person has seen: what is sent within 2 s of the first goes to their other
/// phones.
fn collapsed(pushes: impl Iterator<Item = Timestamp>) -> usize {
    let mut count = 0;
    let mut first: Option<Timestamp> = None;
    for push in pushes {
        if first.is_none_or(|first| push.since(first) >= COLLAPSE) {
            first = Some(push);
            count += 1;
        }
    }
    count
}

const COLLAPSE: Duration = Duration::from_secs(2);

fn abandoned(event: &Event) -> bool {
    event.is(VIA_MFA) && (event.ended("UNANSWERED") || event.ended("ABANDONED"))
}

fn person_at_source(event: &Event) -> Option<Pick<1, 1>> {
    let (words, flags) = ([event.actor.id.clone()], [event.network.proxy]);
    Some(Pick { entity: Entity::source(event)?, words, flags })
}

fn refused(event: &Event) -> bool {
    (event.is(VIA_MFA) && event.ended("FAILURE")) || event.is(DENY_PUSH)
}

fn of_actor(event: &Event) -> Option<Pick<0, 2>> {
    Some(Pick::flags(Entity::actor(event)?, [event.is(VIA_MFA), event.is(DENY_PUSH)]))
}
