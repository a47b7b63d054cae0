//! The Admin Console (scenario facts 1.6, B6): who asks for it, who gets in, and what is read there.

use clock::Draw;

use crate::traffic::event::{Kind, Party, Target};
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::Id;

use super::{classic, sign_in};

/// What happens on the way into the Admin Console, and in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The console's policy lets the person in.
    Allowed,
    /// The console's policy asks for more.
    Challenged,
    /// The console's policy refuses.
    Denied,
    /// The console opened.
    Entered,
    /// The console did not open.
    Refused,
    /// A report about everybody's passwords was asked for.
    ReportRequested,
    /// The session came from another network than it began in, so it is over (scenario facts 1.5).
    Roamed,
    /// The session ended with that.
    SessionRevoked,
}

/// What `flow.actor`, an administrator, does in the console before it is about anything.
pub(crate) fn script(flow: &Flow, draw: &mut Draw, script: &mut Script<'_>) {
    match flow.errand {
        Errand::Export => script.push(flow::Act::Console(Act::ReportRequested)),
        _ => enter(draw, script),
    }
}

/// The console opens to whoever has a session.
pub(crate) fn enter(draw: &mut Draw, script: &mut Script<'_>) {
    script.push(flow::Act::Console(Act::Allowed));
    script.pass(draw.between(300, 1_500));
    script.next_request();
    script.push(flow::Act::SignIn(sign_in::Act::Verified));
    script.pass(draw.between(20, 200));
    script.next_request();
    script.push(flow::Act::Console(Act::Entered));
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Allowed => policy(scene, "ALLOW", "AUTHENTICATED", out),
            Self::Challenged => policy(scene, "CHALLENGE", "CHALLENGE", out),
            Self::Denied => policy(scene, "DENY", "DENY", out),
            Self::Entered => access(scene, &ENTERED, ("SUCCESS", None), out),
            Self::Refused => access(scene, &REFUSED, ("FAILURE", Some(NOT_ALLOWED)), out),
            Self::ReportRequested => report(scene, out),
            Self::Roamed => roamed(scene, out),
            Self::SessionRevoked => revoked(scene, out),
        }
    }
}

/// The id of the console, which is an app.
fn console(scene: &Scene<'_>) -> Id {
    scene.world.fixture("0oa", 2)
}

/// What is new about the session is in both places in which rules look for it (scenario facts 7).
fn policy(scene: &Scene<'_>, result: &'static str, verdict: &'static str, out: &mut Vec<u8>) {
    let console = console(scene);
    if scene.is_classic() {
        return classic::at_console(scene, app(&console), result, out);
    }
    let [rule, policy] = [scene.world.fixture("rul", 8), scene.world.fixture("rst", 8)];
    let app_detail = [
        ("signOnModeEvaluationResult", Text::Str(verdict)),
        ("signOnModeType", Text::Str("OPENID_CONNECT")),
    ];
    let rule_detail = [
        ("policyId", Text::from(&policy)),
        ("policyName", Text::Str("Okta Admin Console")),
        ("policyRuleFactorMode", Text::Str("2FA")),
        ("policyRulePriority", Text::Str("0")),
    ];
    let targets = [
        Target { detail: &app_detail, ..app(&console) },
        Target { detail: &rule_detail, ..thing("Rule", &rule, "Admin App Policy".into()) },
    ];
    let debug = scene.browser_debug(
        "/oauth2/v1/authorize",
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("logOnlySecurityData", Text::Shown(&scene.security_data)),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let reason = format!("Sign-on policy evaluation resulted in {verdict}");
    let mut event = scene.event(&POLICY, &debug, &targets);
    event.outcome = Some((result, Some(Text::from(&reason))));
    event.severity = if result == "DENY" { "WARN" } else { "INFO" };
    event.write(out);
}

fn access(
    scene: &Scene<'_>,
    kind: &'static Kind,
    outcome: (&'static str, Option<Text<'static>>),
    out: &mut Vec<u8>,
) {
    let app_user = scene.world.mint().id("0ua", u64::from(scene.actor.number) << 16 | 0xffff);
    let account = Party { id: (&app_user).into(), kind: "AppUser", ..person(&scene.actor) };
    let targets = [target(account)];
    // As recorded with either engine.
    let uri = if scene.is_classic() { "/admin/sso/request" } else { "/admin/sso/callback" };
    let debug = scene.browser_debug(uri, &[]);
    let mut event = scene.event(kind, &debug, &targets);
    event.severity = if outcome.0 == "SUCCESS" { "INFO" } else { "WARN" };
    event.outcome = Some(outcome);
    event.write(out);
}

/// The address is the one that a hunting rule looks for (scenario facts 2.8); which type of event it
/// shows up in is not documented.
fn report(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let uri = "/reports/password-health/async_csv_download_schedule";
    let debug = scene.browser_debug(uri, &[]);
    scene.event(&REPORT, &debug, &[]).write(out);
}

fn roamed(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let targets = [target(person(&scene.actor))];
    let debug = scene.browser_debug("/admin/dashboard", &[]);
    let mut event = scene.event(&ROAMED, &debug, &targets);
    event.severity = "WARN";
    event.outcome = Some(("DENY", None));
    event.write(out);
}

fn revoked(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let targets = [target(person(&scene.actor))];
    let debug = scene.browser_debug("/admin/dashboard", &[]);
    scene.event(&SESSION_END, &debug, &targets).write(out);
}

fn app(id: &Id) -> Target<'_> {
    let mut console = thing("AppInstance", id, "Okta Admin Console".into());
    console.party.alternate_id = "Okta Admin Console".into();
    console
}

const NOT_ALLOWED: Text<'static> = Text::Str("ACCESS_DENIED");

static POLICY: Kind = Kind {
    event_type: "policy.evaluate_sign_on",
    display_message: Some("Evaluation of sign-on policy"),
    legacy: None,
};
static ENTERED: Kind = Kind {
    event_type: "user.session.access_admin_app",
    display_message: Some("User accessing Okta admin app"),
    legacy: Some("app.admin.sso.login.success"),
};
static REFUSED: Kind = Kind {
    event_type: "user.session.access_admin_app",
    display_message: Some("User accessing Okta admin app"),
    legacy: Some("app.admin.sso.login.failure"),
};
static REPORT: Kind = Kind {
    event_type: "analytics.reports.export.request",
    display_message: Some(
        "A user has requested that Okta generate an export file for a report available in the admin console",
    ),
    legacy: None,
};
static ROAMED: Kind = Kind {
    event_type: "security.session.detect_client_roaming",
    display_message: Some("Roaming session detected for user"),
    legacy: None,
};
static SESSION_END: Kind = Kind {
    event_type: "user.session.end",
    display_message: Some("User logout from Okta"),
    legacy: Some("core.user_auth.logout_success"),
};
