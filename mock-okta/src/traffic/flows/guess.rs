//! Passwords that are tried: by people who mistype, by programs with an old one, and by strangers
//! with a list (scenario facts 1.2, 2.3 to 2.5).

use crate::traffic::event::{Authentication, Kind, Party};
use crate::traffic::flow::{self, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::Factor;

use super::classic::SIGN_IN;
use super::policy::POLICY;
use super::sign_in_events::{SESSION_START, verified_by};

/// What is seen of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The password in a mailbox program is not the one that the account has now.
    MailRefused,
    /// Too many wrong passwords from a mailbox program.
    MailStopped,
    /// Too many wrong passwords: the account is locked.
    Locked(Door),
    /// The password was wrong, as the password authenticator sees it.
    PasswordWrong(Door),
    /// No session, for a reason.
    Refused(Door, Reason),
    /// A session, for a name and a password alone.
    Started,
    /// The sign-on policy, right after that.
    StartAllowed,
    /// The sign-on policy wants more than that.
    StartChallenged,
    /// The lock has run out.
    Unlocked,
}

/// Where the name and the password are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The authentication API, as the older engine has it: one event for one wrong password.
    Api,
    /// The sign-in page of Identity Engine, where a password is an authenticator: two events.
    Page,
}

/// Why there is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The account is locked, whatever the password.
    LockedOut,
    /// Nobody has the name: `flow.actor` is somebody who is not there, or no more.
    UnknownName,
    /// The password is wrong.
    WrongPassword,
}

impl Door {
    /// The path of its requests.
    pub(crate) fn uri(self) -> &'static str {
        match self {
            Self::Api => SIGN_IN,
            Self::Page => "/idp/idx/identify",
        }
    }
}

impl Reason {
    fn text(self) -> &'static str {
        match self {
            Self::LockedOut => "LOCKED_OUT",
            Self::UnknownName => "VERIFICATION_ERROR",
            Self::WrongPassword => "INVALID_CREDENTIALS",
        }
    }
}

/// An attempt that fails.
pub(crate) fn fail(door: Door, reason: Reason, script: &mut Script<'_>) {
    if door == Door::Page && reason == Reason::WrongPassword {
        script.push(flow::Act::Guess(Act::PasswordWrong(door)));
        script.pass(3);
    }
    script.push(flow::Act::Guess(Act::Refused(door, reason)));
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Locked(door) => locked(scene, door, out),
            Self::MailRefused => mail(scene, &VIA_RICH_CLIENT, "INVALID_CREDENTIALS", out),
            Self::MailStopped => mail(scene, &LOCK_LIMIT, "LOCKED_OUT", out),
            Self::PasswordWrong(_) => {
                let refused = ("FAILURE", Some(Text::Str("INVALID_CREDENTIALS")));
                verified_by(scene, Factor::Password, refused, out);
            }
            Self::Refused(door, Reason::UnknownName) => {
                unknown_name(scene, door.uri(), Text::from(&scene.actor.login), out);
            }
            Self::Refused(door, reason) => refused(scene, door, reason, out),
            Self::Started => started(scene, SIGN_IN, out),
            Self::StartAllowed => policy(scene, "ALLOW", out),
            Self::StartChallenged => policy(scene, "CHALLENGE", out),
            Self::Unlocked => {
                let targets = [target(person(&scene.actor))];
                scene.background(&UNLOCK, &[], &targets).write(out);
            }
        }
    }
}

/// Identity Engine has a session id even then, the older engine has none (scenario facts 1.1).
pub(super) fn refused(scene: &Scene<'_>, door: Door, reason: Reason, out: &mut Vec<u8>) {
    let enrolment = scene.world.mint().id("pfd", u64::from(scene.actor.number));
    let dashboard = scene.world.fixture("0oa", 1);
    let targets = [
        thing("AuthenticatorEnrollment", &enrolment, "Password".into()),
        thing("AppInstance", &dashboard, "Okta Dashboard".into()),
    ];
    let targets = if door == Door::Page { &targets[..] } else { &[] };
    let debug = scene.browser_debug(
        door.uri(),
        &[("loginResult", Text::Str(reason.text())), ("risk", Text::Shown(&scene.risk))],
    );
    let mut event = scene.event(&SESSION_FAILED, &debug, targets);
    event.severity = "WARN";
    event.outcome = Some(("FAILURE", Some(Text::Str(reason.text()))));
    if door == Door::Api {
        event.authentication = Authentication::default();
    }
    event.write(out);
}

