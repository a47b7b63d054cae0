//! Factors and passwords that are taken away and set up again: B7 to B9 of the scenario facts (1.6),
//! and what people have them done for (2.7).

use clock::Draw;

use crate::traffic::Guise;
use crate::traffic::flow::{Act, Script};
use crate::traffic::flows::{enrolment, handover, lifecycle, notice, sign_in};
use crate::world::{Factor, Person};

use super::campaign::Role;
use super::casting::Cast;
use super::entries;
use super::mistakes::as_every_day;
use super::moves;
use super::stage::Stage;

/// What the help desk takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reset {
    pub(super) factors: bool,
    pub(super) password: bool,
}

/// B8 and B9: an administrator at the usual place, who believes that it is for `person`.
pub(super) fn reset(stage: &mut Stage<'_>, person: &Person, what: Reset, role: Role) {
    let admin = stage.admin();
    let desk = Cast { role, subject: person.number, ..stage.victim_as(admin.number) };
    let org = Cast { role: Role::SystemSideEffect, ..desk };
    if what.password {
        stage.act(&desk, |script, draw| {
            script.push(Act::Enrolment(enrolment::Act::PasswordReset));
            script.pass(draw.between(20, 200));
            script.push(Act::Handover(handover::Act::SessionsCleared));
        });
    }
    if what.password && what.factors {
        stage.wait(15_000, 90_000);
    }
    if what.factors {
        stage.act(&desk, |script, _| script.push(Act::Enrolment(enrolment::Act::FactorsReset)));
        stage.act(&org, |script, draw| {
            script.pass(draw.between(300, 4_000));
            script.push(Act::Notice(notice::Act::FactorsReset));
        });
    }
}

/// A sign-in of somebody who has no second factor any more: a password, perhaps a new one, and then
/// a phone is set up before the session is good for anything.
pub(super) fn sign_in_anew(
    stage: &mut Stage<'_>,
    cast: &Cast,
    (password, factor): (bool, Factor),
    phone: u16,
) {
    let behaviors = stage.sign_in(cast, false, |script, draw| {
        script.push(Act::SignIn(sign_in::Act::PasswordVerified));
        if password {
            script.pass(draw.between(4_000, 25_000));
            script.next_request();
            script.push(Act::Enrolment(enrolment::Act::PasswordUpdated));
        }
        script.pass(draw.between(20, 90));
        sign_in::begin_session(sign_in::Act::Challenged, draw, script);
    });
    stage.next_step();
    stage.wait(25_000, 120_000);
    stage.go_on(cast, behaviors, |script, draw| set_up(script, draw, factor, phone));
    mail(stage, cast);
    stage.next_step();
    entries::let_in(stage, cast, behaviors);
}

/// B7: one more phone for the account of `cast`, who is signed in.
pub(super) fn enrol_phone(stage: &mut Stage<'_>, cast: &Cast, phone: u16) {
    stage.act(cast, |script, draw| set_up(script, draw, Factor::Push, phone));
    mail(stage, cast);
}

/// The factor works, and with the authenticator app the phone is a device of the person's.
fn set_up(script: &mut Script<'_>, draw: &mut Draw, factor: Factor, phone: u16) {
    if factor == Factor::Push {
        script.push(Act::Handover(handover::Act::DeviceEnrolled(phone)));
        script.pass(draw.between(40, 400));
        script.push(Act::Handover(handover::Act::DeviceAdded(phone)));
        script.pass(draw.between(500, 3_000));
        script.next_request();
    }
    script.push(Act::Enrolment(enrolment::Act::FactorActivated(factor)));
}

/// What the owner of the account is told.
fn mail(stage: &mut Stage<'_>, cast: &Cast) {
    let org = Cast { role: Role::SystemSideEffect, ..*cast };
    stage.act(&org, |script, draw| {
        script.pass(draw.between(500, 5_000));
        script.push(Act::Notice(notice::Act::FactorEnrolled));
    });
}

/// The help desk takes everything off a lost phone; the owner sets up the next one at the usual
/// computer.
pub(super) fn lost_phone(stage: &mut Stage<'_>) {
    let person = stage.victim();
    stage.next_step();
    reset(stage, &person, Reset { factors: true, password: false }, Role::Lookalike);
    stage.next_step();
    stage.wait(10 * MINUTE_MS, 40 * MINUTE_MS);
    let cast = as_every_day(stage, person.number);
    let phone = stage.draw.below(1 << 16) as u16;
    sign_in_anew(stage, &cast, (false, Factor::Push), phone);
}

/// Somebody's first day: an account, a first password, a phone. Nothing is known of them yet.
pub(super) fn new_hire(stage: &mut Stage<'_>) {
    let (world, admin) = (stage.world(), stage.admin());
    // Beyond the last person and beyond those who come and go every day.
    let number = world.users() + 1 + (3 << 20) + stage.draw.below(1 << 16) as u32;
    let desk = Cast { role: Role::Lookalike, subject: number, ..stage.victim_as(admin.number) };
    stage.next_step();
    stage.act(&desk, |script, draw| {
        script.push(Act::Lifecycle(lifecycle::Act::Created));
        script.pass(draw.between(60, 1_500));
        script.next_request();
        script.push(Act::Lifecycle(lifecycle::Act::Activated));
    });
    stage.next_step();
    stage.wait(10 * MINUTE_MS, 60 * MINUTE_MS);
    let guise: Guise = stage.own_guise(number).with_vantage(world.resident(number).at_office());
    let cast = stage.look_alike_as(number, guise);
    let phone = stage.draw.below(1 << 16) as u16;
    sign_in_anew(stage, &cast, (true, Factor::Push), phone);
}

/// The owner swaps one phone for another, without anybody's help.
pub(super) fn phone_upgrade(stage: &mut Stage<'_>) {
    let person = stage.victim();
    let cast = as_every_day(stage, person.number);
    stage.next_step();
    moves::sign_in(stage, &cast, Factor::Push);
    stage.next_step();
    stage.wait(30_000, 300_000);
    stage.act(&cast, |script, _| {
        script.push(Act::Enrolment(enrolment::Act::FactorRemoved(Factor::Push)));
    });
    stage.next_step();
    stage.wait(60_000, 600_000);
    let phone = stage.draw.below(1 << 16) as u16;
    enrol_phone(stage, &cast, phone);
}

const MINUTE_MS: u64 = 60_000;
