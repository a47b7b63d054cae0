//! Requests that Okta itself refuses. What `ThreatInsight` says about strangers belongs to every
//! day; attacks are another matter.

use clock::Draw;

use crate::traffic::event::{Authentication, Client, Kind, Party};
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::Scene;
use crate::world::{Hex, SCRIPT, Vantage};

/// What Okta refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A request from a blocked network.
    Blocked,
    /// A request from an address with a bad name.
    Threat,
}

/// A few requests from one address.
pub(crate) fn script(flow: &Flow, draw: &mut Draw, script: &mut Script<'_>) {
    let act = if flow.errand == Errand::Threat { Act::Threat } else { Act::Blocked };
    for _ in 0..draw.between(1, 3) {
        script.push(flow::Act::Security(act));
        script.pass(draw.between(500, 20_000));
        script.next_request();
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Blocked => blocked(scene, out),
            Self::Threat => threat(scene, out),
        }
    }
}

/// The actor is the address (corpus of real events); nobody else is known.
fn threat(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let vantage = Vantage::stranger(scene.flow.key);
    let (name, level) = DETECTIONS[scene.flow.hash(0xde7) as usize % DETECTIONS.len()];
    let detections = format!("{{\"{name}\":\"{level}\"}}");
    let tunnels = "[{\"anonymous\":true,\"operator\":\"NIGHTFALL_VPN\",\"type\":\"VPN\"}]";
    // Some keep a browser's token, most are programs.
    let token = Hex::of(scene.flow.hash(0xd7));
    let extra = [
        ("threatDetections", Text::from(&detections)),
        ("threatSuspected", Text::Str("true")),
        ("tunnels", Text::Str(tunnels)),
        ("dtHash", Text::Shown(&token)),
    ];
    let programs = !scene.flow.hash(0xd8).is_multiple_of(4);
    let debug =
        scene.plain_debug("/idp/idx/identify", &extra[..extra.len() - usize::from(programs)]);
    let mut event = scene.event(&THREAT, &debug, &[]);
    let address = &vantage.address.0;
    event.actor = Party {
        id: Text::Shown(address),
        kind: "IP address",
        alternate_id: Text::Str("unknown"),
        name: Text::Shown(address),
    };
    event.client = Some(Client { agent: &SCRIPT, version: 0, vantage, id: None });
    event.authentication = Authentication::default();
    event.severity = "WARN";
    let result = if scene.flow.hash(0x2e5).is_multiple_of(4) { "RATE_LIMIT" } else { "DENY" };
    event.outcome = Some((result, Some(Text::Str(name))));
    event.write(out);
}

/// A typed name that belongs to somebody, or to nobody.
fn blocked(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let vantage = Vantage::stranger(scene.flow.key);
    let debug = scene.plain_debug("/api/v1/authn", &[("threatSuspected", Text::Str("true"))]);
    let mut event = scene.event(&BLOCKED, &debug, &[]);
    if scene.flow.hash(0xb1).is_multiple_of(2) {
        event.actor = Party {
            id: Text::Str("unknown"),
            kind: "User",
            alternate_id: Text::Str("unknown"),
            name: Text::Str("unknown"),
        };
    }
    event.client = Some(Client { agent: &SCRIPT, version: 0, vantage, id: None });
    event.authentication = Authentication::default();
    event.severity = "WARN";
    event.outcome = Some(("DENY", Some(Text::Str("Request blocked by network zone"))));
    event.write(out);
}

const DETECTIONS: &[(&str, &str)] = &[
    ("Password Spray", "HIGH"),
    ("Login Failures", "MEDIUM"),
    ("Login failures with high unknown users count", "HIGH"),
];

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
