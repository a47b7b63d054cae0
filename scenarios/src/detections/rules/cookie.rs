//! A session cookie in other hands, by its device token or its session (O36 and O38).

use std::time::Duration;

use super::super::entity::{Entity, Facet};
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::super::window::{Pick, Window};
use super::super::windowed::Windowed;
use super::repository::{chronicle, elastic, okta};
use super::signs::{SESSION_START, SIGN_ON_POLICY, SSO, is_system};

pub(in super::super) static RULES: [Rule; 3] = [
    Rule {
        id: "O36",
        name: "device token on another machine",
        scope: Scope::Device,
        span: Span::Window(Duration::from_hours(24)),
        sources: &[okta!("suspicious_use_of_an_Okta_Session_Cookie")],
        logic: "policy.evaluate_sign_on ALLOW or SUCCESS for one dtHash and actor.alternateId: \
                more than 1 address and more than 1 client.userAgent.os or .browser. The search \
                span of the rule is open; a day here",
        start: |rule, _| Windowed::start(rule, let_in, machine_of_account, on_another_machine),
    },
    Rule {
        id: "O36-CH",
        name: "device token on another machine, or tried there",
        scope: Scope::Device,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[chronicle!("okta_suspicious_use_of_a_session_cookie")],
        logic: "as O36, also with CHALLENGE, for one dtHash and actor.id",
        start: |rule, _| {
            Windowed::start(rule, let_in_or_challenged, machine_of_actor, on_another_machine)
        },
    },
    Rule {
        id: "O38",
        name: "session replayed by a script",
        scope: Scope::Session,
        span: Span::Window(Duration::from_mins(30)),
        sources: &[elastic!("credential_access_okta_aitm_session_cookie_replay")],
        logic: "user.session.start, policy.evaluate_sign_on and user.authentication.sso of one \
                rootSessionId and actor.alternateId, not system@okta.com: the first of the other \
                two comes after the first start, there is more than 1 address or user agent, and \
                a user agent is python-requests*, curl/*, httpx*, aiohttp*, Go-http-client*, \
                *Headless*, Java/* or okhttp*",
        start: |rule, _| {
            Windowed::start(rule, start_or_replay, by_root_session, replayed_by_script)
        },
    },
];

fn machine(event: &Event, entity: Entity) -> Pick<3, 0> {
    let client = &event.client;
    Pick::words(entity, [client.ip.clone(), client.os.clone(), client.browser.clone()])
}

fn let_in(event: &Event) -> bool {
    event.is(SIGN_ON_POLICY) && (event.ended("ALLOW") || event.ended("SUCCESS"))
}

fn let_in_or_challenged(event: &Event) -> bool {
    let_in(event) || (event.is(SIGN_ON_POLICY) && event.ended("CHALLENGE"))
}

fn machine_of_account(event: &Event) -> Option<Pick<3, 0>> {
    let account = event.actor.alternate_id.as_ref()?;
    Some(machine(event, Entity::device(event)?.and(Facet::Account, account)))
}

fn machine_of_actor(event: &Event) -> Option<Pick<3, 0>> {
    let actor = event.actor.id.as_ref()?;
    Some(machine(event, Entity::device(event)?.and(Facet::Actor, actor)))
}

fn on_another_machine(window: &Window<3, 0>) -> bool {
    window.distinct(0) > 1 && (window.distinct(1) > 1 || window.distinct(2) > 1)
}

const START: usize = 0;
const REPLAY: usize = 1;
const SCRIPT: usize = 2;

fn start_or_replay(event: &Event) -> bool {
    event.is_any(&[SESSION_START, SIGN_ON_POLICY, SSO]) && !is_system(event)
}

fn by_root_session(event: &Event) -> Option<Pick<2, 3>> {
    let start = event.is(SESSION_START);
    let agent = event.client.user_agent.clone();
    let flags = [start, !start, agent.as_deref().is_some_and(is_script)];
    let entity = Entity::of(Facet::Session, event.root_session.as_ref()?)
        .and(Facet::Account, event.actor.alternate_id.as_ref()?);
    Some(Pick { entity, words: [event.client.ip.clone(), agent], flags })
}

fn is_script(agent: &str) -> bool {
    let starts =
        ["python-requests", "curl/", "httpx", "aiohttp", "Go-http-client", "Java/", "okhttp"];
    starts.iter().any(|start| agent.starts_with(start)) || agent.contains("Headless")
}

fn replayed_by_script(window: &Window<2, 3>) -> bool {
    let moved = window.distinct(0) > 1 || window.distinct(1) > 1;
    if window.flagged(SCRIPT) == 0 || !moved {
        return false;
    }
    let first = |flag| window.with_flag(flag).next().map(|sample| sample.at);
    first(START).zip(first(REPLAY)).is_some_and(|(start, replay)| replay > start)
}
