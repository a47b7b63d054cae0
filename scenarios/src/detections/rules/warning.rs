//! What Okta or a person says themselves, and what stands out in one login (O24, O57, O58 and
//! O60).

use super::super::each::Each;
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::repository::{chronicle, elastic, okta, panther, sigma};
use super::signs::login_succeeded;

pub(in super::super) static RULES: [Rule; 5] = [
    Rule {
        id: "O24",
        name: "threat detected or suspected",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[
            elastic!("okta_threatinsight_threat_suspected_promotion"),
            sigma!("okta_security_threat_detected"),
        ],
        logic: "security.threat.detected, or threatSuspected `true` on any event",
        start: |rule, _| {
            Each::start(rule, |event| event.is(THREAT) || event.debug_is("threatSuspected", "true"))
        },
    },
    Rule {
        id: "O24-OC",
        name: "ThreatInsight names spray or unknown users",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[
            okta!("threat_insight_high_unknown_users"),
            okta!("threat_insight_password_spray"),
        ],
        logic: "security.threat.detected whose outcome.reason contains `Password Spray` or \
                `Login failures with high unknown users count`",
        start: |rule, _| {
            Each::start(rule, |event| {
                let reason = event.reason.as_deref().unwrap_or_default();
                let named = reason.contains("Password Spray")
                    || reason.contains("Login failures with high unknown users count");
                event.is(THREAT) && named
            })
        },
    },
    Rule {
        id: "O57",
        name: "suspicious activity reported by the user",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[
            okta!("user_reported_suspicious_activity"),
            elastic!("initial_access_suspicious_activity_reported_by_okta_user"),
            sigma!("okta_suspicious_activity_enduser_report"),
            panther!("okta_rules/okta_user_reported_suspicious_activity"),
        ],
        logic: "user.account.report_suspicious_activity_by_enduser",
        start: |rule, _| {
            Each::start(rule, |event| {
                event.is("user.account.report_suspicious_activity_by_enduser")
            })
        },
    },
    Rule {
        id: "O58",
        name: "login with a high score",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[chronicle!("okta_successful_high_risk_user_logins")],
        logic: "user.session.start SUCCESS with 50 points or more: POSITIVE in behaviors of New \
                Geo-Location 10, New Device 20, New IP 5, New City 5, New State 10, New Country \
                10, Velocity 10; country Cuba, Iran, North Korea, Russia or Syria 20",
        start: |rule, _| Each::start(rule, |event| login_succeeded(event) && score(event) >= 50),
    },
    Rule {
        id: "O60",
        name: "password typed as user name",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[sigma!("okta_password_in_alternateid_field")],
        logic: "legacyEventType core.user_auth.login_failed and an actor.alternateId that neither \
                starts with `0oa` nor contains an e-mail address",
        start: |rule, _| {
            Each::start(rule, |event| {
                let legacy = event.legacy_event_type.as_deref();
                let typed = event.actor.alternate_id.as_deref();
                legacy == Some("core.user_auth.login_failed")
                    && typed.is_some_and(|typed| !typed.starts_with("0oa") && !has_address(typed))
            })
        },
    },
];

fn score(event: &Event) -> u32 {
    let country = event.client.place.country.as_deref().unwrap_or_default();
    let listed = ["Cuba", "Iran", "North Korea", "Russia", "Syria"].contains(&country);
    let positive = |(name, _): &&(&str, u32)| event.behaviors.says_positive(name);
    let points: u32 = POINTS.iter().filter(positive).map(|(_, points)| points).sum();
    points + if listed { 20 } else { 0 }
}

const POINTS: [(&str, u32); 7] = [
    ("New Geo-Location", 10),
    ("New Device", 20),
    ("New IP", 5),
    ("New City", 5),
    ("New State", 10),
    ("New Country", 10),
    ("Velocity", 10),
];

/// Whether `[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,10}` is somewhere in the text.
fn has_address(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let local =
            text[..at].ends_with(|it: char| it.is_ascii_alphanumeric() || "._%+-".contains(it));
        let host_length = text[at + 1..]
            .find(|it: char| !(it.is_ascii_alphanumeric() || ".-".contains(it)))
            .unwrap_or(text.len() - at - 1);
        let host = &text[at + 1..at + 1 + host_length];
        let ends = |(dot, _): (usize, &str)| {
            let letters = host[dot + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
            dot > 0 && letters >= 2
        };
        local && host.match_indices('.').any(ends)
    })
}

const THREAT: &str = "security.threat.detected";
