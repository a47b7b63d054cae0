//! What an intruder with admin rights does, and what says that it is one (O26 to O32, O59).

use std::time::Duration;

use super::super::each::Each;
use super::super::entity::{Entity, Facet};
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::super::window::Pick;
use super::super::windowed::Windowed;
use super::repository::{elastic, okta, panther, sentinel, sigma};
use super::signs::login_succeeded;

pub(in super::super) static RULES: [Rule; 11] = [
    Rule {
        id: "O26",
        name: "admin role assigned",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[panther!("okta_rules/okta_admin_role_assigned")],
        logic: "user.account.privilege.grant SUCCESS whose privilegeGranted contains \
                `administrator` or `Administrator`",
        start: |rule, _| {
            Each::start(rule, |event| {
                let roles = event.debug("privilegeGranted").map_or("", |roles| &**roles);
                let admin = roles.contains("administrator") || roles.contains("Administrator");
                event.is("user.account.privilege.grant") && event.ended("SUCCESS") && admin
            })
        },
    },
    Rule {
        id: "O26-SG",
        name: "privilege granted to a user or a group",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[sigma!("okta_admin_role_assigned_to_user_or_group")],
        logic: "user.account.privilege.grant or group.privilege.grant, any outcome",
        start: |rule, _| {
            Each::start(rule, |event| {
                event.is_any(&["user.account.privilege.grant", "group.privilege.grant"])
            })
        },
    },
    Rule {
        id: "O27",
        name: "custom admin role bound",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[sigma!("okta_admin_role_assignment_created")],
        logic: "iam.resourceset.bindings.add",
        start: |rule, _| Each::start(rule, |event| event.is("iam.resourceset.bindings.add")),
    },
    Rule {
        id: "O28",
        name: "API token created",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[
            okta!("new_api_token_created"),
            sigma!("okta_api_token_created"),
            elastic!("persistence_attempt_to_create_okta_api_token"),
            panther!("okta_rules/okta_api_key_created"),
        ],
        logic: "system.api_token.create, any outcome",
        start: |rule, _| Each::start(rule, |event| event.is(TOKEN_CREATE)),
    },
    Rule {
        id: "O28-OC",
        name: "API token that works from anywhere",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[okta!("api_token_excessive_network_access")],
        logic: "system.api_token.create or system.api_token.update with networkConnection ANYWHERE",
        start: |rule, _| {
            Each::start(rule, |event| {
                event.is_any(&[TOKEN_CREATE, "system.api_token.update"])
                    && event.debug_is("networkConnection", "ANYWHERE")
            })
        },
    },
    Rule {
        id: "O29",
        name: "super or organization administrator added or removed",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[okta!("new_super_admin_added_or_removed")],
        logic: "user.account.privilege* whose privilegeGranted or privilegeRevoked contains \
                `Super administrator` or `Organization administrator`",
        start: |rule, _| {
            Each::start(rule, |event| {
                let has = |role| {
                    event.debug_has("privilegeGranted", role)
                        || event.debug_has("privilegeRevoked", role)
                };
                event.event_type.starts_with("user.account.privilege")
                    && (has("Super administrator") || has("Organization administrator"))
            })
        },
    },
    Rule {
        id: "O30",
        name: "identity provider created",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[elastic!("persistence_new_idp_successfully_added_by_admin")],
        logic: "system.idp.lifecycle.create SUCCESS",
        start: |rule, _| Each::start(rule, |event| event.is(IDP_CREATE) && event.ended("SUCCESS")),
    },
    Rule {
        id: "O30-SG",
        name: "identity provider created, or tried to",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[
            sigma!("okta_identity_provider_created"),
            okta!("new_idp_created"),
            panther!("okta_rules/okta_idp_create_modify"),
        ],
        logic: "system.idp.lifecycle.create, any outcome",
        start: |rule, _| Each::start(rule, |event| event.is(IDP_CREATE)),
    },
    Rule {
        id: "O31",
        name: "factor reset or deactivated",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[sigma!("okta_mfa_reset_or_deactivated")],
        logic: "user.mfa.factor.deactivate or user.mfa.factor.reset_all, any outcome",
        start: |rule, _| {
            Each::start(rule, |event| {
                event.is_any(&["user.mfa.factor.deactivate", "user.mfa.factor.reset_all"])
            })
        },
    },
    Rule {
        id: "O32",
        name: "critical operation after a login from a new device and place",
        scope: Scope::User,
        span: Span::Bins(Duration::from_hours(1)),
        sources: &[sentinel!("NewDeviceLocationCriticalOperation")],
        logic: "for one actor.displayName and address: a user.session.start SUCCESS whose \
                logOnlySecurityData has New Country, New Geo-Location and New Device POSITIVE, \
                and one of 19 risky operations with SUCCESS, in any order",
        start: |rule, _| {
            Windowed::start(rule, newcomer_or_operation, by_name_and_source, |window| {
                window.flagged(0) > 0 && window.flagged(1) > 0
            })
        },
    },
    Rule {
        id: "O59",
        name: "policy asks for one factor instead of two",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[okta!("authentication_policy_mfa_downgrade")],
        logic: "policy.rule.update SUCCESS whose target[1].changeDetails has, in the JSON of \
                policyRuleActionJson, appSignOn.verificationMethod.factorMode from 2FA to 1FA",
        start: |rule, _| {
            Each::start(rule, |event| {
                let modes = event.targets.get(1).and_then(|target| target.factor_modes.as_ref());
                event.is("policy.rule.update")
                    && event.ended("SUCCESS")
                    && modes.is_some_and(|modes| &*modes.from == "2FA" && &*modes.to == "1FA")
            })
        },
    },
];

fn newcomer_or_operation(event: &Event) -> bool {
    is_newcomer(event) || is_operation(event)
}

fn is_newcomer(event: &Event) -> bool {
    let new = |behavior| event.behaviors.log_only_positive(behavior);
    login_succeeded(event) && new("New Country") && new("New Geo-Location") && new("New Device")
}

fn is_operation(event: &Event) -> bool {
    event.is_any(&OPERATIONS) && event.ended("SUCCESS")
}

fn by_name_and_source(event: &Event) -> Option<Pick<0, 2>> {
    let name = event.actor.display_name.as_ref()?;
    let entity = Entity::of(Facet::Name, name).and(Facet::Source, event.client.ip.as_ref()?);
    Some(Pick::flags(entity, [is_newcomer(event), is_operation(event)]))
}

/// The risky operations of O32. Some of them are not in Okta's catalogue; the rule lists them.
const OPERATIONS: [&str; 19] = [
    "application.policy.sign_on.rule.delete",
    "application.policy.sign_on.update",
    "network_zone.rule.disabled",
    "policy.lifecycle.create",
    "policy.lifecycle.deactivate",
    "policy.lifecycle.delete",
    "policy.lifecycle.modify",
    "policy.lifecycle.update",
    "policy.rule.create",
    "policy.rule.deactivate",
    "policy.rule.delete",
    "policy.rule.modify",
    "policy.rule.update",
    "system.api_token.create",
    "system.api_token.revoke",
    "system.mfa.factor.deactivate",
    "user.mfa.attempt_bypass",
    "user.mfa.factor.deactivate",
    "user.mfa.factor.reset_all",
];

const TOKEN_CREATE: &str = "system.api_token.create";
const IDP_CREATE: &str = "system.idp.lifecycle.create";
