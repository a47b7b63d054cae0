//! What is done in a session, held to how the session began.

use std::collections::{BTreeMap, BTreeSet};

use super::{THURSDAY, entries, event, traffic, traffic_on};
use crate::log::Order;
use crate::traffic::flows::notice::NEW_DEVICE_MAIL;
use crate::traffic::procedural::Busyness;
use crate::traffic::shape::MINUTES_PER_DAY;
use crate::world::Engine;

#[test]
fn whoever_opens_an_app_has_signed_in_before() {
    // The order within a person's day is what a persona is built on.
    let traffic = traffic(5, 2_000, Busyness::Usual);
    let mut sessions = BTreeSet::new();
    let (mut apps, mut without) = (0, 0);
    for entry in entries(&traffic, Order::Published, THURSDAY - 1_440..THURSDAY + 1_440) {
        let event = event(&traffic, &entry);
        let session = event["authenticationContext"]["externalSessionId"].to_string();
        if event["eventType"] == "user.session.start" && event["outcome"]["result"] == "SUCCESS" {
            sessions.insert(session);
        } else if event["eventType"] == "user.authentication.sso"
            && entry.published.unwrap() >= THURSDAY * 60_000
            && event["target"][0]["displayName"] != "Okta Dashboard"
        {
            apps += 1;
            without += usize::from(!sessions.contains(&session));
        }
    }
    assert!(apps > 200 && without == 0, "{without} of {apps}");
}

#[test]
fn nothing_is_done_in_a_session_that_nobody_began() {
    let traffic = traffic(5, 4_000, Busyness::Usual);
    let mut sessions = BTreeSet::new();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for entry in entries(&traffic, Order::Published, THURSDAY - 1_440..THURSDAY + 2_880) {
        let event = event(&traffic, &entry);
        let event_type = event["eventType"].as_str().unwrap();
        let session = event["authenticationContext"]["externalSessionId"].as_str();
        let Some(session) = session.filter(|id| id.starts_with("idx")) else { continue };
        if event_type == "user.session.start" && event["outcome"]["result"] == "SUCCESS" {
            sessions.insert(session.to_owned());
        } else if entry.published.unwrap() >= THURSDAY * 60_000 && !signs_in(event_type) {
            assert!(sessions.contains(session), "{event}");
            // A program has a token and no session.
            assert!(event["transaction"]["detail"]["requestApiTokenId"].is_null(), "{event}");
            *seen.entry(event_type.to_owned()).or_default() += 1;
        }
    }
    for event_type in [
        "application.lifecycle.update",
        "group.user_membership.add",
        "policy.rule.update",
        "user.account.reset_password",
        "user.account.update_password",
        "user.mfa.factor.activate",
        "user.mfa.factor.reset_all",
    ] {
        assert!(seen.contains_key(event_type), "no {event_type} in {seen:#?}");
    }
}

#[test]
fn work_in_the_console_begins_with_the_console() {
    let traffic = traffic(5, 4_000, Busyness::Usual);
    let (mut consoles, mut worked) = (BTreeSet::new(), 0);
    for entry in entries(&traffic, Order::Published, THURSDAY - 1_440..THURSDAY + 1_440) {
        let event = event(&traffic, &entry);
        let session = event["authenticationContext"]["externalSessionId"].as_str();
        let Some(session) = session.filter(|id| id.starts_with("idx")) else { continue };
        match event["eventType"].as_str().unwrap() {
            "user.session.access_admin_app" => _ = consoles.insert(session.to_owned()),
            "analytics.reports.export.request"
            | "application.lifecycle.update"
            | "application.user_membership.add"
            | "group.user_membership.add"
            | "group.user_membership.remove"
            | "policy.rule.update"
            | "user.account.privilege.grant"
            | "user.account.reset_password"
            | "user.mfa.factor.reset_all"
                if entry.published.unwrap() >= THURSDAY * 60_000 =>
            {
                assert!(consoles.contains(session), "{event}");
                worked += 1;
            }
            _ => {}
        }
    }
    assert!(worked > 300, "{worked}");
}

#[test]
fn a_mail_goes_out_for_every_sign_in_on_a_new_device() {
    let traffic = traffic(5, 6_000, Busyness::Usual);
    let (mut starts, mut mails) = (Vec::new(), Vec::new());
    for entry in entries(&traffic, Order::Published, THURSDAY..THURSDAY + MINUTES_PER_DAY) {
        let event = event(&traffic, &entry);
        let behaviors = event["debugContext"]["debugData"]["behaviors"].as_str();
        match event["eventType"].as_str().unwrap() {
            "user.session.start"
                if event["outcome"]["result"] == "SUCCESS"
                    && behaviors.is_some_and(|all| all.contains("New Device=POSITIVE")) =>
            {
                starts.push(event["actor"]["id"].to_string());
            }
            NEW_DEVICE_MAIL => mails.push(event["target"][0]["id"].to_string()),
            _ => {}
        }
    }
    starts.sort();
    mails.sort();
    assert_eq!(starts, mails);
    assert!(mails.len() > 5, "{mails:?}");
}

/// A request is one transaction and went to one place (scenario facts 1.1).
#[test]
fn all_events_of_a_request_have_its_address() {
    for engine in [Engine::Oie, Engine::Classic] {
        let traffic = traffic_on(engine, 7, 3_000, Busyness::Usual);
        let mut addresses: BTreeMap<String, String> = BTreeMap::new();
        let mut several = 0;
        for entry in entries(&traffic, Order::Published, THURSDAY..THURSDAY + MINUTES_PER_DAY) {
            let event = event(&traffic, &entry);
            if event["transaction"]["type"] != "WEB" {
                continue;
            }
            let address = event["debugContext"]["debugData"]["requestUri"].to_string();
            let transaction = event["transaction"]["id"].to_string();
            match addresses.get(&transaction) {
                Some(known) => {
                    assert_eq!(*known, address, "{event}");
                    several += 1;
                }
                None => _ = addresses.insert(transaction, address),
            }
        }
        assert!(several > 3_000, "{engine}: {several}");
    }
}

/// Whether events of a type happen on the way to a session, or in the moment that it begins, too.
fn signs_in(event_type: &str) -> bool {
    [
        "app.oauth2.authorize.code",
        "app.oauth2.token.grant.id_token",
        "policy.evaluate_sign_on",
        "system.email.send_factor_verify_message",
        "system.push.send_factor_verify_push",
        "system.sms.send_factor_verify_message",
        "user.account.lock",
        "user.account.unlock",
        "user.account.unlock_token",
        "user.authentication.auth_via_IDP",
        "user.authentication.auth_via_mfa",
        "user.authentication.sso",
        "user.authentication.verify",
        "user.session.start",
    ]
    .contains(&event_type)
}
