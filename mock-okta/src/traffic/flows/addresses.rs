//! Where requests of sign-ins go.

use std::borrow::Cow;

use crate::traffic::scene::Scene;
use crate::world::Factor;

/// Where the request of a sign-in goes, which all of its events say: the page asks again and again
/// what a phone or a device has answered, and sends what is typed; another identity provider
/// sends people back.
pub(super) fn sign_in_address(scene: &Scene<'_>) -> Cow<'static, str> {
    let habits = scene.actor.habits;
    Cow::Borrowed(match habits.factor {
        _ if habits.federated => return Cow::Owned(provider_address(scene)),
        Factor::FastPass => POLLED,
        _ if scene.request_number == 0 => "/idp/idx/identify",
        Factor::Push => POLLED,
        _ => "/idp/idx/challenge/answer",
    })
}

/// Where the partner's identity provider sends people back to.
pub(super) fn provider_address(scene: &Scene<'_>) -> String {
    format!("/sso/saml2/{}", scene.world.fixture("0oa", 6))
}

const POLLED: &str = "/idp/idx/authenticators/poll";
