//! An identity provider of the attacker's own, whose word the org takes (scenario facts 2.10).
//!
//! The defaults are those of the advisory of August 2023: an administrator taken over from behind
//! a consumer VPN (O48), an org of the attacker's own made an identity provider (O30), first used
//! minutes later (O46, whose memory is five days), for a few people from one address, and taken
//! down again. None of them is asked for a factor.

use crate::traffic::Guise;
use crate::traffic::flow::Act;
use crate::traffic::flows::federation::{self, Make};
use crate::traffic::flows::launch::{self, DASHBOARD};
use crate::traffic::flows::{settings, sign_in};
use crate::world::{Factor, NetworkClass, Person, Vantage};

use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "cross-tenant",
    about: "A second identity provider is made, says who people are, and is gone again.",
    facts: "2.10",
    techniques: &["T1484.002", "T1556.007"],
    stage: BreachStage::PrivilegeEscalation,
    parameters: &[
        Parameter {
            name: "provider",
            about: "an org of Okta's, another one, or the partner's that is there already",
            default: "okta",
            form: Form::Choice(&["okta", "third-party", "partner"]),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "vpn",
            form: Form::Choice(&["vpn", "hosting", "residential", "tor"]),
        },
        Parameter {
            name: "routing-rule",
            about: "whether people are sent to the provider",
            default: "yes",
            form: Form::Choice(&["yes", "no"]),
        },
        Parameter {
            name: "downgrade",
            about: "whether apps ask for one factor from then on",
            default: "no",
            form: Form::Choice(&["yes", "no"]),
        },
        Parameter {
            name: "delay",
            about: "from the provider to its first use",
            default: "6m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "victims",
            about: "how many people the attacker becomes",
            default: "4",
            form: Form::Count(1, 50),
        },
        Parameter {
            name: "gap",
            about: "the longest pause between two of them",
            default: "3m",
            form: Form::Span(14_400),
        },
        Parameter {
            name: "apps",
            about: "how many apps are opened as each",
            default: "2",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "cleanup",
            about: "whether the provider is taken down in the end",
            default: "yes",
            form: Form::Choice(&["yes", "no"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "known-issuer", "certificate-rollover"]),
        },
    ],
    must_fire: &["O30", "O46", "O48"],
    look_alikes: &["known-issuer", "certificate-rollover"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    match parameters.choice("look-alike") {
        "known-issuer" => return partners(stage, parameters),
        "certificate-rollover" => {
            rollover(stage);
            return partners(stage, parameters);
        }
        _ => {}
    }
    let admin = stage.admin();
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(admin.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    let attacker = stage.attacker_as(admin.number, guise);
    stage.enter(BreachStage::CompromiseIdentity, &["T1078.004", "T1090.003"]);
    stage.next_step();
    moves::sign_in(stage, &attacker, Factor::Totp);
    moves::new_device_mail(stage, &attacker);
    stage.wait(8_000, 60_000);
    stage.next_step();
    moves::enter_console(stage, &attacker);
    impersonate(stage, &attacker, parameters);
}

/// What an attacker who is in the Admin Console does with a provider of their own.
pub(super) fn impersonate(stage: &mut Stage<'_>, attacker: &Cast, parameters: &Parameters) {
    let provider = provider(stage, parameters.choice("provider"));
    stage.enter(KIND.stage, KIND.techniques);
    set_up(stage, attacker, provider, parameters);
    let delay = parameters.span_ms("delay");
    stage.wait(delay / 3, delay);
    stage.enter(BreachStage::LateralMovement, &["T1199", "T1606.002"]);
    let gap = parameters.span_ms("gap");
    let mut taken = vec![attacker.person];
    for _ in 0..parameters.count("victims") {
        let victim = somebody_else(stage, &taken);
        taken.push(victim.number);
        stage.next_step();
        // From where the attacker is, with what the attacker has.
        let Some(guise) = attacker.guise else { return };
        let cast = stage.attacker_as(victim.number, guise);
        vouched(stage, &cast, provider);
        for app in moves::popular_apps(stage, parameters.count("apps")) {
            stage.wait(4_000, 25_000);
            moves::open_app(stage, &cast, app);
        }
        stage.wait(gap / 3, gap);
    }
    if parameters.choice("cleanup") == "yes" {
        stage.enter(BreachStage::PrivilegeEscalation, &["T1070"]);
        take_down(stage, attacker, provider);
    }
}

/// An identity provider, by make and number.
type Provider = (Make, u16);

fn provider(stage: &mut Stage<'_>, name: &str) -> Provider {
    let number = stage.draw.below(1 << 16) as u16;
    match name {
        "partner" => (Make::Partner, 0),
        "third-party" => (Make::ThirdParty, number),
        _ => (Make::Okta, number),
    }
}

/// A new provider, or another key for the partner's, with which the attacker can speak in its name.
fn set_up(
    stage: &mut Stage<'_>,
    attacker: &Cast,
    (make, number): Provider,
    parameters: &Parameters,
) {
    let acts: [federation::Act; 2] = if make == Make::Partner {
        [federation::Act::KeyCreated(make, number), federation::Act::Updated(make, number)]
    } else {
        [federation::Act::Created(make, number), federation::Act::Activated(make, number)]
    };
    let routed = parameters.choice("routing-rule") == "yes";
    let rule = Act::Federation(federation::Act::RoutingRuleAdded(make, number));
    let downgraded = parameters.choice("downgrade") == "yes";
    let downgrade = Act::Settings(settings::Act::RuleDowngraded);
    let acts = acts.into_iter().map(Act::Federation);
    for act in acts.chain(routed.then_some(rule)).chain(downgraded.then_some(downgrade)) {
        stage.next_step();
        stage.wait(20_000, 90_000);
        stage.act(attacker, |script, _| script.push(act));
    }
}

fn take_down(stage: &mut Stage<'_>, attacker: &Cast, (make, number): Provider) {
    if make == Make::Partner {
        return;
    }
    stage.next_step();
    stage.wait(30_000, 300_000);
    stage.act(attacker, |script, draw| {
        script.push(Act::Federation(federation::Act::Deactivated(make, number)));
        script.pass(draw.between(2_000, 15_000));
        script.next_request();
        script.push(Act::Federation(federation::Act::Deleted(make, number)));
    });
}

/// A sign-in on somebody else's word: no password, no factor.
fn vouched(stage: &mut Stage<'_>, cast: &Cast, (make, number): Provider) {
    stage.sign_in(cast, true, |script, draw| {
        script.push(Act::Federation(federation::Act::Vouched(make, number)));
        script.pass(draw.between(30, 120));
        script.push(Act::SignIn(sign_in::Act::Allowed));
        script.push(Act::SignIn(sign_in::Act::SessionStarted));
        launch::open(DASHBOARD, draw, script);
    });
}

fn somebody_else(stage: &mut Stage<'_>, taken: &[u32]) -> Person {
    stage.settled(|person| !person.habits.federated && !taken.contains(&person.number))
}

/// People of the partner's sign in by the partner, one after the other, each from where they are.
fn partners(stage: &mut Stage<'_>, parameters: &Parameters) {
    let gap = parameters.span_ms("gap");
    let mut taken = Vec::new();
    for _ in 0..parameters.count("victims") {
        let fits = |person: &Person| person.habits.federated && !taken.contains(&person.number);
        let person = stage.settled(fits);
        taken.push(person.number);
        let own: Guise = stage.own_guise(person.number);
        let cast = stage.look_alike_as(person.number, own);
        stage.next_step();
        vouched(stage, &cast, (Make::Partner, 0));
        for app in moves::popular_apps(stage, parameters.count("apps")) {
            stage.wait(4_000, 60_000);
            moves::open_app(stage, &cast, app);
        }
        stage.wait(gap / 3, gap);
    }
}

/// The partner's certificate runs out; an administrator at the office replaces it.
fn rollover(stage: &mut Stage<'_>) {
    let admin = stage.admin();
    let own = stage.own_guise(admin.number).with_vantage(admin.resident.at_office());
    let cast = stage.look_alike_as(admin.number, own);
    stage.next_step();
    moves::sign_in(stage, &cast, Factor::Push);
    stage.wait(8_000, 60_000);
    moves::enter_console(stage, &cast);
    stage.next_step();
    stage.wait(60_000, 240_000);
    stage.act(&cast, |script, draw| {
        script.push(Act::Federation(federation::Act::KeyCreated(Make::Partner, 0)));
        script.pass(draw.between(20_000, 80_000));
        script.next_request();
        script.push(Act::Federation(federation::Act::Updated(Make::Partner, 0)));
    });
    stage.wait(600_000, 1_800_000);
}
