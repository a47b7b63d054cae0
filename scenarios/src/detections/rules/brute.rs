//! Guessing the password of one account (O12 to O15).

use std::time::Duration;

use super::super::entity::{Entity, Facet};
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::super::window::{Pick, Window};
use super::super::windowed::Windowed;
use super::repository::{elastic, panther};
use super::signs::{account, credential_failed, locked, login_failed};

pub(in super::super) static RULES: [Rule; 4] = [
    Rule {
        id: "O12",
        name: "brute force with rotating or missing device tokens",
        scope: Scope::User,
        span: Span::Window(Duration::from_mins(30)),
        sources: &[elastic!("credential_access_okta_brute_force_device_token_rotation")],
        logic: "user.authentication.* or user.session.start with INVALID_CREDENTIALS or \
                LOCKED_OUT at requestUri /api/v1/authn, exactly, or /api/v1/sessions*; for one \
                address and actor.alternateId n failures with d different dtHash: d >= 7 and \
                n >= 10 and d/n >= 0.5, or n >= 12 and fewer than 15 % with a dtHash, or n >= 10 \
                and 5 or more user agents",
        start: |rule, _| {
            Windowed::start(rule, failed_at_api, of_account_at_source, without_cookies)
        },
    },
    Rule {
        id: "O13",
        name: "brute force from many sources",
        scope: Scope::User,
        span: Span::Window(Duration::from_mins(30)),
        sources: &[elastic!("credential_access_okta_brute_force_multi_source")],
        logic: "the failures of O12 at any requestUri, for one actor.alternateId: 10 or more from \
                5 or more addresses, and (2 countries or 3 AS numbers or 8 addresses or 3 user \
                agents)",
        start: |rule, _| Windowed::start(rule, credential_failed, of_account, from_many_sources),
    },
    Rule {
        id: "O14",
        name: "many failed logins of one user",
        scope: Scope::User,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[panther!("standard_rules/brute_force_by_user")],
        logic: "20 or more user.session.start FAILURE of one actor.alternateId",
        start: |rule, _| {
            Windowed::start(rule, login_failed, account, |window| window.count() >= 20)
        },
    },
    Rule {
        id: "O15",
        name: "locked out again and again",
        scope: Scope::User,
        span: Span::Window(Duration::from_hours(3)),
        sources: &[elastic!("credential_access_attempts_to_brute_force_okta_user_account")],
        logic: "3 or more user.account.lock of one actor.alternateId; out of reach unless the org \
                unlocks by itself within 90 min",
        start: |rule, _| Windowed::start(rule, locked, account, |window| window.count() >= 3),
    },
];

const TOKEN: usize = 0;
const AGENT: usize = 1;

fn failed_at_api(event: &Event) -> bool {
    let at_api = event
        .debug("requestUri")
        .is_some_and(|uri| &**uri == "/api/v1/authn" || uri.starts_with("/api/v1/sessions"));
    at_api && credential_failed(event)
}

fn of_account_at_source(event: &Event) -> Option<Pick<2, 0>> {
    let entity = Entity::source(event)?.and(Facet::Account, event.actor.alternate_id.as_ref()?);
    let words = [event.debug("dtHash").cloned(), event.client.user_agent.clone()];
    Some(Pick::words(entity, words))
}

fn without_cookies(window: &Window<2, 0>) -> bool {
    let attempts = window.count();
    let (tokens, with_token) = (window.distinct(TOKEN), window.tally(TOKEN).total());
    let rotates = tokens >= 7 && attempts >= 10 && tokens * 2 >= attempts;
    let bare = attempts >= 12 && with_token * 100 < attempts * 15;
    rotates || bare || (attempts >= 10 && window.distinct(AGENT) >= 5)
}

fn of_account(event: &Event) -> Option<Pick<4, 0>> {
    let words = [
        event.client.ip.clone(),
        event.client.place.country.clone(),
        event.network.as_number.clone(),
        event.client.user_agent.clone(),
    ];
    Some(Pick::words(Entity::account(event)?, words))
}

fn from_many_sources(window: &Window<4, 0>) -> bool {
    let [sources, countries, networks, agents] = [0, 1, 2, 3].map(|word| window.distinct(word));
    let diverse = countries >= 2 || networks >= 3 || sources >= 8 || agents >= 3;
    sources >= 5 && window.count() >= 10 && diverse
}
