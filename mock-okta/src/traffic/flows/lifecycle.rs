//! People who start, leave, or are suspended for a while.

use clock::Draw;

use crate::traffic::event::Kind;
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::scene::{Scene, person, target};
use crate::world::World;

use super::access;

/// What becomes of the account of `flow.subject`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// It can be used.
    Activated,
    /// It exists.
    Created,
    /// It can no longer be used.
    Deactivated,
    /// It will be deleted.
    DeleteInitiated,
    /// Its sessions are gone.
    SessionsCleared,
    /// It cannot be used for now.
    Suspended,
    /// It can be used again.
    Unsuspended,
}

/// A start, an end or an interruption of somebody's time here.
pub(crate) fn script(flow: &Flow, world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    match flow.errand {
        Errand::Joiner => {
            act(Act::Created, draw, script);
            act(Act::Activated, draw, script);
            for _ in 0..draw.between(2, 4) {
                access::into_group(world, draw, script);
            }
            for _ in 0..draw.between(1, 2) {
                access::give_app(world, draw, script);
            }
        }
        Errand::Leaver => {
            act(Act::Deactivated, draw, script);
            act(Act::SessionsCleared, draw, script);
            access::out_of_group(world, draw, script);
            access::take_app(world, draw, script);
            if draw.below(3) == 0 {
                act(Act::DeleteInitiated, draw, script);
            }
        }
        _ => {
            script.push(flow::Act::Lifecycle(Act::Suspended));
            script.push(flow::Act::Lifecycle(Act::SessionsCleared));
            script.pass(draw.between(40_000, 110_000));
            script.next_request();
            script.push(flow::Act::Lifecycle(Act::Unsuspended));
        }
    }
}

fn act(act: Act, draw: &mut Draw, script: &mut Script<'_>) {
    script.push(flow::Act::Lifecycle(act));
    script.pass(draw.between(60, 1_500));
    script.next_request();
}

impl Act {
    /// Appends the event. Directories create and activate accounts in the background; people
    /// end them (corpus of real events: most lifecycle events have a system actor).
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        let (kind, verb) = match self {
            Self::Activated => (&ACTIVATE, "activate"),
            Self::Created => (&CREATE, "create"),
            Self::Deactivated => (&DEACTIVATE, "deactivate"),
            Self::DeleteInitiated => (&DELETE, "delete"),
            Self::SessionsCleared => (&CLEAR, "suspend"),
            Self::Suspended => (&SUSPEND, "suspend"),
            Self::Unsuspended => (&UNSUSPEND, "unsuspend"),
        };
        let subject = scene.world.person(scene.flow.subject);
        let uri = format!("/api/v1/users/{}/lifecycle/{verb}", subject.id);
        let targets = [target(person(&subject))];
        let by_directory = matches!(self, Self::Activated | Self::Created)
            && !scene.flow.hash(0xd1).is_multiple_of(4);
        if by_directory {
            let debug: &[_] = &[];
            let event = if scene.flow.hash(0xd2).is_multiple_of(2) {
                scene.background(kind, debug, &targets)
            } else {
                scene.unprompted(kind, debug, &targets)
            };
            event.write(out);
            return;
        }
        if scene.flow.hash(0x70e).is_multiple_of(2) {
            let debug = scene.plain_debug(&uri, &[]);
            scene.by_token(scene.event(kind, &debug, &targets)).write(out);
            return;
        }
        let debug = scene.browser_debug(&uri, &[]);
        scene.event(kind, &debug, &targets).write(out);
    }
}

pub(super) static ACTIVATE: Kind = Kind {
    event_type: "user.lifecycle.activate",
    display_message: Some("Activate Okta user"),
    legacy: Some("core.user.config.user_activated"),
};
static CREATE: Kind = Kind {
    event_type: "user.lifecycle.create",
    display_message: Some("Create okta user"),
    legacy: Some("core.user.config.user_creation.success"),
};
pub(super) static DEACTIVATE: Kind = Kind {
    event_type: "user.lifecycle.deactivate",
    display_message: Some("Deactivate Okta user"),
    legacy: Some("core.user.config.user_deactivated"),
};
static DELETE: Kind = Kind {
    event_type: "user.lifecycle.delete.initiated",
    display_message: Some("Delete Okta user initiated"),
    legacy: Some("core.user.config.user_status.delete.initiated"),
};
pub(super) static CLEAR: Kind = Kind {
    event_type: "user.session.clear",
    display_message: Some("Clear user session"),
    legacy: Some("core.user_auth.session_clear"),
};
pub(super) static SUSPEND: Kind = Kind {
    event_type: "user.lifecycle.suspend",
    display_message: Some("Suspend Okta user"),
    legacy: Some("core.user.config.user_status.suspended"),
};
pub(super) static UNSUSPEND: Kind = Kind {
    event_type: "user.lifecycle.unsuspend",
    display_message: Some("Unsuspend Okta user"),
    legacy: Some("core.user.config.user_status.unsuspended"),
};
