//! Opening apps, and leaving (scenario facts 1.6, B5).

use clock::Draw;

use crate::traffic::event::{Client, Kind, Party, Target};
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target};
use crate::world::{App, Hex, SignOnMode, World};

use super::classic::has_policy;
use super::policy::{self, AUTHORIZE, Authorize, Verdict, app_instance};
use super::sign_in;

/// The index that stands for Okta's own dashboard, which is an app too.
pub(crate) const DASHBOARD: u16 = u16::MAX;

/// What happens on the way into an app. The number is the app's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The app got an access token.
    AccessToken(u16),
    /// The app's policy lets the person in.
    Allowed(u16),
    /// The app's policy asks for more.
    Challenged(u16),
    /// The app got an authorization code.
    Code(u16),
    /// The person signed out of Okta.
    Ended,
    /// The app got an ID token.
    IdToken(u16),
    /// The app opened.
    Opened(u16),
    /// The app opened, from its tile on the dashboard.
    OpenedFromDashboard(u16),
    /// The app is not the person's.
    Refused(u16),
    /// The app opened again by itself, as a tab of yesterday.
    Restored(u16),
    /// The password that the app was given was shown.
    Revealed(u16),
}

/// What `flow.actor` does during the day.
pub(crate) fn script(flow: &Flow, world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    if flow.errand == Errand::SignOut {
        script.push(flow::Act::Launch(Act::Ended));
        return;
    }
    if flow.errand == Errand::Reveal {
        let known = |app: &u16| world.app(usize::from(*app)).mode == SignOnMode::Password;
        let apps = (0..world.apps().len() as u16).filter(known);
        let app = apps.clone().nth(draw.below(apps.count().max(1) as u64) as usize);
        if let Some(app) = app {
            script.push(flow::Act::Launch(Act::Revealed(app)));
        }
        return;
    }
    let app = world.popular_app(draw.next()) as u16;
    if draw.chance(REFUSED_PER_MILLION) {
        script.push(flow::Act::Launch(Act::Refused(app)));
        return;
    }
    if step_up(app, draw, script) {
        script.pass(draw.between(800, 2_500));
        script.next_request();
        let factor = world.habits(flow.actor).factor;
        sign_in::challenge(factor, draw, script);
        sign_in::heard(factor, draw, script);
        script.push(flow::Act::SignIn(sign_in::Act::Verified));
        script.pass(draw.between(300, 900));
        script.next_request();
    }
    arrive(app, world, draw, script);
    if script.is_classic() && draw.chance(ANOTHER_PER_MILLION) {
        script.pass(draw.between(2_000, 40_000));
        script.next_request();
        arrive(world.popular_app(draw.next()) as u16, world, draw, script);
    }
}

/// Whether the app wants more than a session. With the older engine, only its own policy can.
fn step_up(app: u16, draw: &mut Draw, script: &mut Script<'_>) -> bool {
    if script.is_classic() {
        return has_policy(app);
    }
    let wanted = draw.chance(STEP_UP_PER_MILLION);
    if wanted {
        script.push(flow::Act::Launch(Act::Challenged(app)));
    }
    wanted
}

/// The app lets the person in.
fn arrive(app: u16, world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    script.push(flow::Act::Launch(Act::Allowed(app)));
    match world.app(usize::from(app)).mode {
        SignOnMode::OpenIdConnect => open(app, draw, script),
        SignOnMode::Password | SignOnMode::Saml => {
            script.pass(draw.between(0, 60));
            script.push(flow::Act::Launch(Act::Opened(app)));
        }
    }
}

/// Opens an `OpenID` Connect app.
pub(crate) fn open(app: u16, draw: &mut Draw, script: &mut Script<'_>) {
    if app == DASHBOARD && script.is_classic() {
        // It is no app there.
        return;
    }
    script.pass(draw.between(300, 900));
    script.next_request();
    script.push(flow::Act::Launch(Act::Code(app)));
    script.push(flow::Act::Launch(Act::Opened(app)));
    script.pass(draw.between(80, 400));
    script.next_request();
    if app == DASHBOARD {
        script.push(flow::Act::Launch(Act::IdToken(app)));
    } else if draw.chance(TOKEN_PER_MILLION) {
        script.push(flow::Act::Launch(Act::AccessToken(app)));
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::AccessToken(app) => token(scene, app, (&ACCESS_TOKEN, "access_token"), out),
            Self::Allowed(app) => policy::at_app(scene, app, Verdict::Allow, out),
            Self::Challenged(app) => policy::at_app(scene, app, Verdict::Challenge, out),
            Self::Code(app) => code(scene, app, out),
            Self::Ended => {
                let debug = scene.browser_debug(SIGN_OUTS[scene.flow.hash(0x50) as usize % 3], &[]);
                scene.event(&SESSION_END, &debug, &[]).write(out);
            }
            Self::IdToken(app) => token(scene, app, (&ID_TOKEN, "id_token"), out),
            Self::Opened(app) => {
                let from_dashboard = scene.flow.hash(0x1d9).is_multiple_of(3);
                let initiation = if from_dashboard { "IDP_INITIATED" } else { "SP_INITIATED" };
                opened(scene, app, initiation, out);
            }
            Self::OpenedFromDashboard(app) => opened(scene, app, "IDP_INITIATED", out),
            Self::Refused(app) => refused(scene, app, out),
            Self::Restored(app) => opened(scene, app, "SP_INITIATED", out),
            Self::Revealed(app) => revealed(scene, app, out),
        }
    }
}

