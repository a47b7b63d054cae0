//! Mails that Okta sends to people about their own accounts (scenario facts 1.6, B7 to B9).

use crate::traffic::event::{Authentication, Kind};
use crate::traffic::flow::{self, Flow, SPAN_MS_MAX, Step};
use crate::traffic::scene::{SYSTEM, Scene, person, target};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A factor was set up.
    FactorEnrolled,
    /// Factors were reset.
    FactorsReset,
    /// Something unknown has signed in.
    NewDevice,
    /// A link to choose another password.
    PasswordReset,
}

/// The mail about `flow`, a sign-in on something unknown whose session began at `started`; in a
/// request of its own.
pub(crate) fn new_device(flow: &Flow, started: i64) -> Step {
    let published = started + 1_000 + (flow.hash(0x3a11) % 5_000) as i64;
    let published = published.min(flow.start + SPAN_MS_MAX);
    Step { published, request: u8::MAX, act: flow::Act::Notice(Act::NewDevice) }
}

impl Act {
    /// Appends the event: the system's own, with the owner as target; the client is whoever gave
    /// cause for the mail.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        let kind = match self {
            Self::FactorEnrolled => &ENROLLED,
            Self::FactorsReset => &RESET,
            Self::NewDevice => &NEW_DEVICE,
            Self::PasswordReset => &PASSWORD_RESET,
        };
        let owner = match scene.flow.subject {
            0 => scene.actor.clone(),
            subject => scene.world.person(subject),
        };
        let targets = [target(person(&owner))];
        let debug = scene.plain_debug("/idp/idx/challenge/answer", &[]);
        let mut event = scene.event(kind, &debug, &targets);
        event.actor = SYSTEM;
        event.authentication = Authentication::default();
        event.write(out);
    }
}

/// The type that [`Act::NewDevice`] is seen as.
pub(crate) const NEW_DEVICE_MAIL: &str = "system.email.new_device_notification.sent_message";

static ENROLLED: Kind = Kind {
    event_type: "system.email.mfa_enroll_notification.sent_message",
    display_message: Some("Send user MFA enrolled email notification"),
    legacy: None,
};
static RESET: Kind = Kind {
    event_type: "system.email.mfa_reset_notification.sent_message",
    display_message: Some("Send user MFA reset email notification"),
    legacy: None,
};
static NEW_DEVICE: Kind = Kind {
    event_type: NEW_DEVICE_MAIL,
    display_message: Some("Send new device sign-on email notification"),
    legacy: None,
};
static PASSWORD_RESET: Kind = Kind {
    event_type: "system.email.password_reset.sent_message",
    display_message: Some("Send self-service password reset email"),
    legacy: None,
};
