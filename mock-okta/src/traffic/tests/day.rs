//! A day of the log, read as a consumer reads it, and what there is to count in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{THURSDAY, bytes, entries};
use crate::log::Order;
use crate::traffic::procedural::Procedural;
use crate::traffic::shape::MINUTES_PER_DAY;
use crate::traffic::targets::{Target, business, group};

/// What has been counted.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) events: u64,
    /// By group of [`group`].
    pub(super) groups: BTreeMap<&'static str, u64>,
    /// The same, without what is nobody's day.
    pub(super) of_people: BTreeMap<&'static str, u64>,
    pub(super) businesses: BTreeMap<&'static str, u64>,
    pub(super) actors: BTreeMap<String, u64>,
    pub(super) types: BTreeMap<String, Vec<u32>>,
    /// Who got a session.
    people: BTreeSet<String>,
    mistyped: BTreeSet<String>,
    counts: BTreeMap<&'static str, u64>,
}

impl Day {
    /// Reads the Thursday of `traffic`.
    pub(super) fn of(traffic: &Procedural) -> Self {
        let mut day = Self::default();
        for entry in entries(traffic, Order::Published, THURSDAY..THURSDAY + MINUTES_PER_DAY) {
            let bytes = bytes(traffic, &entry);
            let seen: Seen<'_> = serde_json::from_slice(&bytes)
                .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&bytes)));
            day.count(&seen, bytes.len() as u32);
        }
        day
    }

    fn count(&mut self, seen: &Seen<'_>, size: u32) {
        let debug = &seen.debug_context.debug_data;
        let (result, reason) = seen
            .outcome
            .as_ref()
            .map_or(("", ""), |outcome| (outcome.result, outcome.reason.unwrap_or_default()));
        self.events += 1;
        *self.groups.entry(group(seen.event_type)).or_default() += 1;
        match business(seen.event_type, debug.grant_type) {
            Some(business) => *self.businesses.entry(business).or_default() += 1,
            None => *self.of_people.entry(group(seen.event_type)).or_default() += 1,
        }
        *self.actors.entry(seen.actor.kind.to_owned()).or_default() += 1;
        self.types.entry(seen.event_type.to_owned()).or_default().push(size);
        let started = seen.event_type == "user.session.start";
        if started && result == "SUCCESS" {
            self.people.insert(seen.actor.id.to_owned());
        }
        if started && reason == "INVALID_CREDENTIALS" {
            self.mistyped.extend(debug.authn_request_id.map(str::to_owned));
        }
        let mfa = seen.event_type == "user.authentication.auth_via_mfa";
        let by_push = mfa && debug.factor == Some("OKTA_VERIFY_PUSH");
        let denied = debug.push_only_response_type == Some("OV_RESPONSE_DENY")
            || seen.event_type == "user.mfa.okta_verify.deny_push";
        for (what, holds) in [
            ("start", started),
            ("session", started && result == "SUCCESS"),
            ("unknown user", started && reason == "VERIFICATION_ERROR"),
            ("proxy", started && seen.security_context.is_proxy == Some(true)),
            ("push", seen.event_type == "system.push.send_factor_verify_push"),
            ("push failed", (by_push && result != "SUCCESS") || denied),
            ("push denied", denied),
            ("policy deny", seen.event_type == "policy.evaluate_sign_on" && result == "DENY"),
        ] {
            *self.counts.entry(what).or_default() += u64::from(holds);
        }
    }

    /// How many people came to work.
    pub(super) fn people(&self) -> f64 {
        self.people.len() as f64
    }

    /// How many events were of `event_type`.
    pub(super) fn of_type(&self, event_type: &str) -> f64 {
        self.types.get(event_type).map_or(0.0, |sizes| sizes.len() as f64)
    }

    /// Percentages of [`crate::traffic::targets::FAILURES`], by name.
    pub(super) fn failure(&self, name: &str) -> f64 {
        let counted = |what: &str| self.counts[what] as f64;
        let (what, of) = name.split_once(" / ").unwrap();
        let count = match what {
            "wrong password" => self.mistyped.len() as f64,
            "unknown user" => counted("unknown user"),
            "lockout" => self.of_type("user.account.lock"),
            "push failed" => counted("push failed"),
            "push denied" => counted("push denied"),
            "policy DENY" => counted("policy deny"),
            "unauthorised app" => self.of_type("app.generic.unauth_app_access_attempt"),
            "isProxy" => counted("proxy"),
            "factors reset" => self.of_type("user.mfa.factor.reset_all"),
            "factor deactivated" => self.of_type("user.mfa.factor.deactivate"),
            "rate-limit violation" => self.of_type("system.org.rate_limit.violation"),
            "admin grant" => self.of_type("user.account.privilege.grant"),
            "app lifecycle" => self.of_type("application.lifecycle.update"),
            _ => panic!("{name}"),
        };
        let whole = match of {
            "sign-ins" => counted("session"),
            "session starts" => counted("start"),
            "people" => self.people(),
            "pushes" => counted("push"),
            _ => panic!("{name}"),
        };
        count * 100.0 / whole
    }

    /// Bytes: `mean`, `median`, a percentile of all events, or the mean of a type.
    pub(super) fn size(&self, name: &str) -> f64 {
        let mean = |sizes: &[u32]| {
            sizes.iter().map(|size| f64::from(*size)).sum::<f64>() / sizes.len() as f64
        };
        if let Some(sizes) = self.types.get(name) {
            return mean(sizes);
        }
        let mut all: Vec<u32> = self.types.values().flatten().copied().collect();
        all.sort_unstable();
        let at = |percent: usize| f64::from(all[all.len() * percent / 100]);
        match name {
            "mean" => mean(&all),
            "median" => at(50),
            "p95" => at(95),
            "p99" => at(99),
            _ => panic!("no event of {name}"),
        }
    }
}

/// Holds every one of `targets` to what `measure` says, and tells of all that do not hold.
pub(super) fn hold(what: &str, targets: &[Target], measure: impl Fn(&str) -> f64) {
    let mut wrong = Vec::new();
    for target in targets {
        let measured = measure(target.name);
        let Target { name, facts, low, high } = target;
        let line = format!("{name}: {measured:.3} for {low} to {high} ({facts})");
        println!("{what}: {line}");
        if !target.holds(measured) {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{what}: {wrong:#?}");
}

/// What is read of an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen<'a> {
    #[serde(borrow)]
    actor: Actor<'a>,
    event_type: &'a str,
    outcome: Option<Outcome<'a>>,
    security_context: SecurityContext,
    debug_context: DebugContext<'a>,
}

#[derive(Deserialize)]
struct Actor<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Deserialize)]
struct Outcome<'a> {
    result: &'a str,
    reason: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SecurityContext {
    is_proxy: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DebugContext<'a> {
    #[serde(borrow)]
    debug_data: DebugData<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DebugData<'a> {
    authn_request_id: Option<&'a str>,
    factor: Option<&'a str>,
    grant_type: Option<&'a str>,
    push_only_response_type: Option<&'a str>,
}
