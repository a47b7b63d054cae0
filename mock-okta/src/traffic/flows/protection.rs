//! What Identity Threat Protection says about a session and a person, and what it does then (scenario
//! facts 2.8). An org has it or has it not: in one that has it, all of this shares a `traceId`.

use crate::traffic::event::{Authentication, Event, Kind, Target};
use crate::traffic::json::Text;
use crate::traffic::scene::{SYSTEM, Scene, person, target, thing};
use crate::world::Hex;

/// What is noticed, and what is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The session goes on from another address than before.
    ContextChanged,
    /// The apps' policies would not let this session in again; whether that has consequences.
    ReevaluationFailed(Enforced),
    /// It has.
    ReevaluationActed,
    /// The person counts as risky.
    RiskDetected(Finding),
    /// The session is over.
    SessionEnded,
    /// The apps end their sessions too.
    UniversalLogout,
}

/// Whether the org acts on what is noticed, or only logs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enforced {
    No,
    Yes,
}

/// Why a person counts as risky.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// One of the person's sessions seems to be in other hands.
    HijackedSession,
    /// The person says that something was not them.
    Reported,
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::ContextChanged => context_changed(scene, out),
            Self::ReevaluationFailed(enforced) => {
                reevaluated(scene, &REEVALUATION_FAILED, enforced, out);
            }
            Self::ReevaluationActed => {
                reevaluated(scene, &REEVALUATION_ACTED, Enforced::Yes, out);
            }
            Self::RiskDetected(finding) => risk_detected(scene, finding, out),
            Self::SessionEnded => session_ended(scene, out),
            Self::UniversalLogout => logged_out(scene, out),
        }
    }
}

/// The same for everything that follows from one request.
struct Trace(Hex);

impl Trace {
    fn of(scene: &Scene<'_>) -> Self {
        Self(Hex::of(scene.flow.day_key ^ 0x7ace))
    }
}

impl std::fmt::Display for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.0.to_string();
        let mut dash = "";
        for range in [0..8, 8..12, 12..16, 16..20, 20..32] {
            write!(f, "{dash}{}", &digits[range])?;
            dash = "-";
        }
        Ok(())
    }
}

fn context_changed(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let trace = Trace::of(scene);
    // The scene is about the event that began the session.
    let before = scene.precedent.map_or(scene.guise.vantage, |began| began.guise.vantage);
    let session = scene.world.mint().id("ses", scene.flow.day_key);
    let targets =
        [target(person(&scene.actor)), thing("Session", &session, Text::Str(&scene.session))];
    let debug = scene.browser_debug(
        "/app/UserHome",
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("causes", Text::Str("[ipAddress.change]")),
            ("externalSessionId", Text::Str(&scene.session)),
            ("newIpAddress", Text::Shown(&scene.guise.vantage.address.0)),
            ("previousIpAddress", Text::Shown(&before.address.0)),
            ("risk", Text::Shown(&scene.risk)),
            ("source", Text::Str("OKTA")),
            ("traceId", Text::Shown(&trace)),
        ],
    );
    scene.event(&CONTEXT_CHANGE, &debug, &targets).write(out);
}

fn reevaluated(scene: &Scene<'_>, kind: &'static Kind, enforced: Enforced, out: &mut Vec<u8>) {
    let trace = Trace::of(scene);
    let world = scene.world;
    let [rule, policy] = [world.fixture("rul", 2), world.fixture("rst", 4)];
    let apps = format!("[\"{}\", \"{}\"]", world.app(0).id, world.app(2).id);
    let detail = [
        ("appInstanceIds", Text::from(&apps)),
        ("matchedRuleAction", Text::Str("ALLOW")),
        ("matchedRuleAssuranceMet", Text::Str("false")),
        ("matchedRuleDisplayName", Text::Str("Catch-all Rule")),
        ("matchedRuleId", Text::from(&rule)),
        ("policyType", Text::Str("ACCESS_POLICY")),
    ];
    let targets = [
        target(person(&scene.actor)),
        Target { detail: &detail, ..thing("Policy Evaluation", &policy, "Any two factors".into()) },
    ];
    let enforce = if enforced == Enforced::Yes { "true" } else { "false" };
    let debug = scene.browser_debug(
        "/app/UserHome",
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("caeEnforceMode", Text::Str(enforce)),
            ("risk", Text::Shown(&scene.risk)),
            ("serverStatus", Text::Str("ACTIVE")),
            ("traceId", Text::Shown(&trace)),
        ],
    );
    let mut event = scene.event(kind, &debug, &targets);
    event.severity = "WARN";
    event.write(out);
}

