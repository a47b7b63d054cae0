//! Many accounts end at once (scenario facts 2.12).
//!
//! Benign unless told otherwise: the personnel system says on a Friday who has left, and a job does
//! the rest. Those who leave are people beyond the org's staff, such as last season's, because
//! whoever works here comes back the next morning. No published rule has anything to say about
//! it, and none of those about people may.
//!
//! In the hostile variant somebody with an administrator's account locks out the administrators
//! first and then everybody they meet, so that nobody can respond; the one administrator who was
//! left out gives the accounts back. What people do meanwhile as every day is still in the log.

use crate::traffic::flow::Act;
use crate::traffic::flows::import::{self, Directory};
use crate::traffic::flows::standing::{self, By};
use crate::traffic::flows::{enrolment, privilege};
use crate::world::{Factor, NetworkClass, Vantage};

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "offboarding",
    about: "Many accounts end at once, with everything that belongs to them.",
    facts: "2.12",
    techniques: &[],
    stage: BreachStage::None,
    parameters: &[
        Parameter {
            name: "people",
            about: "how many (at most 50 in the hostile variant)",
            default: "60",
            form: Form::Count(1, 2_000),
        },
        Parameter {
            name: "pace",
            about: "from one person to the next",
            default: "2s",
            form: Form::Span(600),
        },
        Parameter {
            name: "source",
            about: "who does it: a directory's job, an administrator, a program with a token",
            default: "job",
            form: Form::Choice(&["job", "admin", "token"]),
        },
        Parameter {
            name: "apps",
            about: "how many apps each of them had",
            default: "6",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "groups",
            about: "in how many groups each of them was",
            default: "8",
            form: Form::Count(0, 80),
        },
        Parameter {
            name: "hostile",
            about: "whether somebody does it to do harm",
            default: "no",
            form: Form::Choice(&["no", "yes"]),
        },
        Parameter {
            name: "network",
            about: "where the hostile one comes from",
            default: "vpn",
            form: Form::Choice(&["vpn", "hosting", "residential", "tor"]),
        },
        Parameter {
            name: "restore",
            about: "how long it takes until the accounts are given back",
            default: "25m",
            form: Form::Span(86_400),
        },
    ],
    must_fire: &[],
    look_alikes: &[],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    if parameters.choice("hostile") == "yes" {
        return lock_out(stage, parameters);
    }
    let admin = stage.admin();
    let (by, cast) = match parameters.choice("source") {
        "admin" => (By::Console, in_console(stage, admin.number)),
        "token" => (By::Token, program(stage, admin.number)),
        _ => {
            stage.next_step();
            (By::Job, Cast { role: Role::Lookalike, ..stage.victim_as(admin.number) })
        }
    };
    import(stage, &cast, by, import::Act::Started(Directory::Hr));
    // Beyond the last person and beyond those who come and go every day.
    let first = stage.world().users() + 1 + (4 << 20) + stage.draw.below(1 << 16) as u32;
    for person in first..first + parameters.count("people") {
        stage.next_step();
        let begin = stage.now_ms;
        leave(stage, &Cast { subject: person, ..cast }, by, parameters);
        // The next one does not wait for the last one's apps.
        stage.now_ms = begin + parameters.span_ms("pace") as i64;
    }
    stage.wait(LEAVE_MS_MAX, 2 * LEAVE_MS_MAX);
    import(stage, &cast, by, import::Act::Completed(Directory::Hr));
}

/// An administrator at their desk, in the console.
fn in_console(stage: &mut Stage<'_>, admin: u32) -> Cast {
    let own = stage.own_guise(admin);
    let cast = stage.look_alike_as(admin, own);
    stage.next_step();
    moves::sign_in(stage, &cast, Factor::Push);
    stage.wait(8_000, 60_000);
    moves::enter_console(stage, &cast);
    stage.wait(60_000, 240_000);
    cast
}

fn program(stage: &mut Stage<'_>, admin: u32) -> Cast {
    let guise = stage.script_client(Vantage::data_centre(0));
    stage.look_alike_as(admin, guise)
}

/// A job of the directory's begins or ends.
fn import(stage: &mut Stage<'_>, cast: &Cast, by: By, act: import::Act) {
    if by == By::Job {
        stage.act(cast, |script, _| script.push(Act::Import(act)));
    }
}

