//! How a sign-in that goes well is written down.

use crate::traffic::event::{Authentication, Kind, Target};
use crate::traffic::json::Text;
use crate::traffic::scene::{SYSTEM, Scene, person, target, thing};
use crate::world::Factor;

use super::sign_in::Act;

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Allowed => {
                policy(scene, "ALLOW", "Sign-on policy evaluation resulted in AUTHENTICATED", out);
            }
            Self::Challenged => {
                policy(scene, "CHALLENGE", "Sign-on policy evaluation resulted in CHALLENGE", out);
            }
            Self::FactorVerified(factor) => factor_verified(scene, factor, out),
            Self::Federated => federated(scene, out),
            Self::PasswordVerified => verified_by(scene, Factor::Password, ("SUCCESS", None), out),
            Self::PushSent => push_sent(scene, out),
            Self::SessionStarted => session_started(scene, out),
            Self::SmsSent => sms_sent(scene, out),
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
    let enrolment = scene.world.mint().id("pfd", u64::from(scene.actor.number));
    let detail = [
        ("methodTypeUsed", Text::Str(method)),
        ("methodUsedVerifiedProperties", Text::Str("[USER_PRESENCE]")),
    ];
    let targets = [
        target(person(&scene.actor)),
        Target { detail: &detail, ..thing("AuthenticatorEnrollment", &enrolment, name.into()) },
    ];
    let uri =
        if factor == Factor::Password { "/idp/idx/identify" } else { "/idp/idx/challenge/answer" };
    let debug = scene.browser_debug(
        uri,
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("factor", Text::Str(factor.wire_name())),
            ("factorIntent", Text::Str("AUTHENTICATION")),
            ("promptingPolicyTypes", Text::Str("[OKTA_SIGN_ON]")),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let kind = if outcome.0 == "SUCCESS" { &MFA_SUCCESS } else { &MFA_FAILURE };
    let mut event = scene.event(kind, &debug, &targets);
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
    let mut extra = vec![
        ("authnRequestId", Text::Shown(&scene.sign_in)),
        ("factor", Text::Str(Factor::Push.wire_name())),
        ("factorIntent", Text::Str("AUTHENTICATION")),
        ("keyTypeUsedForAuthentication", Text::Str("PROOF_OF_POSSESSION")),
    ];
    extra.extend(answer);
    let debug = scene.plain_debug(&uri, &extra);
    let kind = if outcome.0 == "SUCCESS" { &MFA_SUCCESS } else { &MFA_FAILURE };
    let mut event = scene.event(kind, &debug, &targets);
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
        Factor::Password | Factor::Sms | Factor::Totp | Factor::WebAuthn => {
            verified_by(scene, factor, ("SUCCESS", None), out);
        }
    }
}

