//! What the org does by itself (scenario facts 4.2): nothing of this is anybody's doing, and a
//! consumer that follows people has to leave it out.

use clock::Draw;

use crate::limits::LOGS_BUCKET;
use crate::traffic::event::{Kind, Party, Target};
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::World;

use super::access;
use super::policy::app_instance;

/// What happens without anybody in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// An app's settings changed.
    AppUpdated,
    /// A rule decided who belongs to a group.
    GroupRuleEvaluated,
    /// A hook was called.
    HookDelivered,
    /// A hook was asked in the middle of something.
    InlineHookRun,
    /// A mail left.
    MailDelivered,
    /// A policy's rule changed.
    PolicyUpdated,
    /// A profile changed in the directory.
    ProfileUpdated,
    /// A rate limit was reached.
    RateExceeded,
    /// A rate limit is near.
    RateWarned,
}

/// A job, or a request by a program.
pub(crate) fn script(flow: &Flow, world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    let act = match (flow.errand, draw.below(4)) {
        (Errand::Notification, 0) => Act::InlineHookRun,
        (Errand::Notification, 1) => Act::HookDelivered,
        (Errand::Notification, _) => Act::MailDelivered,
        (Errand::ProfileSync, 0) => Act::GroupRuleEvaluated,
        (Errand::ProfileSync, kind) => return profile(kind == 1, world, draw, script),
        (Errand::RateWarning, 0) if draw.below(3) < 2 => Act::RateExceeded,
        (Errand::RateWarning, _) => Act::RateWarned,
        (_, 0) => Act::PolicyUpdated,
        (_, _) => Act::AppUpdated,
    };
    script.push(flow::Act::Background(act));
}

/// A directory changes a profile; where `pushed`, an app is told.
fn profile(pushed: bool, world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    script.push(flow::Act::Background(Act::ProfileUpdated));
    let app = world.popular_app(draw.next()) as u16;
    if pushed && world.app(usize::from(app)).provisioned {
        script.pass(draw.between(200, 4_000));
        script.push(flow::Act::Access(access::Act::ProfilePushed(app)));
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::AppUpdated => app_updated(scene, out),
            Self::GroupRuleEvaluated => group_rule(scene, out),
            Self::HookDelivered => hook(scene, &HOOK, "event.hook", out),
            Self::InlineHookRun => hook(scene, &INLINE_HOOK, "inline.hook", out),
            Self::MailDelivered => mail(scene, out),
            Self::PolicyUpdated => policy_updated(scene, out),
            Self::ProfileUpdated => profile_updated(scene, out),
            Self::RateExceeded => rate_limit(scene, &RATE_VIOLATION, out),
            Self::RateWarned => rate_limit(scene, &RATE_WARNING, out),
        }
    }
}

fn profile_updated(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let [from, to] = [1, 2].map(|purpose| 1_000 + scene.flow.hash(purpose) % 9_000);
    let change = format!(
        r#"{{"from":{{"profile":{{"costCenter":"{from}"}}}},"to":{{"profile":{{"costCenter":"{to}"}}}}}}"#
    );
    let targets = [Target { change: Some(&change), ..target(person(&subject)) }];
    scene
        .background(&PROFILE, &[("changedAttributes", Text::Str("costCenter"))], &targets)
        .write(out);
}

/// An administrator changed something that belongs to nobody, or an update of Okta did.
fn app_updated(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let app = scene.world.app(scene.flow.hash(0xa9) as usize % 12);
    let targets = [app_instance(app)];
    if is_by_okta(scene) {
        scene.unprompted(&APP_UPDATE, &[], &targets).write(out);
        return;
    }
    let uri = format!("/api/v1/apps/{}", app.id);
    let debug = scene.browser_debug(&uri, &[]);
    scene.event(&APP_UPDATE, &debug, &targets).write(out);
}

fn policy_updated(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let policy = scene.world.fixture("00p", 5);
    let rule = scene.world.fixture("0pr", 6);
    let change = CHANGES[scene.flow.hash(0xc4a) as usize % CHANGES.len()];
    let detail = [("policyType", Text::Str(change.policy_type))];
    let party = Party {
        id: (&rule).into(),
        kind: "PolicyRule",
        alternate_id: (&policy).into(),
        name: "Default Rule".into(),
    };
    let targets = [
        Target { detail: &detail, ..thing("PolicyEntity", &policy, "Default Policy".into()) },
        Target { change: Some(change.details), ..target(party) },
    ];
    if is_by_okta(scene) {
        scene.unprompted(&RULE_UPDATE, &[], &targets).write(out);
        return;
    }
    let uri = format!("/api/v1/policies/{policy}/rules/{rule}");
    let debug = scene.browser_debug(&uri, &[]);
    scene.event(&RULE_UPDATE, &debug, &targets).write(out);
}

fn is_by_okta(scene: &Scene<'_>) -> bool {
    scene.flow.errand == Errand::Setting && scene.flow.hash(0x0b7).is_multiple_of(5)
}

/// A change of a rule: which kind of policy it belongs to, and `changeDetails`.
struct Change {
    policy_type: &'static str,
    details: &'static str,
}

