//! Everybody comes at once (scenario facts 2.13). Benign, and nothing else.
//!
//! The log has a morning peak every day as it is. This is one more on top of it, of people who come
//! as they are: after an outage, on the day after a holiday, before an assembly. The default, four
//! times the day's mean rate of sign-ins for an hour with 5 % wrong passwords, is what rules that
//! count by address or for the whole org mistake for an attack (scenario facts 3.4). Those about
//! people, sessions and devices may not, because everybody is where they always are.

use crate::traffic::flow::Act;
use crate::traffic::flows::{launch, sign_in, trouble};
use crate::traffic::permute;
use crate::world::Factor;

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "morning-surge",
    about: "Many more people than usual sign in, all within an hour.",
    facts: "2.13",
    techniques: &[],
    stage: BreachStage::None,
    parameters: &[
        Parameter {
            name: "factor",
            about: "how many times the day's mean rate of sign-ins",
            default: "4",
            form: Form::Count(1, 20),
        },
        Parameter {
            name: "span",
            about: "how long it lasts",
            default: "60m",
            form: Form::Span(14_400),
        },
        Parameter {
            name: "failures",
            about: "how many in a hundred mistype their password first",
            default: "5",
            form: Form::Count(0, 100),
        },
        Parameter {
            name: "restored",
            about: "how many in a hundred have a browser that opens yesterday's tabs",
            default: "25",
            form: Form::Count(0, 100),
        },
    ],
    must_fire: &[],
    look_alikes: &[],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let (begin, span) = (stage.now_ms, parameters.span_ms("span"));
    let users = u64::from(stage.world().users());
    let per_day = users * SIGN_INS_PER_THOUSAND_A_DAY * u64::from(parameters.count("factor"));
    let count = (per_day * span / 1_000 / DAY_MS).clamp(1, users.clamp(1, SURGE_MAX));
    // Two draws make a peak in the middle.
    let mut arrivals: Vec<u64> = (0..count)
        .map(|_| u64::midpoint(stage.draw.below(span.max(1)), stage.draw.below(span.max(1))))
        .collect();
    arrivals.sort_unstable();
    let order = stage.draw.next();
    for (place, arrival) in (0..).zip(arrivals) {
        let person = 1 + permute(order, users, place) as u32;
        stage.now_ms = begin + arrival as i64;
        arrive(stage, person, parameters);
    }
}

/// One of them, as every day, with a slip of the finger now and then.
fn arrive(stage: &mut Stage<'_>, person: u32, parameters: &Parameters) {
    let habits = stage.world().habits(person);
    let has_password = !habits.federated && habits.factor != Factor::FastPass;
    let in_hundred = |stage: &mut Stage<'_>, share: &str| {
        stage.draw.below(100) < u64::from(parameters.count(share))
    };
    let slips = has_password && in_hundred(stage, "failures");
    let restores = in_hundred(stage, "restored");
    let cast = Cast { role: Role::Lookalike, ..stage.victim_as(person) };
    stage.next_step();
    stage.sign_in(&cast, true, |script, draw| {
        if slips {
            trouble::mistype(script);
            script.pass(draw.between(6_000, 25_000));
            script.next_request();
        }
        sign_in::arrive(habits, draw, script);
    });
    if restores {
        let tabs = stage.draw.between(2, 6) as u16;
        stage.wait(1_000, 4_000);
        stage.act(&cast, |script, draw| {
            for app in 0..tabs {
                script.push(Act::Launch(launch::Act::Allowed(app)));
                script.pass(draw.between(20, 80));
                script.push(Act::Launch(launch::Act::Restored(app)));
                script.pass(draw.between(100, 2_000));
                script.next_request();
            }
        });
    }
}

/// 70 % of the people, 1.25 times each (scenario facts 4.1).
const SIGN_INS_PER_THOUSAND_A_DAY: u64 = 875;
const DAY_MS: u64 = 86_400_000;
/// However large the org is.
const SURGE_MAX: u64 = 5_000;
