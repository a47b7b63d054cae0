//! Sign-ins that go wrong without anybody meaning harm (scenario facts 4.3).

use clock::Draw;

use crate::traffic::event::{Kind, Target};
use crate::traffic::flow::{self, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target};
use crate::world::Factor;

use super::addresses::ANSWERED;
use super::classic;
use super::guess::{self, Door, Reason};
use super::policy::{self, Verdict};
use super::sign_in_events::{DENIED, WRONG_NUMBER, push_answered, verified_by};

/// What goes wrong, and how it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Too many wrong passwords.
    LockedOut,
    /// The password was wrong.
    PasswordWrong,
    /// The sign-on policy refuses.
    PolicyDenied,
    /// Nobody has answered the push, and whoever asked for it has gone.
    PushAbandoned,
    /// The person rejected the push.
    PushDenied,
    /// The person chose another number than the one that was shown.
    PushMisread,
    /// The push was never answered.
    PushUnanswered,
    /// No session, because of the password: the same mistake, seen twice (scenario facts 1.2).
    SessionRefused,
    /// A name that nobody has.
    UnknownName,
    /// The account works again.
    Unlocked,
    /// The person asked for the account to be unlocked.
    UnlockToken,
}

/// One wrong password, which Identity Engine logs as two events 3 ms apart.
pub(crate) fn mistype(script: &mut Script<'_>) {
    script.push(flow::Act::Trouble(Act::PasswordWrong));
    script.pass(3);
    script.push(flow::Act::Trouble(Act::SessionRefused));
}

/// Wrong passwords until the account is locked; half of the people unlock it at once.
pub(crate) fn lock_out(flow: &Flow, draw: &mut Draw, script: &mut Script<'_>) {
    for attempt in 0..ATTEMPTS_MAX {
        mistype(script);
        if attempt + 1 < ATTEMPTS_MAX {
            script.pass(draw.between(4_000, 9_000));
            script.next_request();
        }
    }
    script.push(flow::Act::Trouble(Act::LockedOut));
    if flow.hash(0x10c4).is_multiple_of(2) {
        script.pass(draw.between(8_000, 20_000));
        script.next_request();
        script.push(flow::Act::Trouble(Act::UnlockToken));
        script.pass(draw.between(10_000, 30_000));
        script.next_request();
        script.push(flow::Act::Trouble(Act::Unlocked));
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::LockedOut => guess::Act::Locked(door(scene)).write(scene, out),
            Self::PasswordWrong => verified_by(scene, Factor::Password, REFUSED, out),
            Self::PolicyDenied => policy::at_sign_in(scene, Verdict::Deny, out),
            Self::PushAbandoned => verified_by(scene, Factor::Push, ("ABANDONED", None), out),
            Self::PushMisread => push_answered(scene, REFUSED, Some(WRONG_NUMBER), out),
            Self::PushDenied if scene.is_classic() => classic::push_denied(scene, out),
            Self::PushDenied => push_answered(scene, REFUSED, Some(DENIED), out),
            Self::PushUnanswered => push_answered(scene, ("UNANSWERED", None), None, out),
            Self::SessionRefused => {
                guess::refused(scene, door(scene), Reason::WrongPassword, out);
            }
            Self::UnknownName => unknown_name(scene, out),
            Self::Unlocked if scene.is_classic() => {
                mended(scene, &guess::UNLOCK, "/api/v1/authn/recovery/token", out);
            }
            Self::Unlocked => mended(scene, &guess::UNLOCK, ANSWERED, out),
            Self::UnlockToken => mended(scene, &UNLOCK_TOKEN, "/idp/idx/unlock-account", out),
        }
    }
}

/// Where people type their passwords.
fn door(scene: &Scene<'_>) -> Door {
    if scene.is_classic() { Door::Api } else { Door::Page }
}

/// Nearly the login, or, now and then, a password in the wrong field.
fn unknown_name(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let slip = scene.flow.hash(0x5119);
    let mut typed = scene.actor.login.clone();
    if slip.is_multiple_of(9) {
        typed = scene.world.mint().text(0x9a55, slip, 12);
    } else {
        typed.remove(slip as usize % typed.len());
    }
    guess::unknown_name(scene, door(scene).uri(), Text::from(&typed), out);
}

fn mended(scene: &Scene<'_>, kind: &'static Kind, uri: &str, out: &mut Vec<u8>) {
    let targets: [Target<'_>; 1] = [target(person(&scene.actor))];
    let debug = scene.browser_debug(uri, &[]);
    scene.event(kind, &debug, &targets).write(out);
}

const REFUSED: (&str, Option<Text<'static>>) = ("FAILURE", Some(Text::Str("INVALID_CREDENTIALS")));
/// Okta's default is 10; orgs commonly set 5 (scenario facts 1.5).
const ATTEMPTS_MAX: u32 = 5;

static UNLOCK_TOKEN: Kind = Kind {
    event_type: "user.account.unlock_token",
    display_message: Some("Self service unlock account"),
    legacy: Some("core.user_auth.self_service.account_unlock.issued_recovery_token"),
};
