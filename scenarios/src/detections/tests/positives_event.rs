//! For each rule about single events, one that makes it fire.

use serde_json::json;

use super::sketch::{Positive, Sketch, positive, sketch};

pub(super) fn positives() -> Vec<Positive> {
    let grant = || {
        sketch("user.account.privilege.grant", 0)
            .debug("privilegeGranted", "Super administrator, Help desk administrator")
    };
    let threat = || {
        sketch("security.threat.detected", 0)
            .ended("DENY")
            .set("outcome.reason", "Password Spray, Login Failures")
    };
    let new = "{New Geo-Location=POSITIVE, New Device=POSITIVE, New IP=POSITIVE}";
    let one: [(&'static str, Sketch); 21] = [
        ("O24", threat()),
        ("O24", sketch("user.session.start", 0).debug("threatSuspected", "true")),
        ("O24-OC", threat()),
        ("O26", grant()),
        ("O26-SG", sketch("group.privilege.grant", 0)),
        ("O27", sketch("iam.resourceset.bindings.add", 0)),
        ("O28", sketch("system.api_token.create", 0)),
        ("O28-OC", sketch("system.api_token.update", 0).debug("networkConnection", "ANYWHERE")),
        ("O29", grant()),
        ("O30", sketch("system.idp.lifecycle.create", 0)),
        ("O30-SG", sketch("system.idp.lifecycle.create", 0)),
        ("O31", sketch("user.mfa.factor.deactivate", 0)),
        ("O35", sketch("user.authentication.verify", 0).through_proxy().behaviors(new)),
        ("O48", console().behaviors(new)),
        ("O48-OC", console().behaviors(new)),
        ("O48-SG", console().behaviors(new)),
        (
            "O49",
            sketch("user.session.access_admin_app", 0)
                .through_proxy()
                .debug("requestUri", "/admin/sso/request"),
        ),
        ("O51", sketch("user.session.start", 0).through_proxy()),
        ("O57", sketch("user.account.report_suspicious_activity_by_enduser", 0)),
        ("O59", downgrade("2FA", "1FA")),
        (
            "O60",
            sketch("user.session.start", 0)
                .set("legacyEventType", "core.user_auth.login_failed")
                .set("actor.alternateId", "Summer2026!"),
        ),
    ];
    let mut all: Vec<_> = one.map(|(rule, it)| positive(rule, vec![it])).into();
    let score =
        "{New Device=POSITIVE, New Country=POSITIVE, New State=POSITIVE, Velocity=POSITIVE}";
    all.push(positive("O58", vec![sketch("user.session.start", 0).behaviors(score)]));
    all
}

/// A request for the Admin Console.
pub(super) fn console() -> Sketch {
    sketch("policy.evaluate_sign_on", 0)
        .ended("CHALLENGE")
        .target("AppInstance", "Okta Admin Console")
}

/// A change of a policy rule, with the factors before and after.
pub(super) fn downgrade(from: &str, to: &str) -> Sketch {
    let action =
        |mode: &str| json!({"appSignOn": {"verificationMethod": {"factorMode": mode}}}).to_string();
    let details = json!({
        "from": {"policyRuleActionJson": action(from)},
        "to": {"policyRuleActionJson": action(to)},
    });
    sketch("policy.rule.update", 0)
        .target("PolicyEntity", "policy")
        .target("PolicyRule", "rule")
        .set("target.1.changeDetails", details)
}
