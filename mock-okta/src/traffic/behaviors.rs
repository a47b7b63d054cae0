//! What is new about a sign-in: Okta's behaviours, computed from what came before (scenario facts
//! 1.4).
//!
//! A sign-in is compared with the successful ones before it, newest first, and each question stops
//! looking as soon as it has found what it asks for. Somebody who works as always is done after two
//! or three; only what really is new looks through all of its fifty.

use std::fmt;

use crate::world::{Id, Spot, Vantage};

use super::json::Json;

/// A successful sign-in, as later ones remember it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Success {
    /// Milliseconds since the epoch.
    pub(crate) at_ms: i64,
    pub(crate) vantage: Vantage,
    /// The key of the browser's token; nothing for a client that keeps none.
    pub(crate) browser: Option<u64>,
}

/// The behaviours of one sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Behaviors {
    pub(crate) geo_location: Novelty,
    pub(crate) device: Novelty,
    pub(crate) ip: Novelty,
    pub(crate) state: Novelty,
    pub(crate) country: Novelty,
    pub(crate) velocity: Novelty,
    pub(crate) city: Novelty,
}

/// Whether something is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Novelty {
    /// The request does not say enough: no device token, no place.
    BadRequest,
    /// As before.
    #[default]
    Negative,
    /// Not seen within the history that counts.
    Positive,
    /// There is no history.
    Unknown,
}

impl Behaviors {
    /// How many there are.
    pub(crate) const COUNT: usize = 7;

    /// The behaviours of a sign-in like `now`, after the successful ones of `before`, newest
    /// first.
    pub(crate) fn of(now: &Success, before: impl Iterator<Item = Success>) -> Self {
        let spot = Spot::of(now.vantage.geo);
        let geo = now.vantage.geo;
        let mut known = Known::default();
        let mut velocity = Novelty::Unknown;
        for (place, earlier) in before.take(IPS).enumerate() {
            let there = Spot::of(earlier.vantage.geo);
            if place == 0 {
                let hours = (now.at_ms - earlier.at_ms).max(0) as f64 / 3_600_000.0;
                let fast = spot.distance_km(there) > VELOCITY_KM_PER_H * hours;
                velocity = if fast { Novelty::Positive } else { Novelty::Negative };
            }
            let then = earlier.vantage.geo;
            known.ip |= earlier.vantage.address == now.vantage.address;
            known.device |= place < DEVICES && earlier.browser == now.browser;
            known.city |= place < CITIES && then.city == geo.city && then.country == geo.country;
            known.state |= place < STATES && then.state == geo.state && then.country == geo.country;
            known.country |= place < COUNTRIES && then.country == geo.country;
            known.spot |= place < SPOTS && spot.distance_km(there) <= SPOT_RADIUS_KM;
            if known.everything() {
                break;
            }
        }
        let any = velocity != Novelty::Unknown;
        let novelty = |known: bool, says: bool| match (says, any, known) {
            (false, _, _) => Novelty::BadRequest,
            (true, false, _) => Novelty::Unknown,
            (true, true, true) => Novelty::Negative,
            (true, true, false) => Novelty::Positive,
        };
        Self {
            geo_location: novelty(known.spot, true),
            device: novelty(known.device, now.browser.is_some()),
            ip: novelty(known.ip, true),
            state: novelty(known.state, geo.state.is_some()),
            country: novelty(known.country, true),
            velocity,
            city: novelty(known.city, geo.city.is_some()),
        }
    }

    /// Each with its name, in the order in which Okta writes them.
    fn named(self) -> [(&'static str, Novelty); Self::COUNT] {
        [
            ("New Geo-Location", self.geo_location),
            ("New Device", self.device),
            ("New IP", self.ip),
            ("New State", self.state),
            ("New Country", self.country),
            ("Velocity", self.velocity),
            ("New City", self.city),
        ]
    }

    /// How much Okta worries.
    pub(crate) fn risk(self) -> Risk {
        let new = |novelty| novelty == Novelty::Positive;
        if new(self.velocity) || (new(self.country) && new(self.device)) {
            Risk::High(self)
        } else if new(self.geo_location) || new(self.device) {
            Risk::Medium(self)
        } else {
            Risk::Low
        }
    }
}

impl fmt::Display for Behaviors {
    /// As in `debugData.behaviors` (scenario facts 1.3).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::default() {
            return f.write_str(NOTHING_NEW);
        }
        let mut opening = "{";
        for (name, novelty) in self.named() {
            write!(f, "{opening}{name}={novelty}")?;
            opening = ", ";
        }
        f.write_str("}")
    }
}

impl Novelty {
    fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::Negative => "NEGATIVE",
            Self::Positive => "POSITIVE",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl fmt::Display for Novelty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What Okta concludes from the behaviours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Risk {
    High(Behaviors),
    Low,
    Medium(Behaviors),
}

impl Risk {
    /// `LOW`, `MEDIUM` or `HIGH`.
    pub(crate) fn level(self) -> &'static str {
        match self {
            Self::High(_) => "HIGH",
            Self::Low => "LOW",
            Self::Medium(_) => "MEDIUM",
        }
    }

