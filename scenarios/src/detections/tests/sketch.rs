//! Raw records by hand: what a test says about an event, and plausible values for the rest.

use clock::Timestamp;
use serde_json::{Value, json};

use super::super::{Event, Hit, Reading, Report, evaluate, rule};

/// One raw record in the making.
#[derive(Clone, Debug)]
pub(super) struct Sketch {
    at_ms: i64,
    record: Value,
}

/// A Monday at midnight: every bin of a rule starts here.
pub(super) const MIDNIGHT: &str = "2026-03-16T00:00:00Z";

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// An event of user 1 in New York with SUCCESS, so long after midnight.
pub(super) fn sketch(event_type: &str, at_ms: i64) -> Sketch {
    let record = json!({
        "eventType": event_type,
        "outcome": {"result": "SUCCESS"},
        "client": {
            "userAgent": {
                "rawUserAgent": "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0.0.0 Safari/537.36",
                "os": "Windows 10",
                "browser": "CHROME",
            },
        },
        "securityContext": {"asNumber": 64_500, "asOrg": "example isp", "isProxy": false},
        "authenticationContext": {
            "authenticationStep": 0,
            "externalSessionId": "idx1",
            "rootSessionId": "idx1",
        },
        "debugContext": {"debugData": {"dtHash": "d1", "requestUri": "/idp/idx/identify"}},
        "target": [],
    });
    Sketch { at_ms, record }.user(1).ip(1).place("New York", "United States", 40.7, -74.0)
}

impl Sketch {
    /// Sets the value at a raw path; an element of `target` that is not there stays away.
    pub(super) fn set(mut self, path: &str, value: impl Into<Value>) -> Self {
        let mut at = &mut self.record;
        for key in path.split('.') {
            at = match key.parse::<usize>() {
                Ok(index) if at.get(index).is_none() => return self,
                Ok(index) => &mut at[index],
                Err(_) => &mut at[key],
            };
        }
        *at = value.into();
        self
    }

    pub(super) fn debug(self, key: &str, value: impl Into<Value>) -> Self {
        self.set(&format!("debugContext.debugData.{key}"), value)
    }

    pub(super) fn user(self, number: usize) -> Self {
        self.set("actor.type", "User")
            .set("actor.id", format!("00u{number}"))
            .set("actor.alternateId", format!("u{number}@example.com"))
            .set("actor.displayName", format!("User {number}"))
    }

    pub(super) fn ip(self, number: usize) -> Self {
        self.set("client.ipAddress", format!("198.51.{}.{}", number / 250, number % 250))
    }

    pub(super) fn place(self, city: &str, country: &str, lat: f64, lon: f64) -> Self {
        self.set("client.geographicalContext.city", city)
            .set("client.geographicalContext.country", country)
            .set("client.geographicalContext.geolocation", json!({"lat": lat, "lon": lon}))
    }

    pub(super) fn in_london(self) -> Self {
        self.place("London", "United Kingdom", 51.5, -0.1)
    }

    pub(super) fn agent(self, agent: &str) -> Self {
        self.set("client.userAgent.rawUserAgent", agent)
    }

    pub(super) fn through_proxy(self) -> Self {
        self.set("securityContext.isProxy", true)
    }

    pub(super) fn session(self, session: &str) -> Self {
        self.set("authenticationContext.externalSessionId", session)
            .set("authenticationContext.rootSessionId", session)
    }

    pub(super) fn ended(self, result: &str) -> Self {
        self.set("outcome.result", result)
    }

    pub(super) fn failed(self, reason: &str) -> Self {
        self.ended("FAILURE").set("outcome.reason", reason)
    }

    pub(super) fn behaviors(self, text: &str) -> Self {
        self.debug("behaviors", text)
    }

    pub(super) fn target(mut self, kind: &str, name: &str) -> Self {
        let targets = self.record["target"].as_array_mut().expect("an array");
        targets.push(json!({"type": kind, "id": name, "alternateId": name, "displayName": name}));
        self
    }

    /// The same event of another person, from another place, session and device.
    pub(super) fn of_others(mut self) -> Self {
        let other = |value: Option<&mut Value>| {
            if let Some(Value::String(text)) = value
                && !["-", "unknown"].contains(&text.as_str())
            {
                text.push('x');
            }
        };
        for path in OWN {
            other(self.record.pointer_mut(path));
        }
        for target in self.record["target"].as_array_mut().into_iter().flatten() {
            if target["type"] == "User" {
                other(target.get_mut("id"));
            }
            other(target.pointer_mut("/detailEntry/oktaDeviceId"));
        }
        self
    }

    /// Moves it in time.
    pub(super) fn moved_by(mut self, ms: i64) -> Self {
        self.at_ms += ms;
        self
    }

    pub(super) fn at_ms(&self) -> i64 {
        self.at_ms
    }

    /// The record; its number makes the `uuid`.
    pub(super) fn record(&self, number: usize) -> Value {
        let midnight: Timestamp = MIDNIGHT.parse().expect("an instant");
        let mut record = self.record.clone();
        record["uuid"] = format!("e{number:06}").into();
        record["published"] = midnight.shifted(self.at_ms).to_string().into();
        record
    }
}

/// What is a person's own.
const OWN: [&str; 8] = [
    "/actor/id",
    "/actor/alternateId",
    "/actor/displayName",
    "/client/ipAddress",
    "/authenticationContext/externalSessionId",
    "/authenticationContext/rootSessionId",
    "/authenticationContext/issuer/id",
    "/debugContext/debugData/dtHash",
];

/// The events, numbered as they stand.
pub(super) fn events(sketches: &[Sketch]) -> Vec<Event> {
    let records = sketches.iter().enumerate().map(|(number, sketch)| sketch.record(number));
    records.map(|record| Event::from_value(&record).expect("an event")).collect()
}

/// The hits of one rule in one reading.
pub(super) fn hits(id: &str, reading: Reading, sketches: &[Sketch]) -> Vec<Hit> {
    let mut hits = rule(id).expect("a rule").evaluate(&events(sketches));
    hits.retain(|hit| hit.reading == reading);
    hits
}

/// Whether a rule fires, phase-free.
pub(super) fn fires(id: &str, sketches: &[Sketch]) -> bool {
    !hits(id, Reading::AnyWindow, sketches).is_empty()
}

/// All rules over the records as newline-delimited JSON.
pub(super) fn report(sketches: &[Sketch]) -> Report {
    let records = sketches.iter().enumerate().map(|(number, sketch)| sketch.record(number));
    let lines: Vec<String> = records.map(|record| record.to_string()).collect();
    evaluate(lines.join("\n").as_bytes())
}

/// The least that makes a rule fire: without any one of the events it is silent.
pub(super) struct Positive {
    pub(super) rule: &'static str,
    pub(super) sketches: Vec<Sketch>,
}

pub(super) fn positive(rule: &'static str, sketches: Vec<Sketch>) -> Positive {
    Positive { rule, sketches }
}

/// `count` events, `every_ms` apart, made from their number.
pub(super) fn series(
    count: usize,
    every_ms: i64,
    make: impl Fn(usize, i64) -> Sketch,
) -> Vec<Sketch> {
    (0..count).map(|number| make(number, number as i64 * every_ms)).collect()
}
