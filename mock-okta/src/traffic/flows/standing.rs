//! What an org makes of somebody's account, and of what the account may use, in a chosen way: by a
//! job, in the console, or by a program (scenario facts 2.12). Every day's joiners and leavers are
//! another matter.

use crate::traffic::event::{Event, Kind, Party, Target};
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::{App, Id, Person};

use super::access::{APP_REMOVE, GROUP_REMOVE, PUSH_OUT};
use super::by_token::with_token;
use super::lifecycle::{ACTIVATE, CLEAR, DEACTIVATE, SUSPEND, UNSUSPEND};

/// What happens to the account of `flow.subject`. The number is the app's or the group's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// It can be used.
    Activated(By),
    /// An app is taken away.
    AppTaken(By, u16),
    /// It can no longer be used.
    Deactivated(By),
    /// A group is left.
    GroupLeft(By, u16),
    /// The account in the app itself is gone.
    PushedOut(u16),
    /// Its sessions are gone.
    SessionsCleared(By),
    /// It cannot be used for now.
    Suspended(By),
    /// It can be used again.
    Unsuspended(By),
}

/// Who does it, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// An administrator in the console.
    Console,
    /// A directory, in the background.
    Job,
    /// A program with the org's token.
    Token,
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Activated(by) => account(scene, &ACTIVATE, by, "activate", out),
            Self::AppTaken(by, app) => app_taken(scene, by, app, out),
            Self::Deactivated(by) => account(scene, &DEACTIVATE, by, "deactivate", out),
            Self::GroupLeft(by, group) => group_left(scene, by, group, out),
            Self::PushedOut(app) => {
                let account = Account::of(scene, app);
                scene.background(&PUSH_OUT, &[], &account.targets()).write(out);
            }
            Self::SessionsCleared(by) => account(scene, &CLEAR, by, "suspend", out),
            Self::Suspended(by) => account(scene, &SUSPEND, by, "suspend", out),
            Self::Unsuspended(by) => account(scene, &UNSUSPEND, by, "unsuspend", out),
        }
    }
}

/// On the account itself. The console has addresses of its own (corpus of real events).
fn account(scene: &Scene<'_>, kind: &'static Kind, by: By, verb: &str, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let targets = [target(person(&subject))];
    let uri = match by {
        By::Console => format!("/admin/user/{verb}/{}", subject.id),
        By::Job | By::Token => format!("/api/v1/users/{}/lifecycle/{verb}", subject.id),
    };
    write(scene, kind, (by, &uri), &targets, out);
}

fn group_left(scene: &Scene<'_>, by: By, group: u16, out: &mut Vec<u8>) {
    let group = scene.world.group(u32::from(group));
    let subject = scene.world.person(scene.flow.subject);
    let targets = [target(person(&subject)), thing("UserGroup", &group.id, (&group.name).into())];
    let uri = match by {
        By::Console => format!("/admin/group/{}/removeUser", group.id),
        By::Job | By::Token => format!("/api/v1/groups/{}/users/{}", group.id, subject.id),
    };
    write(scene, &GROUP_REMOVE, (by, &uri), &targets, out);
}

fn app_taken(scene: &Scene<'_>, by: By, app: u16, out: &mut Vec<u8>) {
    let uri = {
        let subject = scene.world.person(scene.flow.subject);
        format!("/api/v1/apps/{}/users/{}", scene.world.app(usize::from(app)).id, subject.id)
    };
    let account = Account::of(scene, app);
    write(scene, &APP_REMOVE, (by, &uri), &account.targets(), out);
}

/// Somebody's account in an app.
struct Account<'a> {
    id: Id,
    app: &'a App,
    subject: Person,
}

impl<'a> Account<'a> {
    fn of(scene: &Scene<'a>, app: u16) -> Self {
        let subject = scene.world.person(scene.flow.subject);
        let number = (u64::from(subject.number) << 16) | u64::from(app);
        let id = scene.world.mint().id("0ua", number);
        Self { id, app: scene.world.app(usize::from(app)), subject }
    }

    fn targets(&self) -> [Target<'_>; 3] {
        let Self { id, app, subject } = self;
        let mut instance = thing("AppInstance", &app.id, (&app.label).into());
        instance.party.alternate_id = (&app.label).into();
        [
            target(Party { id: id.into(), kind: "AppUser", ..person(subject) }),
            instance,
            target(person(subject)),
        ]
    }
}

/// Whoever does it: nobody, a browser, or a program.
fn write(
    scene: &Scene<'_>,
    kind: &'static Kind,
    (by, uri): (By, &str),
    targets: &[Target<'_>],
    out: &mut Vec<u8>,
) {
    match by {
        By::Job => scene.background(kind, &[], targets).write(out),
        By::Console => {
            let debug = scene.browser_debug(uri, &[]);
            scene.event(kind, &debug, targets).write(out);
        }
        By::Token => {
            let debug = scene.plain_debug(uri, &[]);
            let event: Event<'_> = scene.event(kind, &debug, targets);
            with_token(scene, Some(ORG_TOKEN), event, out);
        }
    }
}

/// The token that the org's programs use.
const ORG_TOKEN: u16 = 0;