/// The app that an index stands for.
pub(super) fn named<'a>(scene: &Scene<'a>, app: u16) -> &'a App {
    if app == DASHBOARD { scene.world.dashboard() } else { scene.world.app(usize::from(app)) }
}

fn opened(scene: &Scene<'_>, app: u16, initiation: &'static str, out: &mut Vec<u8>) {
    let app_user = scene.world.mint().id("0ua", app_user(scene, app));
    let app = named(scene, app);
    let detail = [("signOnModeType", Text::Str(app.mode.detail()))];
    let targets = [
        Target { detail: &detail, ..app_instance(app) },
        target(Party {
            id: (&app_user).into(),
            kind: "AppUser",
            alternate_id: (&scene.actor.login).into(),
            name: (&scene.actor.name).into(),
        }),
    ];
    let request = Authorize { app, key: scene.flow.key };
    let uri = sign_on_uri(app);
    let initiation = if app.mode == SignOnMode::OpenIdConnect { "NA" } else { initiation };
    let extra =
        [("initiationType", Text::Str(initiation)), ("signOnMode", Text::Str(app.mode.label()))];
    let debug = if app.mode == SignOnMode::OpenIdConnect {
        scene.browser_debug_of(AUTHORIZE, Text::Shown(&request), &extra)
    } else {
        scene.browser_debug(&uri, &extra)
    };
    let mut event = scene.event(&SSO, &debug, &targets);
    event.device = scene.device();
    event.write(out);
}

/// Where browsers go to open an app that is not `OpenID` Connect.
pub(super) fn sign_on_uri(app: &App) -> String {
    let App { slug, id, .. } = app;
    match app.mode {
        SignOnMode::OpenIdConnect => AUTHORIZE.to_owned(),
        SignOnMode::Password => format!("/app/{slug}/{id}/sso/swa"),
        SignOnMode::Saml => format!("/app/{slug}/{id}/sso/saml"),
    }
}

/// The password of an app that signs in with one, on the dashboard in plain text.
fn revealed(scene: &Scene<'_>, app: u16, out: &mut Vec<u8>) {
    let instance = named(scene, app);
    let id = instance.id;
    let account = scene.world.mint().id("0ua", app_user(scene, app));
    let targets = [
        target(Party { id: (&account).into(), kind: "AppUser", ..person(&scene.actor) }),
        app_instance(instance),
        target(person(&scene.actor)),
    ];
    let uri = format!("/api/v1/apps/{id}/users/{}/credentials/reveal", scene.actor.id);
    let debug = scene.browser_debug(&uri, &[]);
    scene.event(&SHOW_PASSWORD, &debug, &targets).write(out);
}

fn refused(scene: &Scene<'_>, app: u16, out: &mut Vec<u8>) {
    let app = named(scene, app);
    let request = Authorize { app, key: scene.flow.key };
    let uri = sign_on_uri(app);
    let targets = [app_instance(app)];
    let by_oidc = app.mode == SignOnMode::OpenIdConnect;
    let debug = if by_oidc {
        let redirect = [("redirectUri", Text::from(&app.redirect_uri))];
        scene.browser_debug_of(AUTHORIZE, Text::Shown(&request), &redirect)
    } else {
        scene.browser_debug(&uri, &[])
    };
    let mut event = scene.event(&UNAUTHORISED, &debug, &targets);
    event.client = Some(Client { id: by_oidc.then_some(&app.id), ..scene.browser() });
    event.severity = "WARN";
    event.outcome = Some(("FAILURE", Some(Text::Str("User attempted unauthorized access to app"))));
    event.write(out);
}