const CHANGES: [&Change; 3] = [
    &Change {
        policy_type: "OktaSignOn",
        details: r#"{"from":{"status":"INACTIVE"},"to":{"status":"ACTIVE"}}"#,
    },
    &Change {
        policy_type: "Password",
        details: concat!(
            r#"{"from":{"policyRuleActionJson":"{\"passwordChange\":{\"access\":\"ALLOW\"},"#,
            r#"\"selfServicePasswordReset\":{\"access\":\"DENY\"}}"},"#,
            r#""to":{"policyRuleActionJson":"{\"passwordChange\":{\"access\":\"ALLOW\"},"#,
            r#"\"selfServicePasswordReset\":{\"access\":\"ALLOW\"}}"}}"#
        ),
    },
    &Change {
        policy_type: "OktaSignOn",
        details: concat!(
            r#"{"from":{"policyRuleActionJson":"{\"signon\":{\"access\":\"ALLOW\",\"session\":"#,
            r#"{\"maxSessionIdleMinutes\":120}}}"},"to":{"policyRuleActionJson":"{\"signon\":"#,
            r#"{\"access\":\"ALLOW\",\"session\":{\"maxSessionIdleMinutes\":60}}}"}}"#
        ),
    },
];

/// The connector's own use of the log, seen in the log (facts 3.4); the percentage is only in a
/// warning.
fn rate_limit(scene: &Scene<'_>, kind: &'static Kind, out: &mut Vec<u8>) {
    let pattern = |kind: &'static str, name: &'static str| {
        target(Party { id: name.into(), kind, alternate_id: "unknown".into(), name: name.into() })
    };
    let targets = [pattern("URL Pattern", "/api/v1/logs"), pattern("Bucket Uuid", LOGS_BUCKET)];
    let extra = [
        ("rateLimitBucketUuid", Text::Str(LOGS_BUCKET)),
        ("rateLimitScopeType", Text::Str("ORG")),
        ("rateLimitSecondsToReset", Text::Str("6")),
        ("threshold", Text::Str("120")),
        ("timeSpan", Text::Str("1")),
        ("timeUnit", Text::Str("MINUTES")),
        ("userId", Text::from(&scene.actor.id)),
        ("warningPercent", Text::Str("90")),
    ];
    let warns = std::ptr::eq(kind, &raw const RATE_WARNING);
    let debug = scene.plain_debug("/api/v1/logs", &extra[..extra.len() - usize::from(!warns)]);
    let mut event = scene.by_token(scene.event(kind, &debug, &targets));
    event.severity = "WARN";
    event.write(out);
}

/// A rule looked at somebody, and whom it puts where is another event.
fn group_rule(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let number = scene.flow.hash(0x6209) % GROUP_RULES;
    let rule = scene.world.mint().id("0pr", 1_000 + number);
    let group = scene.world.group(1 + number as u32);
    let name = format!("{} by department", group.name);
    let targets = [
        thing("GroupRule", &rule, (&name).into()),
        target(person(&subject)),
        thing("UserGroup", &group.id, (&group.name).into()),
    ];
    scene.background(&GROUP_RULE, &[], &targets).write(out);
}

fn hook(scene: &Scene<'_>, kind: &'static Kind, what: &'static str, out: &mut Vec<u8>) {
    let number = scene.flow.hash(0x400c) % 4;
    let hook = scene.world.mint().id(if what == "event.hook" { "who" } else { "cal" }, number);
    let host = format!("https://hooks.{}/okta/{number}", scene.world.org().mail_domain);
    let targets = [thing("HOOK", &hook, "Joiners and movers".into())];
    let debug = [("hookType", Text::Str(what)), ("hookUri", Text::from(&host))];
    scene.background(kind, &debug, &targets).write(out);
}

fn mail(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let targets = [target(person(&subject))];
    scene.background(&MAIL, &[], &targets).write(out);
}

const GROUP_RULES: u64 = 12;

pub(super) static APP_UPDATE: Kind = Kind {
    event_type: "application.lifecycle.update",
    display_message: Some("Update application"),
    legacy: Some("app.generic.config.app_updated"),
};
pub(super) static RULE_UPDATE: Kind = Kind {
    event_type: "policy.rule.update",
    display_message: Some("Update policy rule"),
    legacy: Some("policy.rule.updated"),
};
static HOOK: Kind = Kind {
    event_type: "event_hook.delivery",
    display_message: Some("Event hook delivery"),
    legacy: None,
};
static INLINE_HOOK: Kind = Kind {
    event_type: "inline_hook.executed",
    display_message: Some("Inline hook is executed"),
    legacy: None,
};
static GROUP_RULE: Kind = Kind {
    event_type: "group.user_membership.rule.evaluation",
    display_message: Some("Evaluation of group membership rule"),
    legacy: None,
};
static MAIL: Kind = Kind {
    event_type: "system.email.delivery",
    display_message: Some("Email delivery"),
    legacy: None,
};
static PROFILE: Kind = Kind {
    event_type: "user.account.update_profile",
    display_message: Some("Update user profile for Okta"),
    legacy: Some("core.user.config.profile_update.success"),
};
static RATE_WARNING: Kind = Kind {
    event_type: "system.org.rate_limit.warning",
    display_message: Some("Rate limit warning"),
    legacy: Some("core.framework.ratelimit.warning"),
};
static RATE_VIOLATION: Kind = Kind {
    event_type: "system.org.rate_limit.violation",
    display_message: Some("Rate limit violation"),
    legacy: Some("core.framework.ratelimit.violation"),
};
