//! A list of names and passwords from elsewhere, tried once each, in an org with `ThreatInsight`
//! (scenario facts 2.5).
//!
//! The defaults are a list of 600, more than half of whose names nobody has here, at one a second
//! from three addresses: more than 15 people in a quarter of an hour from each, at most twice, which
//! is the rule about stuffing from one source, even if an administrator blocks the addresses after
//! eight minutes. `ThreatInsight` logs and lets the requests go on; with `threatinsight=enforce` the
//! names are not seen any more once an address is suspected.

use std::collections::BTreeSet;

use crate::traffic::flow::Act;
use crate::traffic::flows::guess::Door;
use crate::traffic::flows::insight::{self, Verdict};
use crate::traffic::flows::settings;
use crate::world::NetworkClass;

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::guesses::{self, Sources, Target};
use super::mistakes;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

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
    let right = right_passwords(&list, parameters.count("hits") as usize);
    let mut org = Defence::new(stage, parameters);
    let begin_ms = stage.now_ms;
    stage.next_step();
    for (attempt, target) in (0..).zip(&list) {
        let due_ms = attempt * 1_000 / u64::from(parameters.count("rate"));
        stage.now_ms = stage.now_ms.max(begin_ms + due_ms as i64);
        org.react(stage);
        let place = sources.place(attempt);
        let guise = sources.guise(attempt).with_suspicion(org.suspects(place));
        let cast = stage.attacker_as(target.number(), guise);
        let noticed = match org.notices(stage, &cast, place) {
            Noticed::Stopped => continue,
            Noticed::Logged => true,
            Noticed::Nothing => false,
        };
        if right.contains(&attempt) {
            org.signed_in(stage, &cast, noticed);
        } else {
            guesses::attempt(stage, &cast, *target, (org.door, false));
            org.failed(place);
            if noticed {
                stage.join();
            }
        }
    }
    org.calm_down(stage);
}

/// The list, in no order: everybody once, then everybody a second time if it is that long, and all
/// over it the names that nobody has.
fn list(stage: &mut Stage<'_>, parameters: &Parameters) -> Vec<Target> {
    let attempts = parameters.count("attempts");
    let known = (u64::from(attempts) * u64::from(100 - parameters.count("unknown")) / 100) as u32;
    let people = guesses::targets(stage, known, 0);
    let rounds = (known as usize).div_ceil(people.len().max(1)).min(ROUNDS_MAX);
    let known = (known as usize).min(people.len() * rounds);
    let mut all = Vec::with_capacity(attempts as usize);
    for (place, target) in people.iter().cycle().take(known).enumerate() {
        let round = place / people.len();
        all.push((round, stage.draw.next(), *target));
    }
    for _ in known..attempts as usize {
        let round = stage.draw.below(rounds as u64) as usize;
        all.push((round, stage.draw.next(), guesses::unknown_name(stage)));
    }
    all.sort_by_key(|(round, chance, _)| (*round, *chance));
    all.into_iter().map(|(_, _, target)| target).collect()
}

/// Which places of `list` have the right password: `count` of those who are there, evenly spread
/// over the first half.
fn right_passwords(list: &[Target], count: usize) -> BTreeSet<u64> {
    let known: Vec<u64> = (0..)
        .zip(list)
        .filter(|(_, target)| matches!(target, Target::Known(_)))
        .map(|(place, _)| place)
        .collect();
    let first = known.len().div_ceil(2);
    let every = (first / (count + 1)).max(1);
    known.into_iter().take(first).skip(every - 1).step_by(every).take(count).collect()
}

/// What the org does about it.
struct Defence<'p> {
    parameters: &'p Parameters,
    door: Door,
    begin_ms: i64,
    /// By address.
    failures: Vec<u32>,
    under_attack: bool,
    blocked: bool,
}

/// What becomes of a request before its name is looked at.
enum Noticed {
    Logged,
    Nothing,
    Stopped,
}

