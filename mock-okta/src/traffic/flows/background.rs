//! What the org does by itself (scenario facts 4.2): nothing of this is anybody's doing, and a
//! consumer that follows people has to leave it out.

use clock::Draw;

use crate::limits::LOGS_BUCKET;
use crate::traffic::event::{Client, Kind, Party, Target};
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::Hex;

use super::policy::app_instance;

/// What happens without anybody in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// An app's settings changed.
    AppUpdated,
    /// A hook was called.
    HookDelivered,
    /// An import ended.
    ImportCompleted,
    /// An import touched somebody: person `flow.subject` plus this.
    ImportedUser(u16),
    /// An import began.
    ImportStarted,
    /// A mail left.
    MailDelivered,
    /// A policy's rule changed.
    PolicyUpdated,
    /// A profile changed in the directory.
    ProfileUpdated,
    /// A rate limit is near.
    RateWarned,
    /// A service got a token.
    TokenGranted,
}

/// A job, or a request by a program.
pub(crate) fn script(flow: &Flow, draw: &mut Draw, script: &mut Script<'_>) {
    let act = match (flow.errand, draw.below(2)) {
        (Errand::Import, _) => return import(draw, script),
        (Errand::Notification, 0) => Act::HookDelivered,
        (Errand::Notification, _) => Act::MailDelivered,
        (Errand::ProfileSync, _) => Act::ProfileUpdated,
        (Errand::RateWarning, _) => Act::RateWarned,
        (Errand::Setting, 0) => Act::AppUpdated,
        (Errand::Setting, _) => Act::PolicyUpdated,
        _ => Act::TokenGranted,
    };
    script.push(flow::Act::Background(act));
}

fn import(draw: &mut Draw, script: &mut Script<'_>) {
    script.push(flow::Act::Background(Act::ImportStarted));
    for offset in 0..draw.between(3, 14) {
        // Several in the same millisecond, as batches are written.
        script.pass(draw.below(3) * 40);
        script.push(flow::Act::Background(Act::ImportedUser(offset as u16)));
    }
    script.pass(draw.between(200, 2_000));
    script.push(flow::Act::Background(Act::ImportCompleted));
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::AppUpdated => app_updated(scene, out),
            Self::HookDelivered => notification(scene, &HOOK, out),
            Self::ImportCompleted => import_job(scene, &IMPORT_COMPLETE, out),
            Self::ImportedUser(offset) => imported_user(scene, offset, out),
            Self::ImportStarted => import_job(scene, &IMPORT_START, out),
            Self::MailDelivered => notification(scene, &MAIL, out),
            Self::PolicyUpdated => policy_updated(scene, out),
            Self::ProfileUpdated => profile_updated(scene, out),
            Self::RateWarned => rate_warned(scene, out),
            Self::TokenGranted => token_granted(scene, out),
        }
    }
}

fn import_job(scene: &Scene<'_>, kind: &'static Kind, out: &mut Vec<u8>) {
    let app = scene.world.app(2);
    let targets = [thing("AppInstance", &app.id, (&app.label).into())];
    scene.background(kind, &[("appname", Text::from(&app.slug))], &targets).write(out);
}

