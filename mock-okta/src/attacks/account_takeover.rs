//! The help desk gives an account away (scenario facts 2.7).
//!
//! The defaults are those of 2022 and 2023: the help desk resets password and factors of two people,
//! and ten minutes later each time the attacker signs in through a VPN for consumers with a browser
//! that nobody knows and adds the same phone to both accounts. So the reset of both within half an
//! hour, the device with two owners and the new device behind a proxy each have their rule; the rule
//! about factors that are not replaced has not, because they are.

use crate::traffic::flow::Act;
use crate::traffic::flows::{enrolment, handover};
use crate::world::{Factor, NetworkClass, Person, Vantage};

use super::campaign::Role;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::recoveries::{self, Reset};
use super::stage::{Cast, Stage};

pub(super) static KIND: Kind = Kind {
    name: "account-takeover",
    about: "Somebody talks the help desk into a reset and sets up their own phone as the factor.",
    facts: "2.7",
    techniques: &["T1566.004", "T1656"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "victims",
            about: "how many accounts are taken, one after the other",
            default: "2",
            form: Form::Count(1, 100),
        },
        Parameter {
            name: "pause",
            about: "between two victims",
            default: "15m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "reset",
            about: "what the help desk resets",
            default: "both",
            form: Form::Choice(&["mfa", "password", "both"]),
        },
        Parameter {
            name: "delay",
            about: "from the reset to the attacker's sign-in",
            default: "10m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "vpn",
            form: Form::Choice(&["residential", "vpn", "hosting", "tor"]),
        },
        Parameter {
            name: "factor",
            about: "what the attacker sets up: the authenticator app, or text messages",
            default: "push",
            form: Form::Choice(&["push", "sms"]),
        },
        Parameter {
            name: "device",
            about: "whether the attacker's phone is the same for all victims",
            default: "same",
            form: Form::Choice(&["same", "new"]),
        },
        Parameter {
            name: "apps",
            about: "how many apps the attacker opens in each account",
            default: "3",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "clean-up",
            about: "whether the attacker removes a factor of the owner's and redirects mails",
            default: "no",
            form: Form::Choice(&["no", "yes"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "lost-phone", "new-hire", "phone-upgrade"]),
        },
    ],
    must_fire: &["O33", "O34", "O35"],
    look_alikes: &["lost-phone", "new-hire", "phone-upgrade"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    match parameters.choice("look-alike") {
        "lost-phone" => return recoveries::lost_phone(stage),
        "new-hire" => return recoveries::new_hire(stage),
        "phone-upgrade" => return recoveries::phone_upgrade(stage),
        _ => {}
    }
    let mut phone = stage.draw.below(1 << 16) as u16;
    let mut taken: Vec<u32> = Vec::new();
    for number in 0..parameters.count("victims") {
        if number > 0 {
            let pause = parameters.span_ms("pause");
            stage.wait(pause / 2, pause);
        }
        if parameters.choice("device") == "new" {
            phone = stage.draw.below(1 << 16) as u16;
        }
        let victim = stage.settled(|person| {
            let known = taken.contains(&person.number);
            !known && person.habits.factor == Factor::Push && !person.habits.federated
        });
        taken.push(victim.number);
        take(stage, &victim, phone, parameters);
    }
}

/// One account; returns the attacker in it.
pub(super) fn take(
    stage: &mut Stage<'_>,
    victim: &Person,
    phone: u16,
    parameters: &Parameters,
) -> Cast {
    let what = match parameters.choice("reset") {
        "mfa" => Reset { factors: true, password: false },
        "password" => Reset { factors: false, password: true },
        _ => Reset { factors: true, password: true },
    };
    stage.next_step();
    stage.enter(BreachStage::CompromiseIdentity, &["T1566.004", "T1656"]);
    recoveries::reset(stage, victim, what, Role::Victim);
    let delay = parameters.span_ms("delay");
    stage.wait(delay * 3 / 5, delay);
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(victim.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    let cast = stage.attacker_as(victim.number, guise);
    stage.next_step();
    stage.enter(BreachStage::CompromiseIdentity, &["T1078.004", "T1556.006", "T1098.005"]);
    let factor = if parameters.choice("factor") == "sms" { Factor::Sms } else { Factor::Push };
    recoveries::sign_in_anew(stage, &cast, (what.password, factor), phone);
    moves::new_device_mail(stage, &cast);
    for app in moves::popular_apps(stage, parameters.count("apps")) {
        stage.next_step();
        stage.wait(3_000, 30_000);
        moves::open_app(stage, &cast, app);
    }
    if parameters.choice("clean-up") == "yes" {
        stage.next_step();
        stage.wait(20_000, 120_000);
        stage.act(&cast, |script, draw| {
            script.push(Act::Enrolment(enrolment::Act::FactorRemoved(Factor::Totp)));
            script.pass(draw.between(10_000, 60_000));
            script.next_request();
            script.push(Act::Handover(handover::Act::PrimaryMailChanged));
        });
    }
    cast
}