impl<'p> Defence<'p> {
    fn new(stage: &Stage<'_>, parameters: &'p Parameters) -> Self {
        Self {
            parameters,
            door: guesses::door(parameters),
            begin_ms: stage.now_ms,
            failures: vec![0; parameters.count("ips") as usize],
            under_attack: false,
            blocked: false,
        }
    }

    fn is_on(&self) -> bool {
        self.parameters.choice("threatinsight") != "off"
    }

    /// Whether it is time for what comes `after` the beginning.
    fn is_due(&self, stage: &Stage<'_>, after: &str) -> bool {
        let after_ms = self.parameters.span_ms(after) as i64;
        after_ms > 0 && stage.now_ms >= self.begin_ms + after_ms
    }

    /// An org that is under attack suspects more quickly (scenario facts 2.5).
    fn suspects(&self, place: usize) -> bool {
        let after = self.parameters.count("detect-after");
        let after = if self.under_attack { after.div_ceil(2) } else { after };
        self.is_on() && self.failures[place] >= after
    }

    fn failed(&mut self, place: usize) {
        self.failures[place] += 1;
    }

    /// What happens by the clock.
    fn react(&mut self, stage: &mut Stage<'_>) {
        if self.is_on() && !self.under_attack && self.is_due(stage, "attack-start") {
            self.under_attack = true;
            notes(stage, insight::Act::AttackStarted);
        }
        if !self.blocked && self.is_due(stage, "block-after") {
            self.blocked = true;
            let admin = stage.admin();
            let cast = Cast { role: Role::AdminResponse, ..stage.victim_as(admin.number) };
            stage.next_step();
            stage.act(&cast, |script, _| {
                script.push(Act::Settings(settings::Act::ZoneUpdated));
            });
        }
    }

    /// What is noticed about a request of `cast` from address number `place`.
    fn notices(&self, stage: &mut Stage<'_>, cast: &Cast, place: usize) -> Noticed {
        let enforced = self.parameters.choice("threatinsight") == "enforce";
        let act = if self.blocked {
            insight::Act::Blocked(self.door)
        } else if !self.suspects(place) {
            return Noticed::Nothing;
        } else if !enforced {
            insight::Act::Detected(self.door, Verdict::Allowed)
        } else if self.under_attack && stage.draw.below(4) == 0 {
            insight::Act::Detected(self.door, Verdict::RateLimited)
        } else {
            insight::Act::Detected(self.door, Verdict::Denied)
        };
        let org = Cast { role: Role::SystemSideEffect, ..*cast };
        stage.act(&org, |script, _| script.push(Act::Insight(act)));
        if self.blocked || enforced { Noticed::Stopped } else { Noticed::Logged }
    }

    /// A password was right.
    fn signed_in(&self, stage: &mut Stage<'_>, cast: &Cast, noticed: bool) {
        let enforced = self.parameters.choice("mfa") == "enforced";
        guesses::hit(stage, cast, (self.door, enforced));
        if noticed {
            stage.join();
        }
        if self.parameters.choice("breached") == "yes" {
            let org = Cast { role: Role::SystemSideEffect, ..*cast };
            stage.follow(&org, |script, draw| {
                script.pass(draw.between(5, 60));
                script.push(Act::Insight(insight::Act::CredentialBreached));
            });
        }
    }

    /// Some time after the last attempt.
    fn calm_down(&self, stage: &mut Stage<'_>) {
        if self.under_attack {
            let after = self.parameters.span_ms("attack-end");
            stage.next_step();
            stage.wait(after * 3 / 4, after);
            notes(stage, insight::Act::AttackEnded);
        }
    }
}

/// The org itself notes something about itself.
fn notes(stage: &mut Stage<'_>, act: insight::Act) {
    let org = Cast { role: Role::SystemSideEffect, ..stage.victim_as(1) };
    stage.act(&org, |script, _| script.push(Act::Insight(act)));
}

/// How often a name is tried at most (scenario facts 2.5).
const ROUNDS_MAX: usize = 2;
