//! A session that goes on in other hands (scenario facts 2.8).
//!
//! The defaults are those of October 2023: the session's cookie and the device token beside it were
//! lifted out of a file, and came back minutes later by way of a VPN, in a Chrome eighteen months
//! old on another operating system. No sign-in and no second factor belong to it. The delay lies
//! within the half hour in which a rule looks for scripts (O38), which `client=scripted` is for.
//!
//! An org that has Identity Threat Protection has its events every day, so `itp` is off unless
//! asked for: otherwise their mere presence would say that something is wrong.

use crate::traffic::Guise;
use crate::traffic::flow::Act;
use crate::traffic::flows::protection::{self, Enforced, Finding};
use crate::traffic::flows::{console, launch, sign_in};
use crate::world::{Factor, NetworkClass, Person, UserAgent, Vantage};

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "session-hijack",
    about: "The victim signs in; somebody else goes on with the stolen session.",
    facts: "2.8",
    techniques: &["T1539", "T1550.004"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "delay",
            about: "from the sign-in to the first use of the stolen session",
            default: "12m",
            form: Form::Span(43_200),
        },
        Parameter {
            name: "client",
            about: "what the thief uses",
            default: "stale",
            form: Form::Choice(&["stale", "scripted", "other-browser"]),
        },
        Parameter {
            name: "network",
            about: "where the thief comes from",
            default: "vpn",
            form: Form::Choice(&["vpn", "hosting", "residential", "tor"]),
        },
        Parameter {
            name: "device-token",
            about: "whether the thief has the device token too, or one of their own",
            default: "stolen",
            form: Form::Choice(&["stolen", "own"]),
        },
        Parameter {
            name: "apps",
            about: "how many apps the thief opens",
            default: "4",
            form: Form::Count(1, 60),
        },
        Parameter {
            name: "challenged",
            about: "how many more ask for a factor that the thief has not got",
            default: "1",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "victim-apps",
            about: "how many apps the victim opens in between",
            default: "2",
            form: Form::Count(0, 40),
        },
        Parameter {
            name: "victim",
            about: "whose session it is",
            default: "user",
            form: Form::Choice(&["user", "admin"]),
        },
        Parameter {
            name: "asn-binding",
            about: "whether an administrator's session ends in another network",
            default: "on",
            form: Form::Choice(&["on", "off"]),
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
            form: Form::Choice(&["none", "network-switch", "vpn-toggle"]),
        },
    ],
    must_fire: &["O36", "O37"],
    look_alikes: &["network-switch", "vpn-toggle"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let is_admin = parameters.choice("victim") == "admin";
    let victim = if is_admin { stage.admin() } else { stage.victim() };
    match parameters.choice("look-alike") {
        "network-switch" => {
            let vantage = Vantage::mobile(victim.resident.office, stage.draw.next());
            return look_alike(stage, &victim, vantage);
        }
        "vpn-toggle" => {
            let vantage = Vantage::corporate_egress(victim.resident.office, stage.draw.next());
            return look_alike(stage, &victim, vantage);
        }
        _ => {}
    }
    steal(stage, &victim, parameters);
}

/// The whole of it; returns the thief, whose session may have ended.
pub(super) fn steal(stage: &mut Stage<'_>, victim: &Person, parameters: &Parameters) -> Cast {
    let own = stage.victim_as(victim.number);
    stage.next_step();
    moves::sign_in(stage, &own, Factor::Push);
    let delay = parameters.span_ms("delay");
    stage.wait(delay * 4 / 5, delay);
    let guise = thief(stage, victim, parameters);
    let thief = Cast { session: own.session, ..stage.attacker_as(victim.number, guise) };
    let itp = parameters.choice("itp");
    let (apps, challenges) = (parameters.count("apps"), parameters.count("challenged"));
    let mut others = moves::popular_apps(stage, apps + challenges);
    let opened: Vec<u16> = others.drain(..others.len().min(apps as usize)).collect();
    let own_apps = moves::popular_apps(stage, parameters.count("victim-apps"));
    for (index, app) in opened.into_iter().enumerate() {
        stage.next_step();
        stage.wait(4_000, 40_000);
        moves::open_app(stage, &thief, app);
        if index == 0 && itp != "off" {
            protect(stage, &thief, itp == "enforce");
            if itp == "enforce" {
                return thief;
            }
        }
        if let Some(app) = own_apps.get(index) {
            stage.wait(5_000, 60_000);
            moves::open_app(stage, &own, *app);
        }
    }
    for app in others {
        stage.next_step();
        stage.wait(3_000, 20_000);
        // The app asks for a factor; nobody answers.
        stage.act(&thief, |script, _| script.push(Act::Launch(launch::Act::Challenged(app))));
    }
    if parameters.choice("victim") == "admin" {
        stage.wait(10_000, 60_000);
        read(stage, &thief, parameters.choice("asn-binding") == "on");
    }
    thief
}

