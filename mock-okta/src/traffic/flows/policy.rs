//! Evaluations of sign-on policies as Identity Engine logs them: the app's policy and the global
//! session policy in one event (scenario facts 1.2).

use std::fmt;

use crate::traffic::event::{Client, Kind, Party, Target};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, target, thing};
use crate::world::{App, Hex, Id, SignOnMode};

use super::addresses::{Brought, sign_in_address};
use super::classic;
use super::launch::{named, sign_on_uri};

/// What a policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The person may go on.
    Allow,
    /// The person has to prove more.
    Challenge,
    /// The person may not go on.
    Deny,
}

impl Verdict {
    /// The outcome's result.
    pub(super) fn result(self) -> &'static str {
        match self {
            Self::Allow => "ALLOW",
            Self::Challenge => "CHALLENGE",
            Self::Deny => "DENY",
        }
    }

    /// What the app is told.
    fn evaluation(self) -> &'static str {
        if self == Self::Allow { "AUTHENTICATED" } else { self.result() }
    }

    /// The outcome's reason.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Allow => "Sign-on policy evaluation resulted in AUTHENTICATED",
            Self::Challenge => "Sign-on policy evaluation resulted in CHALLENGE",
            Self::Deny => "Sign-on policy evaluation resulted in DENY",
        }
    }
}

/// What the policies say about somebody who signs in.
pub(super) fn at_sign_in(scene: &Scene<'_>, verdict: Verdict, out: &mut Vec<u8>) {
    if scene.is_classic() {
        return classic::evaluation(scene, None, verdict.result(), out);
    }
    // Whoever is let in has brought everything by now.
    let allowed = verdict == Verdict::Allow;
    let brought = if allowed { Brought::Second } else { Brought::First };
    let uri = sign_in_address(scene, brought);
    let extra = extra(scene, scene.world.dashboard());
    let debug = scene.browser_debug(&uri, &extra[..extra_end(verdict)]);
    let rule = Rule { name: "Catch-all Rule", policy: "Any two factors", mode: "2FA", number: 4 };
    evaluation(scene, (scene.world.dashboard(), None, verdict, rule), &debug, out);
}

/// What they say about somebody who opens an app.
pub(super) fn at_app(scene: &Scene<'_>, app: u16, verdict: Verdict, out: &mut Vec<u8>) {
    let app_number = u64::from(app);
    let app = named(scene, app);
    if scene.is_classic() {
        return classic::evaluation(scene, Some(app), verdict.result(), out);
    }
    let request = Authorize { app, key: scene.flow.key };
    let extra = extra(scene, app);
    let end = extra_end(verdict);
    let uri = sign_on_uri(app);
    let (debug, client_id) = if app.mode == SignOnMode::OpenIdConnect {
        (scene.browser_debug_of(AUTHORIZE, Text::Shown(&request), &extra[..end]), Some(&app.id))
    } else {
        // What is not sent back has nowhere to be sent back to.
        (scene.browser_debug(&uri, &extra[1..end]), None)
    };
    let (name, policy, mode) = RULES[app_number as usize % RULES.len()];
    let rule = Rule { name, policy, mode, number: 16 + app_number % RULES.len() as u64 };
    evaluation(scene, (app, client_id, verdict, rule), &debug, out);
}

/// What evaluations say besides: the first only for `OpenID` Connect, the last only when more has to
/// be proved.
fn extra<'s>(scene: &'s Scene<'_>, app: &'s App) -> [(&'static str, Text<'s>); 5] {
    [
        ("redirectUri", Text::from(&app.redirect_uri)),
        ("behaviors", Text::Shown(&scene.flow.behaviors)),
        ("logOnlySecurityData", Text::Shown(&scene.security_data)),
        ("risk", Text::Shown(&scene.risk)),
        ("challengeAuthenticatorsList", Text::Str(CHALLENGE_LIST)),
    ]
}

fn extra_end(verdict: Verdict) -> usize {
    if verdict == Verdict::Challenge { 5 } else { 4 }
}

/// The rule of an app's policy that decides.
struct Rule {
    name: &'static str,
    policy: &'static str,
    /// `1FA` or `2FA`.
    mode: &'static str,
    number: u64,
}

