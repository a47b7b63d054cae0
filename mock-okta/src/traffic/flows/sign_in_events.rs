//! How a sign-in that goes well is written down.

use crate::traffic::behaviors::{Behaviors, Insight};
use crate::traffic::event::{Authentication, Kind, Target};
use crate::traffic::json::Text;
use crate::traffic::scene::{SYSTEM, Scene, person, target, thing};
use crate::world::{Factor, OFFICES, mix};

use super::addresses::{ANSWERED, Brought, is_by_portal, provider_address, sign_in_address};
use super::classic::SIGN_IN;
use super::guess;
use super::policy::{self, Verdict};
use super::sign_in::Act;

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Allowed => policy::at_sign_in(scene, Verdict::Allow, out),
            Self::Challenged => policy::at_sign_in(scene, Verdict::Challenge, out),
            Self::FactorVerified(factor) => factor_verified(scene, factor, out),
            Self::Federated => federated(scene, out),
            Self::PasswordVerified => verified_by(scene, Factor::Password, ("SUCCESS", None), out),
            Self::PushSent => push_sent(scene, out),
            Self::SessionStarted => session_started(scene, out),
            Self::SmsSent => sms_sent(scene, out),
            Self::EmailSent => email_sent(scene, out),
            Self::Verified => verified(scene, out),
        }
    }
}

