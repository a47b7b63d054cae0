//! What the older engine makes of the same things that people and attackers do (scenario facts
//! 1.2): it logs less, under other addresses, and policies in events of their own.

use crate::traffic::behaviors::Behaviors;
use crate::traffic::event::{Event, Kind, Party, Target};
use crate::traffic::flow::Act;
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::{App, Factor};

use super::addresses::{Brought, sign_in_address};
use super::guess::{self, Door};
use super::policy::{POLICY, app_instance};
use super::{enrolment, handover, insight, launch, sign_in, trouble};

/// What is logged instead of `act`, if anything is.
pub(crate) fn in_classic(act: Act) -> Option<Act> {
    let act = match act {
        // A password is no authenticator, and what nobody answers just expires.
        Act::SignIn(
            sign_in::Act::PasswordVerified | sign_in::Act::FactorVerified(Factor::Password),
        )
        | Act::Trouble(
            trouble::Act::PasswordWrong
            | trouble::Act::PushAbandoned
            | trouble::Act::PushUnanswered,
        )
        | Act::Guess(guess::Act::PasswordWrong(_)) => return None,
        // There is no registry of devices, and nothing watches a session once it has begun.
        Act::Enrolment(enrolment::Act::DeviceAdded | enrolment::Act::DeviceEnrolled)
        | Act::Handover(handover::Act::DeviceAdded(_) | handover::Act::DeviceEnrolled(_)) => {
            return None;
        }
        // Only apps with a policy of their own have anything evaluated.
        Act::Launch(launch::Act::Allowed(app)) if !has_policy(app) => return None,
        // The sign-in page asks the same address as a program does.
        Act::Guess(guess::Act::Refused(_, reason)) => {
            Act::Guess(guess::Act::Refused(Door::Api, reason))
        }
        Act::Guess(guess::Act::Locked(_)) => Act::Guess(guess::Act::Locked(Door::Api)),
        Act::Insight(insight::Act::Blocked(_)) => Act::Insight(insight::Act::Blocked(Door::Api)),
        Act::Insight(insight::Act::Detected(_, verdict)) => {
            Act::Insight(insight::Act::Detected(Door::Api, verdict))
        }
        other => other,
    };
    Some(act)
}

/// Whether app number `app` has a sign-on policy of its own, which asks for a second factor.
pub(crate) fn has_policy(app: u16) -> bool {
    app % 16 == 4
}

/// Where a request goes that Identity Engine would have at `path`; `factor` is the address of the
/// actor's second factor.
pub(crate) fn path<'s>(path: &'s str, factor: &'s str) -> &'s str {
    match path {
        "/idp/idx/identify" => SIGN_IN,
        "/idp/idx/unlock-account" => "/api/v1/authn/recovery/unlock",
        _ if path.starts_with("/idp/") => factor,
        _ => path,
    }
}

/// Where people set up a factor, or remove it.
pub(super) fn enrolment_address(scene: &Scene<'_>, factor: Factor, active: bool) -> String {
    let user = &scene.actor.id;
    let id = scene.world.mint().id(factor.classic_prefix(), u64::from(scene.actor.number));
    let verb = if active { "/lifecycle/activate" } else { "" };
    format!("/api/v1/users/{user}/factors/{id}{verb}")
}

/// An evaluation of the org's sign-on policy, or of the policy of `app`.
pub(super) fn evaluation(
    scene: &Scene<'_>,
    app: Option<&App>,
    result: &'static str,
    out: &mut Vec<u8>,
) {
    let number = if app.is_some() { 2 } else { 0 };
    let ids = [scene.world.fixture("00p", 5 + number), scene.world.fixture("0pr", 6 + number)];
    let name = if app.is_some() { "App sign-on policy" } else { "Default Policy" };
    let targets = [
        thing("PolicyEntity", &ids[0], name.into()),
        thing("PolicyRule", &ids[1], "Default Rule".into()),
    ];
    let mut targets = targets.to_vec();
    let uri = match app {
        Some(app) => launch::sign_on_uri(app).into(),
        None => sign_in_address(scene, Brought::First),
    };
    targets.extend(app.map(app_instance));
    evaluated(scene, (&uri, result), &targets, out);
}

/// An evaluation of the policy of the Admin Console, which is an app.
pub(super) fn at_console(
    scene: &Scene<'_>,
    console: Target<'_>,
    result: &'static str,
    out: &mut Vec<u8>,
) {
    let ids = [scene.world.fixture("00p", 8), scene.world.fixture("0pr", 8)];
    let targets = [
        thing("PolicyEntity", &ids[0], "Okta Admin Console".into()),
        thing("PolicyRule", &ids[1], "Admin App Policy".into()),
        console,
    ];
    evaluated(scene, ("/admin/sso/request", result), &targets, out);
}

fn evaluated(
    scene: &Scene<'_>,
    (uri, result): (&str, &'static str),
    targets: &[Target<'_>],
    out: &mut Vec<u8>,
) {
    let reason = format!("Sign-on policy evaluation resulted in {result}");
    let told =
        [("behaviors", Text::Shown(&scene.flow.behaviors)), ("risk", Text::Shown(&scene.risk))];
    let news = scene.flow.behaviors != Behaviors::default();
    let debug = scene.browser_debug(uri, if news { &told } else { &[] });
    let mut event = scene.event(&POLICY, &debug, targets);
    event.outcome = Some((result, Some(Text::from(&reason))));
    event.severity = if result == "DENY" { "WARN" } else { "INFO" };
    event.write(out);
}

/// A push that was rejected has a type of its own.
pub(super) fn push_denied(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let enrolment = scene.world.mint().id("opf", u64::from(scene.actor.number));
    let transaction = scene.world.mint().text(0x0ff5, scene.flow.key, 20);
    let uri = format!("/api/v1/authn/factors/{enrolment}/transactions/ft{transaction}/verify");
    let targets: [Target<'_>; 1] = [target(Party { ..person(&scene.actor) })];
    let debug = scene.plain_debug(
        &uri,
        &[
            ("authnRequestId", Text::Ascii(scene.sign_in.as_bytes())),
            ("factor", Text::Str(Factor::Push.wire_name())),
        ],
    );
    let mut event: Event<'_> = scene.event(&DENY_PUSH, &debug, &targets);
    event.client = Some(scene.phone());
    event.outcome = Some(("FAILURE", Some(Text::Str("User rejected Okta push verify"))));
    event.write(out);
}

/// Where people and programs sign in.
pub(crate) const SIGN_IN: &str = "/api/v1/authn";

static DENY_PUSH: Kind = Kind {
    event_type: "user.mfa.okta_verify.deny_push",
    display_message: Some("User rejected Okta push verify"),
    legacy: None,
};