/// `FastPass` is answered by the laptop itself, so the event knows the device.
fn fast_pass(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let enrolment = scene.world.mint().id("pfd", u64::from(scene.actor.number));
    let (name, method) = Factor::FastPass.authenticator();
    let detail = [
        ("methodTypeUsed", Text::Str(method)),
        (
            "methodUsedVerifiedProperties",
            Text::Str("[DEVICE_BOUND, HARDWARE_PROTECTED, PHISHING_RESISTANT, USER_VERIFYING]"),
        ),
    ];
    let targets = [
        target(person(&scene.actor)),
        Target { detail: &detail, ..thing("AuthenticatorEnrollment", &enrolment, name.into()) },
    ];
    let debug = scene.browser_debug(
        "/idp/authenticators/transactions/verify",
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("factor", Text::Str(Factor::FastPass.wire_name())),
            ("keyTypeUsedForAuthentication", Text::Str("USER_VERIFYING_BIO_OR_PIN")),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let mut event = scene.event(&MFA_SUCCESS, &debug, &targets);
    event.device = Some(&scene.laptop);
    event.authentication = proof(scene, Factor::FastPass);
    event.write(out);
}

/// The big one: both policies in one event, with every rule that was looked at.
pub(super) fn policy(
    scene: &Scene<'_>,
    result: &'static str,
    reason: &'static str,
    out: &mut Vec<u8>,
) {
    let world = scene.world;
    let device = scene.laptop.id;
    let dashboard = world.fixture("0oa", 1);
    let access_rule = world.fixture("rul", 2);
    let session_rule = world.fixture("rul", 3);
    let access_policy = world.fixture("rst", 4);
    let session_policy = world.fixture("00p", 5);
    let verdict = if result == "ALLOW" { "AUTHENTICATED" } else { result };
    let app_detail = [
        ("signOnModeEvaluationResult", Text::Str(verdict)),
        ("signOnModeType", Text::Str("OPENID_CONNECT")),
    ];
    let access_detail = [
        ("policyId", Text::from(&access_policy)),
        ("policyName", Text::Str("Any two factors")),
        ("policyRuleFactorMode", Text::Str("2FA")),
        ("policyRulePriority", Text::Str("1")),
    ];
    let session_detail = [
        ("policyId", Text::from(&session_policy)),
        ("policyName", Text::Str("Default Policy")),
        ("policyRuleFactorMode", Text::Str("1FA")),
        ("policyRulePriority", Text::Str("99")),
    ];
    let targets = [
        thing("UDDevice", &device, scene.laptop.name.into()),
        Target { detail: &app_detail, ..thing("AppInstance", &dashboard, "Okta Dashboard".into()) },
        Target { detail: &access_detail, ..thing("Rule", &access_rule, "Catch-all Rule".into()) },
        Target { detail: &session_detail, ..thing("Rule", &session_rule, "Default Rule".into()) },
    ];
    // Only a computer that the org knows is a target.
    let targets = if scene.is_on_laptop() { &targets[..] } else { &targets[1..] };
    let debug = scene.browser_debug(
        "/idp/idx/identify",
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("logOnlySecurityData", Text::Shown(&scene.security_data)),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    let mut event = scene.event(&POLICY, &debug, targets);
    event.device = scene.device();
    event.outcome = Some((result, Some(Text::Str(reason))));
    event.severity = if result == "DENY" { "WARN" } else { "INFO" };
    event.write(out);
}

fn session_started(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let enrolment = scene.world.mint().id("pfd", u64::from(scene.actor.number));
    let dashboard = scene.world.fixture("0oa", 1);
    let targets = [
        thing("AuthenticatorEnrollment", &enrolment, "Okta Verify".into()),
        thing("AppInstance", &dashboard, "Okta Dashboard".into()),
    ];
    let origin = format!("https://{}", scene.world.org().host);
    let debug = scene.browser_debug(
        "/idp/idx/identify",
        &[
            ("behaviors", Text::Shown(&scene.flow.behaviors)),
            ("logOnlySecurityData", Text::Shown(&scene.security_data)),
            ("origin", Text::from(&origin)),
            ("risk", Text::Shown(&scene.risk)),
        ],
    );
    scene.event(&SESSION_START, &debug, &targets).write(out);
}

fn verified(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let debug = scene.browser_debug(
        "/idp/idx/authenticators/poll",
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
    let targets = [target(person(&scene.actor))];
    let debug = scene.browser_debug(
        "/idp/idx/challenge",
        &[("phoneNumber", Text::Str("+1 XXX-XXX-0142")), ("risk", Text::Shown(&scene.risk))],
    );
    scene.event(&SMS_SENT, &debug, &targets).write(out);
}

/// A system actor; the person is only a target, and not the first one (scenario facts 1.3).
fn federated(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let provider = scene.world.fixture("0oa", 6);
    let issuer = format!("https://login.partner-{}.example", scene.world.org().subdomain);
    let targets = [
        thing("AppInstance", &provider, "Partner Identity Provider".into()),
        target(person(&scene.actor)),
    ];
    let debug = scene.browser_debug(
        "/sso/saml2/0oa1partner",
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
        credential_provider: Some("OKTA_CREDENTIAL_PROVIDER"),
        credential_type: match factor {
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
pub(super) static POLICY: Kind = Kind {
    event_type: "policy.evaluate_sign_on",
    display_message: Some("Evaluation of sign-on policy"),
    legacy: None,
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
    legacy: Some("core.sms.message.sent"),
};
static VIA_IDP: Kind = Kind {
    event_type: "user.authentication.auth_via_IDP",
    display_message: Some("Authenticate user via IDP"),
    legacy: Some("core.user_auth.idp.saml.login_success"),
};