/// The actor is unknown, and `alternateId` is whatever was typed.
pub(super) fn unknown_name(scene: &Scene<'_>, uri: &str, typed: Text<'_>, out: &mut Vec<u8>) {
    let reason = Text::Str(Reason::UnknownName.text());
    let debug =
        scene.browser_debug(uri, &[("loginResult", reason), ("risk", Text::Shown(&scene.risk))]);
    let mut event = scene.event(&SESSION_FAILED, &debug, &[]);
    event.actor = Party {
        id: Text::Str("unknown"),
        kind: "User",
        alternate_id: typed,
        name: Text::Str("unknown"),
    };
    event.severity = "WARN";
    event.authentication =
        Authentication { session: Some(Text::Str("unknown")), ..Authentication::default() };
    event.outcome = Some(("FAILURE", Some(reason)));
    event.write(out);
}

/// In the request of the attempt that was one too many (scenario facts 1.5).
fn locked(scene: &Scene<'_>, door: Door, out: &mut Vec<u8>) {
    let targets = [target(person(&scene.actor))];
    let debug = scene.browser_debug(
        door.uri(),
        &[("behaviors", Text::Shown(&scene.flow.behaviors)), ("risk", Text::Shown(&scene.risk))],
    );
    let mut event = scene.event(&LOCK, &debug, &targets);
    event.severity = "DEBUG";
    event.outcome = Some(("FAILURE", Some(Text::Str(Reason::LockedOut.text()))));
    if door == Door::Api {
        event.authentication = Authentication::default();
    }
    event.write(out);
}

/// A program that speaks an older protocol, in the name of its owner.
fn mail(scene: &Scene<'_>, kind: &'static Kind, reason: &'static str, out: &mut Vec<u8>) {
    let app = scene.world.app(0);
    let uri = format!("/app/office365/{}/sso/wsfed/active", app.id);
    let targets = [thing("AppInstance", &app.id, (&app.label).into())];
    let debug = scene.plain_debug(&uri, &[("threatSuspected", Text::Str("false"))]);
    let mut event = scene.event(kind, &debug, &targets);
    event.severity = "WARN";
    event.outcome = Some(("FAILURE", Some(Text::Str(reason))));
    event.authentication = Authentication::default();
    event.write(out);
}

/// By the API the session comes first, and the policy is looked at in the same request (scenario
/// facts 1.6, B3).
pub(super) fn started(scene: &Scene<'_>, uri: &str, out: &mut Vec<u8>) {
    let debug = scene.browser_debug(
        uri,
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("logOnlySecurityData", Text::Shown(&scene.security_data)),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    scene.event(&SESSION_START, &debug, &[]).write(out);
}

fn policy(scene: &Scene<'_>, result: &'static str, out: &mut Vec<u8>) {
    let [policy, rule] = [scene.world.fixture("00p", 5), scene.world.fixture("0pr", 6)];
    let targets = [
        thing("PolicyEntity", &policy, "Default Policy".into()),
        thing("PolicyRule", &rule, "Default Rule".into()),
    ];
    let reason = format!("Sign-on policy evaluation resulted in {result}");
    let debug = scene.browser_debug(
        Door::Api.uri(),
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("logOnlySecurityData", Text::Shown(&scene.security_data)),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let mut event = scene.event(&POLICY, &debug, &targets);
    event.outcome = Some((result, Some(Text::from(&reason))));
    event.write(out);
}

static SESSION_FAILED: Kind = Kind {
    event_type: "user.session.start",
    display_message: Some("User login to Okta"),
    legacy: Some("core.user_auth.login_failed"),
};
static LOCK: Kind = Kind {
    event_type: "user.account.lock",
    display_message: Some("Max sign in attempts exceeded"),
    legacy: Some("core.user_auth.account_locked"),
};
pub(super) static UNLOCK: Kind = Kind {
    event_type: "user.account.unlock",
    display_message: Some("User account unlocked"),
    legacy: Some("core.user.config.account_unlock.success"),
};
static VIA_RICH_CLIENT: Kind = Kind {
    event_type: "user.authentication.auth_via_richclient",
    display_message: Some("Authentication of user via rich client"),
    legacy: Some("app.rich_client.login_failure"),
};
/// No public record of it is known; only the catalogue has it.
static LOCK_LIMIT: Kind = Kind {
    event_type: "user.account.lock.limit",
    display_message: Some("Account lock limit reached"),
    legacy: None,
};
