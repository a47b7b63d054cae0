//! The owner of an account says that something was not them (scenario facts 2.11).
//!
//! The defaults are the usual case in office hours: a mail about a new device, and a report within
//! half an hour. Nearly all reports are about something that the reporter did themselves, which is
//! the look-alike `own-phone`; the one rule there is fires on both.

use crate::traffic::Precedent;
use crate::traffic::flow::Act;
use crate::traffic::flows::protection::{self, Finding};
use crate::traffic::flows::{enrolment, lifecycle, notice, report, sign_in};
use crate::world::{Factor, NetworkClass, Person, Vantage};

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "reported-activity",
    about: "Somebody signs in as the victim, who gets a mail about it and reports it.",
    facts: "2.11",
    techniques: &["T1078.004"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "event",
            about: "what is reported: the mail about the new device, or the sign-in itself",
            default: "mail",
            form: Form::Choice(&["mail", "sign-in"]),
        },
        Parameter {
            name: "delay",
            about: "from the mail to the report",
            default: "25m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "residential",
            form: Form::Choice(&["residential", "vpn", "hosting", "tor"]),
        },
        Parameter {
            name: "apps",
            about: "how many apps the attacker opens",
            default: "2",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "response",
            about: "what an administrator does about it",
            default: "clear",
            form: Form::Choice(&["none", "clear", "reset"]),
        },
        Parameter {
            name: "itp",
            about: "Identity Threat Protection: what it says, and whether it ends the session",
            default: "off",
            form: Form::Choice(&["off", "monitor", "enforce"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "own-phone"]),
        },
    ],
    must_fire: &["O57"],
    look_alikes: &["own-phone"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let victim = stage.victim();
    let (suspect, factor) = if parameters.is_look_alike() {
        (own_phone(stage, &victim), Factor::Push)
    } else {
        (attacker(stage, &victim, parameters), Factor::Totp)
    };
    stage.next_step();
    moves::sign_in(stage, &suspect, factor);
    moves::new_device_mail(stage, &suspect);
    let reported = reported(stage, parameters.choice("event"));
    if !parameters.is_look_alike() {
        for app in moves::popular_apps(stage, parameters.count("apps")) {
            stage.next_step();
            stage.wait(4_000, 40_000);
            moves::open_app(stage, &suspect, app);
        }
    }
    let delay = parameters.span_ms("delay");
    stage.wait(delay * 2 / 5, delay);
    let Some(reported) = reported else { return };
    let role = if parameters.is_look_alike() { Role::Lookalike } else { Role::Victim };
    let reporter = Cast { role, ..stage.victim_as(victim.number) };
    stage.next_step();
    report(stage, &reporter, reported);
    if parameters.is_look_alike() {
        return;
    }
    if parameters.choice("itp") != "off" {
        protect(stage, &suspect, parameters.choice("itp") == "enforce");
    }
    respond(stage, &victim, parameters.choice("response"));
}

fn attacker(stage: &mut Stage<'_>, victim: &Person, parameters: &Parameters) -> Cast {
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(victim.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    stage.attacker_as(victim.number, guise)
}

/// The victim's own new phone, at home or on the way.
fn own_phone(stage: &mut Stage<'_>, victim: &Person) -> Cast {
    let vantage = Vantage::mobile(victim.resident.office, stage.draw.next());
    let guise = stage.new_phone(vantage);
    stage.look_alike_as(victim.number, guise)
}

fn reported(stage: &Stage<'_>, event: &str) -> Option<Precedent> {
    if event == "mail" {
        stage.precedent(Act::Notice(notice::Act::NewDevice), notice::NEW_DEVICE_MAIL)
    } else {
        stage.precedent(Act::SignIn(sign_in::Act::SessionStarted), "user.session.start")
    }
}

/// `reporter` says that `reported` was not them.
pub(super) fn report(stage: &mut Stage<'_>, reporter: &Cast, reported: Precedent) {
    stage.act(reporter, |script, _| script.push(Act::Report(report::Act::Reported)));
    stage.about(reported);
}

/// Identity Threat Protection believes the report.
fn protect(stage: &mut Stage<'_>, suspect: &Cast, enforced: bool) {
    let org = Cast { role: Role::SystemSideEffect, ..*suspect };
    stage.act(&org, |script, draw| {
        script.pass(draw.between(300, 3_000));
        script.push(Act::Protection(protection::Act::RiskDetected(Finding::Reported)));
        if enforced {
            script.pass(draw.between(300, 3_000));
            script.next_request();
            script.push(Act::Protection(protection::Act::UniversalLogout));
            script.push(Act::Protection(protection::Act::SessionEnded));
        }
    });
}

/// An administrator ends the victim's sessions, or takes everything back that an attacker may have
/// got hold of.
fn respond(stage: &mut Stage<'_>, victim: &Person, response: &str) {
    let acts: &[Act] = match response {
        "clear" => &[Act::Lifecycle(lifecycle::Act::SessionsCleared)],
        "reset" => &[
            Act::Lifecycle(lifecycle::Act::SessionsCleared),
            Act::Enrolment(enrolment::Act::PasswordReset),
            Act::Enrolment(enrolment::Act::FactorsReset),
            Act::Notice(notice::Act::FactorsReset),
        ],
        _ => return,
    };
    let admin = stage.admin();
    let cast = stage.victim_as(admin.number);
    let cast = Cast { role: Role::AdminResponse, subject: victim.number, ..cast };
    stage.next_step();
    stage.wait(120_000, 900_000);
    stage.act(&cast, |script, draw| {
        for act in acts {
            script.push(*act);
            script.pass(draw.between(2_000, 25_000));
            script.next_request();
        }
    });
}
