//! Groups, apps and admin roles that people are given and lose.

use clock::Draw;

use crate::traffic::event::{Event, Kind, Party, Target};
use crate::traffic::flow::{self, Errand, Flow, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target};
use crate::world::World;

/// What `flow.subject` gets or loses. The number is the group's or the app's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// An app.
    AppGiven(u16),
    /// An app no longer.
    AppTaken(u16),
    /// A group.
    GroupJoined(u16),
    /// A group no longer.
    GroupLeft(u16),
    /// The account in the app has another profile.
    ProfilePushed(u16),
    /// An account in the app itself.
    Pushed(u16),
    /// No account in the app any more.
    PushedOut(u16),
    /// An admin role.
    RoleGranted,
    /// No admin role any more.
    RoleRevoked,
}

/// A change of what `flow.subject` may use.
pub(crate) fn script(flow: &Flow, world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    match (flow.errand, draw.below(3)) {
        (Errand::AppAccess, 0) => take_app(world, draw, script),
        (Errand::AppAccess, _) => give_app(world, draw, script),
        (Errand::Privilege, 0) => script.push(flow::Act::Access(Act::RoleRevoked)),
        (Errand::Privilege, _) => script.push(flow::Act::Access(Act::RoleGranted)),
        (_, 0) => out_of_group(world, draw, script),
        (_, kind) => {
            into_group(world, draw, script);
            if kind == 1 {
                out_of_group(world, draw, script);
            }
        }
    }
}

/// One more group.
pub(crate) fn into_group(world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    let group = draw.below(u64::from(world.groups())) as u16;
    step(Act::GroupJoined(group), draw, script);
}

/// One group less.
pub(crate) fn out_of_group(world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    let group = draw.below(u64::from(world.groups())) as u16;
    step(Act::GroupLeft(group), draw, script);
}

/// One more app, and an account there if Okta manages them.
pub(crate) fn give_app(world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    let app = world.popular_app(draw.next()) as u16;
    step(Act::AppGiven(app), draw, script);
    if world.app(usize::from(app)).provisioned {
        step(Act::Pushed(app), draw, script);
    }
}

/// One app less.
pub(crate) fn take_app(world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    let app = world.popular_app(draw.next()) as u16;
    step(Act::AppTaken(app), draw, script);
    if world.app(usize::from(app)).provisioned {
        step(Act::PushedOut(app), draw, script);
    }
}

fn step(act: Act, draw: &mut Draw, script: &mut Script<'_>) {
    script.push(flow::Act::Access(act));
    script.pass(draw.between(20, 2_000));
    script.next_request();
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::AppGiven(app) => on_app(scene, &APP_ADD, app, out),
            Self::AppTaken(app) => on_app(scene, &APP_REMOVE, app, out),
            Self::GroupJoined(group) => on_group(scene, &GROUP_ADD, group, out),
            Self::GroupLeft(group) => on_group(scene, &GROUP_REMOVE, group, out),
            Self::ProfilePushed(app) => on_app(scene, &PUSH_PROFILE, app, out),
            Self::Pushed(app) => on_app(scene, &PUSH, app, out),
            Self::PushedOut(app) => on_app(scene, &PUSH_OUT, app, out),
            Self::RoleGranted => on_role(scene, &GRANT, "privilegeGranted", out),
            Self::RoleRevoked => on_role(scene, &REVOKE, "privilegeRevoked", out),
        }
    }
}

/// Mostly rules and directories do this, so most events have a system actor; pushes into apps
/// are the work of whoever gave the app, with a User actor half of the time.
fn on_app(scene: &Scene<'_>, kind: &'static Kind, app: u16, out: &mut Vec<u8>) {
    let app_number = u64::from(app);
    let app = scene.world.app(usize::from(app));
    let subject = scene.world.person(scene.flow.subject);
    let app_user = scene.world.mint().id("0ua", (u64::from(subject.number) << 16) | app_number);
    let targets = [
        target(Party {
            id: (&app_user).into(),
            kind: "AppUser",
            alternate_id: (&subject.login).into(),
            name: (&subject.name).into(),
        }),
        target(Party {
            id: (&app.id).into(),
            kind: "AppInstance",
            alternate_id: (&app.label).into(),
            name: (&app.label).into(),
        }),
        target(person(&subject)),
    ];
    let admin_share = if kind.event_type.starts_with("application.provision") { 2 } else { 4 };
    let by = scene.flow.hash(0xa99);
    if !by.is_multiple_of(admin_share) {
        let debug = [("appname", Text::from(&app.slug))];
        let event = if by.is_multiple_of(3) {
            scene.unprompted(kind, &debug, &targets)
        } else {
            scene.background(kind, &debug, &targets)
        };
        event.write(out);
        return;
    }
    let uri = format!("/api/v1/apps/{}/users/{}", app.id, subject.id);
    let debug = scene.browser_debug(&uri, &[("appname", Text::from(&app.slug))]);
    scene.event(kind, &debug, &targets).write(out);
}

