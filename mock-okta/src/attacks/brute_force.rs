//! Many passwords for one account (scenario facts 2.3).
//!
//! The defaults are a program without cookies at the authentication API, 30 guesses in ten minutes
//! and an org that locks after ten: enough for the rule about missing cookies (12 in 30 min) and for
//! the one about a person's failures (20 in an hour), which count the guesses at the locked account
//! too. With `ips=8` it is the rule about many sources instead of the first.

use crate::traffic::flow::Act;
use crate::traffic::flows::guess::{self, Door};
use crate::world::NetworkClass;

use super::campaign::Role;
use super::casting::Cast;
use super::catalogue::{BreachStage, Kind};
use super::guesses::{self, Sources, Target};
use super::mistakes;
use super::moves;
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;

pub(super) static KIND: Kind = Kind {
    name: "brute-force",
    about: "A program tries one password after the other for one account.",
    facts: "2.3",
    techniques: &["T1110.001"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "attempts",
            about: "how many passwords are tried",
            default: "30",
            form: Form::Count(1, 5_000),
        },
        Parameter {
            name: "gap",
            about: "between two of them",
            default: "20s",
            form: Form::Span(3_600),
        },
        Parameter {
            name: "ips",
            about: "from how many addresses, which take turns",
            default: "1",
            form: Form::Count(1, 200),
        },
        Parameter {
            name: "agents",
            about: "how many kinds of programs they seem to be",
            default: "1",
            form: Form::Count(1, 8),
        },
        Parameter {
            name: "network",
            about: "where the attacker comes from",
            default: "hosting",
            form: Form::Choice(&["residential", "vpn", "hosting", "tor"]),
        },
        Parameter {
            name: "cookies",
            about: "whether a guess has a device token of its own",
            default: "none",
            form: Form::Choice(&["none", "rotate"]),
        },
        Parameter {
            name: "endpoint",
            about: "the authentication API, or the sign-in page",
            default: "authn",
            form: Form::Choice(&["authn", "idx"]),
        },
        Parameter {
            name: "account",
            about: "whether there is such an account",
            default: "known",
            form: Form::Choice(&["known", "unknown"]),
        },
        Parameter {
            name: "lockout",
            about: "after how many wrong passwords the org locks the account; 0 for never",
            default: "10",
            form: Form::Count(0, 100),
        },
        Parameter {
            name: "unlock",
            about: "after how long it unlocks it; 0s for never",
            default: "0s",
            form: Form::Span(86_400),
        },
        Parameter {
            name: "success",
            about: "whether the last password is right; it does not help with a locked account",
            default: "no",
            form: Form::Choice(&["no", "yes"]),
        },
        Parameter {
            name: "look-alike",
            about: "something benign instead",
            default: "none",
            form: Form::Choice(&["none", "typos", "mail-client"]),
        },
    ],
    must_fire: &["O12", "O14"],
    look_alikes: &["typos", "mail-client"],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    match parameters.choice("look-alike") {
        "typos" => return mistakes::typos(stage),
        "mail-client" => return mistakes::mail_client(stage),
        _ => {}
    }
    let class = NetworkClass::named(parameters.choice("network"));
    let pool = (parameters.count("ips"), parameters.count("agents"));
    let sources =
        Sources::new(stage, class, pool).rotating(parameters.choice("cookies") == "rotate");
    let target = if parameters.choice("account") == "unknown" {
        guesses::unknown_name(stage)
    } else {
        Target::Known(guesses::password_only(stage).number)
    };
    let door = guesses::door(parameters);
    let mut lock = Lock::new(parameters);
    stage.next_step();
    for attempt in 0..parameters.count("attempts") {
        if attempt > 0 {
            let gap = parameters.span_ms("gap");
            stage.wait(gap * 9 / 10, gap);
        }
        lock.run_out(stage, target);
        let last = attempt + 1 == parameters.count("attempts");
        let cast = stage.attacker_as(target.number(), sources.guise(u64::from(attempt)));
        if last && parameters.choice("success") == "yes" && lock.is_open(target) {
            return get_in(stage, &cast, door);
        }
        guesses::attempt(stage, &cast, target, (door, !lock.is_open(target)));
        lock.count(stage, &cast, (target, door));
    }
}

/// The last password was the right one.
fn get_in(stage: &mut Stage<'_>, cast: &Cast, door: Door) {
    stage.next_step();
    stage.enter(BreachStage::CompromiseIdentity, &["T1078.004"]);
    guesses::hit(stage, cast, (door, false));
    moves::new_device_mail(stage, cast);
    if door == Door::Page {
        stage.wait(4_000, 40_000);
        for app in moves::popular_apps(stage, 1) {
            moves::open_app(stage, cast, app);
        }
    }
}

/// What the org does about wrong passwords (scenario facts 1.5).
struct Lock {
    limit: u32,
    lasts_ms: i64,
    wrong: u32,
    /// When it began, while it lasts.
    since_ms: Option<i64>,
}

impl Lock {
    fn new(parameters: &Parameters) -> Self {
        let lasts_ms = parameters.span_ms("unlock") as i64;
        Self { limit: parameters.count("lockout"), lasts_ms, wrong: 0, since_ms: None }
    }

    fn is_open(&self, target: Target) -> bool {
        self.since_ms.is_none() || matches!(target, Target::Unknown(_))
    }

    /// One more wrong password of `cast`, after which the account may be locked.
    fn count(&mut self, stage: &mut Stage<'_>, cast: &Cast, (target, door): (Target, Door)) {
        if self.since_ms.is_some() || matches!(target, Target::Unknown(_)) {
            return;
        }
        self.wrong += 1;
        if self.wrong == self.limit {
            self.since_ms = Some(stage.now_ms);
            let org = Cast { role: Role::SystemSideEffect, ..*cast };
            stage.follow(&org, |script, _| {
                script.pass(2);
                script.push(Act::Guess(guess::Act::Locked(door)));
            });
        }
    }

    /// Unlocks the account if it is time.
    fn run_out(&mut self, stage: &mut Stage<'_>, target: Target) {
        let over = self.since_ms.map(|since_ms| since_ms + self.lasts_ms);
        let over = over.filter(|over| self.lasts_ms > 0 && *over <= stage.now_ms);
        let Some(over) = over else { return };
        let next_ms = stage.now_ms;
        (self.wrong, self.since_ms) = (0, None);
        stage.now_ms = over;
        let org = Cast { role: Role::SystemSideEffect, ..stage.victim_as(target.number()) };
        stage.act(&org, |script, _| script.push(Act::Guess(guess::Act::Unlocked)));
        stage.now_ms = next_ms;
    }
}
