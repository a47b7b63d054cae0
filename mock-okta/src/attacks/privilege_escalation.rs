//! From one administrator's account to rights that stay (scenario facts 2.6).
//!
//! The defaults are a session of a quarter of an hour from another country: a role for an accomplice,
//! an account that nobody knows, an API token that works from anywhere and is used from somewhere
//! else, a policy that asks for less, a log that is no longer streamed. Each is an event that some
//! rule looks for by itself; the sign-in from a new country and device and the operations after it
//! are in the same hour at the same address, which is the rule about critical operations. With
//! `network=residential` nothing is flagged as a proxy, with `grant=group` or `grant=custom` other
//! rules see the role.

use crate::traffic::Guise;
use crate::traffic::flow::Act;
use crate::traffic::flows::privilege::{self, Role as AdminRole};
use crate::traffic::flows::settings::{self, Reach};
use crate::world::{Factor, NetworkClass, Vantage};

use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::errands;
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "privilege-escalation",
    about: "Somebody with an administrator's account gives out rights and takes down defences.",
    facts: "2.6",
    techniques: &["T1078.004"],
    stage: BreachStage::PrivilegeEscalation,
    parameters: &[
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "vpn",
            form: Form::Choice(&["residential", "vpn", "hosting", "tor"]),
        },
        Parameter {
            name: "gap",
            about: "between two things that the attacker does",
            default: "90s",
            form: Form::Span(3_600),
        },
        Parameter {
            name: "grant",
            about: "how the accomplice gets rights: a role, a group that has one, a custom role",
            default: "direct",
            form: Form::Choice(&["direct", "group", "custom", "none"]),
        },
        Parameter {
            name: "role",
            about: "which role",
            default: "super",
            form: Form::Choice(&["super", "org", "help-desk"]),
        },
        Parameter {
            name: "backdoor",
            about: "whether there is a new account",
            default: "yes",
            form: Form::Choice(&["yes", "no"]),
        },
        Parameter {
            name: "token",
            about: "whether there is an API token, and from where it works",
            default: "anywhere",
            form: Form::Choice(&["anywhere", "zone", "none"]),
        },
        Parameter {
            name: "calls",
            about: "how often the token is used afterwards",
            default: "3",
            form: Form::Count(0, 1_000),
        },
        Parameter {
            name: "policy",
            about: "whether a policy is made to ask for one factor instead of two",
            default: "downgrade",
            form: Form::Choice(&["downgrade", "keep"]),
        },
        Parameter {
            name: "zone",
            about: "what becomes of the zone of blocked addresses",
            default: "keep",
            form: Form::Choice(&["keep", "update", "deactivate"]),
        },
        Parameter {
            name: "log-stream",
            about: "whether the log is streamed on",
            default: "off",
            form: Form::Choice(&["off", "keep"]),
        },
        Parameter {
            name: "revoke-after",
            about: "after how long the attacker takes the role back; 0s for never",
            default: "0s",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "onboarding", "jit-admin", "terraform"]),
        },
    ],
    must_fire: &["O26", "O28", "O29", "O32", "O59"],
    look_alikes: &["onboarding", "jit-admin", "terraform"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    match parameters.choice("look-alike") {
        "onboarding" => return errands::onboarding(stage),
        "jit-admin" => return errands::admin_for_a_day(stage),
        "terraform" => return errands::configuration_run(stage),
        _ => {}
    }
    let admin = stage.admin();
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(admin.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    let cast = stage.attacker_as(admin.number, guise);
    stage.next_step();
    stage.enter(BreachStage::CompromiseIdentity, &["T1078.004"]);
    moves::sign_in(stage, &cast, Factor::Totp);
    moves::new_device_mail(stage, &cast);
    pause(stage, parameters);
    moves::enter_console(stage, &cast);
    escalate(stage, &cast, parameters);
}

/// Rights that outlast the session of `cast`, who is in the console.
pub(super) fn escalate(stage: &mut Stage<'_>, cast: &Cast, parameters: &Parameters) {
    let accomplice =
        stage.person(|person| person.number != cast.person && !person.habits.federated);
    let cast = Cast { subject: accomplice.number, ..*cast };
    grant(stage, &cast, parameters);
    let backdoor = backdoor(stage, &cast, parameters);
    token(stage, &Cast { subject: backdoor, ..cast }, parameters);
    defences(stage, &cast, parameters);
    let revoke_ms = parameters.span_ms("revoke-after");
    if revoke_ms > 0 && parameters.choice("grant") == "direct" {
        stage.wait(revoke_ms * 9 / 10, revoke_ms);
        let role = AdminRole::named(parameters.choice("role"));
        does(stage, &cast, &[Act::Privilege(privilege::Act::RoleRevoked(role))]);
    }
}

/// Rights for the subject of `cast`.
fn grant(stage: &mut Stage<'_>, cast: &Cast, parameters: &Parameters) {
    let role = AdminRole::named(parameters.choice("role"));
    let acts: &[Act] = match parameters.choice("grant") {
        "direct" => &[Act::Privilege(privilege::Act::RoleGranted(role))],
        // Whoever is in the group has its role too, which is an event of its own.
        "group" => &[
            Act::Privilege(privilege::Act::GroupRoleGranted(ADMIN_GROUP, role)),
            Act::Privilege(privilege::Act::MemberAdded(ADMIN_GROUP)),
            Act::Privilege(privilege::Act::RoleGranted(role)),
        ],
        "custom" => &[Act::Privilege(privilege::Act::RoleBound)],
        _ => return,
    };
    pause(stage, parameters);
    stage.enter(BreachStage::PrivilegeEscalation, &["T1098.003"]);
    does(stage, cast, acts);
}

/// An account that nobody knows, if it is wanted. Returns whom the token is for.
fn backdoor(stage: &mut Stage<'_>, cast: &Cast, parameters: &Parameters) -> u32 {
    if parameters.choice("backdoor") == "no" {
        return cast.subject;
    }
    // Beyond the last person and beyond those who come and go every day.
    let number = stage.world().users() + 1 + (2 << 20) + stage.draw.below(1 << 16) as u32;
    pause(stage, parameters);
    stage.enter(BreachStage::PrivilegeEscalation, &["T1136.003"]);
    let created = Act::Privilege(privilege::Act::UserCreated);
    let activated = Act::Privilege(privilege::Act::UserActivated);
    does(stage, &Cast { subject: number, ..*cast }, &[created, activated]);
    number
}

/// An API token, and what a program does with it from elsewhere.
fn token(stage: &mut Stage<'_>, cast: &Cast, parameters: &Parameters) {
    let reach = match parameters.choice("token") {
        "anywhere" => Reach::Anywhere,
        "zone" => Reach::Zone,
        _ => return,
    };
    let token = stage.draw.below(1 << 16) as u16;
    pause(stage, parameters);
    stage.enter(BreachStage::PrivilegeEscalation, &["T1098.001"]);
    does(stage, cast, &[Act::Settings(settings::Act::TokenCreated(reach, token))]);
    let vantage = Vantage::anywhere(NetworkClass::Hosting, stage.draw.next());
    let program: Guise = stage.script_client(vantage);
    let caller = Cast { subject: cast.subject, ..stage.attacker_as(cast.person, program) };
    for _ in 0..parameters.count("calls") {
        let groups = u64::from(stage.world().groups());
        let group = stage.draw.below(groups) as u16;
        stage.wait(200, 2_000);
        let added = privilege::Act::MemberAddedByToken(group, token);
        does(stage, &caller, &[Act::Privilege(added)]);
    }
}

/// What would give the attacker away, or keep them out.
fn defences(stage: &mut Stage<'_>, cast: &Cast, parameters: &Parameters) {
    let zone = match parameters.choice("zone") {
        "update" => Some(settings::Act::ZoneUpdated),
        "deactivate" => Some(settings::Act::ZoneDeactivated),
        _ => None,
    };
    let downgraded = parameters.choice("policy") == "downgrade";
    let blinded = parameters.choice("log-stream") == "off";
    let steps: [(Option<settings::Act>, &'static [&'static str]); 3] = [
        (downgraded.then_some(settings::Act::RuleDowngraded), &["T1556.006"]),
        (zone, &["T1562.007"]),
        (blinded.then_some(settings::Act::LogStreamStopped), &["T1562.008"]),
    ];
    for (act, techniques) in steps {
        let Some(act) = act else { continue };
        pause(stage, parameters);
        stage.enter(BreachStage::PrivilegeEscalation, techniques);
        does(stage, cast, &[Act::Settings(act)]);
    }
}

/// One click after the other.
fn does(stage: &mut Stage<'_>, cast: &Cast, acts: &[Act]) {
    stage.act(cast, |script, draw| {
        for (place, act) in acts.iter().enumerate() {
            if place > 0 {
                script.pass(draw.between(1_000, 8_000));
                script.next_request();
            }
            script.push(*act);
        }
    });
}

fn pause(stage: &mut Stage<'_>, parameters: &Parameters) {
    let gap = parameters.span_ms("gap");
    stage.next_step();
    stage.wait(gap / 3, gap);
}

/// The group of those who run things.
const ADMIN_GROUP: u16 = 3;