/// Group changes have a User actor even when a program makes them with somebody's token.
fn on_group(scene: &Scene<'_>, kind: &'static Kind, group: u16, out: &mut Vec<u8>) {
    let group = scene.world.group(u32::from(group));
    let subject = scene.world.person(scene.flow.subject);
    let targets = [
        target(person(&subject)),
        target(Party {
            id: (&group.id).into(),
            kind: "UserGroup",
            alternate_id: Text::Str("unknown"),
            name: (&group.name).into(),
        }),
    ];
    let uri = format!("/api/v1/groups/{}/users/{}", group.id, subject.id);
    let by_token = scene.flow.hash(0x709).is_multiple_of(2);
    let debug =
        if by_token { scene.plain_debug(&uri, &[]) } else { scene.browser_debug(&uri, &[]) };
    let event: Event<'_> = scene.event(kind, &debug, &targets);
    let event = if by_token { scene.by_token(event) } else { event };
    event.write(out);
}

/// The event lists every role that the person has afterwards (scenario facts 1.3). Whoever gets one
/// by a group gets it from the system.
fn on_role(scene: &Scene<'_>, kind: &'static Kind, key: &'static str, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let (roles, role, role_name) = ROLES[scene.flow.hash(0x901e) as usize % ROLES.len()];
    let secret = scene.world.mint().text(0x901f, u64::from(subject.number), 18);
    let targets: [Target<'_>; 3] = [
        target(person(&subject)),
        target(Party {
            id: Text::Str("ROLE_ASSIGNED"),
            kind: "ROLE_ASSIGNED",
            alternate_id: Text::Str("unknown"),
            name: Text::Str("Role Assigned"),
        }),
        target(Party {
            id: Text::Str(role),
            kind: "ROLE",
            alternate_id: Text::from(&secret),
            name: Text::Str(role_name),
        }),
    ];
    let privilege = [(key, Text::Str(roles))];
    if scene.flow.errand == Errand::Privilege && scene.flow.hash(0x9020).is_multiple_of(4) {
        scene.unprompted(kind, &privilege, &targets).write(out);
        return;
    }
    let uri = format!("/api/internal/administrators/{}", subject.id);
    let debug = scene.browser_debug(&uri, &privilege);
    scene.event(kind, &debug, &targets).write(out);
}

/// What is listed, and the id and the name of the role that was given last.
const ROLES: &[(&str, &str, &str)] = &[
    ("Help Desk administrator", "HelpDeskAdmin", "Help Desk Administrator"),
    ("Read only administrator, Report administrator", "ReportAdmin", "Report Administrator"),
    (
        "Organization administrator, Application administrator (all)",
        "OrgAdmin",
        "Organization Administrator",
    ),
    ("Group administrator", "UserAdmin", "Group Administrator"),
    ("Super administrator", "SuperOrgAdmin", "Super Organization Administrator"),
];

static APP_ADD: Kind = Kind {
    event_type: "application.user_membership.add",
    display_message: Some("Add user to application membership"),
    legacy: Some("app.generic.provision.assign_user_to_app"),
};
pub(super) static APP_REMOVE: Kind = Kind {
    event_type: "application.user_membership.remove",
    display_message: Some("Remove user's application membership"),
    legacy: Some("app.generic.provision.deactivate_user_from_app"),
};
static PUSH: Kind = Kind {
    event_type: "application.provision.user.push",
    display_message: Some("Push new user to external application"),
    legacy: Some("app.user_management.push_new_user"),
};
static PUSH_PROFILE: Kind = Kind {
    event_type: "application.provision.user.push_profile",
    display_message: Some("Push user's profile to external application"),
    legacy: Some("app.user_management.push_profile_success"),
};
pub(super) static PUSH_OUT: Kind = Kind {
    event_type: "application.provision.user.deactivate",
    display_message: Some("Push user's deactivation to external application"),
    legacy: Some("app.user_management.push_user_deactivation"),
};
static GROUP_ADD: Kind = Kind {
    event_type: "group.user_membership.add",
    display_message: Some("Add user to group membership"),
    legacy: Some("core.user_group_member.user_add"),
};
pub(super) static GROUP_REMOVE: Kind = Kind {
    event_type: "group.user_membership.remove",
    display_message: Some("Remove user from group membership"),
    legacy: Some("core.user_group_member.user_remove"),
};
static GRANT: Kind = Kind {
    event_type: "user.account.privilege.grant",
    display_message: Some("Grant user privilege"),
    legacy: Some("core.user.admin_privilege.granted"),
};
static REVOKE: Kind = Kind {
    event_type: "user.account.privilege.revoke",
    display_message: Some("Revoke user privilege"),
    legacy: Some("core.user.admin_privilege.revoked"),
};