fn evaluation(
    scene: &Scene<'_>,
    (app, client_id, verdict, rule): (&App, Option<&Id>, Verdict, Rule),
    debug: &[(&'static str, Text<'_>)],
    out: &mut Vec<u8>,
) {
    let world = scene.world;
    let [access_rule, session_rule] = [world.fixture("rul", rule.number), world.fixture("rul", 3)];
    let access_policy = world.fixture("rst", rule.number);
    let session_policy = world.fixture("00p", 5);
    let app_detail = [
        ("signOnModeEvaluationResult", Text::Str(verdict.evaluation())),
        ("signOnModeType", Text::Str(app.mode.detail())),
    ];
    let access_detail = [
        ("policyId", Text::from(&access_policy)),
        ("policyName", Text::Str(rule.policy)),
        ("policyRuleFactorMode", Text::Str(rule.mode)),
        ("policyRulePriority", Text::Str("1")),
    ];
    let session_detail = [
        ("policyId", Text::from(&session_policy)),
        ("policyName", Text::Str("Default Policy")),
        ("policyRuleFactorMode", Text::Str("1FA")),
        ("policyRulePriority", Text::Str("99")),
    ];
    let device = scene.device();
    let no_device = world.fixture("guo", 0);
    let targets = [
        device.map_or_else(
            || thing("UDDevice", &no_device, "unknown".into()),
            |device| thing("UDDevice", &device.id, device.name.into()),
        ),
        Target { detail: &app_detail, ..app_instance(app) },
        of_policy("Global session policy", &session_rule, "Default Rule", &session_detail),
        of_policy("Authentication policy", &access_rule, rule.name, &access_detail),
    ];
    let mut event = scene.event(&POLICY, debug, &targets[usize::from(device.is_none())..]);
    event.client = Some(Client { id: client_id, ..scene.browser() });
    event.device = device;
    event.insight = Some(scene.insight());
    event.outcome = Some((verdict.result(), Some(Text::Str(verdict.reason()))));
    event.severity = if verdict == Verdict::Deny { "WARN" } else { "INFO" };
    event.write(out);
}

fn of_policy<'a>(
    policy: &'static str,
    id: &'a Id,
    name: &'static str,
    detail: &'a [(&'static str, Text<'a>)],
) -> Target<'a> {
    let party =
        Party { id: id.into(), kind: "Rule", alternate_id: policy.into(), name: name.into() };
    Target { detail, ..target(party) }
}

/// An app as a target.
pub(super) fn app_instance(app: &App) -> Target<'_> {
    target(Party {
        id: (&app.id).into(),
        kind: "AppInstance",
        alternate_id: (&app.label).into(),
        name: (&app.label).into(),
    })
}

/// What an app sends a browser to `/oauth2/v1/authorize` with, in the flow that `key` stands for.
pub(super) struct Authorize<'a> {
    pub(super) app: &'a App,
    pub(super) key: u64,
}

impl Authorize<'_> {
    /// What the app remembers its request by.
    pub(super) fn state(&self) -> Hex {
        Hex::of(self.key ^ 0x57a7e)
    }
}

impl fmt::Display for Authorize<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(AUTHORIZE)?;
        f.write_str("?")?;
        f.write_str(&self.app.authorize)?;
        write!(f, "&state={}&code_challenge={}", self.state(), Hex::of(self.key ^ 0xc4a11))
    }
}

/// The path that `OpenID` Connect apps send browsers to.
pub(super) const AUTHORIZE: &str = "/oauth2/v1/authorize";
/// Corpus of real events: neither quoted nor JSON.
const CHALLENGE_LIST: &str =
    "[{Okta Verify : totp}, {Okta Verify : signed_nonce}, {Password : password}]";

/// Name, policy and factors of the rules that apps have.
const RULES: [(&str, &str, &str); 5] = [
    ("Managed devices", "Seamless access", "1FA"),
    ("Catch-all Rule", "Any two factors", "2FA"),
    ("Everybody in the office", "Seamless access", "1FA"),
    ("Finance and HR", "Sensitive apps", "2FA"),
    ("Catch-all Rule", "Password only", "1FA"),
];

pub(super) static POLICY: Kind = Kind {
    event_type: "policy.evaluate_sign_on",
    display_message: Some("Evaluation of sign-on policy"),
    legacy: None,
};
