//! One account, two places that nobody gets between in that time (scenario facts 2.1).

use crate::world::{Factor, NetworkClass, Vantage};

use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "impossible-travel",
    about: "The victim signs in; minutes later the attacker does, from a continent away.",
    facts: "2.1",
    techniques: &["T1078.004"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "gap",
            about: "between the two sign-ins",
            default: "20m",
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
            default: "4",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "vpn-toggle", "business-trip"]),
        },
    ],
    must_fire: &["O1", "O2", "O3"],
    look_alikes: &["vpn-toggle", "business-trip"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let victim = stage.victim();
    let own = stage.victim_as(victim.number);
    stage.next_step();
    moves::sign_in(stage, &own, Factor::Push);
    match parameters.choice("look-alike") {
        "vpn-toggle" => return moves::look_alike_vpn(stage, &victim, parameters.span_ms("gap")),
        "business-trip" => return moves::look_alike_trip(stage, &victim),
        _ => {}
    }
    let gap = parameters.span_ms("gap");
    stage.wait(gap * 9 / 10, gap);
    stage.next_step();
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(victim.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    let attacker = stage.attacker_as(victim.number, guise);
    moves::sign_in(stage, &attacker, Factor::Totp);
    moves::new_device_mail(stage, &attacker);
    for app in moves::popular_apps(stage, parameters.count("apps")) {
        stage.next_step();
        stage.wait(4_000, 40_000);
        moves::open_app(stage, &attacker, app);
    }
}
