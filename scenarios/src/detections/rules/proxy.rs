//! Sign-ins through proxies and through other organizations (O23, O35, O46, O50 and O51).

use std::time::Duration;

use super::super::each::Each;
use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Word};
use super::super::rule::{Rule, Scope, Span};
use super::super::window::Pick;
use super::super::windowed::Windowed;
use super::first_seen::FirstSeen;
use super::repository::{elastic, okta, panther, sigma};
use super::signs::{SESSION_START, SSO, VERIFY, VIA_MFA, is_okta_itself, is_system};

pub(in super::super) static RULES: [Rule; 5] = [
    Rule {
        id: "O23",
        name: "several users from one device behind a proxy",
        scope: Scope::Device,
        span: Span::Window(Duration::from_mins(9)),
        sources: &[elastic!(
            "credential_access_multiple_auth_events_from_single_device",
            "_behind_proxy"
        )],
        logic: "user.authentication* through a proxy with a dtHash, actor.id not okta*: 3 or more \
                actor.id for one dtHash",
        start: |rule, _| {
            Windowed::start(rule, behind_proxy, user_of_device, |window| window.distinct(0) >= 3)
        },
    },
    Rule {
        id: "O35",
        name: "authentication from a new device through a proxy",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[okta!("successful_authentication_via_new_device_and_proxy")],
        logic: "an eventType that contains user.authentication, SUCCESS, isProxy true, actor not \
                system@okta.com, and New Device=POSITIVE and New Geo-Location=POSITIVE in \
                behaviors",
        start: |rule, _| {
            Each::start(rule, |event| {
                event.event_type.contains("user.authentication")
                    && event.ended("SUCCESS")
                    && event.network.proxy
                    && !is_system(event)
                    && event.behaviors.says_positive("New Device")
                    && event.behaviors.says_positive("New Geo-Location")
            })
        },
    },
    Rule {
        id: "O46",
        name: "sign-in through an identity provider never seen before",
        scope: Scope::Tenant,
        span: Span::Memory(Duration::from_hours(5 * 24)),
        sources: &[elastic!("initial_access_sign_in_events_via_third_party_idp")],
        logic: "user.authentication.auth_via_IDP, .auth_via_inbound_SAML or .auth_via_social, any \
                outcome, with an issuer.id other than `Okta` that was not seen there in the 5 days \
                before and is not in the history",
        start: |rule, history| FirstSeen::start(rule, Facet::Issuer, issuer, &history.issuers),
    },
    Rule {
        id: "O50",
        name: "first session of a user through a proxy",
        scope: Scope::User,
        span: Span::Memory(Duration::from_hours(7 * 24)),
        sources: &[elastic!("initial_access_first_occurrence_user_session_started_via_proxy")],
        logic: "user.session.start, user.authentication.verify, .sso or .auth_via_mfa through a \
                proxy, any outcome, actor.id not okta*: the actor.id was not seen there in the 7 \
                days before and is not in the history",
        start: |rule, history| FirstSeen::start(rule, Facet::Actor, proxied, &history.proxy_users),
    },
    Rule {
        id: "O51",
        name: "session start through a proxy",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[
            sigma!("okta_user_session_start_via_anonymised_proxy"),
            panther!("okta_rules/okta_anonymizing_vpn_login"),
        ],
        logic: "user.session.start with isProxy true, any outcome",
        start: |rule, _| Each::start(rule, |event| event.is(SESSION_START) && event.network.proxy),
    },
];

fn behind_proxy(event: &Event) -> bool {
    event.event_type.starts_with("user.authentication")
        && event.network.proxy
        && !is_okta_itself(event)
}

fn user_of_device(event: &Event) -> Option<Pick<1, 0>> {
    Some(Pick::words(Entity::device(event)?, [event.actor.id.clone()]))
}

fn issuer(event: &Event) -> Option<&Word> {
    let federated = event.is_any(&[
        "user.authentication.auth_via_IDP",
        "user.authentication.auth_via_inbound_SAML",
        "user.authentication.auth_via_social",
    ]);
    event.issuer.as_ref().filter(|issuer| federated && &***issuer != "Okta")
}

fn proxied(event: &Event) -> Option<&Word> {
    let signs_in = event.is_any(&[SESSION_START, VERIFY, SSO, VIA_MFA]);
    let counts = signs_in && event.network.proxy && !is_okta_itself(event);
    event.actor.id.as_ref().filter(|_| counts)
}