    /// What makes it worry.
    fn reasons(self) -> impl Iterator<Item = &'static str> {
        let (Self::High(behaviors) | Self::Medium(behaviors)) = self else {
            return [(false, ""); 6].into_iter().filter_map(told);
        };
        let new = |novelty| novelty == Novelty::Positive;
        let reasons = [
            (new(behaviors.velocity), "Anomalous Geo-Distance"),
            (new(behaviors.device), "Anomalous Device"),
            (new(behaviors.ip), "New IP"),
            (new(behaviors.state), "New State"),
            (new(behaviors.country), "New Country"),
            (new(behaviors.city), "New City"),
        ];
        reasons.into_iter().filter_map(told)
    }

    fn write_reasons(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for reason in self.reasons() {
            write!(f, "{comma}{reason}")?;
            comma = ", ";
        }
        Ok(())
    }
}

impl fmt::Display for Risk {
    /// As in `debugData.risk` (scenario facts 1.3).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::Low {
            return f.write_str("{level=LOW}");
        }
        f.write_str("{reasons=")?;
        self.write_reasons(f)?;
        write!(f, ", level={}}}", self.level())
    }
}

/// `debugData.logOnlySecurityData`: the same as JSON in a string.
pub(crate) struct SecurityData(pub(crate) Behaviors);

impl fmt::Display for SecurityData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == Behaviors::default() {
            return f.write_str(NOTHING_NEW_JSON);
        }
        let risk = self.0.risk();
        f.write_str("{\"risk\":{")?;
        if risk != Risk::Low {
            f.write_str("\"reasons\":\"")?;
            risk.write_reasons(f)?;
            f.write_str("\",")?;
        }
        write!(f, "\"level\":\"{}\"}},\"behaviors\":{{", risk.level())?;
        let mut comma = "";
        for (name, novelty) in self.0.named() {
            write!(f, "{comma}\"{name}\":\"{novelty}\"")?;
            comma = ",";
        }
        f.write_str("}}")
    }
}

fn told((holds, reason): (bool, &'static str)) -> Option<&'static str> {
    holds.then_some(reason)
}

/// The same once more, as `securityContext` has it since 2025: `risk` and `userBehaviors` (facts
/// 7.1).
#[derive(Clone, Copy)]
pub(crate) struct Insight<'a> {
    pub(crate) behaviors: Behaviors,
    /// The ids of the org's rules about behaviours.
    pub(crate) rules: &'a [Id; Behaviors::COUNT],
}

impl Insight<'_> {
    /// Appends both members.
    pub(super) fn write(&self, json: &mut Json<'_>) {
        let risk = self.behaviors.risk();
        json.raw(",\"risk\":{\"level\":").plain(risk.level()).raw(",\"reasons\":");
        let mut opening = "[";
        for reason in risk.reasons() {
            json.raw(opening).plain(reason);
            opening = ",";
        }
        json.raw(if opening == "[" { "[]}" } else { "]}" });
        let mut opening = ",\"userBehaviors\":[";
        for ((name, novelty), rule) in self.behaviors.named().into_iter().zip(self.rules) {
            json.raw(opening).raw("{\"id\":").ascii(rule.as_bytes()).raw(",\"name\":").plain(name);
            json.raw(",\"result\":").plain(novelty.name()).raw("}");
            opening = ",";
        }
        json.raw("]");
    }
}

/// What has been found in the history.
#[derive(Default)]
struct Known {
    ip: bool,
    device: bool,
    city: bool,
    state: bool,
    country: bool,
    spot: bool,
}

impl Known {
    fn everything(&self) -> bool {
        self.ip && self.device && self.city && self.state && self.country && self.spot
    }
}

/// What nearly every sign-in says, written out once.
const NOTHING_NEW: &str = concat!(
    "{New Geo-Location=NEGATIVE, New Device=NEGATIVE, New IP=NEGATIVE, New State=NEGATIVE, ",
    "New Country=NEGATIVE, Velocity=NEGATIVE, New City=NEGATIVE}"
);
const NOTHING_NEW_JSON: &str = concat!(
    r#"{"risk":{"level":"LOW"},"behaviors":{"New Geo-Location":"NEGATIVE","New Device":"NEGATIVE","#,
    r#""New IP":"NEGATIVE","New State":"NEGATIVE","New Country":"NEGATIVE","#,
    r#""Velocity":"NEGATIVE","New City":"NEGATIVE"}}"#
);

/// How many successful sign-ins each question looks back over (scenario facts 1.4).
const IPS: usize = 50;
const DEVICES: usize = 20;
const CITIES: usize = 20;
const STATES: usize = 15;
const COUNTRIES: usize = 10;
const SPOTS: usize = 20;
const SPOT_RADIUS_KM: f64 = 20.0;
const VELOCITY_KM_PER_H: f64 = 805.0;
