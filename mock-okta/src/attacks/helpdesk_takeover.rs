//! From a call to the help desk to an identity provider of the attacker's own (scenario facts 2.7,
//! 2.9, 2.6, 2.10), as in August and September 2023.
//!
//! One attacker, one address, one session, in four phases that carry the customer's stages: the help
//! desk gives an administrator's account away (Compromise Identity); every app is tried (Scope /
//! Lateral Movement); the console is entered, rights are handed out and defences taken down, and
//! a second identity provider is made (Privilege Escalation), by whose word the attacker becomes
//! other people (Scope / Lateral Movement). The defaults are those of the attacks that it is made
//! of, so what fires on them fires here, all within an hour.

use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;
use super::{account_takeover, cross_tenant, privilege_escalation, sso_burst};

pub(super) static KIND: Kind = Kind {
    name: "helpdesk-takeover",
    about: "A campaign: a reset by the help desk, a burst over apps, admin rights, a rogue provider.",
    facts: "2.7, 2.9, 2.6, 2.10",
    techniques: &["T1566.004", "T1656"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "vpn",
            form: Form::Choice(&["vpn", "hosting", "residential", "tor"]),
        },
        Parameter {
            name: "delay",
            about: "from the reset to the attacker's sign-in",
            default: "10m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "apps",
            about: "how many apps open in the burst",
            default: "16",
            form: Form::Count(1, 200),
        },
        Parameter {
            name: "pause",
            about: "the longest pause between two phases",
            default: "4m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "victims",
            about: "how many people the attacker becomes in the end",
            default: "3",
            form: Form::Count(1, 50),
        },
        Parameter {
            name: "until",
            about: "the last phase",
            default: "impersonation",
            form: Form::Choice(&["takeover", "burst", "escalation", "impersonation"]),
        },
    ],
    must_fire: &["O26", "O28", "O29", "O30", "O33", "O35", "O41", "O42", "O43", "O46", "O48"],
    look_alikes: &[],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let network = parameters.choice("network");
    let until = parameters.choice("until");
    let takeover = Parameters::new(
        account_takeover::KIND.parameters,
        [("network", network), ("delay", parameters.choice("delay")), ("apps", "0")],
    );
    let burst = Parameters::new(sso_burst::KIND.parameters, [("apps", parameters.choice("apps"))]);
    let escalation = Parameters::new(privilege_escalation::KIND.parameters, []);
    let impersonation = Parameters::new(
        cross_tenant::KIND.parameters,
        [("victims", parameters.choice("victims")), ("network", network)],
    );
    // Every value was checked where it was said; a test plays all of them.
    let (Ok(takeover), Ok(burst), Ok(escalation), Ok(impersonation)) =
        (takeover, burst, escalation, impersonation)
    else {
        return;
    };
    let admin = stage.admin();
    let phone = stage.draw.below(1 << 16) as u16;
    let attacker = account_takeover::take(stage, &admin, phone, &takeover);
    if until == "takeover" {
        return;
    }
    pause(stage, parameters);
    stage.enter(BreachStage::LateralMovement, sso_burst::KIND.techniques);
    sso_burst::burst(stage, &attacker, &burst);
    if until == "burst" {
        return;
    }
    pause(stage, parameters);
    stage.enter(BreachStage::LateralMovement, &["T1538"]);
    stage.next_step();
    moves::enter_console(stage, &attacker);
    privilege_escalation::escalate(stage, &attacker, &escalation);
    if until == "escalation" {
        return;
    }
    pause(stage, parameters);
    cross_tenant::impersonate(stage, &attacker, &impersonation);
}

fn pause(stage: &mut Stage<'_>, parameters: &Parameters) {
    let pause = parameters.span_ms("pause");
    stage.wait(pause / 3, pause);
}
