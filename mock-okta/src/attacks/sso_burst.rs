//! One app after the other, as fast as the tiles can be clicked (scenario facts 2.9).
//!
//! The defaults make four rules fire in any org of a thousand people: enough apps from the
//! dashboard within a minute (O43), enough that ask for a factor which is not given (O41, O42), and
//! enough that are not the victim's (O45). An org with few apps runs out of them first. From 16
//! apps on that open by way of SAML or a password the rule about sources has its say too (O44).
//! Apps that speak `OpenID` Connect start at their own page, so the burst asks for them only where
//! it will be asked for a factor.

use crate::traffic::flow::Act;
use crate::traffic::flows::launch;
use crate::world::{Factor, NetworkClass, Person, SignOnMode, Vantage};

use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "sso-burst",
    about: "An attacker signs in and tries every app there is.",
    facts: "2.9",
    techniques: &["T1538", "T1550.004", "T1087.004"],
    stage: BreachStage::LateralMovement,
    parameters: &[
        Parameter {
            name: "apps",
            about: "how many apps open, or come back in the look-alike's tabs (at most 9 there)",
            default: "16",
            form: Form::Count(1, 200),
        },
        Parameter {
            name: "challenged",
            about: "how many ask for a factor that the attacker has not got",
            default: "7",
            form: Form::Count(0, 100),
        },
        Parameter {
            name: "refused",
            about: "how many are not the victim's",
            default: "5",
            form: Form::Count(0, 100),
        },
        Parameter {
            name: "revealed",
            about: "how many passwords are looked at",
            default: "1",
            form: Form::Count(0, 5),
        },
        Parameter {
            name: "gap",
            about: "the longest pause between two apps",
            default: "2s",
            form: Form::Span(600),
        },
        Parameter {
            name: "order",
            about: "in which order the apps are tried",
            default: "alphabetical",
            form: Form::Choice(&["alphabetical", "dashboard"]),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "residential",
            form: Form::Choice(&["residential", "vpn", "hosting", "tor"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "tab-restore"]),
        },
    ],
    must_fire: &["O41", "O42", "O43", "O45"],
    look_alikes: &["tab-restore"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let victim = stage.victim();
    if parameters.is_look_alike() {
        return restore(stage, &victim, parameters.count("apps").min(TABS_MAX));
    }
    let class = NetworkClass::named(parameters.choice("network"));
    let vantage = Vantage::far_from(victim.resident.office, class, stage.draw.next());
    let guise = stage.foreign_browser(vantage);
    let attacker = stage.attacker_as(victim.number, guise);
    stage.next_step();
    stage.enter(BreachStage::CompromiseIdentity, &["T1078.004"]);
    moves::sign_in(stage, &attacker, Factor::Totp);
    moves::new_device_mail(stage, &attacker);
    stage.wait(5_000, 30_000);
    stage.enter(KIND.stage, KIND.techniques);
    burst(stage, &attacker, parameters);
}

/// What becomes of one app in a burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Challenged,
    Opened,
    Refused,
}

/// Every app in turn, in the session of `cast`.
pub(super) fn burst(stage: &mut Stage<'_>, cast: &Cast, parameters: &Parameters) {
    let gap = parameters.span_ms("gap");
    stage.next_step();
    for (app, turn) in turns(stage, parameters) {
        stage.act(cast, |script, draw| match turn {
            Turn::Challenged => script.push(Act::Launch(launch::Act::Challenged(app))),
            Turn::Opened => {
                script.push(Act::Launch(launch::Act::Allowed(app)));
                script.pass(draw.between(20, 80));
                script.push(Act::Launch(launch::Act::OpenedFromDashboard(app)));
            }
            Turn::Refused => script.push(Act::Launch(launch::Act::Refused(app))),
        });
        stage.wait(gap / 2, gap);
    }
    for app in with_passwords(stage, parameters.count("revealed")) {
        stage.next_step();
        stage.wait(3_000, 15_000);
        stage.act(cast, |script, _| script.push(Act::Launch(launch::Act::Revealed(app))));
    }
}

/// Which app is tried, and what comes of it: no app twice, as long as there are others.
fn turns(stage: &Stage<'_>, parameters: &Parameters) -> Vec<(u16, Turn)> {
    let apps = stage.world().apps();
    let tiles = |app: &u16| apps[usize::from(*app)].mode != SignOnMode::OpenIdConnect;
    let (opens, rest): (Vec<u16>, Vec<u16>) = (0..apps.len() as u16).partition(tiles);
    let (opened, left) = opens.split_at(opens.len().min(parameters.count("apps") as usize));
    let mut others = rest.iter().chain(left).copied().cycle();
    let mut turns: Vec<_> = opened.iter().map(|app| (*app, Turn::Opened)).collect();
    let mut more = |count: u32, turn: Turn| {
        turns.extend(others.by_ref().take(count as usize).map(|app| (app, turn)));
    };
    more(parameters.count("challenged"), Turn::Challenged);
    more(parameters.count("refused"), Turn::Refused);
    if parameters.choice("order") == "alphabetical" {
        turns.sort_by_key(|(app, _)| &apps[usize::from(*app)].label);
    } else {
        turns.sort_by_key(|(app, _)| *app);
    }
    turns
}

/// The first `count` apps that people sign in to with a password of their own.
fn with_passwords(stage: &Stage<'_>, count: u32) -> Vec<u16> {
    let apps = (0..).zip(stage.world().apps());
    let passwords = apps.filter(|(_, app)| app.mode == SignOnMode::Password);
    passwords.map(|(index, _)| index).take(count as usize).collect()
}

/// The browser of somebody who comes to work opens yesterday's tabs.
fn restore(stage: &mut Stage<'_>, victim: &Person, tabs: u32) {
    let own = stage.own_guise(victim.number);
    let cast = stage.look_alike_as(victim.number, own);
    stage.next_step();
    moves::sign_in(stage, &cast, Factor::Push);
    stage.next_step();
    stage.wait(1_000, 4_000);
    for app in 0..tabs as u16 {
        stage.act(&cast, |script, draw| {
            script.push(Act::Launch(launch::Act::Allowed(app)));
            script.pass(draw.between(20, 80));
            script.push(Act::Launch(launch::Act::Restored(app)));
        });
        stage.wait(100, 2_000);
    }
}

/// More tabs than this are no look-alike any more.
const TABS_MAX: u32 = 9;
