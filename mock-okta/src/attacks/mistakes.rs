//! People who get their own passwords wrong: what looks like guessing and is none (scenario facts
//! 2.3 to 2.5).

use crate::traffic::Guise;
use crate::traffic::flow::Act;
use crate::traffic::flows::guess::{self, Door};
use crate::traffic::flows::insight::{self, Verdict};
use crate::traffic::flows::{enrolment, notice, trouble};
use crate::world::{Factor, Person, UserAgent, Vantage};

use super::campaign::Role;
use super::casting::Cast;
use super::entries;
use super::moves;
use super::stage::Stage;

/// Five wrong passwords from the usual place, a mail with a link, a new password.
pub(super) fn typos(stage: &mut Stage<'_>) {
    let person = stage.victim();
    let cast = as_every_day(stage, person.number);
    stage.next_step();
    stage.sign_in(&cast, false, |script, draw| {
        for typo in 0..TYPOS {
            if typo > 0 {
                script.pass(draw.between(6_000, 25_000));
                script.next_request();
            }
            trouble::mistype(script);
        }
    });
    stage.next_step();
    stage.wait(15_000, 60_000);
    let org = Cast { role: Role::SystemSideEffect, ..cast };
    stage.act(&org, |script, _| script.push(Act::Notice(notice::Act::PasswordReset)));
    stage.wait(40_000, 240_000);
    stage.act(&cast, |script, _| {
        script.push(Act::Enrolment(enrolment::Act::PasswordUpdated));
    });
    stage.next_step();
    stage.wait(2_000, 20_000);
    let again = as_every_day(stage, person.number);
    moves::sign_in(stage, &again, Factor::Push);
}

/// The password is new, and the mail program on the phone has the old one: the same address and the
/// same program every few minutes, until Okta stops listening to it.
pub(super) fn mail_client(stage: &mut Stage<'_>) {
    let person = stage.victim();
    let cast = as_every_day(stage, person.number);
    stage.next_step();
    stage.act(&cast, |script, _| {
        script.push(Act::Enrolment(enrolment::Act::PasswordUpdated));
    });
    let vantage = person.resident.home(stage.day_of(person.number));
    let guise = Guise { agent: &MAIL, version: 0, vantage, browser: None, suspected: false };
    let phone = stage.look_alike_as(person.number, guise);
    stage.next_step();
    for attempt in 1..=MAIL_ATTEMPTS {
        stage.wait(5 * MINUTE_MS, 15 * MINUTE_MS);
        stage.act(&phone, |script, _| script.push(Act::Guess(guess::Act::MailRefused)));
        if attempt == MAIL_ATTEMPTS {
            let org = Cast { role: Role::SystemSideEffect, ..phone };
            stage.follow(&org, |script, _| {
                script.pass(4);
                script.push(Act::Guess(guess::Act::MailStopped));
            });
        }
    }
}

/// A morning after a long weekend: many people behind one address type last month's password, and
/// then the right one. With `flagged` so many that `ThreatInsight` suspects the address.
pub(super) fn colleagues(stage: &mut Stage<'_>, flagged: bool) {
    let (people, vantage) = behind_one_address(stage, COLLEAGUES);
    let mut failures = 0;
    stage.next_step();
    for person in people {
        stage.wait(20_000, 90_000);
        let wrong = *stage.draw.weighted(&[(1, 80), (2, 20)]);
        let guise = stage.own_guise(person.number).with_vantage(vantage);
        let cast = stage.look_alike_as(person.number, guise);
        for _ in 0..wrong {
            let suspected = flagged && failures >= UNSUSPECTED;
            mistake(stage, &cast, suspected);
            stage.wait(6_000, 25_000);
            failures += 1;
        }
        let suspected = flagged && failures >= UNSUSPECTED;
        let cast = Cast { guise: Some(guise.with_suspicion(suspected)), ..cast };
        match person.habits.factor {
            Factor::Password => entries::by_password(stage, &cast),
            factor => moves::sign_in(stage, &cast, factor),
        }
    }
}

/// One wrong password, of which Okta first says that its address is suspicious, if it is.
fn mistake(stage: &mut Stage<'_>, cast: &Cast, suspected: bool) {
    let cast = Cast { guise: cast.guise.map(|guise| guise.with_suspicion(suspected)), ..*cast };
    if !suspected {
        stage.sign_in(&cast, false, |script, _| trouble::mistype(script));
        return;
    }
    let org = Cast { role: Role::SystemSideEffect, ..cast };
    stage.sign_in(&org, false, |script, _| {
        script.push(Act::Insight(insight::Act::Detected(Door::Page, Verdict::Allowed)));
    });
    stage.follow(&cast, |script, draw| {
        script.pass(draw.between(5, 40));
        trouble::mistype(script);
    });
}

/// Up to `count` people with a password who work behind the same address of an office today, and
/// the address.
fn behind_one_address(stage: &mut Stage<'_>, count: usize) -> (Vec<Person>, Vantage) {
    let types =
        |person: &Person| !person.habits.federated && person.habits.factor != Factor::FastPass;
    let first = stage.settled(types);
    let vantage = first.resident.at_office();
    let mut people = vec![first];
    for _ in 0..COLLEAGUES_LOOKED_AT {
        if people.len() == count {
            break;
        }
        let users = u64::from(stage.world().users().max(1));
        let person = stage.world().person(1 + stage.draw.below(users) as u32);
        let here = person.resident.vantage(stage.day_of(person.number)).address == vantage.address;
        let known = people.iter().any(|other| other.number == person.number);
        if here && !known && types(&person) {
            people.push(person);
        }
    }
    (people, vantage)
}

/// `person` with what they have, who only looks like an attacker.
pub(super) fn as_every_day(stage: &mut Stage<'_>, person: u32) -> Cast {
    Cast { role: Role::Lookalike, ..stage.victim_as(person) }
}

const MINUTE_MS: u64 = 60_000;
const TYPOS: u32 = 5;
const MAIL_ATTEMPTS: u32 = 12;
const COLLEAGUES: usize = 25;
/// How many people are asked where they are.
const COLLEAGUES_LOOKED_AT: u32 = 4_000;
/// How many wrong passwords an address may send before it is suspected (scenario facts 2.5).
const UNSUSPECTED: u32 = 8;

static MAIL: UserAgent =
    UserAgent::fixed(&["Apple-iPhone15C2/2207.150"], "iOS", "UNKNOWN", "Mobile");
