//! Factors and passwords: set up by their owners, reset by the help desk (scenario facts 1.6,
//! B7 to B9).

use std::borrow::Cow;

use clock::Draw;

use crate::traffic::event::{Kind, Target};
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::Factor;

use super::addresses::ANSWERED;
use super::classic;
use super::handover::DEVICE_ADD;

/// What happens to somebody's factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The device belongs to the owner.
    DeviceAdded,
    /// The device became known.
    DeviceEnrolled,
    /// A factor works.
    FactorActivated(Factor),
    /// A factor is gone.
    FactorRemoved(Factor),
    /// All factors of `flow.subject` are gone.
    FactorsReset,
    /// A mail about it went out.
    MailSent,
    /// The password of `flow.subject` was reset.
    PasswordReset,
    /// The owner changed the password.
    PasswordUpdated,
}

/// An enrolment by `flow.actor`, or a reset of `flow.subject` by `flow.actor`.
pub(crate) fn script(flow: &Flow, draw: &mut Draw, script: &mut Script<'_>) {
    let acts: &[Act] = match (flow.errand, draw.below(4)) {
        (Errand::Reset, 0..2) => &[Act::FactorsReset, Act::MailSent],
        (Errand::Reset, _) => &[Act::PasswordReset],
        (_, 0) => &[Act::FactorActivated(Factor::WebAuthn), Act::MailSent],
        (_, 1) => &[
            Act::FactorActivated(Factor::Push),
            Act::DeviceEnrolled,
            Act::DeviceAdded,
            Act::MailSent,
        ],
        (_, 2) => &[Act::FactorRemoved(Factor::Sms), Act::FactorActivated(Factor::Totp)],
        (_, _) => &[Act::PasswordUpdated],
    };
    for act in acts {
        script.push(flow::Act::Enrolment(*act));
        script.pass(draw.between(200, 4_000));
        script.next_request();
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::DeviceAdded => on_device(scene, &DEVICE_ADD, out),
            Self::DeviceEnrolled => on_device(scene, &DEVICE, out),
            Self::FactorActivated(factor) => factor_changed(scene, factor, true, out),
            Self::FactorRemoved(factor) => factor_changed(scene, factor, false, out),
            Self::FactorsReset => by_help_desk(scene, &RESET_ALL, "reset_factors", out),
            Self::MailSent => mail_sent(scene, out),
            Self::PasswordReset => by_help_desk(scene, &RESET_PASSWORD, "reset_password", out),
            Self::PasswordUpdated => {
                let targets = [target(person(&scene.actor))];
                let debug = scene.browser_debug("/api/internal/enduser/password", &[]);
                scene.event(&UPDATE_PASSWORD, &debug, &targets).write(out);
            }
        }
    }
}

fn factor_changed(scene: &Scene<'_>, factor: Factor, active: bool, out: &mut Vec<u8>) {
    let (name, _) = factor.authenticator();
    let enrolment = scene.world.mint().id("pfd", u64::from(scene.actor.number));
    let targets =
        [target(person(&scene.actor)), thing("AuthenticatorEnrollment", &enrolment, name.into())];
    let uri: Cow<'_, str> = if scene.is_classic() {
        classic::enrolment_address(scene, factor, active).into()
    } else {
        ANSWERED.into()
    };
    let debug = scene.browser_debug(&uri, &[("factor", Text::Str(factor.wire_name()))]);
    let verb = if active { "set up" } else { "reset" };
    let reason = format!("User {verb} {} factor", factor.wire_name());
    let kind = if active { &ACTIVATE } else { &DEACTIVATE };
    // Enrolments are Identity Engine's.
    let known = if scene.is_classic() { 1 } else { targets.len() };
    let mut event = scene.event(kind, &debug, &targets[..known]);
    event.outcome = Some(("SUCCESS", Some(Text::from(&reason))));
    event.write(out);
}

