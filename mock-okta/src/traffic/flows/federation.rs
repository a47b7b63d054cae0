//! Other identity providers, whose word counts as a sign-in (scenario facts 2.10).

use crate::traffic::event::{Authentication, Kind, Target};
use crate::traffic::json::Text;
use crate::traffic::scene::{SYSTEM, Scene, person, target, thing};
use crate::world::Id;

/// What happens to an identity provider, or by its word. The number is the provider's, among those
/// of its make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Its word counts.
    Activated(Make, u16),
    /// It exists.
    Created(Make, u16),
    /// Its word counts no longer.
    Deactivated(Make, u16),
    /// It exists no longer.
    Deleted(Make, u16),
    /// It may sign with another key.
    KeyCreated(Make, u16),
    /// Some people are sent there to sign in.
    RoutingRuleAdded(Make, u16),
    /// Its settings changed.
    Updated(Make, u16),
    /// It says who `flow.actor` is.
    Vouched(Make, u16),
}

/// What an identity provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    /// Another org of Okta's.
    Okta,
    /// The partner whose people sign in every day; there is one.
    Partner,
    /// Something else that speaks SAML.
    ThirdParty,
}

/// An identity provider as events show it.
struct Provider {
    id: Id,
    name: &'static str,
    issuer: String,
    /// `debugData.type`.
    kind: &'static str,
}

impl Provider {
    fn of(scene: &Scene<'_>, make: Make, number: u16) -> Self {
        let (world, place) = (scene.world, u64::from(number));
        let name = NAMES[usize::from(number) % NAMES.len()];
        let id = world.mint().id("0oa", 0x1d90_0000 | place);
        match make {
            Make::Partner => Self {
                id: world.fixture("0oa", 6),
                name: "Partner Identity Provider",
                issuer: format!("https://login.partner-{}.example", world.org().subdomain),
                kind: "THIRD_PARTY",
            },
            Make::Okta => Self {
                id,
                name,
                issuer: format!("http://www.okta.com/{}", world.mint().id("exk", place)),
                kind: "OKTA",
            },
            Make::ThirdParty => Self {
                id,
                name,
                issuer: format!("https://sso-{number}.example/saml"),
                kind: "THIRD_PARTY",
            },
        }
    }

    fn target(&self) -> Target<'_> {
        thing("AppInstance", &self.id, self.name.into())
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        let of = |make, number| Provider::of(scene, make, number);
        match self {
            Self::Activated(make, it) => changed(scene, &of(make, it), &ACTIVATE, "activate", out),
            Self::Created(make, it) => changed(scene, &of(make, it), &CREATE, "", out),
            Self::Deactivated(make, it) => {
                changed(scene, &of(make, it), &DEACTIVATE, "deactivate", out);
            }
            Self::Deleted(make, it) => changed(scene, &of(make, it), &DELETE, "", out),
            Self::KeyCreated(make, it) => changed(scene, &of(make, it), &KEY_CREATE, "", out),
            Self::RoutingRuleAdded(make, it) => routed(scene, &of(make, it), out),
            Self::Updated(make, it) => changed(scene, &of(make, it), &UPDATE, "", out),
            Self::Vouched(make, it) => vouched(scene, &of(make, it), out),
        }
    }
}

fn changed(
    scene: &Scene<'_>,
    provider: &Provider,
    kind: &'static Kind,
    verb: &'static str,
    out: &mut Vec<u8>,
) {
    let uri = match verb {
        "" if kind.event_type == CREATE.event_type => "/api/v1/idps".to_owned(),
        "" if kind.event_type == KEY_CREATE.event_type => {
            "/api/v1/idps/credentials/keys".to_owned()
        }
        "" => format!("/api/v1/idps/{}", provider.id),
        verb => format!("/api/v1/idps/{}/lifecycle/{verb}", provider.id),
    };
    let targets = [provider.target()];
    let debug = scene.browser_debug(
        &uri,
        &[
            ("idpName", Text::Str(provider.name)),
            ("protocol", Text::Str("SAML")),
            ("type", Text::Str(provider.kind)),
        ],
    );
    scene.event(kind, &debug, &targets).write(out);
}

/// A rule of the policy that says who signs in where.
fn routed(scene: &Scene<'_>, provider: &Provider, out: &mut Vec<u8>) {
    let policy = scene.world.fixture("00p", 9);
    let rule = scene.world.mint().id("0pr", scene.flow.key);
    let uri = format!("/api/v1/policies/{policy}/rules");
    let detail = [("policyType", Text::Str("IdpDiscovery"))];
    let targets = [
        Target { detail: &detail, ..thing("PolicyEntity", &policy, "Idp Discovery Policy".into()) },
        thing("PolicyRule", &rule, provider.name.into()),
    ];
    let debug = scene.browser_debug(&uri, &[("policyType", Text::Str("IdpDiscovery"))]);
    scene.event(&RULE_ADD, &debug, &targets).write(out);
}

/// A system actor; the person is only a target, and not the first one (scenario facts 1.3).
fn vouched(scene: &Scene<'_>, provider: &Provider, out: &mut Vec<u8>) {
    let targets = [provider.target(), target(person(&scene.actor))];
    let uri = format!("/sso/saml2/{}", provider.id);
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
        issuer: Some((Text::from(&provider.issuer), "SAML 2.0")),
        ..event.authentication
    };
    event.write(out);
}

/// What nobody looks at twice.
const NAMES: [&str; 5] =
    ["Corporate SSO", "HR Federation", "Contractor Portal", "Backup Login", "SSO Migration"];

static CREATE: Kind = Kind {
    event_type: "system.idp.lifecycle.create",
    display_message: Some("Fired when a new Identity provider is created"),
    legacy: None,
};
static ACTIVATE: Kind = Kind {
    event_type: "system.idp.lifecycle.activate",
    display_message: Some("Fired when an Identity provider is activated"),
    legacy: None,
};
static DEACTIVATE: Kind = Kind {
    event_type: "system.idp.lifecycle.deactivate",
    display_message: Some("Fired when an Identity provider is deactivated"),
    legacy: None,
};
static DELETE: Kind = Kind {
    event_type: "system.idp.lifecycle.delete",
    display_message: Some("Fired when an Identity provider is deleted"),
    legacy: None,
};
static UPDATE: Kind = Kind {
    event_type: "system.idp.lifecycle.update",
    display_message: Some("Fired when an Identity provider is updated"),
    legacy: None,
};
static KEY_CREATE: Kind = Kind {
    event_type: "system.idp.key.create",
    display_message: Some("Fired when a key is created for an Identity provider"),
    legacy: None,
};
static RULE_ADD: Kind = Kind {
    event_type: "policy.rule.add",
    display_message: Some("Add policy rule"),
    legacy: Some("core.policy.rule.add"),
};
static VIA_IDP: Kind = Kind {
    event_type: "user.authentication.auth_via_IDP",
    display_message: Some("Authenticate user via IDP"),
    legacy: Some("core.user_auth.idp.saml.login_success"),
};
