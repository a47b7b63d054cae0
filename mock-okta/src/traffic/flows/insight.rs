//! What `ThreatInsight` and network zones say about an attack on the whole org (scenario facts 2.5).

use std::net::IpAddr;

use crate::traffic::event::{Authentication, Kind, Party};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, thing};

use super::guess::Door;

/// What is noticed about requests of strangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The org is no longer under attack.
    AttackEnded,
    /// The org is under attack.
    AttackStarted,
    /// A network zone does not let the request in.
    Blocked(Door),
    /// A password is one that is for sale.
    CredentialBreached,
    /// The request comes from a suspicious address.
    Detected(Door, Verdict),
}

/// What becomes of a suspicious request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It goes on: the org only logs.
    Allowed,
    /// It ends here.
    Denied,
    /// It ends here, because there are so many.
    RateLimited,
}

impl Verdict {
    fn result(self) -> &'static str {
        match self {
            Self::Allowed => "ALLOW",
            Self::Denied => "DENY",
            Self::RateLimited => "RATE_LIMIT",
        }
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::AttackEnded => scene.background(&ATTACK_END, &[], &[]).write(out),
            // From within Okta: there is no request, and so no client (scenario facts 2.5).
            Self::AttackStarted => scene.background(&ATTACK_START, &[], &[]).write(out),
            Self::Blocked(door) => blocked(scene, door, out),
            Self::CredentialBreached => breached(scene, out),
            Self::Detected(door, verdict) => detected(scene, door, verdict, out),
        }
    }
}

/// The actor is the address: whose name was typed is not looked at. In the same request as what
/// follows, if anything does.
fn detected(scene: &Scene<'_>, door: Door, verdict: Verdict, out: &mut Vec<u8>) {
    // For one address always the same.
    let address = scene.guise.vantage.address.0;
    let (reason, detections) = match sum(address) % 3 {
        0 => (
            "Password Spray, Login failures with high unknown users count, Login Failures",
            concat!(
                r#"{"Password Spray":"HIGH","Login failures with high unknown users count":"HIGH","#,
                r#""Login Failures":"MEDIUM"}"#
            ),
        ),
        1 => (
            "Login failures with high unknown users count, Login Failures",
            r#"{"Login failures with high unknown users count":"HIGH","Login Failures":"HIGH"}"#,
        ),
        _ => (
            "Password Spray, Login Failures",
            r#"{"Password Spray":"HIGH","Login Failures":"MEDIUM"}"#,
        ),
    };
    let mut debug = scene.plain_debug(
        door.uri(),
        &[("threatDetections", Text::Str(detections)), ("threatSuspected", Text::Str("true"))],
    );
    if let Some(veil) = scene.guise.vantage.network.veil {
        debug.push(("tunnels", Text::Str(veil.tunnels)));
    }
    let mut event = scene.event(&THREAT, &debug, &[]);
    event.actor = address_of(scene);
    event.authentication =
        Authentication { session: Some(Text::Str("unknown")), ..Authentication::default() };
    event.severity = "WARN";
    event.outcome = Some((verdict.result(), Some(Text::Str(reason))));
    event.write(out);
}

fn blocked(scene: &Scene<'_>, door: Door, out: &mut Vec<u8>) {
    let address = scene.guise.vantage.address.0;
    let category = scene.guise.vantage.network.veil.map_or("null", |veil| veil.proxy_type);
    let message = format!("Blocked request from IP [{address}], IPServiceCategory [{category}]");
    let zone = scene.world.fixture("nzo", 1);
    let targets = [thing("NetworkZone", &zone, "BlockedIpZone".into())];
    let debug = scene.plain_debug(door.uri(), &[]);
    let mut event = scene.event(&BLOCKED, &debug, &targets);
    event.message = Some(Text::from(&message));
    event.actor = address_of(scene);
    event.authentication = Authentication::default();
    event.severity = "WARN";
    event.outcome = Some(("SUCCESS", Some(Text::Str("NETWORK_ZONE_BLOCKLIST"))));
    event.write(out);
}

fn breached(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let login = &scene.actor.login;
    let message = format!("{login} credential set matches known compromised credentials.");
    let enrolment = scene.world.mint().id("pfd", u64::from(scene.actor.number));
    let targets = [thing("AuthenticatorEnrollment", &enrolment, "Password".into())];
    let debug = scene.browser_debug(
        "/idp/idx/challenge/answer",
        &[("behaviors", Text::Shown(&scene.flow.behaviors)), ("risk", Text::Shown(&scene.risk))],
    );
    let known = if scene.is_classic() { 0 } else { targets.len() };
    let mut event = scene.event(&BREACHED, &debug, &targets[..known]);
    event.message = Some(Text::from(&message));
    event.severity = "WARN";
    event.write(out);
}

fn sum(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(address) => address.octets().map(u32::from).iter().sum(),
        IpAddr::V6(address) => address.octets().map(u32::from).iter().sum(),
    }
}

fn address_of<'s>(scene: &'s Scene<'_>) -> Party<'s> {
    let address = Text::Shown(&scene.guise.vantage.address.0);
    Party { id: address, kind: "IP address", alternate_id: Text::Str("unknown"), name: address }
}

static ATTACK_START: Kind = Kind {
    event_type: "security.attack.start",
    display_message: Some("Organization is under attack"),
    legacy: None,
};
static ATTACK_END: Kind = Kind {
    event_type: "security.attack.end",
    display_message: Some("Organization is no longer under attack"),
    legacy: None,
};
static THREAT: Kind = Kind {
    event_type: "security.threat.detected",
    display_message: Some("Request from suspicious actor"),
    legacy: Some("security.threat.detected"),
};
static BLOCKED: Kind = Kind {
    event_type: "security.request.blocked",
    display_message: Some("Request blocked by network zone"),
    legacy: Some("security.request.blocked"),
};
static BREACHED: Kind = Kind {
    event_type: "security.breached_credential.detected",
    display_message: None,
    legacy: None,
};