/// What the thief uses.
fn thief(stage: &mut Stage<'_>, victim: &Person, parameters: &Parameters) -> Guise {
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(victim.resident.office, class, stage.draw.next());
    let own = stage.own_guise(victim.number);
    let agent = own.agent.on_another_system();
    let version = stage.current_version(agent);
    let mut guise = match parameters.choice("client") {
        "scripted" => stage.script_client(vantage),
        "other-browser" => browser(agent, version, vantage, stage.draw.next()),
        _ => browser(agent, stale(version), vantage, stage.draw.next()),
    };
    if parameters.choice("device-token") == "stolen" {
        guise.browser = own.browser;
    }
    guise
}

fn browser(agent: &'static UserAgent, version: u16, vantage: Vantage, token: u64) -> Guise {
    Guise { agent, version, vantage, browser: Some(token), suspected: false }
}

/// What was current eighteen months ago.
fn stale(version: u16) -> u16 {
    version.saturating_sub(VERSIONS_BEHIND).max(1)
}

/// An administrator's session is good for more: a report, the console, a change. Where sessions are
/// bound to their network it is good for nothing.
fn read(stage: &mut Stage<'_>, thief: &Cast, bound: bool) {
    stage.next_step();
    stage.enter(BreachStage::LateralMovement, &["T1538", "T1550.004"]);
    if bound {
        stage.act(thief, |script, _| script.push(Act::Console(console::Act::Allowed)));
        let org = Cast { role: Role::SystemSideEffect, ..*thief };
        stage.act(&org, |script, draw| {
            script.pass(draw.between(20, 200));
            script.push(Act::Console(console::Act::Roamed));
            script.push(Act::Console(console::Act::SessionRevoked));
        });
        return;
    }
    moves::administer(stage, thief, 0);
    stage.next_step();
    stage.wait(10_000, 60_000);
    stage.act(thief, |script, draw| {
        script.push(Act::Console(console::Act::Allowed));
        script.pass(draw.between(300, 1_500));
        script.next_request();
        script.push(Act::Console(console::Act::Entered));
    });
}

/// Identity Threat Protection compares the session with how it began.
fn protect(stage: &mut Stage<'_>, thief: &Cast, enforced: bool) {
    let began = stage.precedent(Act::SignIn(sign_in::Act::SessionStarted), "user.session.start");
    let org = Cast { role: Role::SystemSideEffect, ..*thief };
    let flag = if enforced { Enforced::Yes } else { Enforced::No };
    stage.sign_in(&org, false, |script, draw| {
        script.pass(draw.between(200, 1_500));
        script.push(Act::Protection(protection::Act::ContextChanged));
        script.pass(draw.between(50, 400));
        script.push(Act::Protection(protection::Act::ReevaluationFailed(flag)));
        script.pass(draw.between(200, 2_000));
        script.next_request();
        script.push(Act::Protection(protection::Act::RiskDetected(Finding::HijackedSession)));
        if enforced {
            script.pass(draw.between(200, 2_000));
            script.next_request();
            script.push(Act::Protection(protection::Act::ReevaluationActed));
            script.push(Act::Protection(protection::Act::UniversalLogout));
            script.push(Act::Protection(protection::Act::SessionEnded));
        }
    });
    if let Some(began) = began {
        stage.about(began);
    }
}

/// The same browser in the same session, from another network and back.
fn look_alike(stage: &mut Stage<'_>, victim: &Person, elsewhere: Vantage) {
    let own = stage.own_guise(victim.number);
    let here = stage.look_alike_as(victim.number, own);
    let there = Cast { guise: Some(own.with_vantage(elsewhere)), ..here };
    stage.next_step();
    moves::sign_in(stage, &here, Factor::Push);
    let apps = moves::popular_apps(stage, 4);
    for (cast, app) in [&here, &there, &there, &here].into_iter().zip(apps) {
        stage.next_step();
        stage.wait(60_000, 400_000);
        moves::open_app(stage, cast, app);
    }
}

/// A release every four weeks makes eighteen months of this.
const VERSIONS_BEHIND: u16 = 19;
