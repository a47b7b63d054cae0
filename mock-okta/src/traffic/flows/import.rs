//! Imports from directories, and the agent that reads one of them (scenario facts 4.2).

use clock::Draw;

use crate::traffic::event::{Authentication, Client, Kind, Party};
use crate::traffic::flow::{self, Script};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::{Id, UserAgent, Vantage};

/// Where people are imported from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directory {
    /// Active Directory, by way of an agent within the company.
    Active,
    /// The app of the people who hire people.
    Hr,
}

/// A part of an import. All parts of one import share the key of their flows, and so a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It begins.
    Begin,
    /// So many people in a row have changed, from `flow.subject` on.
    Batch(u8),
    /// It ends.
    End,
}

/// What an import shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The agent asked what has changed since the last time.
    ChangesRead,
    /// It ended.
    Completed(Directory),
    /// The agent looked something up.
    EntriesRead,
    /// It began.
    Started(Directory),
    /// It touched somebody: person `flow.subject` plus this.
    Updated(Directory, u8),
}

/// One part of an import.
pub(crate) fn script(from: Directory, phase: Phase, draw: &mut Draw, script: &mut Script<'_>) {
    let push = |act: Act, script: &mut Script<'_>| script.push(flow::Act::Import(act));
    match phase {
        Phase::Begin => {
            push(Act::Started(from), script);
            if from == Directory::Active {
                script.pass(draw.between(150, 900));
                script.next_request();
                push(Act::ChangesRead, script);
                script.pass(draw.between(150, 1_500));
                script.next_request();
                push(Act::EntriesRead, script);
            }
        }
        Phase::Batch(people) => {
            for offset in 0..people {
                // Several in the same millisecond, as batches are written.
                script.pass(draw.below(3) * 40);
                push(Act::Updated(from, offset), script);
            }
        }
        Phase::End => push(Act::Completed(from), script),
    }
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::ChangesRead => by_agent(scene, &READ_CHANGES, out),
            Self::Completed(from) => job(scene, from, &COMPLETE, out),
            Self::EntriesRead => by_agent(scene, &READ_ENTRIES, out),
            Self::Started(from) => job(scene, from, &START, out),
            Self::Updated(from, offset) => updated(scene, from, offset, out),
        }
    }
}

/// What an org calls a directory: id, label, integration.
fn app(scene: &Scene<'_>, from: Directory) -> (Id, String, String) {
    match from {
        Directory::Active => {
            let domain = format!("corp.{}", scene.world.org().mail_domain);
            (scene.world.fixture("0oa", 7), domain, "active_directory".to_owned())
        }
        Directory::Hr => {
            let app = scene.world.app(2);
            (app.id, app.label.clone(), app.slug.clone())
        }
    }
}

fn job(scene: &Scene<'_>, from: Directory, kind: &'static Kind, out: &mut Vec<u8>) {
    let (id, label, slug) = app(scene, from);
    let targets = [thing("AppInstance", &id, (&label).into())];
    scene.background(kind, &[("appname", Text::from(&slug))], &targets).write(out);
}

fn updated(scene: &Scene<'_>, from: Directory, offset: u8, out: &mut Vec<u8>) {
    let number = scene.flow.subject.saturating_add(u32::from(offset));
    let subject = scene.world.person(number);
    let (id, label, _) = app(scene, from);
    let account = u64::from(number) << 16 | if from == Directory::Active { 0xfffe } else { 0 };
    let app_user = scene.world.mint().id("0ua", account);
    let targets = [
        target(Party { id: (&app_user).into(), kind: "AppUser", ..person(&subject) }),
        thing("AppInstance", &id, (&label).into()),
        target(person(&subject)),
    ];
    scene.background(&UPDATE, &[], &targets).write(out);
}

/// The agent is an actor of a type of its own, and a program on a server in the headquarters.
fn by_agent(scene: &Scene<'_>, kind: &'static Kind, out: &mut Vec<u8>) {
    let (id, label, _) = app(scene, Directory::Active);
    let agent = scene.world.fixture("a53", 1);
    let targets = [thing("AppInstance", &id, (&label).into())];
    let debug = scene.plain_debug("/api/1/internal/app/activedirectory/agent", &[]);
    let mut event = scene.event(kind, &debug, &targets);
    event.actor = Party {
        id: (&agent).into(),
        kind: "AD_AGENT",
        alternate_id: Text::Str("unknown"),
        name: Text::Str("Active Directory Agent"),
    };
    let vantage = Vantage::office(0, 0);
    event.client = Some(Client { agent: &AGENT, version: 0, vantage, id: None });
    event.authentication = Authentication::default();
    event.write(out);
}

static AGENT: UserAgent = UserAgent::fixed(
    &[
        "Okta AD Agent/3.19.0 (Microsoft Windows NT 10.0.20348.0; .NET CLR 4.0.30319.42000; 64-bit OS; 64-bit Process)",
    ],
    "Windows 10",
    "UNKNOWN",
    "Computer",
);

static START: Kind = Kind {
    event_type: "system.import.start",
    display_message: Some("Start import"),
    legacy: Some("app.generic.import.started"),
};
static UPDATE: Kind = Kind {
    event_type: "system.import.user.update",
    display_message: Some("Update user during import"),
    legacy: Some("app.generic.import.details.update_user"),
};
static COMPLETE: Kind = Kind {
    event_type: "system.import.complete",
    display_message: Some("Complete import"),
    legacy: Some("app.generic.import.complete"),
};
static READ_CHANGES: Kind = Kind {
    event_type: "system.agent.ad.read_dirsync",
    display_message: Some("Perform DirSync read by AD agent"),
    legacy: Some("app.ad.agent.read-dirsync"),
};
static READ_ENTRIES: Kind = Kind {
    event_type: "system.agent.ad.read_ldap",
    display_message: Some("Perform LDAP read by AD agent"),
    legacy: Some("app.ad.agent.read-ldap"),
};