/// The phone that pushes go to, which enrols itself: it is the client as well.
fn on_device(scene: &Scene<'_>, kind: &'static Kind, out: &mut Vec<u8>) {
    let phone = scene.phone();
    let id = scene.world.mint().id("guo", PHONE | u64::from(scene.actor.number));
    let ios = phone.agent.os.starts_with("iOS");
    let (platform, name) = if ios { ("IOS", "iPhone") } else { ("ANDROID", "Android phone") };
    let version = phone.agent.os.split_once(' ').map_or("", |(_, version)| version);
    let detail = [
        ("managed", Text::Str("false")),
        ("osPlatform", Text::Str(platform)),
        ("osVersion", Text::Str(version)),
        ("oktaDeviceId", Text::from(&id)),
        ("tpmPresent", Text::Str("true")),
    ];
    let targets = [
        Target { detail: &detail, ..thing("UDDevice", &id, name.into()) },
        target(person(&scene.actor)),
    ];
    let debug = scene.plain_debug("/idp/authenticators", &[]);
    let mut event = scene.event(kind, &debug, &targets);
    event.client = Some(phone);
    event.write(out);
}

/// Tells ids of phones from those of laptops, which have a part of a key in the upper half.
const PHONE: u64 = 0x9406 << 48;

/// The actor is an admin, the target is somebody else.
fn by_help_desk(scene: &Scene<'_>, kind: &'static Kind, verb: &str, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let uri = format!("/api/v1/users/{}/lifecycle/{verb}", subject.id);
    let targets = [target(person(&subject))];
    let debug = scene.browser_debug(&uri, &[("isSelfInitiated", Text::Str("false"))]);
    scene.event(kind, &debug, &targets).write(out);
}

/// A mail to whom it is about: the subject of a reset, else the actor.
fn mail_sent(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let reset = scene.flow.errand == Errand::Reset;
    let number = if reset { scene.flow.subject } else { scene.flow.actor };
    let recipient = scene.world.person(number);
    let targets = [target(person(&recipient))];
    let kind = if reset { &RESET_MAIL } else { &ENROL_MAIL };
    let debug = scene.plain_debug("/api/v1/notifications", &[]);
    scene.background(kind, &debug, &targets).write(out);
}

static ACTIVATE: Kind = Kind {
    event_type: "user.mfa.factor.activate",
    display_message: Some("Activate factor or authenticator enrollment for user"),
    legacy: Some("core.user.factor.activate"),
};
static DEACTIVATE: Kind = Kind {
    event_type: "user.mfa.factor.deactivate",
    display_message: Some("Reset factor or authenticator enrollment for user"),
    legacy: Some("core.user.factor.deactivate"),
};
static RESET_ALL: Kind = Kind {
    event_type: "user.mfa.factor.reset_all",
    display_message: Some("Reset all factors or authenticator enrollments for user"),
    legacy: Some("core.user.factor.reset_all"),
};
static RESET_PASSWORD: Kind = Kind {
    event_type: "user.account.reset_password",
    display_message: Some("User reset password for Okta (by admin)"),
    legacy: Some("core.user.config.user_status.password_reset"),
};
static UPDATE_PASSWORD: Kind = Kind {
    event_type: "user.account.update_password",
    display_message: Some("User update password for Okta"),
    legacy: Some("core.user.config.password_update.success"),
};
static DEVICE: Kind = Kind {
    event_type: "device.enrollment.create",
    display_message: Some("Enroll new device"),
    legacy: None,
};
static ENROL_MAIL: Kind = Kind {
    event_type: "system.email.mfa_enroll_notification.sent_message",
    display_message: Some("Send MFA enroll notification email"),
    legacy: Some("core.user.email.message_sent.mfa_enroll_notification"),
};
static RESET_MAIL: Kind = Kind {
    event_type: "system.email.mfa_reset_notification.sent_message",
    display_message: Some("Send MFA reset notification email"),
    legacy: Some("core.user.email.message_sent.mfa_reset_notification"),
};
