//! Devices, sessions and users that should belong together and do not (O34, O39, O40 and O52).

use std::time::Duration;

use super::super::entity::{Entity, Facet};
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::super::window::Pick;
use super::super::windowed::Windowed;
use super::repository::{elastic, okta};
use super::signs::{
    SESSION_START, SIGN_ON_POLICY, SSO, VERIFY, VIA_MFA, is_okta_itself, is_system,
};

pub(in super::super) static RULES: [Rule; 4] = [
    Rule {
        id: "O34",
        name: "device registered to several users",
        scope: Scope::Device,
        span: Span::Window(Duration::from_hours(30 * 24)),
        sources: &[okta!("device_registered_to_multiple_users")],
        logic: "device.user.add: 2 or more actor.id for one target.detailEntry.oktaDeviceId",
        start: |rule, _| {
            Windowed::start(rule, registers, devices, |window| window.distinct(0) >= 2)
        },
    },
    Rule {
        id: "O39",
        name: "several device tokens in one session",
        scope: Scope::Session,
        span: Span::Window(Duration::from_mins(9)),
        sources: &[elastic!(
            "credential_access_multiple_device_token_hashes_for_single_okta_session"
        )],
        logic: "all events but policy.evaluate_sign_on, user.session.start and \
                user.authentication.sso, actor not system@okta.com: 4 or more dtHash and 2 or \
                more addresses for one actor.alternateId and externalSessionId",
        start: |rule, _| {
            Windowed::start(rule, within_session, token_of_session, |window| {
                window.distinct(0) >= 4 && window.distinct(1) >= 2
            })
        },
    },
    Rule {
        id: "O40",
        name: "several operating systems with one device token",
        scope: Scope::Device,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[elastic!("credential_access_multiple_user_agent_os_authentication")],
        logic: "user.authentication.verify or .auth_via_mfa: 2 or more client.userAgent.os for \
                one dtHash. It misfires when an answer to a push, from the phone, carries the \
                browser's dtHash (facts 7)",
        start: |rule, _| {
            Windowed::start(rule, verified, system_of_device, |window| window.distinct(0) >= 2)
        },
    },
    Rule {
        id: "O52",
        name: "several sessions of one user",
        scope: Scope::User,
        span: Span::Window(Duration::from_mins(35)),
        sources: &[elastic!("lateral_movement_multiple_sessions_for_single_user")],
        logic: "user.session.start, any outcome, actor.id and displayName not okta*: 3 or more \
                externalSessionId for one actor.id. In Identity Engine failed logins have one as \
                well (facts 7)",
        start: |rule, _| {
            Windowed::start(rule, starts_session, session_of_actor, |window| {
                window.distinct(0) >= 3
            })
        },
    },
];

fn registers(event: &Event) -> bool {
    event.is("device.user.add")
}

fn devices(event: &Event) -> Vec<Pick<1, 0>> {
    let devices = event.targets.iter().filter_map(|target| target.okta_device_id.as_ref());
    devices
        .map(|device| Pick::words(Entity::of(Facet::Device, device), [event.actor.id.clone()]))
        .collect()
}

fn within_session(event: &Event) -> bool {
    !event.is_any(&[SIGN_ON_POLICY, SESSION_START, SSO]) && !is_system(event)
}

fn token_of_session(event: &Event) -> Option<Pick<2, 0>> {
    let entity = Entity::session(event)?.and(Facet::Account, event.actor.alternate_id.as_ref()?);
    Some(Pick::words(entity, [event.debug("dtHash").cloned(), event.client.ip.clone()]))
}

fn verified(event: &Event) -> bool {
    event.is_any(&[VERIFY, VIA_MFA])
}

fn system_of_device(event: &Event) -> Option<Pick<1, 0>> {
    Some(Pick::words(Entity::device(event)?, [event.client.os.clone()]))
}

fn starts_session(event: &Event) -> bool {
    let name = event.actor.display_name.as_deref().unwrap_or_default();
    event.is(SESSION_START) && !is_okta_itself(event) && !name.starts_with("okta")
}

fn session_of_actor(event: &Event) -> Option<Pick<1, 0>> {
    Some(Pick::words(Entity::actor(event)?, [event.session.clone()]))
}
