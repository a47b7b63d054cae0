//! The built-in tables, as data, sorted by Okta's name.

use std::borrow::Cow;

use super::entry::{Entry, EventType, Family, SignalType};

const fn seed(
    okta_type: &'static str,
    family: Family,
    event_type: EventType,
    signal_type: SignalType,
) -> Entry {
    Entry { okta_type: Cow::Borrowed(okta_type), family, event_type, signal_type }
}

/// The last column says which rule (`O…`) or which step of an attack (`2.…`) needs the type; it
/// is for whoever wonders, and for the comparison with `docs/catalogue-detection.tsv`.
const fn need(
    okta_type: &'static str,
    event_type: EventType,
    signal_type: SignalType,
    rule: &'static str,
) -> (Entry, &'static str) {
    (seed(okta_type, Family::Detection, event_type, signal_type), rule)
}

use EventType::{Admin, Alert, Auth};
use Family::{AppAccess, Authentication, GroupRole, Lifecycle, Mfa, Security};
use SignalType::{CoreIam, MfaDeviceTrust};

/// The customer's tables, with the types that Okta really logs beside the two names in them
/// that Okta does not know.
pub(super) static SEED: &[Entry] = &[
    seed("app.user_management.assign_user_to_app", AppAccess, Admin, CoreIam),
    seed("app.user_management.deactivate_user", AppAccess, Admin, CoreIam),
    seed("application.provision.user.deactivate", AppAccess, Admin, CoreIam),
    seed("application.provision.user.push", AppAccess, Admin, CoreIam),
    seed("application.user_membership.add", AppAccess, Admin, CoreIam),
    seed("application.user_membership.remove", AppAccess, Admin, CoreIam),
    seed("group.user_membership.add", GroupRole, Admin, CoreIam),
    seed("group.user_membership.remove", GroupRole, Admin, CoreIam),
    seed("security.request.blocked", Security, Alert, CoreIam),
    seed("security.threat.detected", Security, Alert, CoreIam),
    seed("user.account.lock", Lifecycle, Auth, CoreIam),
    seed("user.account.privilege.grant", GroupRole, Admin, CoreIam),
    seed("user.account.privilege.revoke", GroupRole, Admin, CoreIam),
    seed("user.account.unlock", Lifecycle, Admin, CoreIam),
    seed("user.account.unlock_token", Lifecycle, Admin, CoreIam),
    seed("user.authentication.auth_via_IDP", Authentication, Auth, CoreIam),
    seed("user.authentication.auth_via_mfa", Mfa, Auth, MfaDeviceTrust),
    seed("user.authentication.auth_via_radius", Authentication, Auth, CoreIam),
    seed("user.authentication.auth_via_social", Authentication, Auth, CoreIam),
    seed("user.authentication.sso", Authentication, Auth, CoreIam),
    seed("user.authentication.verify", Authentication, Auth, CoreIam),
    seed("user.lifecycle.activate", Lifecycle, Admin, CoreIam),
    seed("user.lifecycle.create", Lifecycle, Admin, CoreIam),
    seed("user.lifecycle.deactivate", Lifecycle, Admin, CoreIam),
    seed("user.lifecycle.delete.initiated", Lifecycle, Admin, CoreIam),
    seed("user.lifecycle.suspend", Lifecycle, Admin, CoreIam),
    seed("user.lifecycle.unsuspend", Lifecycle, Admin, CoreIam),
    seed("user.mfa.attempt_bypass", Mfa, Auth, MfaDeviceTrust),
    seed("user.mfa.factor.activate", Mfa, Auth, MfaDeviceTrust),
    seed("user.mfa.factor.deactivate", Mfa, Auth, MfaDeviceTrust),
    seed("user.mfa.factor.reset_all", Mfa, Auth, MfaDeviceTrust),
    seed("user.mfa.factor.update", Mfa, Auth, MfaDeviceTrust),
    seed("user.session.clear", Authentication, Auth, CoreIam),
    seed("user.session.end", Authentication, Auth, CoreIam),
    seed("user.session.start", Authentication, Auth, CoreIam),
];

