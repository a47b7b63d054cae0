//! An account that nobody has used for months wakes up (scenario facts 2.14).
//!
//! How long it slept is not in the log, which goes back ninety days: the person is one beyond the
//! org's staff, of whom there are no sign-ins at all, and what is new about the first one is
//! `UNKNOWN`. A rule needs the last sign-in from elsewhere (O47). The defaults are its picture of an
//! attack: a stolen administrator's account lifts the suspension and resets the password, and
//! minutes later somebody signs in from a rented machine and sets up the first factor. In the
//! look-alike the help desk does the same for somebody who is back at their desk.

use crate::traffic::flow::Act;
use crate::traffic::flows::standing::{self, By};
use crate::traffic::flows::{enrolment, privilege};
use crate::world::{Factor, NetworkClass, Vantage};

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::recoveries;
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "dormant-reactivation",
    about: "An account that nobody used for months is woken up and taken over.",
    facts: "2.14",
    techniques: &["T1078.004", "T1098"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "prior",
            about: "what state the account is in",
            default: "suspended",
            form: Form::Choice(&["suspended", "deprovisioned", "unused"]),
        },
        Parameter {
            name: "reactivator",
            about: "who wakes it up: a stolen administrator's account, or a program with a token",
            default: "admin",
            form: Form::Choice(&["admin", "token"]),
        },
        Parameter {
            name: "delay",
            about: "from then to the sign-in",
            default: "8m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "hosting",
            form: Form::Choice(&["hosting", "vpn", "tor", "residential"]),
        },
        Parameter {
            name: "apps",
            about: "how many apps the attacker opens",
            default: "3",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "people",
            about: "how many accounts",
            default: "1",
            form: Form::Count(1, 50),
        },
        Parameter {
            name: "grant",
            about: "an admin role for the account",
            default: "none",
            form: Form::Choice(&["none", "help-desk", "org", "super"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "return-from-leave"]),
        },
    ],
    must_fire: &["O47"],
    look_alikes: &["return-from-leave"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let (by, reactivator) = reactivator(stage, parameters);
    // Beyond the last person and beyond those who come and go every day.
    let first = stage.world().users() + 1 + (5 << 20) + stage.draw.below(1 << 16) as u32;
    for person in first..first + parameters.count("people") {
        let waker = Cast { subject: person, ..reactivator };
        wake(stage, &waker, by, parameters.choice("prior"));
        let delay = parameters.span_ms("delay");
        stage.wait(delay / 3, delay);
        let cast = returner(stage, person, parameters);
        let phone = stage.draw.below(1 << 16) as u16;
        stage.next_step();
        recoveries::sign_in_anew(stage, &cast, (true, Factor::Push), phone);
        for app in moves::popular_apps(stage, parameters.count("apps")) {
            stage.next_step();
            stage.wait(4_000, 40_000);
            moves::open_app(stage, &cast, app);
        }
        if !parameters.is_look_alike() && parameters.choice("grant") != "none" {
            grant(stage, &waker, parameters.choice("grant"));
        }
    }
}

/// Who wakes the account up, and how. A program needs no sign-in.
fn reactivator(stage: &mut Stage<'_>, parameters: &Parameters) -> (By, Cast) {
    let admin = stage.admin();
    if parameters.is_look_alike() {
        let desk = Cast { role: Role::Lookalike, ..stage.victim_as(admin.number) };
        return (By::Console, desk);
    }
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(admin.resident.office, class, stage.draw.next());
    if parameters.choice("reactivator") == "token" {
        let guise = stage.script_client(vantage);
        return (By::Token, stage.attacker_as(admin.number, guise));
    }
    let guise = stage.foreign_browser(vantage);
    let attacker = stage.attacker_as(admin.number, guise);
    stage.next_step();
    moves::sign_in(stage, &attacker, Factor::Totp);
    stage.wait(8_000, 60_000);
    stage.next_step();
    moves::enter_console(stage, &attacker);
    stage.wait(20_000, 120_000);
    (By::Console, attacker)
}

/// The account can be used, with a password that its owner has to change.
fn wake(stage: &mut Stage<'_>, waker: &Cast, by: By, prior: &str) {
    let standing = match prior {
        "suspended" => Some(standing::Act::Unsuspended(by)),
        "deprovisioned" => Some(standing::Act::Activated(by)),
        _ => None,
    };
    stage.next_step();
    stage.act(waker, |script, draw| {
        if let Some(act) = standing {
            script.push(Act::Standing(act));
            script.pass(draw.between(4_000, 40_000));
            script.next_request();
        }
        script.push(Act::Enrolment(enrolment::Act::PasswordReset));
    });
}

/// Whoever signs in with it.
fn returner(stage: &mut Stage<'_>, person: u32, parameters: &Parameters) -> Cast {
    let resident = stage.world().resident(person);
    if parameters.is_look_alike() {
        let own = stage.own_guise(person).with_vantage(resident.at_office());
        return stage.look_alike_as(person, own);
    }
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    stage.attacker_as(person, guise)
}

fn grant(stage: &mut Stage<'_>, waker: &Cast, role: &str) {
    let role = privilege::Role::named(role);
    stage.next_step();
    stage.wait(20_000, 120_000);
    stage.enter(BreachStage::PrivilegeEscalation, &["T1098.003"]);
    stage.act(waker, |script, _| {
        script.push(Act::Privilege(privilege::Act::RoleGranted(role)));
    });
    stage.enter(KIND.stage, KIND.techniques);
}