/// A factor that is proved in the browser, or fails to be.
pub(super) fn verified_by(
    scene: &Scene<'_>,
    factor: Factor,
    outcome: (&'static str, Option<Text<'static>>),
    out: &mut Vec<u8>,
) {
    let (name, method) = factor.authenticator();
    let prefix = if factor == Factor::Password { "lae" } else { "pfd" };
    let enrolment = scene.world.mint().id(prefix, u64::from(scene.actor.number));
    let detail = [
        ("methodTypeUsed", Text::Str(method)),
        ("methodUsedVerifiedProperties", Text::Str("[USER_PRESENCE]")),
    ];
    let targets = [
        target(person(&scene.actor)),
        Target { detail: &detail, ..thing("AuthenticatorEnrollment", &enrolment, name.into()) },
    ];
    let uri = match factor {
        Factor::Password => sign_in_address(scene, Brought::First),
        _ => ANSWERED.into(),
    };
    let debug = scene.browser_debug(
        &uri,
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("factor", Text::Str(factor.wire_name())),
            ("factorIntent", Text::Str("AUTHENTICATION")),
            ("promptingPolicyTypes", Text::Str("[OKTA_SIGN_ON]")),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let kind = if outcome.0 == "SUCCESS" { &MFA_SUCCESS } else { &MFA_FAILURE };
    // Enrolments are Identity Engine's.
    let known = if scene.is_classic() { 1 } else { targets.len() };
    let mut event = scene.event(kind, &debug, &targets[..known]);
    event.outcome = Some(outcome);
    event.authentication = proof(scene, factor);
    event.write(out);
}

/// A push that the phone answers, or does not: the client is the authenticator app, which has
/// no device token (scenario facts 1.6).
pub(super) fn push_answered(
    scene: &Scene<'_>,
    outcome: (&'static str, Option<Text<'static>>),
    answer: Option<(&'static str, Text<'static>)>,
    out: &mut Vec<u8>,
) {
    let enrolment = scene.world.mint().id("opf", u64::from(scene.actor.number));
    let transaction = scene.world.mint().text(0x0ff5, scene.flow.key, 20);
    let uri = format!("/api/v1/authn/factors/{enrolment}/transactions/ft{transaction}/verify");
    let (name, method) = Factor::Push.authenticator();
    let detail = [("methodTypeUsed", Text::Str(method))];
    let targets = [
        target(person(&scene.actor)),
        Target { detail: &detail, ..thing("AuthenticatorEnrollment", &enrolment, name.into()) },
    ];
    let extra = [
        ("authnRequestId", Text::Ascii(scene.sign_in.as_bytes())),
        ("behaviors", Text::Shown(&scene.flow.behaviors)),
        ("factor", Text::Str(Factor::Push.wire_name())),
        ("factorIntent", Text::Str("AUTHENTICATION")),
        ("keyTypeUsedForAuthentication", Text::Str("PROOF_OF_POSSESSION")),
        ("risk", Text::Shown(&scene.risk)),
        ("threatSuspected", Text::Str("false")),
        answer.unwrap_or(("pushOnlyResponseType", Text::Str(""))),
    ];
    let debug = scene.plain_debug(&uri, &extra[..extra.len() - usize::from(answer.is_none())]);
    let kind = if outcome.0 == "SUCCESS" { &MFA_SUCCESS } else { &MFA_FAILURE };
    let known = if scene.is_classic() { 1 } else { targets.len() };
    let mut event = scene.event(kind, &debug, &targets[..known]);
    event.client = Some(scene.phone());
    event.outcome = Some(outcome);
    event.authentication = proof(scene, Factor::Push);
    event.write(out);
}

fn factor_verified(scene: &Scene<'_>, factor: Factor, out: &mut Vec<u8>) {
    match factor {
        Factor::Push => {
            push_answered(scene, ("SUCCESS", None), Some(APPROVED), out);
        }
        Factor::FastPass => fast_pass(scene, out),
        Factor::Email | Factor::Password | Factor::Sms | Factor::Totp | Factor::WebAuthn => {
            verified_by(scene, factor, ("SUCCESS", None), out);
        }
    }
}

/// `FastPass` is answered by Okta Verify on the laptop, so the event knows the device, and has the
/// browser's token all the same (scenario facts 1.3).
fn fast_pass(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let mint = scene.world.mint();
    let enrolment = mint.id("pfd", u64::from(scene.actor.number));
    let authenticator = scene.world.fixture("aut", 2);
    let transaction = mint.text(0x0ff6, scene.flow.key, 20);
    let uri = format!("/idp/authenticators/{authenticator}/transactions/ft{transaction}/verify");
    let (name, method) = Factor::FastPass.authenticator();
    let detail = [
        ("methodTypeUsed", Text::Str(method)),
        (
            "methodUsedVerifiedProperties",
            Text::Str(
                "[DEVICE_BOUND, PHISHING_RESISTANT, USER_VERIFYING, USER_PRESENCE, HARDWARE_PROTECTED]",
            ),
        ),
    ];
    let targets = [
        target(person(&scene.actor)),
        Target { detail: &detail, ..thing("AuthenticatorEnrollment", &enrolment, name.into()) },
    ];
    let debug = scene.browser_debug(
        &uri,
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("factor", Text::Str(Factor::FastPass.wire_name())),
            ("factorIntent", Text::Str("AUTHENTICATION")),
            ("keyTypeUsedForAuthentication", Text::Str("USER_VERIFYING_BIO_OR_PIN")),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let mut event = scene.event(&MFA_SUCCESS, &debug, &targets);
    event.client = Some(scene.authenticator());
    event.device = scene.device();
    event.authentication = proof(scene, Factor::FastPass);
    event.write(out);
}

fn session_started(scene: &Scene<'_>, out: &mut Vec<u8>) {
    if scene.is_classic() {
        return guess::started(scene, &sign_in_address(scene, Brought::First), out);
    }
    if is_by_portal(scene) {
        return session_started_by_portal(scene, out);
    }
    let habits = scene.actor.habits;
    let by_device = habits.factor == Factor::FastPass;
    let (prefix, name) = if by_device { ("pfd", "Okta Verify") } else { ("lae", "Password") };
    let enrolment = scene.world.mint().id(prefix, u64::from(scene.actor.number));
    let targets = [
        thing("AuthenticatorEnrollment", &enrolment, name.into()),
        policy::app_instance(scene.world.dashboard()),
    ];
    // Whoever is vouched for has proved nothing here.
    let targets = &targets[usize::from(scene.actor.habits.federated)..];
    let origin = format!("https://{}", scene.world.org().host);
    let uri = sign_in_address(scene, Brought::First);
    let debug = scene.browser_debug(
        &uri,
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("logOnlySecurityData", Text::Shown(&scene.security_data)),
            ("origin", Text::from(&origin)),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let mut event = scene.event(&SESSION_START, &debug, targets);
    event.device = scene.device();
    event.insight = insight(scene);
    event.write(out);
}

/// A session that begins as every day says no more than events did before 2025: real ones are not
/// larger than that (scenario facts 4.7).
fn insight<'a>(scene: &Scene<'a>) -> Option<Insight<'a>> {
    (scene.flow.behaviors != Behaviors::default()).then(|| scene.insight())
}

/// The way of the older engine, which both know; the token is the page's (corpus of real events).
fn session_started_by_portal(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let principal = person(&scene.actor);
    let debug = scene.browser_debug(
        SIGN_IN,
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("logOnlySecurityData", Text::Shown(&scene.security_data)),
            ("originalPrincipal", Text::Party(&principal)),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let portal = scene.world.fixture("00T", 3);
    let mut event = scene.event(&SESSION_START, &debug, &[]);
    event.insight = insight(scene);
    event.transaction.api_token = Some(&portal);
    event.write(out);
}

const PHONE_NUMBER: u64 = 0x7e1e;

fn verified(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let uri = sign_in_address(scene, Brought::Second);
    let debug = scene.browser_debug(
        &uri,
        &[("behaviors", Text::Shown(&scene.flow.behaviors)), ("risk", Text::Shown(&scene.risk))],
    );
    scene.event(&VERIFY, &debug, &[]).write(out);
}

fn push_sent(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let targets = [target(person(&scene.actor))];
    let debug = scene.browser_debug(
        "/idp/idx/challenge",
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("factor", Text::Str(Factor::Push.wire_name())),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    scene.event(&PUSH_SENT, &debug, &targets).write(out);
}

fn sms_sent(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let resident = &scene.actor.resident;
    let code = OFFICES[resident.office].calling_code;
    let number = format!("+{code} XXX-XXX-{:04}", mix(resident.key ^ PHONE_NUMBER) % 10_000);
    let targets = [target(person(&scene.actor))];
    let debug = scene.browser_debug(
        "/idp/idx/challenge",
        &[("phoneNumber", Text::from(&number)), ("risk", Text::Shown(&scene.risk))],
    );
    scene.event(&SMS_SENT, &debug, &targets).write(out);
}

fn email_sent(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let targets = [target(person(&scene.actor))];
    let debug = scene.browser_debug("/idp/idx/challenge", &[("risk", Text::Shown(&scene.risk))]);
    scene.event(&EMAIL_SENT, &debug, &targets).write(out);
}

/// A system actor; the person is only a target, and not the first one (scenario facts 1.3).
fn federated(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let provider = scene.world.fixture("0oa", 6);
    let issuer = format!("https://login.partner-{}.example", scene.world.org().subdomain);
    let targets = [
        thing("AppInstance", &provider, "Partner Identity Provider".into()),
        target(person(&scene.actor)),
    ];
    let uri = provider_address(scene);
    let debug = scene.browser_debug(
        &uri,
        &[("loginResult", Text::Str("SUCCESS")), ("risk", Text::Shown(&scene.risk))],
    );
    let mut event = scene.event(&VIA_IDP, &debug, &targets);
    event.actor = SYSTEM;
    event.authentication = Authentication {
        provider: Some("FEDERATION"),
        credential_type: Some("ASSERTION"),
        interface: Some("IDP Instance"),
        issuer: Some((Text::Str(&issuer), "SAML 2.0")),
        ..event.authentication
    };
    event.write(out);
}

/// The authentication context of a factor (scenario facts 1.3).
fn proof<'s>(scene: &'s Scene<'_>, factor: Factor) -> Authentication<'s> {
    Authentication {
        provider: Some("FACTOR_PROVIDER"),
        // A security key is nobody's but its owner's.
        credential_provider: (factor != Factor::WebAuthn).then_some("OKTA_CREDENTIAL_PROVIDER"),
        credential_type: match factor {
            Factor::Email => Some("EMAIL"),
            Factor::Sms => Some("SMS"),
            Factor::Totp => Some("OTP"),
            Factor::FastPass | Factor::Password | Factor::Push | Factor::WebAuthn => None,
        },
        session: Some(Text::Str(&scene.session)),
        ..Authentication::default()
    }
}

/// What a phone answers, and under which key (scenario facts 1.3).
const APPROVED: (&str, Text<'static>) = ("pushOnlyResponseType", Text::Str("OV_RESPONSE_APPROVE"));
pub(super) const DENIED: (&str, Text<'static>) =
    ("pushOnlyResponseType", Text::Str("OV_RESPONSE_DENY"));
pub(super) const WRONG_NUMBER: (&str, Text<'static>) =
    ("pushWithNumberChallengeResponseType", Text::Str("OV_WITH_CHALLENGE_RESPONSE_INVALID"));

static MFA_SUCCESS: Kind = Kind {
    event_type: "user.authentication.auth_via_mfa",
    display_message: Some("Authentication of user via MFA"),
    legacy: Some("core.user.factor.attempt_success"),
};
static MFA_FAILURE: Kind = Kind {
    event_type: "user.authentication.auth_via_mfa",
    display_message: Some("Authentication of user via MFA"),
    legacy: Some("core.user.factor.attempt_fail"),
};
pub(super) static SESSION_START: Kind = Kind {
    event_type: "user.session.start",
    display_message: Some("User login to Okta"),
    legacy: Some("core.user_auth.login_success"),
};
static VERIFY: Kind = Kind {
    event_type: "user.authentication.verify",
    display_message: Some("Verify user identity"),
    legacy: None,
};
static PUSH_SENT: Kind = Kind {
    event_type: "system.push.send_factor_verify_push",
    display_message: Some("Send Okta Verify push verification message"),
    legacy: None,
};
static SMS_SENT: Kind = Kind {
    event_type: "system.sms.send_factor_verify_message",
    display_message: Some("Send factor verification SMS message"),
    legacy: Some("core.user.sms.message_sent.factor"),
};
static EMAIL_SENT: Kind = Kind {
    event_type: "system.email.send_factor_verify_message",
    display_message: Some("Send factor verification email message"),
    legacy: None,
};
static VIA_IDP: Kind = Kind {
    event_type: "user.authentication.auth_via_IDP",
    display_message: Some("Authenticate user via IDP"),
    legacy: Some("core.user_auth.idp.saml.login_success"),
};