/// What `catalogue = "detection"` adds.
pub(super) static DETECTION: &[(Entry, &str)] = &[
    need("app.generic.unauth_app_access_attempt", Auth, CoreIam, "O45"),
    need("app.oauth2.as.token.detect_reuse", Alert, CoreIam, "2.8 (stolen refresh token)"),
    need("app.oauth2.client.read_client_secret", Admin, CoreIam, "2.6 (secret read)"),
    need("app.oauth2.token.detect_reuse", Alert, CoreIam, "2.8 (stolen refresh token)"),
    need("application.lifecycle.activate", Admin, CoreIam, "2.10 (Org2Org app)"),
    need("application.lifecycle.create", Admin, CoreIam, "2.10 (Org2Org app)"),
    need("application.lifecycle.update", Admin, CoreIam, "2.10 (Org2Org app)"),
    need("application.policy.sign_on.deny_access", Auth, CoreIam, "O32"),
    need("application.policy.sign_on.rule.create", Admin, CoreIam, "O32"),
    need("application.policy.sign_on.rule.delete", Admin, CoreIam, "O32"),
    need("application.policy.sign_on.update", Admin, CoreIam, "O32"),
    need("application.provision.user.deprovision", Admin, CoreIam, "2.12 (offboarding)"),
    need("application.user_membership.show_password", Auth, CoreIam, "2.9 (password revealed)"),
    need("device.enrollment.create", Auth, MfaDeviceTrust, "2.7 (new factor on a new device)"),
    need("device.user.add", Auth, MfaDeviceTrust, "O34"),
    need("device.user.remove", Auth, MfaDeviceTrust, "2.12 (offboarding)"),
    need("group.privilege.grant", Admin, CoreIam, "O26"),
    need("iam.resourceset.bindings.add", Admin, CoreIam, "O27"),
    need("network_zone.rule.disabled", Admin, CoreIam, "O32"),
    need("policy.auth_reevaluate.action", Auth, CoreIam, "2.8 (identity threat protection)"),
    need("policy.auth_reevaluate.fail", Auth, CoreIam, "2.8 (identity threat protection)"),
    need("policy.evaluate_sign_on", Auth, CoreIam, "O36 O38 O41 O42 O48"),
    need("policy.lifecycle.activate", Admin, CoreIam, "O32"),
    need("policy.lifecycle.create", Admin, CoreIam, "O32"),
    need("policy.lifecycle.deactivate", Admin, CoreIam, "O32"),
    need("policy.lifecycle.delete", Admin, CoreIam, "O32"),
    need("policy.lifecycle.overwrite", Admin, CoreIam, "O32"),
    need("policy.lifecycle.update", Admin, CoreIam, "O32"),
    need("policy.rule.action.execute", Admin, CoreIam, "O32"),
    need("policy.rule.activate", Admin, CoreIam, "O32"),
    need("policy.rule.add", Admin, CoreIam, "O32"),
    need("policy.rule.deactivate", Admin, CoreIam, "O32"),
    need("policy.rule.delete", Admin, CoreIam, "O32"),
    need("policy.rule.invalidate", Admin, CoreIam, "O32"),
    need("policy.rule.update", Admin, CoreIam, "O32 O59"),
    need("security.attack.end", Alert, CoreIam, "2.5 (org under attack)"),
    need("security.attack.start", Alert, CoreIam, "2.5 (org under attack)"),
    need(
        "security.breached_credential.detected",
        Alert,
        CoreIam,
        "2.5 (valid password known to attackers)",
    ),
    need("security.protected_action.settings.update", Admin, CoreIam, "2.6 (defence evasion)"),
    need("security.session.detect_client_roaming", Alert, CoreIam, "2.8 (session binding)"),
    need("system.api_token.create", Admin, CoreIam, "O28 O32"),
    need("system.api_token.revoke", Admin, CoreIam, "O32"),
    need("system.api_token.update", Admin, CoreIam, "O28"),
    need(
        "system.email.mfa_enroll_notification.sent_message",
        Auth,
        MfaDeviceTrust,
        "2.7 (factor enrolled)",
    ),
    need(
        "system.email.mfa_reset_notification.sent_message",
        Auth,
        MfaDeviceTrust,
        "2.11 (factors reset)",
    ),
    need(
        "system.email.new_device_notification.sent_message",
        Auth,
        MfaDeviceTrust,
        "2.1 (first sign-in from a device)",
    ),
    need("system.email.password_reset.sent_message", Auth, CoreIam, "O53"),
    need("system.idp.key.create", Admin, CoreIam, "2.10 (rogue identity provider)"),
    need(
        "system.idp.lifecycle.activate",
        Admin,
        CoreIam,
        "2.10 (any change of an identity provider)",
    ),
    need("system.idp.lifecycle.create", Admin, CoreIam, "O30"),
    need(
        "system.idp.lifecycle.deactivate",
        Admin,
        CoreIam,
        "2.10 (any change of an identity provider)",
    ),
    need(
        "system.idp.lifecycle.delete",
        Admin,
        CoreIam,
        "2.10 (any change of an identity provider)",
    ),
    need(
        "system.idp.lifecycle.read_client_secret",
        Admin,
        CoreIam,
        "2.10 (any change of an identity provider)",
    ),
    need(
        "system.idp.lifecycle.update",
        Admin,
        CoreIam,
        "2.10 (any change of an identity provider)",
    ),
    need("system.log_stream.lifecycle.deactivate", Admin, CoreIam, "2.6 (defence evasion)"),
    need("system.mfa.factor.deactivate", Admin, CoreIam, "O32"),
    need("system.push.send_factor_verify_push", Auth, MfaDeviceTrust, "O8 O9 O11"),
    need("user.account.report_suspicious_activity_by_enduser", Alert, CoreIam, "O57"),
    need("user.account.reset_password", Admin, CoreIam, "O33"),
    need("user.account.unlock_by_admin", Admin, CoreIam, "2.7 (help desk)"),
    need("user.account.update_password", Admin, CoreIam, "2.7 (password set by the attacker)"),
    need("user.account.update_primary_email", Admin, CoreIam, "2.7 (clean-up)"),
    need("user.authentication.auth_via_inbound_SAML", Auth, CoreIam, "O46"),
    need("user.authentication.auth_via_richclient", Auth, CoreIam, "2.3 (legacy protocol)"),
    need("user.authentication.universal_logout", Auth, CoreIam, "2.8 (identity threat protection)"),
    need("user.lifecycle.delete.completed", Admin, CoreIam, "2.12 (offboarding)"),
    need("user.lifecycle.reactivate", Admin, CoreIam, "O47"),
    need("user.mfa.okta_verify.deny_push", Auth, MfaDeviceTrust, "O5 O6 O7 O56"),
    need("user.risk.detect", Alert, CoreIam, "2.2 2.8 (identity threat protection)"),
    need("user.session.access_admin_app", Auth, CoreIam, "2.15 (denied admin console)"),
    need("user.session.context.change", Auth, CoreIam, "2.8 (identity threat protection)"),
    need("zone.deactivate", Admin, CoreIam, "2.6 (defence evasion)"),
    need("zone.delete", Admin, CoreIam, "2.6 (defence evasion)"),
    need("zone.update", Admin, CoreIam, "2.6 (defence evasion)"),
];