/// One account ends, and then what belongs to it (scenario facts 2.12: in this order).
fn leave(stage: &mut Stage<'_>, cast: &Cast, by: By, parameters: &Parameters) {
    let world = stage.world();
    stage.act(cast, |script, draw| {
        let mut then = |act: standing::Act, low: u64, high: u64| {
            script.push(Act::Standing(act));
            script.pass(draw.between(low, high));
            script.next_request();
            draw.next()
        };
        let mut chance = then(standing::Act::Deactivated(by), 20, 400);
        for _ in 0..parameters.count("apps") {
            let app = world.popular_app(chance) as u16;
            chance = then(standing::Act::AppTaken(by, app), 20, 600);
            if world.app(usize::from(app)).provisioned {
                chance = then(standing::Act::PushedOut(app), 40, 900);
            }
        }
        for _ in 0..parameters.count("groups") {
            let group = (chance % u64::from(world.groups())) as u16;
            chance = then(standing::Act::GroupLeft(by, group), 5, 300);
        }
    });
}

/// Somebody with an administrator's account leaves nobody who could respond.
fn lock_out(stage: &mut Stage<'_>, parameters: &Parameters) {
    let admin = stage.admin();
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(admin.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    let attacker = stage.attacker_as(admin.number, guise);
    stage.enter(BreachStage::CompromiseIdentity, &["T1078.004"]);
    stage.next_step();
    moves::sign_in(stage, &attacker, Factor::Totp);
    stage.wait(8_000, 60_000);
    stage.next_step();
    moves::enter_console(stage, &attacker);
    stage.enter(BreachStage::PrivilegeEscalation, &["T1531", "T1098"]);
    let count = parameters.count("people").min(HOSTILE_MAX);
    let (admins, others, spared) = prey(stage, admin.number, count);
    for (subject, is_admin) in
        admins.iter().map(|admin| (*admin, true)).chain(others.iter().map(|it| (*it, false)))
    {
        stage.next_step();
        let pace = parameters.span_ms("pace");
        stage.wait(pace / 2, pace);
        lock(stage, &Cast { subject, ..attacker }, is_admin);
    }
    let restore = parameters.span_ms("restore");
    stage.wait(restore * 4 / 5, restore);
    let rescuer = Cast { role: Role::AdminResponse, ..stage.victim_as(spared) };
    for subject in admins.into_iter().chain(others) {
        stage.next_step();
        stage.wait(2_000, 20_000);
        let back = Act::Standing(standing::Act::Unsuspended(By::Console));
        stage.act(&Cast { subject, ..rescuer }, |script, _| script.push(back));
    }
}

/// Administrators first, but for one who is overlooked; then people as they come.
fn prey(stage: &mut Stage<'_>, thief: u32, count: u32) -> (Vec<u32>, Vec<u32>, u32) {
    let world = stage.world();
    let mut admins: Vec<u32> = (0..world.admins())
        .map(|index| world.admin(index).number)
        .filter(|it| *it != thief)
        .collect();
    admins.dedup();
    let spared = admins.pop().unwrap_or(thief);
    admins.truncate(count as usize);
    let mut others = Vec::new();
    for _ in admins.len()..count as usize {
        let is_free = |number: u32| {
            number != thief
                && number != spared
                && !admins.contains(&number)
                && !others.contains(&number)
        };
        let next = stage.person(|person| is_free(person.number)).number;
        if is_free(next) {
            others.push(next);
        }
    }
    (admins, others, spared)
}

/// The account is of no use to its owner any more, nor are its factors; an administrator is none.
fn lock(stage: &mut Stage<'_>, cast: &Cast, is_admin: bool) {
    let revoked = Act::Privilege(privilege::Act::RoleRevoked(privilege::Role::Super));
    stage.act(cast, |script, draw| {
        script.push(Act::Standing(standing::Act::Suspended(By::Console)));
        script.push(Act::Standing(standing::Act::SessionsCleared(By::Console)));
        script.pass(draw.between(200, 1_500));
        script.next_request();
        if is_admin {
            script.push(Act::Enrolment(enrolment::Act::FactorsReset));
            script.pass(draw.between(200, 1_500));
            script.next_request();
            script.push(revoked);
        }
    });
}

/// How long one person's leaving can take, in milliseconds.
const LEAVE_MS_MAX: u64 = 120_000;
const HOSTILE_MAX: u32 = 50;
