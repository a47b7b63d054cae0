//! Push after push, until the victim gives in (scenario facts 2.2).
//!
//! The defaults are eight pushes, one every forty seconds, in the session that one password began;
//! the victim rejects seven from the phone and approves the last. Seven denials without a success
//! between them within five minutes are what the rules about bombing want (5 in 10 min, then a
//! success), five pushes and a success in one session what the one about guessing factors wants, and
//! the phone answers from elsewhere than the new browser that asks. With `end=deny` the rules about a
//! success stay silent; the published rule about many pushes and a success in one session (O8) does
//! too, because the only success comes before the pushes. With `reauth=each` every push has a session
//! of its own, and then a denied run looks successful to O6 (scenario facts 3.4).

use crate::traffic::Behaviors;
use crate::traffic::flow::Act;
use crate::traffic::flows::{sign_in, trouble};
use crate::world::{Factor, NetworkClass, OFFICES, Person, Vantage};

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::entries;
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::prompts;
use super::recoveries;
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "mfa-fatigue",
    about: "Somebody who knows the victim's password sends push after push to the victim's phone.",
    facts: "2.2",
    techniques: &["T1621"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "pushes",
            about: "how many pushes are sent",
            default: "8",
            form: Form::Count(1, 300),
        },
        Parameter {
            name: "gap",
            about: "between two pushes",
            default: "40s",
            form: Form::Span(3_600),
        },
        Parameter {
            name: "end",
            about: "what the victim does with the last push, or that the attacker gives up",
            default: "approve",
            form: Form::Choice(&["approve", "deny", "abandon"]),
        },
        Parameter {
            name: "answer",
            about: "what the victim does with the pushes before",
            default: "deny",
            form: Form::Choice(&["deny", "ignore", "mixed"]),
        },
        Parameter {
            name: "number-challenge",
            about: "whether the phone asks for the number on the attacker's screen",
            default: "off",
            form: Form::Choice(&["off", "on"]),
        },
        Parameter {
            name: "reauth",
            about: "whether the attacker enters the password again for each push",
            default: "none",
            form: Form::Choice(&["none", "each"]),
        },
        Parameter {
            name: "phones",
            about: "how many phones the victim has",
            default: "1",
            form: Form::Count(1, 4),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "vpn",
            form: Form::Choice(&["residential", "vpn", "hosting", "tor"]),
        },
        Parameter {
            name: "hour",
            about: "whether the victim is somebody for whom it is night",
            default: "any",
            form: Form::Choice(&["any", "night"]),
        },
        Parameter {
            name: "apps",
            about: "how many apps the attacker opens after the approval",
            default: "3",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "enrol",
            about: "whether the attacker then adds a phone to the account",
            default: "no",
            form: Form::Choice(&["no", "yes"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "mistaken-denials", "phone-offline", "vpn-reconnect"]),
        },
    ],
    must_fire: &["O5", "O6", "O7", "O8", "O11"],
    look_alikes: &["mistaken-denials", "phone-offline", "vpn-reconnect"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    match parameters.choice("look-alike") {
        "mistaken-denials" => return prompts::mistaken_denials(stage),
        "phone-offline" => return prompts::phone_offline(stage),
        "vpn-reconnect" => return prompts::vpn_reconnect(stage),
        _ => {}
    }
    let victim = victim(stage, parameters.choice("hour") == "night");
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(victim.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    let mut cast = stage.attacker_as(victim.number, guise);
    let pushes = parameters.count("pushes");
    stage.next_step();
    let mut behaviors = entries::first_factor(stage, &cast);
    for push in 1..=pushes {
        if push > 1 && parameters.choice("reauth") == "each" {
            cast = stage.attacker_as(victim.number, guise);
            behaviors = entries::first_factor(stage, &cast);
        }
        stage.next_step();
        let sent_ms = stage.now_ms;
        send(stage, &cast, behaviors, parameters);
        let last = push == pushes;
        match (last, parameters.choice("end")) {
            (true, "approve") => {
                answer(stage, &cast, approval(), parameters);
                return get_in(stage, &cast, behaviors, parameters);
            }
            (true, "deny") => answer(stage, &cast, refusal(parameters), parameters),
            (true, _) => return give_up(stage, &cast, behaviors),
            (false, _) if ignores(stage, parameters) => {}
            (false, _) => answer(stage, &cast, refusal(parameters), parameters),
        }
        let passed_ms = (stage.now_ms - sent_ms).max(0) as u64;
        let left_ms = parameters.span_ms("gap").saturating_sub(passed_ms);
        stage.wait(left_ms * 9 / 10, left_ms);
    }
}

/// The victim; if it has to be night there, somebody of an office where it is, if there is one.
fn victim(stage: &mut Stage<'_>, night: bool) -> Person {
    let hour = |office: usize, now_ms: i64| {
        (now_ms.div_euclid(60_000) + OFFICES[office].utc_offset_minutes).rem_euclid(1_440) / 60
    };
    let now_ms = stage.now_ms;
    stage.settled(|person| {
        let dark = (1..4).contains(&hour(person.resident.office, now_ms));
        person.habits.factor == Factor::Push && !person.habits.federated && (dark || !night)
    })
}

/// The push, to each of the victim's phones.
fn send(stage: &mut Stage<'_>, cast: &Cast, behaviors: Behaviors, parameters: &Parameters) {
    stage.go_on(cast, behaviors, |script, draw| {
        script.pass(draw.between(900, 2_500));
        script.push(Act::SignIn(sign_in::Act::PushSent));
        for _ in 1..parameters.count("phones") {
            script.pass(draw.between(20, 400));
            script.push(Act::SignIn(sign_in::Act::PushSent));
        }
    });
}

/// The phone answers, in the session that asked.
fn answer(stage: &mut Stage<'_>, cast: &Cast, answer: Act, parameters: &Parameters) {
    let victim = Cast { role: Role::Victim, ..*cast };
    // Three to twenty-five seconds, and before the next one comes.
    let most = (parameters.span_ms("gap") * 3 / 4).clamp(3_000, 25_000);
    stage.act(&victim, |script, draw| {
        script.pass(draw.between(3_000, most));
        script.push(answer);
    });
}

/// What saying no looks like.
fn refusal(parameters: &Parameters) -> Act {
    if parameters.choice("number-challenge") == "on" {
        Act::Trouble(trouble::Act::PushMisread)
    } else {
        Act::Trouble(trouble::Act::PushDenied)
    }
}

fn ignores(stage: &mut Stage<'_>, parameters: &Parameters) -> bool {
    match parameters.choice("answer") {
        "ignore" => true,
        "mixed" => stage.draw.below(2) == 0,
        _ => false,
    }
}

/// Nobody answers, and some minutes later Okta notes that nobody waits either.
fn give_up(stage: &mut Stage<'_>, cast: &Cast, behaviors: Behaviors) {
    let org = Cast { role: Role::SystemSideEffect, ..*cast };
    stage.wait(290_000, 310_000);
    stage.go_on(&org, behaviors, |script, _| {
        script.push(Act::Trouble(trouble::Act::PushAbandoned));
    });
}

fn get_in(stage: &mut Stage<'_>, cast: &Cast, behaviors: Behaviors, parameters: &Parameters) {
    stage.next_step();
    stage.enter(BreachStage::CompromiseIdentity, &["T1621", "T1078.004"]);
    entries::let_in(stage, cast, behaviors);
    moves::new_device_mail(stage, cast);
    for app in moves::popular_apps(stage, parameters.count("apps")) {
        stage.next_step();
        stage.wait(3_000, 30_000);
        moves::open_app(stage, cast, app);
    }
    if parameters.choice("enrol") == "yes" {
        stage.next_step();
        stage.enter(BreachStage::CompromiseIdentity, &["T1556.006", "T1098.005"]);
        stage.wait(30_000, 180_000);
        let phone = stage.draw.below(1 << 16) as u16;
        recoveries::enrol_phone(stage, cast, phone);
    }
}

fn approval() -> Act {
    Act::SignIn(sign_in::Act::FactorVerified(Factor::Push))
}
