//! Guessing at many accounts (O16 to O22 and O25): about sources and about the whole tenant, so
//! large orgs fire them by themselves (facts 3.4).

use std::time::Duration;

use super::super::entity::Entity;
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::super::window::{Pick, Window};
use super::super::windowed::Windowed;
use super::repository::{chronicle, elastic, panther, sentinel, splunk};
use super::signs::{SESSION_START, credential_failed, locked, login_failed};

pub(in super::super) static RULES: [Rule; 8] = [
    Rule {
        id: "O16",
        name: "password spray from one source",
        scope: Scope::Source,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[elastic!("credential_access_okta_password_spray_single_source")],
        logic: "the failures of O13 from one address: 15 or more, of 5 or more \
                actor.alternateId, over 5 min or longer; the most for one account is 2 to 8, and \
                60 % of the accounts have 2 to 6",
        start: |rule, _| {
            Windowed::start(rule, credential_failed, account_at_source, |window| {
                let accounts = window.tally(0);
                accounts.distinct() >= 5
                    && window.count() >= 15
                    && (2..=8).contains(&accounts.most())
                    && accounts.occurring(2..=6) * 10 >= accounts.distinct() * 6
                    && window.duration() >= Duration::from_mins(5)
            })
        },
    },
    Rule {
        id: "O17",
        name: "password spray from many sources",
        scope: Scope::Tenant,
        span: Span::Bins(Duration::from_mins(15)),
        sources: &[elastic!("credential_access_okta_password_spray_multi_source")],
        logic: "all failures of O13 in the tenant: n >= 25 from 5 or more addresses at 8 or more \
                actor.alternateId, n/accounts <= 5 and accounts/addresses >= 1",
        start: |rule, _| Windowed::start(rule, credential_failed, anywhere, spread_over_sources),
    },
    Rule {
        id: "O18",
        name: "many users failing from one address",
        scope: Scope::Source,
        span: Span::Bins(Duration::from_mins(5)),
        sources: &[splunk!("okta_multiple_users_failing_to_authenticate_from_ip")],
        logic: "user.session.start FAILURE from one address: more than 9 actor.alternateId",
        start: |rule, _| {
            Windowed::start(rule, login_failed, account_at_source, |window| window.distinct(0) > 9)
        },
    },
    Rule {
        id: "O19",
        name: "password spray at the sign-in page",
        scope: Scope::Source,
        span: Span::Bins(Duration::from_mins(5)),
        sources: &[sentinel!("PasswordSpray")],
        logic: "user.session.start with VERIFICATION_ERROR or INVALID_CREDENTIALS from one \
                address: more than 15 actor.alternateId",
        start: |rule, _| {
            Windowed::start(rule, unverified, account_at_source, |window| window.distinct(0) > 15)
        },
    },
    Rule {
        id: "O20",
        name: "several users with invalid credentials from one address",
        scope: Scope::Source,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[chronicle!(
            "okta_multiple_users_logins_with_invalid_credentials_from_the_same_ip"
        )],
        logic: "user.session.start or user.authentication.* with FAILURE or DENY for \
                INVALID_CREDENTIALS from one address: more than 5 actor.alternateId",
        start: |rule, _| {
            Windowed::start(rule, invalid, account_at_source, |window| window.distinct(0) > 5)
        },
    },
    Rule {
        id: "O21",
        name: "many failed logins from one address",
        scope: Scope::Source,
        span: Span::Window(Duration::from_hours(1)),
        sources: &[panther!("standard_rules/brute_force_by_ip")],
        logic: "20 or more user.session.start FAILURE from one address",
        start: |rule, _| {
            Windowed::start(rule, login_failed, account_at_source, |window| window.count() >= 20)
        },
    },
    Rule {
        id: "O22",
        name: "several accounts locked out from one address",
        scope: Scope::Source,
        span: Span::Bins(Duration::from_mins(5)),
        sources: &[splunk!("okta_multiple_accounts_locked_out")],
        logic: "more than 5 user.account.lock from one address",
        start: |rule, _| {
            Windowed::start(rule, locked, account_at_source, |window| window.count() > 5)
        },
    },
    Rule {
        id: "O25",
        name: "credential stuffing from one source",
        scope: Scope::Source,
        span: Span::Window(Duration::from_mins(15)),
        sources: &[elastic!("credential_access_okta_credential_stuffing_single_source")],
        logic: "the failures of O13 from one address: 25 or more at 15 or more \
                actor.alternateId, at most 2 for each",
        start: |rule, _| {
            Windowed::start(rule, credential_failed, account_at_source, |window| {
                let accounts = window.tally(0);
                window.count() >= 25 && accounts.distinct() >= 15 && accounts.most() <= 2
            })
        },
    },
];

/// The account, for the address from which somebody tries it.
fn account_at_source(event: &Event) -> Option<Pick<1, 0>> {
    Some(Pick::words(Entity::source(event)?, [event.actor.alternate_id.clone()]))
}

fn anywhere(event: &Event) -> [Pick<2, 0>; 1] {
    let words = [event.actor.alternate_id.clone(), event.client.ip.clone()];
    [Pick::words(Entity::TENANT, words)]
}

fn spread_over_sources(window: &Window<2, 0>) -> bool {
    let (attempts, accounts, sources) = (window.count(), window.distinct(0), window.distinct(1));
    sources >= 5
        && accounts >= 8
        && attempts >= 25
        && attempts <= accounts * 5
        && accounts >= sources
}

fn unverified(event: &Event) -> bool {
    let reasons = ["VERIFICATION_ERROR", "INVALID_CREDENTIALS"];
    event.is(SESSION_START) && event.reason_is_any(&reasons)
}

fn invalid(event: &Event) -> bool {
    let is_login = event.is(SESSION_START) || event.event_type.starts_with("user.authentication.");
    let blocked = event.ended("FAILURE") || event.ended("DENY");
    is_login && blocked && event.reason_is_any(&["INVALID_CREDENTIALS"])
}
