//! A few passwords for many accounts (scenario facts 2.4).
//!
//! The defaults are two passwords, twenty minutes apart, for forty names in the order of the
//! alphabet, by one program at the sign-in page. One guess every ten seconds is thirty accounts in
//! five minutes (the rule about many users failing from one address wants ten), a pass of six
//! minutes is long enough and two to four events for an account are few enough for the rule about a
//! spray from one source. With `ips=80` every guess comes from elsewhere, and the rule about many
//! sources is the one that fires.

use std::collections::BTreeMap;

use crate::world::NetworkClass;

use super::catalogue::{BreachStage, Kind};
use super::guesses::{self, Sources, Target};
use super::mistakes;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "password-spray",
    about: "A program tries a few likely passwords for everybody on a list.",
    facts: "2.4",
    techniques: &["T1110.003"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "users",
            about: "how many names are on the list",
            default: "40",
            form: Form::Count(2, 20_000),
        },
        Parameter {
            name: "unknown",
            about: "how many of a hundred names nobody has",
            default: "20",
            form: Form::Count(0, 95),
        },
        Parameter {
            name: "passwords",
            about: "how many passwords are tried",
            default: "2",
            form: Form::Count(1, 20),
        },
        Parameter {
            name: "gap",
            about: "between two guesses",
            default: "10s",
            form: Form::Span(3_600),
        },
        Parameter {
            name: "pause",
            about: "between two passwords",
            default: "20m",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "ips",
            about: "from how many addresses, which take turns",
            default: "1",
            form: Form::Count(1, 20_000),
        },
        Parameter {
            name: "agents",
            about: "how many kinds of programs they seem to be",
            default: "1",
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
            name: "hits",
            about: "how many accounts have one of the passwords",
            default: "1",
            form: Form::Count(0, 1_000),
        },
        Parameter {
            name: "mfa",
            about: "whether the org asks those for a second factor, which the attacker has not",
            default: "enforced",
            form: Form::Choice(&["enforced", "none"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "office-nat"]),
        },
    ],
    must_fire: &["O16", "O18"],
    look_alikes: &["office-nat"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    if parameters.choice("look-alike") == "office-nat" {
        return mistakes::colleagues(stage, false);
    }
    let class = NetworkClass::named(parameters.choice("network"));
    let pool = (parameters.count("ips"), parameters.count("agents"));
    let sources = Sources::new(stage, class, pool);
    let (users, unknown) = (parameters.count("users"), parameters.count("unknown"));
    let list = guesses::targets(stage, users, unknown);
    let door = guesses::door(parameters);
    let enforced = parameters.choice("mfa") == "enforced";
    let passwords = parameters.count("passwords");
    let hits = hits(stage, &list, (parameters.count("hits"), passwords));
    let mut attempt = 0;
    for password in 0..passwords {
        if password > 0 {
            let pause = parameters.span_ms("pause");
            stage.wait(pause * 9 / 10, pause);
        }
        stage.next_step();
        for (place, target) in list.iter().enumerate() {
            let right = hits.get(&place);
            if right.is_some_and(|which| *which < password) {
                // Whoever is in once does not try again.
                continue;
            }
            let cast = stage.attacker_as(target.number(), sources.guise(attempt));
            if right == Some(&password) {
                guesses::hit(stage, &cast, (door, enforced));
            } else {
                guesses::attempt(stage, &cast, *target, (door, false));
            }
            attempt += 1;
            let gap = parameters.span_ms("gap");
            stage.wait(gap * 9 / 10, gap);
        }
    }
}

/// Which of the known names of `list` have one of the passwords, and which one.
fn hits(
    stage: &mut Stage<'_>,
    list: &[Target],
    (count, passwords): (u32, u32),
) -> BTreeMap<usize, u32> {
    let known: Vec<usize> =
        (0..list.len()).filter(|place| matches!(list[*place], Target::Known(_))).collect();
    (0..count.min(known.len() as u32))
        .map(|_| {
            let place = known[stage.draw.below(known.len() as u64) as usize];
            (place, stage.draw.below(u64::from(passwords)) as u32)
        })
        .collect()
}
