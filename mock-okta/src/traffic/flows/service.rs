//! Tokens that programs fetch for themselves, with keys of their own (scenario facts 4.2).

use crate::traffic::event::{Client, Kind, Party, Target};
use crate::traffic::flow::{self, Errand, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, target};
use crate::world::Hex;

/// What a program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// It got a token.
    TokenGranted,
}

/// One grant: to the collector of the log, or to one of the other services.
pub(crate) fn script(script: &mut Script<'_>) {
    script.push(flow::Act::Service(Act::TokenGranted));
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::TokenGranted => token_granted(scene, out),
        }
    }
}

/// A service app with its own key: neither a person nor the system, and for one service always the
/// same program at the same address.
fn token_granted(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let service = match scene.flow.errand {
        Errand::Collector => 0,
        _ => 1 + scene.flow.hash(0x5e7) % (SERVICES.len() as u64 - 1),
    };
    let (name, scope) = SERVICES[service as usize];
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
            ("grantedScopes", Text::Str(scope)),
            ("requestedScopes", Text::Str(scope)),
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
    // It asks with its own key, and with nobody's token.
    event.authentication.session = None;
    event.transaction.api_token = None;
    event.write(out);
}

/// What keeps the machines of services apart from those of apps.
const SERVERS: u64 = 1 << 20;
/// What they are called, and what they may do; the collector first.
const SERVICES: &[(&str, &str)] = &[
    ("SIEM collector", "okta.logs.read"),
    ("HR bridge", "okta.users.manage"),
    ("Asset inventory", "okta.apps.read"),
    ("Backup runner", "okta.users.read okta.groups.read"),
];

static GRANT: Kind = Kind {
    event_type: "app.oauth2.token.grant.access_token",
    display_message: Some("OAuth2 access token is granted"),
    legacy: Some("app.oauth2.token.grant.access_token_success"),
};