fn risk_detected(scene: &Scene<'_>, finding: Finding, out: &mut Vec<u8>) {
    let trace = Trace::of(scene);
    let risk = match finding {
        Finding::HijackedSession => concat!(
            "{previousLevel=LOW, level=MEDIUM, detectionName=Session Influenced User Risk, ",
            "reasons=Associated sessionId is suspected to be hijacked, issuer=OKTA}"
        ),
        Finding::Reported => concat!(
            "{previousLevel=LOW, level=HIGH, detectionName=User Reported Suspicious Activity, ",
            "reasons=User reported suspicious activity, issuer=OKTA}"
        ),
    };
    let debug = [("risk", Text::Str(risk)), ("traceId", Text::Shown(&trace))];
    by_system(scene, &RISK, &debug, |event| event.severity = "WARN", out);
}

/// Its transaction is that of the logout, if there is one (scenario facts 1.6, B9).
fn session_ended(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let trace = Trace::of(scene);
    let debug = [("endedSessionId", Text::Str(&scene.session)), ("traceId", Text::Shown(&trace))];
    by_system(scene, &SESSION_END, &debug, |_| {}, out);
}

fn logged_out(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let trace = Trace::of(scene);
    let apps = format!("[\"{}\"]", scene.world.app(0).id);
    let debug = [("appInstanceIds", Text::from(&apps)), ("traceId", Text::Shown(&trace))];
    by_system(scene, &UNIVERSAL_LOGOUT, &debug, |_| {}, out);
}

/// The system does it to the person, in the background.
fn by_system<'s>(
    scene: &'s Scene<'_>,
    kind: &'static Kind,
    debug: &'s [(&'static str, Text<'s>)],
    change: impl FnOnce(&mut Event<'_>),
    out: &mut Vec<u8>,
) {
    let targets = [target(person(&scene.actor))];
    let mut event = scene.event(kind, debug, &targets);
    event.actor = SYSTEM;
    event.client = None;
    event.authentication = Authentication::default();
    event.transaction.kind = Some("JOB");
    change(&mut event);
    event.write(out);
}

static CONTEXT_CHANGE: Kind = Kind {
    event_type: "user.session.context.change",
    display_message: Some("User session context changed"),
    legacy: None,
};
static REEVALUATION_FAILED: Kind = Kind {
    event_type: "policy.auth_reevaluate.fail",
    display_message: Some("Authentication policy reevaluation failure"),
    legacy: None,
};
static REEVALUATION_ACTED: Kind = Kind {
    event_type: "policy.auth_reevaluate.action",
    display_message: Some("Authentication policy reevaluation action"),
    legacy: None,
};
static RISK: Kind = Kind {
    event_type: "user.risk.detect",
    display_message: Some("User risk detected"),
    legacy: None,
};
static UNIVERSAL_LOGOUT: Kind = Kind {
    event_type: "user.authentication.universal_logout",
    display_message: Some("Universal Logout"),
    legacy: None,
};
static SESSION_END: Kind = Kind {
    event_type: "user.session.end",
    display_message: Some("User logout from Okta"),
    legacy: Some("core.user_auth.logout_success"),
};
