//! Somebody in the Admin Console who hides where they are (scenario facts 2.15).
//!
//! The defaults are those of the advisory of August 2023: a browser and an address that the org has
//! never seen, a VPN for consumers, a code that was read out to the attacker. So every rule about
//! proxies and new devices has something to say; with `proxy=residential` those about proxies
//! have not.

use crate::traffic::flow::Act;
use crate::traffic::flows::console;
use crate::world::{Factor, NetworkClass, Person, Vantage};

use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "anonymous-admin",
    about: "An administrator signs in to the Admin Console from behind an anonymiser.",
    facts: "2.15",
    techniques: &["T1078.004", "T1090.003"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "proxy",
            about: "what the attacker hides behind",
            default: "vpn",
            form: Form::Choice(&["vpn", "tor", "hosting", "residential"]),
        },
        Parameter {
            name: "factor",
            about: "the second factor that the attacker has got hold of",
            default: "totp",
            form: Form::Choice(&["totp", "push", "sms"]),
        },
        Parameter {
            name: "policy",
            about: "what the console's policy says",
            default: "allow",
            form: Form::Choice(&["allow", "challenge", "deny"]),
        },
        Parameter {
            name: "actions",
            about: "how many things the attacker does in the console",
            default: "3",
            form: Form::Count(0, 60),
        },
        Parameter {
            name: "dwell",
            about: "how long that takes",
            default: "15m",
            form: Form::Span(14_400),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "office-laptop", "sase"]),
        },
    ],
    must_fire: &["O35", "O48", "O49", "O50", "O51"],
    look_alikes: &["office-laptop", "sase"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let admin = stage.admin();
    let (cast, factor) = match parameters.choice("look-alike") {
        "office-laptop" => (new_laptop(stage, &admin), Factor::Push),
        "sase" => (in_company_tunnel(stage, &admin), Factor::Push),
        _ => (anonymous(stage, &admin, parameters), factor(parameters.choice("factor"))),
    };
    stage.next_step();
    moves::sign_in(stage, &cast, factor);
    if stage.is_new_device(&cast) {
        moves::new_device_mail(stage, &cast);
    }
    stage.wait(8_000, 80_000);
    stage.next_step();
    if !parameters.is_look_alike() {
        stage.enter(BreachStage::LateralMovement, &["T1538"]);
    }
    match parameters.choice("policy") {
        "allow" => stay(stage, &cast, parameters),
        "challenge" => at_the_door(stage, &cast, &[console::Act::Challenged]),
        _ => at_the_door(stage, &cast, &[console::Act::Denied, console::Act::Refused]),
    }
}

/// Gets in, and does one thing after the other.
fn stay(stage: &mut Stage<'_>, cast: &Cast, parameters: &Parameters) {
    moves::enter_console(stage, cast);
    let actions = parameters.count("actions");
    let pause = parameters.span_ms("dwell") / u64::from(actions.max(1));
    for index in 0..actions {
        stage.next_step();
        stage.wait(pause / 2, pause);
        moves::administer(stage, cast, index);
    }
}

/// Does not get in.
fn at_the_door(stage: &mut Stage<'_>, cast: &Cast, acts: &[console::Act]) {
    stage.act(cast, |script, draw| {
        for act in acts {
            script.push(Act::Console(*act));
            script.pass(draw.between(100, 900));
        }
    });
}

fn anonymous(stage: &mut Stage<'_>, admin: &Person, parameters: &Parameters) -> Cast {
    let class = NetworkClass::named(parameters.choice("proxy"));
    let vantage = Vantage::far_from(admin.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    stage.attacker_as(admin.number, guise)
}

/// The administrator's own new laptop, at the desk: new device, known address.
fn new_laptop(stage: &mut Stage<'_>, admin: &Person) -> Cast {
    let guise = stage.foreign_browser(admin.resident.at_office());
    stage.look_alike_as(admin.number, guise)
}

/// The administrator's own laptop in the company's tunnel, which is flagged as a proxy: new address,
/// known device.
fn in_company_tunnel(stage: &mut Stage<'_>, admin: &Person) -> Cast {
    let vantage = Vantage::company_tunnel(admin.resident.office);
    let guise = stage.own_guise(admin.number).with_vantage(vantage);
    stage.look_alike_as(admin.number, guise)
}

fn factor(name: &str) -> Factor {
    match name {
        "push" => Factor::Push,
        "sms" => Factor::Sms,
        _ => Factor::Totp,
    }
}
