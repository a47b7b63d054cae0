//! Too many applications at once (O41 to O45).

use std::collections::BTreeSet;
use std::time::Duration;

use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Target, Word};
use super::super::rule::{Rule, Scope, Span};
use super::super::window::{Pick, Window};
use super::super::windowed::Windowed;
use super::repository::{chronicle, okta, panther};
use super::signs::{SIGN_ON_POLICY, SSO, account, sso_succeeded};

pub(in super::super) static RULES: [Rule; 5] = [
    Rule {
        id: "O41",
        name: "many challenged applications in a session",
        scope: Scope::Session,
        span: Span::Window(Duration::from_mins(15)),
        sources: &[chronicle!("okta_multiple_failed_requests_to_access_applications")],
        logic: "in one session: policy.evaluate_sign_on CHALLENGE for more than 5 AppInstance by \
                displayName, and a user.authentication.sso SUCCESS to an AppInstance",
        start: |rule, _| {
            Windowed::start(rule, challenged_or_entered, apps_of_session, |window| {
                window.distinct(0) > 5 && window.flagged(0) > 0
            })
        },
    },
    Rule {
        id: "O42",
        name: "challenges that stay unanswered",
        scope: Scope::Session,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[okta!("multiple_failed_requests_to_access_okta_applications")],
        logic: "in one externalSessionId, for one actor.alternateId and address: more than 2 \
                AppInstance challenged, and less than half as many user.authentication.sso \
                SUCCESS to these as there are of them. The search span of the rule is open; an \
                hour here",
        start: |rule, _| {
            Windowed::start(rule, challenged_or_entered, apps_of_person, mostly_unanswered)
        },
    },
    Rule {
        id: "O43",
        name: "rapid access to applications",
        scope: Scope::User,
        span: Span::Bins(Duration::from_mins(1)),
        sources: &[okta!("rapid_application_access")],
        logic: "user.authentication.sso SUCCESS with initiationType IDP_INITIATED: 10 or more \
                AppInstance by alternateId for one actor.id",
        start: |rule, _| {
            Windowed::start(rule, opened, apps_of_actor, |window| window.distinct(0) >= 10)
        },
    },
    Rule {
        id: "O44",
        name: "many applications from one source",
        scope: Scope::User,
        span: Span::Bins(Duration::from_mins(5)),
        sources: &["elastic/detection-rules/hunting/okta/queries/\
                    defense_evasion_multiple_application_sso_authentication_repeat_source.toml"],
        logic: "user.authentication.sso, any outcome, with authenticationStep 0 and a requestUri \
                with /app/<name>/: more than 15 names for one address and actor.alternateId",
        start: |rule, _| {
            Windowed::start(rule, first_step, app_in_uri, |window| window.distinct(0) > 15)
        },
    },
    Rule {
        id: "O45",
        name: "applications that are not one's own",
        scope: Scope::User,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[panther!("okta_rules/okta_app_unauthorized_access_attempt")],
        logic: "5 or more app.generic.unauth_app_access_attempt of one actor.alternateId",
        start: |rule, _| Windowed::start(rule, unauthorized, account, |window| window.count() >= 5),
    },
];

/// One pick for each application of an event.
fn apps(event: &Event, name: fn(&Target) -> &Option<Word>) -> impl Iterator<Item = Option<Word>> {
    event.targets_of("AppInstance").map(move |app| name(app).clone())
}

fn challenged(event: &Event) -> bool {
    event.is(SIGN_ON_POLICY) && event.ended("CHALLENGE")
}

fn challenged_or_entered(event: &Event) -> bool {
    challenged(event) || sso_succeeded(event)
}

fn apps_of_session(event: &Event) -> Vec<Pick<1, 1>> {
    let (challenged, entered) = (challenged(event), sso_succeeded(event));
    let Some(entity) = Entity::session(event) else { return Vec::new() };
    apps(event, |app| &app.display_name)
        .map(|name| Pick {
            entity: entity.clone(),
            words: [name.filter(|_| challenged)],
            flags: [entered],
        })
        .collect()
}

fn apps_of_person(event: &Event) -> Vec<Pick<1, 2>> {
    let flags = [challenged(event), sso_succeeded(event)];
    let person = event.actor.alternate_id.as_ref().zip(event.client.ip.as_ref());
    let Some((session, (account, ip))) = Entity::session(event).zip(person) else {
        return Vec::new();
    };
    let entity = session.and(Facet::Account, account).and(Facet::Source, ip);
    apps(event, |app| &app.display_name)
        .map(|name| Pick { entity: entity.clone(), words: [name], flags })
        .collect()
}

fn mostly_unanswered(window: &Window<1, 2>) -> bool {
    const CHALLENGE: usize = 0;
    const SUCCESS: usize = 1;
    if window.flagged(CHALLENGE) <= 2 {
        return false;
    }
    let names = |flag| window.with_flag(flag).filter_map(|sample| sample.words[0].as_ref());
    let challenged: BTreeSet<&Word> = names(CHALLENGE).collect();
    let successes = names(SUCCESS).filter(|name| challenged.contains(name)).count();
    // The published rule rounds the ratio to two digits.
    let ratio = (successes as f64 / challenged.len() as f64 * 100.0).round() / 100.0;
    challenged.len() > 2 && ratio < 0.5
}

fn opened(event: &Event) -> bool {
    sso_succeeded(event) && event.debug_is("initiationType", "IDP_INITIATED")
}

fn apps_of_actor(event: &Event) -> Vec<Pick<1, 0>> {
    let Some(entity) = Entity::actor(event) else { return Vec::new() };
    apps(event, |app| &app.alternate_id).map(|name| Pick::words(entity.clone(), [name])).collect()
}

fn first_step(event: &Event) -> bool {
    event.is(SSO) && event.authentication_step.as_deref() == Some("0")
}

fn app_in_uri(event: &Event) -> Option<Pick<1, 0>> {
    let (_, after) = event.debug("requestUri")?.split_once("/app/")?;
    let (name, _) = after.split_once('/')?;
    let entity = Entity::source(event)?.and(Facet::Account, event.actor.alternate_id.as_ref()?);
    Some(Pick::words(entity, [Some(Word::from(name))]))
}

fn unauthorized(event: &Event) -> bool {
    event.is("app.generic.unauth_app_access_attempt")
}
