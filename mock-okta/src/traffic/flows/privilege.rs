//! Admin rights and accounts that an administrator hands out, one by one (scenario facts 2.6). What
//! directories and rules do every day is another matter.

use crate::traffic::event::{Event, Kind, Party, Target};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};

use super::by_token::with_token;

/// What `flow.subject` is given. The first number is the group's, the last the API token's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A group gets a role, and everybody in it.
    GroupRoleGranted(u16, Role),
    /// Membership in a group, in the console.
    MemberAdded(u16),
    /// The same by the API.
    MemberAddedByToken(u16, u16),
    /// A role of the org's own, over some of its things.
    RoleBound,
    /// A role.
    RoleGranted(Role),
    /// A role no longer, which was the only one.
    RoleRevoked(Role),
    /// An account that can be used.
    UserActivated,
    /// An account.
    UserCreated,
}

/// Roles that every org has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Resets passwords and factors.
    HelpDesk,
    /// Nearly everything.
    Organization,
    /// Everything.
    Super,
}

impl Role {
    /// The role called `name` in parameters; super administrator for what is not known.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "help-desk" => Self::HelpDesk,
            "org" => Self::Organization,
            _ => Self::Super,
        }
    }

    /// As in `debugData.privilegeGranted`.
    fn privilege(self) -> &'static str {
        match self {
            Self::HelpDesk => "Help Desk administrator",
            Self::Organization => "Organization administrator",
            Self::Super => "Super administrator",
        }
    }

    /// As a target.
    fn target(self) -> Target<'static> {
        let (id, name) = match self {
            Self::HelpDesk => ("HelpDeskAdmin", "Help Desk Administrator"),
            Self::Organization => ("OrgAdmin", "Organization Administrator"),
            Self::Super => ("SuperOrgAdmin", "Super Organization Administrator"),
        };
        named("ROLE", id, name)
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::GroupRoleGranted(group, role) => on_group(scene, group, role, out),
            Self::MemberAdded(group) => member(scene, group, None, out),
            Self::MemberAddedByToken(group, token) => member(scene, group, Some(token), out),
            Self::RoleBound => bound(scene, out),
            Self::RoleGranted(role) => on_person(scene, &GRANT, ("privilegeGranted", role), out),
            Self::RoleRevoked(role) => on_person(scene, &REVOKE, ("privilegeRevoked", role), out),
            Self::UserActivated => account(scene, &ACTIVATE, out),
            Self::UserCreated => account(scene, &CREATE, out),
        }
    }
}

fn on_person(
    scene: &Scene<'_>,
    kind: &'static Kind,
    (key, role): (&'static str, Role),
    out: &mut Vec<u8>,
) {
    let subject = scene.world.person(scene.flow.subject);
    let targets = [
        target(person(&subject)),
        named("ROLE_ASSIGNED", "ROLE_ASSIGNED", "Role Assigned"),
        role.target(),
    ];
    let uri = format!("/api/internal/administrators/{}", subject.id);
    let debug = scene.browser_debug(&uri, &[(key, Text::Str(role.privilege()))]);
    scene.event(kind, &debug, &targets).write(out);
}

fn on_group(scene: &Scene<'_>, group: u16, role: Role, out: &mut Vec<u8>) {
    let group = scene.world.group(u32::from(group));
    let targets = [thing("UserGroup", &group.id, (&group.name).into()), role.target()];
    let uri = format!("/api/internal/groups/{}/roles", group.id);
    let privilege = [("privilegeGranted", Text::Str(role.privilege()))];
    let debug = scene.browser_debug(&uri, &privilege);
    scene.event(&GROUP_GRANT, &debug, &targets).write(out);
}

/// In the console, or by a program with an API token: then the actor is whose token it is.
fn member(scene: &Scene<'_>, group: u16, token: Option<u16>, out: &mut Vec<u8>) {
    let group = scene.world.group(u32::from(group));
    let subject = scene.world.person(scene.flow.subject);
    let targets = [target(person(&subject)), thing("UserGroup", &group.id, (&group.name).into())];
    let uri = match token {
        Some(_) => format!("/api/v1/groups/{}/users/{}", group.id, subject.id),
        None => format!("/admin/group/{}/addUser", group.id),
    };
    let debug =
        if token.is_some() { scene.plain_debug(&uri, &[]) } else { scene.browser_debug(&uri, &[]) };
    let event: Event<'_> = scene.event(&MEMBER, &debug, &targets);
    with_token(scene, token, event, out);
}

fn bound(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let [set, role] = [scene.world.fixture("iam", 1), scene.world.fixture("cr0", 1)];
    let targets = [
        thing("RESOURCE_SET", &set, "Whole directory".into()),
        thing("CUSTOM_ROLE", &role, "Directory steward".into()),
        target(person(&subject)),
    ];
    let uri = format!("/api/v1/iam/resource-sets/{set}/bindings");
    let debug = scene.browser_debug(&uri, &[]);
    scene.event(&BIND, &debug, &targets).write(out);
}

fn account(scene: &Scene<'_>, kind: &'static Kind, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let targets = [target(person(&subject))];
    let debug = scene.browser_debug("/api/v1/users", &[]);
    scene.event(kind, &debug, &targets).write(out);
}

/// A target that has a name for an id.
fn named(kind: &'static str, id: &'static str, name: &'static str) -> Target<'static> {
    let (id, name) = (Text::Str(id), Text::Str(name));
    target(Party { id, kind, alternate_id: Text::Str("unknown"), name })
}

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
static GROUP_GRANT: Kind = Kind {
    event_type: "group.privilege.grant",
    display_message: Some("Group Privilege granted"),
    legacy: Some("group.privilege.grant"),
};
static MEMBER: Kind = Kind {
    event_type: "group.user_membership.add",
    display_message: Some("Add user to group membership"),
    legacy: Some("core.user_group_member.user_add"),
};
static BIND: Kind = Kind {
    event_type: "iam.resourceset.bindings.add",
    display_message: Some("Add members to a binding"),
    legacy: None,
};
static CREATE: Kind = Kind {
    event_type: "user.lifecycle.create",
    display_message: Some("Create Okta user"),
    legacy: Some("core.user.config.user_creation.success"),
};
static ACTIVATE: Kind = Kind {
    event_type: "user.lifecycle.activate",
    display_message: Some("Activate Okta user"),
    legacy: Some("core.user.config.user_activated"),
};
