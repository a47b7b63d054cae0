//! What an administrator changes about the org's defences (scenario facts 2.6).

use crate::traffic::event::{Kind, Target};
use crate::traffic::flow::{self, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, thing};

use super::background::{APP_UPDATE, RULE_UPDATE};
use super::by_token::{token_id, with_token};

/// What is changed. The last number is the API token's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// An app, by a program.
    AppUpdatedByToken(u16),
    /// The log is no longer streamed anywhere.
    LogStreamStopped,
    /// A policy asks for one factor, where it asked for two.
    RuleDowngraded,
    /// A policy, by a program, which asks for as much as before.
    RuleUpdatedByToken(u16),
    /// There is an API token, which works from there.
    TokenCreated(Reach, u16),
    /// A network zone counts for nothing.
    ZoneDeactivated,
    /// A network zone has other addresses.
    ZoneUpdated,
}

/// From where an API token works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    Anywhere,
    Zone,
}

/// An API token like most: for a program whose network is known.
pub(crate) fn script(flow: &Flow, script: &mut Script<'_>) {
    let reach = if flow.hash(0x4eac).is_multiple_of(4) { Reach::Anywhere } else { Reach::Zone };
    // Not one of those that attacks are about.
    let token = flow.hash(0x704) as u16 | 1 << 15;
    script.push(flow::Act::Settings(Act::TokenCreated(reach, token)));
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::AppUpdatedByToken(token) => app_updated(scene, token, out),
            Self::LogStreamStopped => log_stream_stopped(scene, out),
            Self::RuleDowngraded => rule_updated(scene, "1FA", None, out),
            Self::RuleUpdatedByToken(token) => rule_updated(scene, "2FA", Some(token), out),
            Self::TokenCreated(reach, token) => token_created(scene, reach, token, out),
            Self::ZoneDeactivated => zone_changed(scene, &ZONE_DEACTIVATE, out),
            Self::ZoneUpdated => zone_changed(scene, &ZONE_UPDATE, out),
        }
    }
}

/// The rule's action is JSON in a text of the change (corpus of real events).
fn rule_updated(scene: &Scene<'_>, mode: &str, token: Option<u16>, out: &mut Vec<u8>) {
    let [policy, rule] = [scene.world.fixture("rst", 4), scene.world.fixture("rul", 2)];
    let action = |mode: &str, every: &str| {
        format!(
            concat!(
                r#"{{"policyRuleActionJson":"{{\"appSignOn\":{{\"access\":\"ALLOW\","#,
                r#"\"verificationMethod\":{{\"factorMode\":\"{}\",\"type\":\"ASSURANCE\","#,
                r#"\"reauthenticateIn\":\"{}\"}}}}}}"}}"#
            ),
            mode, every
        )
    };
    let change = format!(r#"{{"from":{},"to":{}}}"#, action("2FA", "PT2H"), action(mode, "PT12H"));
    let detail = [("policyType", Text::Str("ACCESS_POLICY"))];
    let targets = [
        Target { detail: &detail, ..thing("PolicyEntity", &policy, "Any two factors".into()) },
        Target { change: Some(&change), ..thing("PolicyRule", &rule, "Catch-all Rule".into()) },
    ];
    let uri = format!("/api/v1/policies/{policy}/rules/{rule}");
    let debug =
        if token.is_some() { scene.plain_debug(&uri, &[]) } else { scene.browser_debug(&uri, &[]) };
    with_token(scene, token, scene.event(&RULE_UPDATE, &debug, &targets), out);
}

fn app_updated(scene: &Scene<'_>, token: u16, out: &mut Vec<u8>) {
    let app = scene.world.app(scene.flow.hash(0xa9) as usize % 12);
    let targets = [thing("AppInstance", &app.id, (&app.label).into())];
    let uri = format!("/api/v1/apps/{}", app.id);
    let debug = scene.plain_debug(&uri, &[]);
    with_token(scene, Some(token), scene.event(&APP_UPDATE, &debug, &targets), out);
}

fn token_created(scene: &Scene<'_>, reach: Reach, token: u16, out: &mut Vec<u8>) {
    let id = token_id(scene, token);
    let targets = [thing("Token", &id, "sync".into())];
    let from = match reach {
        Reach::Anywhere => "ANYWHERE",
        Reach::Zone => "ZONE",
    };
    let network = [("networkConnection", Text::Str(from))];
    let debug = scene.browser_debug("/api/internal/tokens", &network);
    scene.event(&TOKEN_CREATE, &debug, &targets).write(out);
}

fn zone_changed(scene: &Scene<'_>, kind: &'static Kind, out: &mut Vec<u8>) {
    let zone = scene.world.fixture("nzo", 1);
    let targets = [thing("NetworkZone", &zone, "BlockedIpZone".into())];
    let uri = format!("/api/v1/zones/{zone}");
    let debug = scene.browser_debug(&uri, &[]);
    scene.event(kind, &debug, &targets).write(out);
}

fn log_stream_stopped(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let stream = scene.world.fixture("0oa", 9);
    let targets = [thing("LogStream", &stream, "Security lake".into())];
    let uri = format!("/api/v1/logStreams/{stream}/lifecycle/deactivate");
    let debug = scene.browser_debug(&uri, &[]);
    scene.event(&LOG_STREAM, &debug, &targets).write(out);
}

static TOKEN_CREATE: Kind = Kind {
    event_type: "system.api_token.create",
    display_message: Some("Create API token"),
    legacy: Some("api.token.create"),
};
static ZONE_UPDATE: Kind = Kind {
    event_type: "zone.update",
    display_message: Some("Update network zone"),
    legacy: Some("zone.update"),
};
static ZONE_DEACTIVATE: Kind = Kind {
    event_type: "zone.deactivate",
    display_message: Some("Deactivate network zone"),
    legacy: Some("zone.deactivate"),
};
static LOG_STREAM: Kind = Kind {
    event_type: "system.log_stream.lifecycle.deactivate",
    display_message: Some("Deactivate log stream"),
    legacy: None,
};