fn imported_user(scene: &Scene<'_>, offset: u16, out: &mut Vec<u8>) {
    let number = scene.flow.subject.saturating_add(u32::from(offset));
    let subject = scene.world.person(number);
    let app = scene.world.app(2);
    let app_user = scene.world.mint().id("0ua", u64::from(number) << 16);
    let targets = [
        target(Party {
            id: (&app_user).into(),
            kind: "AppUser",
            alternate_id: (&subject.login).into(),
            name: (&subject.name).into(),
        }),
        thing("AppInstance", &app.id, (&app.label).into()),
        target(person(&subject)),
    ];
    scene.background(&IMPORT_UPDATE, &[], &targets).write(out);
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

/// A service app with its own key: neither a person nor the system.
fn token_granted(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let service = scene.flow.hash(0x5e7) % SERVICES.len() as u64;
    let name = SERVICES[service as usize];
    let id = scene.world.fixture("0oa", 32 + service);
    let token = scene.world.mint().text(0x70c, scene.flow.key, 22);
    let hash = Hex::of(scene.flow.hash(0x70d));
    let detail = [("expires", Text::Str("3600")), ("hash", Text::Shown(&hash))];
    let targets = [Target {
        detail: &detail,
        ..target(Party {
            id: Text::from(&token),
            kind: "access_token",
            alternate_id: Text::Str("unknown"),
            name: Text::Str("Access Token"),
        })
    }];
    let debug = scene.plain_debug(
        "/oauth2/v1/token",
        &[
            ("clientAuthType", Text::Str("private_key_jwt")),
            ("grantType", Text::Str("client_credentials")),
            ("grantedScopes", Text::Str("okta.logs.read")),
            ("requestedScopes", Text::Str("okta.logs.read")),
        ],
    );
    let mut event = scene.event(&GRANT, &debug, &targets);
    event.actor = Party {
        id: (&id).into(),
        kind: "PublicClientApp",
        alternate_id: (&id).into(),
        name: name.into(),
    };
    event.client = Some(Client { id: Some(&id), ..scene.server(SERVERS + service) });
    event.authentication.session = None;
    event.write(out);
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

/// The connector's own use of the log, seen in the log (facts 3.4).
fn rate_warned(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let targets = [
        target(Party {
            id: Text::Str("/api/v1/logs"),
            kind: "URL Pattern",
            alternate_id: Text::Str("unknown"),
            name: Text::Str("/api/v1/logs"),
        }),
        target(Party {
            id: Text::Str(LOGS_BUCKET),
            kind: "Bucket Uuid",
            alternate_id: Text::Str("unknown"),
            name: Text::Str(LOGS_BUCKET),
        }),
    ];
    let debug = scene.plain_debug(
        "/api/v1/logs",
        &[
            ("rateLimitBucketUuid", Text::Str(LOGS_BUCKET)),
            ("rateLimitScopeType", Text::Str("ORG")),
            ("rateLimitSecondsToReset", Text::Str("6")),
            ("threshold", Text::Str("120")),
            ("timeSpan", Text::Str("1")),
            ("timeUnit", Text::Str("MINUTES")),
            ("userId", Text::from(&scene.actor.id)),
            ("warningPercent", Text::Str("90")),
        ],
    );
    let mut event = scene.event(&RATE_WARNING, &debug, &targets);
    event.client = Some(scene.integration());
    event.severity = "WARN";
    event.transaction.api_token = Some(&scene.world.org().api_token_id);
    event.write(out);
}

fn notification(scene: &Scene<'_>, kind: &'static Kind, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let targets = [target(person(&subject))];
    scene.background(kind, &[], &targets).write(out);
}

/// What keeps the machines of services apart from those of apps.
const SERVERS: u64 = 1 << 20;
const SERVICES: &[&str] = &["SIEM collector", "HR bridge", "Asset inventory", "Backup runner"];

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
static MAIL: Kind = Kind {
    event_type: "system.email.delivery",
    display_message: Some("Email delivery"),
    legacy: None,
};
static IMPORT_START: Kind = Kind {
    event_type: "system.import.start",
    display_message: Some("Start import"),
    legacy: Some("app.generic.import.started"),
};
static IMPORT_UPDATE: Kind = Kind {
    event_type: "system.import.user.update",
    display_message: Some("Update user during import"),
    legacy: Some("app.generic.import.details.update_user"),
};
static IMPORT_COMPLETE: Kind = Kind {
    event_type: "system.import.complete",
    display_message: Some("Complete import"),
    legacy: Some("app.generic.import.complete"),
};
static PROFILE: Kind = Kind {
    event_type: "user.account.update_profile",
    display_message: Some("Update user profile for Okta"),
    legacy: Some("core.user.config.profile_update.success"),
};
static GRANT: Kind = Kind {
    event_type: "app.oauth2.token.grant.access_token",
    display_message: Some("OAuth2 access token is granted"),
    legacy: Some("app.oauth2.token.grant.access_token_success"),
};
static RATE_WARNING: Kind = Kind {
    event_type: "system.org.rate_limit.warning",
    display_message: Some("Rate limit warning"),
    legacy: Some("core.framework.ratelimit.warning"),
};