fn code(scene: &Scene<'_>, app: u16, out: &mut Vec<u8>) {
    let app = named(scene, app);
    let request = Authorize { app, key: scene.flow.key };
    let state = request.state();
    let hash = scene.world.mint().text(0xc0de, scene.flow.key, 22);
    let detail = [("hash", Text::from(&hash))];
    let targets = [
        Target {
            detail: &detail,
            ..target(Party {
                id: Text::Str("code"),
                kind: "code",
                alternate_id: Text::Str("unknown"),
                name: Text::Str("Authorization Code"),
            })
        },
        app_instance(app),
    ];
    let debug = scene.browser_debug_of(
        AUTHORIZE,
        Text::Shown(&request),
        &[
            ("grantType", Text::Str("authorization_code")),
            ("redirectUri", Text::from(&app.redirect_uri)),
            ("requestedScopes", Text::Str("openid profile email")),
            ("responseType", Text::Str("code")),
            ("state", Text::Shown(&state)),
        ],
    );
    let mut event = scene.event(&CODE, &debug, &targets);
    event.client = Some(Client { id: Some(&app.id), ..scene.browser() });
    event.write(out);
}

/// The app itself fetches tokens: the actor is no person. A web app does so from its own server;
/// the dashboard is a program in the person's browser, which can keep no secret.
fn token(
    scene: &Scene<'_>,
    app: u16,
    (kind, what): (&'static Kind, &'static str),
    out: &mut Vec<u8>,
) {
    let App { label, id, redirect_uri, .. } = named(scene, app);
    let (client, method) = if app == DASHBOARD {
        (scene.browser(), "none")
    } else {
        (scene.web_server(u64::from(app)), "client_secret_basic")
    };
    let token = scene.world.mint().text(0x70c, scene.flow.key, 22);
    let hash = Hex::of(scene.flow.hash(0x70d));
    let detail = [
        ("expires", Text::Str("3600")),
        ("hash", Text::Shown(&hash)),
        ("subject", Text::from(&scene.actor.id)),
    ];
    let targets = [Target {
        detail: &detail,
        ..target(Party {
            id: Text::from(&token),
            kind: what,
            alternate_id: Text::Str("unknown"),
            name: Text::Str(what),
        })
    }];
    let debug = scene.plain_debug(
        "/oauth2/v1/token",
        &[
            ("authnRequestId", Text::Ascii(scene.sign_in.as_bytes())),
            ("clientAuthType", Text::Str(method)),
            ("grantType", Text::Str("authorization_code")),
            ("grantedScopes", Text::Str("openid profile email")),
            ("redirectUri", Text::from(redirect_uri)),
            ("requestedScopes", Text::Str("openid profile email")),
            ("threatSuspected", Text::Str("false")),
        ],
    );
    let mut event = scene.event(kind, &debug, &targets);
    event.actor = Party {
        id: id.into(),
        kind: "PublicClientApp",
        alternate_id: id.into(),
        name: label.into(),
    };
    event.client = Some(Client { id: Some(id), ..client });
    event.write(out);
}

/// The number of the actor's account in an app.
pub(crate) fn app_user(scene: &Scene<'_>, app: u16) -> u64 {
    (u64::from(scene.actor.number) << 16) | u64::from(app)
}

/// Somebody leaves; or whoever comes back late is told so, and signed out.
const SIGN_OUTS: [&str; 3] = [
    "/login/signout",
    "/login/signout",
    "/login/signout?message=login_page_messages.session_has_expired",
];
const REFUSED_PER_MILLION: u32 = 14_500;
/// The rest of the apps still have a token.
/// Without the dashboard, more of the day's apps are opened one after the other.
const ANOTHER_PER_MILLION: u32 = 105_000;
const TOKEN_PER_MILLION: u32 = 200_000;
const STEP_UP_PER_MILLION: u32 = 63_000;

static SSO: Kind = Kind {
    event_type: "user.authentication.sso",
    display_message: Some("User single sign on to app"),
    legacy: Some("app.auth.sso"),
};
static SHOW_PASSWORD: Kind = Kind {
    event_type: "application.user_membership.show_password",
    display_message: Some("Show application password"),
    legacy: Some("app.generic.show.password"),
};
static UNAUTHORISED: Kind = Kind {
    event_type: "app.generic.unauth_app_access_attempt",
    display_message: Some("User attempted unauthorized access to app"),
    legacy: Some("app.generic.unauth_app_access_attempt"),
};
static CODE: Kind = Kind {
    event_type: "app.oauth2.authorize.code",
    display_message: Some("OIDC authorization code request"),
    legacy: Some("app.oauth2.authorize.code_success"),
};
static ACCESS_TOKEN: Kind = Kind {
    event_type: "app.oauth2.token.grant.access_token",
    display_message: Some("OIDC access token is granted"),
    legacy: Some("app.oauth2.token.grant.access_token_success"),
};
static ID_TOKEN: Kind = Kind {
    event_type: "app.oauth2.token.grant.id_token",
    display_message: Some("OIDC id token is granted"),
    legacy: Some("app.oauth2.token.grant.id_token_success"),
};
static SESSION_END: Kind = Kind {
    event_type: "user.session.end",
    display_message: Some("User logout from Okta"),
    legacy: Some("core.user_auth.logout_success"),
};
