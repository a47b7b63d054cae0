//! A list of names and passwords from elsewhere, tried once each, in an org with `ThreatInsight`
//! (scenario facts 2.5).
//!
//! The defaults are a list of 600, more than half of whose names nobody has here, at one a second
//! from three addresses: more than 15 people in a quarter of an hour from each, at most twice, which
//! is the rule about stuffing from one source, even if an administrator blocks the addresses after
//! eight minutes. `ThreatInsight` logs and lets the requests go on; with `threatinsight=enforce` the
//! names are not seen any more once an address is suspected.

use crate::traffic::flow::Act;
use crate::traffic::flows::guess::{self, Door, Reason};
use crate::traffic::flows::insight::{self, Verdict};
use crate::traffic::flows::settings;
use crate::world::NetworkClass;

use super::campaign::Role;
use super::catalogue::{BreachStage, Kind};
use super::guesses::{self, Sources, Target};
use super::mistakes;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::{Cast, Stage};

pub(super) static KIND: Kind = Kind {
    name: "credential-stuffing",
    about: "Programs try a list of names and passwords that were stolen elsewhere.",
    facts: "2.5",
    techniques: &["T1110.004", "T1090.003"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "attempts",
            about: "how long the list is",
            default: "600",
            form: Form::Count(1, 60_000),
        },
        Parameter {
            name: "rate",
            about: "how many attempts there are in a second, from all addresses together",
            default: "1",
            form: Form::Count(1, 200),
        },
        Parameter {
            name: "ips",
            about: "from how many addresses, which take turns",
            default: "3",
            form: Form::Count(1, 20_000),
        },
        Parameter {
            name: "agents",
            about: "how many kinds of programs they seem to be",
            default: "2",
            form: Form::Count(1, 5),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "residential",
            form: Form::Choice(&["residential", "vpn", "hosting", "tor"]),
        },
        Parameter {
            name: "endpoint",
            about: "the authentication API, or the sign-in page",
            default: "idx",
            form: Form::Choice(&["authn", "idx"]),
        },
        Parameter {
            name: "unknown",
            about: "how many of a hundred names nobody has",
            default: "60",
            form: Form::Count(0, 99),
        },
        Parameter {
            name: "hits",
            about: "how many of the passwords are right",
            default: "2",
            form: Form::Count(0, 1_000),
        },
        Parameter {
            name: "mfa",
            about: "whether the org asks those for a second factor, which the attacker has not",
            default: "enforced",
            form: Form::Choice(&["enforced", "none"]),
        },
        Parameter {
            name: "breached",
            about: "whether Okta knows those passwords to be for sale",
            default: "no",
            form: Form::Choice(&["no", "yes"]),
        },
        Parameter {
            name: "threatinsight",
            about: "what the org does about suspicious addresses",
            default: "log",
            form: Form::Choice(&["off", "log", "enforce"]),
        },
        Parameter {
            name: "detect-after",
            about: "after how many failures an address is suspected",
            default: "20",
            form: Form::Count(1, 10_000),
        },
        Parameter {
            name: "attack-start",
            about: "after how long the org is judged to be under attack; 0s for never",
            default: "2m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "attack-end",
            about: "how long after the last attempt it no longer is",
            default: "20m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "block-after",
            about: "after how long an administrator blocks the addresses; 0s for never",
            default: "8m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "call-centre"]),
        },
    ],
    must_fire: &["O24", "O24-OC", "O25"],
    look_alikes: &["call-centre"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    if parameters.choice("look-alike") == "call-centre" {
        return mistakes::colleagues(stage, true);
    }
    let class = NetworkClass::named(parameters.choice("network"));
    let pool = (parameters.count("ips"), parameters.count("agents"));
    let sources = Sources::new(stage, class, pool);
    let list = list(stage, parameters);
    let mut hits = parameters.count("hits");
    let mut org = Org::new(stage, parameters);
    // So many known names pass between two right passwords.
    let known = list.iter().filter(|target| matches!(target, Target::Known(_))).count();
    let between = (known / (hits as usize + 1)).max(1);
    let mut tried = 0;
    stage.next_step();
    for (attempt, target) in (0..).zip(list) {
        let now_ms = stage.now_ms;
        org.react(stage);
        let guise = sources.guise(attempt);
        tried += usize::from(matches!(target, Target::Known(_)));
        let right = hits > 0 && tried.is_multiple_of(between) && matches!(target, Target::Known(_));
        let cast = stage.attacker_as(target.number(), guise);
        if org.lets_through(stage, &cast, sources.place(attempt)) && right {
            hits -= 1;
            org.hit(stage, cast, parameters);
        }
        let pause = 1_000 / u64::from(parameters.count("rate"));
        let waited = (stage.now_ms - now_ms) as u64;
        stage.wait(pause.saturating_sub(waited), pause.saturating_sub(waited));
    }
    org.calm_down(stage);
}
