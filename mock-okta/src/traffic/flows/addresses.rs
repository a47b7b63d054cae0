//! Where requests of sign-ins go: all events of one request say the same (scenario facts 1.1).

use std::borrow::Cow;

use crate::traffic::flow::Errand;
use crate::traffic::scene::Scene;
use crate::world::{Factor, mix};

use super::classic::SIGN_IN;
use super::sign_in::is_polled;

/// What a request of a sign-in brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brought {
    /// Whatever comes first: a password, a device's answer, another identity provider's word.
    First,
    /// What is asked for after a password.
    Second,
}

/// Where a request goes that brings the `first` or the second of what the actor proves: the page
/// sends what is typed, and asks again and again what a phone or a device has answered.
pub(super) fn sign_in_address(scene: &Scene<'_>, brought: Brought) -> Cow<'static, str> {
    let habits = scene.actor.habits;
    let second = brought == Brought::Second;
    Cow::Borrowed(match habits.factor {
        // Afterwards an app can still ask for more.
        _ if habits.federated && scene.flow.errand == Errand::SignIn => {
            return Cow::Owned(provider_address(scene));
        }
        Factor::FastPass => POLLED,
        factor if second && is_polled(factor) => POLLED,
        factor if second && factor != Factor::Password => ANSWERED,
        _ if is_by_portal(scene) => SIGN_IN,
        _ => "/idp/idx/identify",
    })
}

/// Whether the actor signs in at a page of the company's own, which asks Okta on the actor's behalf.
pub(super) fn is_by_portal(scene: &Scene<'_>) -> bool {
    let habits = scene.actor.habits;
    habits.factor == Factor::Password
        && !habits.federated
        && mix(scene.actor.resident.key ^ PORTAL).is_multiple_of(PEOPLE_PER_PORTAL_USER)
}

/// Where the partner's identity provider sends people back to.
pub(super) fn provider_address(scene: &Scene<'_>) -> String {
    format!("{PROVIDERS}{}", scene.world.fixture("0oa", 6))
}

/// Whether `path` is where a sign-in goes with the older engine.
pub(crate) fn is_classic_sign_in(path: &str) -> bool {
    path.starts_with(SIGN_IN) || path.starts_with(PROVIDERS)
}

/// Where what is typed goes.
pub(super) const ANSWERED: &str = "/idp/idx/challenge/answer";
const POLLED: &str = "/idp/idx/authenticators/poll";
const PROVIDERS: &str = "/sso/saml2/";
const PORTAL: u64 = 0x9027;
const PEOPLE_PER_PORTAL_USER: u64 = 16;
