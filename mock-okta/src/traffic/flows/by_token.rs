//! Requests that a program makes with an API token.

use crate::traffic::event::{Authentication, Event};
use crate::traffic::scene::Scene;
use crate::world::Id;

/// The id of API token number `token` of those that are created while the log runs.
pub(super) fn token_id(scene: &Scene<'_>, token: u16) -> Id {
    scene.world.mint().id("00T", 1 + u64::from(token))
}

/// Appends `event`, as made with `token` if there is one: there is no session then.
#[expect(clippy::needless_pass_by_value, reason = "what is written is done with")]
pub(super) fn with_token(
    scene: &Scene<'_>,
    token: Option<u16>,
    event: Event<'_>,
    out: &mut Vec<u8>,
) {
    let Some(token) = token else { return event.write(out) };
    let id = token_id(scene, token);
    let event = Event {
        authentication: Authentication::default(),
        transaction: crate::traffic::event::Transaction {
            api_token: Some(&id),
            ..event.transaction
        },
        ..event
    };
    event.write(out);
}
