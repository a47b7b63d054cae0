//! Events, read as a consumer reads them, and what there is to count in them.

use std::collections::{BTreeMap, BTreeSet};

use clock::Timestamp;

use crate::traffic::targets::{business, group};

use super::seen::Seen;

/// What has been counted.
#[derive(Debug, Default)]
pub(crate) struct Census {
    pub(crate) events: u64,
    pub(crate) bytes: u64,
    /// By [`group`].
    pub(crate) groups: BTreeMap<&'static str, u64>,
    /// The same, without what is nobody's day.
    pub(crate) of_people: BTreeMap<&'static str, u64>,
    /// By [`business`].
    pub(crate) businesses: BTreeMap<&'static str, u64>,
    pub(crate) actors: BTreeMap<String, u64>,
    /// The size of each event, by type.
    pub(crate) types: BTreeMap<String, Vec<u32>>,
    /// Sign-ins that went on to a factor, by factor.
    pub(crate) factors: BTreeMap<String, u64>,
    /// Sessions that started, by the browser's name and by the system's.
    pub(crate) browsers: BTreeMap<String, u64>,
    pub(crate) systems: BTreeMap<String, u64>,
    /// Events and sessions that started, by hour.
    pub(crate) hours: [(u64, u64); 24],
    pub(crate) distinct: Distinct,
    /// Sign-ins in which a password was mistyped.
    mistyped: BTreeSet<String>,
    counts: BTreeMap<&'static str, u64>,
}

/// What there is of each, so many times as it may be named.
#[derive(Debug, Default)]
pub(crate) struct Distinct {
    /// Who got a session.
    pub(crate) people: BTreeSet<String>,
    pub(crate) addresses: BTreeSet<String>,
    /// People with the addresses that they signed in from.
    pub(crate) vantages: BTreeSet<(String, String)>,
    pub(crate) sessions: BTreeSet<String>,
    pub(crate) cookies: BTreeSet<String>,
    /// What people were signed in to.
    pub(crate) apps: BTreeSet<String>,
}

impl Census {
    /// Counts one more event. Its hour is that of a clock `offset_minutes` from UTC.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn add(&mut self, event: &[u8], offset_minutes: i64) -> serde_json::Result<()> {
        let seen: Seen<'_> = serde_json::from_slice(event)?;
        self.count(&seen, event.len() as u32);
        let at: Timestamp = seen.published.parse().map_err(serde::de::Error::custom)?;
        let hour = at.as_millis().div_euclid(60_000) + offset_minutes;
        let (events, starts) = &mut self.hours[(hour.rem_euclid(1_440) / 60) as usize];
        *events += 1;
        *starts += u64::from(seen.event_type == START);
        Ok(())
    }

    fn count(&mut self, seen: &Seen<'_>, size: u32) {
        let debug = &seen.debug_context.debug_data;
        let (result, reason) = seen.outcome();
        self.events += 1;
        self.bytes += u64::from(size);
        *self.groups.entry(group(seen.event_type)).or_default() += 1;
        match business(seen.event_type, debug.grant_type) {
            Some(business) => *self.businesses.entry(business).or_default() += 1,
            None => *self.of_people.entry(group(seen.event_type)).or_default() += 1,
        }
        more(&mut self.actors, seen.actor.kind);
        match self.types.get_mut(seen.event_type) {
            Some(sizes) => sizes.push(size),
            None => _ = self.types.insert(seen.event_type.to_owned(), vec![size]),
        }
        let started = seen.event_type == START;
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
        // A password is an authenticator like others, but no second one.
        let second = debug.factor.filter(|factor| *factor != "PASSWORD_AS_FACTOR");
        if let Some(factor) = second.filter(|_| mfa && result == "SUCCESS") {
            more(&mut self.factors, factor);
        }
        if started && result == "SUCCESS" {
            self.distinct.people.insert(seen.actor.id.to_owned());
            if let Some(agent) = &seen.client.user_agent {
                more(&mut self.browsers, agent.browser.unwrap_or("UNKNOWN"));
                more(&mut self.systems, agent.os.unwrap_or("Unknown"));
            }
        }
        self.distinct.count(seen);
    }

    /// How many people came to work.
    pub(crate) fn people(&self) -> f64 {
        self.distinct.people.len() as f64
    }

    /// How many events were of `event_type`.
    pub(crate) fn of_type(&self, event_type: &str) -> f64 {
        self.types.get(event_type).map_or(0.0, |sizes| sizes.len() as f64)
    }

    /// Something of [`FAILURES`](crate::traffic::targets::FAILURES), in percent, by name.
    pub(crate) fn failure(&self, name: &str) -> Option<f64> {
        let counted = |what: &str| self.counts.get(what).copied().unwrap_or_default() as f64;
        let (what, of) = name.split_once(" / ")?;
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
            _ => return None,
        };
        let whole = match of {
            "sign-ins" => counted("session"),
            "session starts" => counted("start"),
            "people" => self.people(),
            "pushes" => counted("push"),
            _ => return None,
        };
        Some(count * 100.0 / whole)
    }

    /// Bytes: `mean`, `median`, a percentile of all events, or the mean of a type.
    pub(crate) fn size(&self, name: &str) -> Option<f64> {
        if let Some(sizes) = self.types.get(name) {
            return Some(mean(sizes));
        }
        let all = self.sizes();
        let at = |percent: usize| all.get(all.len() * percent / 100).map(|size| f64::from(*size));
        match name {
            "mean" => Some(mean(&all)),
            "median" => at(50),
            "p95" => at(95),
            "p99" => at(99),
            _ => None,
        }
    }

    /// All sizes, the smallest first.
    pub(crate) fn sizes(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.types.values().flatten().copied().collect();
        all.sort_unstable();
        all
    }
}

impl Distinct {
    fn count(&mut self, seen: &Seen<'_>) {
        let add = |set: &mut BTreeSet<String>, name: Option<&str>| {
            if let Some(name) = name.filter(|name| !set.contains(*name)) {
                set.insert(name.to_owned());
            }
        };
        add(&mut self.addresses, seen.client.ip_address);
        add(&mut self.sessions, seen.authentication_context.external_session_id);
        add(&mut self.cookies, seen.debug_context.debug_data.dt_hash);
        if seen.event_type == "user.authentication.sso" {
            let app = seen.target.iter().flatten().find(|target| target.kind == "AppInstance");
            add(&mut self.apps, app.map(|app| app.id));
        }
        if seen.event_type == START
            && seen.outcome().0 == "SUCCESS"
            && let Some(address) = seen.client.ip_address
        {
            self.vantages.insert((seen.actor.id.to_owned(), address.to_owned()));
        }
    }
}

/// One more of `name`.
fn more(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => _ = counts.insert(name.to_owned(), 1),
    }
}

fn mean(sizes: &[u32]) -> f64 {
    sizes.iter().map(|size| f64::from(*size)).sum::<f64>() / sizes.len() as f64
}

const START: &str = "user.session.start";
