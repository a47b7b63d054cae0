//! What attacks have in common: the building blocks of the scenario facts (1.6), B1 to B9.

use crate::traffic::flow::Act;
use crate::traffic::flows::launch::{self, DASHBOARD};
use crate::traffic::flows::{background, console, notice, sign_in};
use crate::world::{Factor, Person, Vantage};

use super::campaign::Role;
use super::casting::Cast;
use super::stage::Stage;

/// B1: password, a second factor, a session, the dashboard.
pub(super) fn sign_in(stage: &mut Stage<'_>, cast: &Cast, factor: Factor) {
    stage.sign_in(cast, true, |script, draw| {
        script.push(Act::SignIn(sign_in::Act::PasswordVerified));
        script.pass(draw.between(20, 90));
        sign_in::begin_session(sign_in::Act::Challenged, draw, script);
        script.pass(draw.between(900, 3_000));
        script.next_request();
        if factor == Factor::Push {
            script.push(Act::SignIn(sign_in::Act::PushSent));
            script.pass(draw.between(3_000, 16_000));
            script.next_request();
        } else {
            script.pass(draw.between(4_000, 15_000));
        }
        script.push(Act::SignIn(sign_in::Act::FactorVerified(factor)));
        script.pass(draw.between(400, 1_800));
        script.next_request();
        sign_in::satisfied(script);
        launch::open(DASHBOARD, draw, script);
    });
}

/// `count` of the apps that people use, the more likely the more do; each once, so fewer when the org
/// has not so many.
pub(super) fn popular_apps(stage: &mut Stage<'_>, count: u32) -> Vec<u16> {
    let world = stage.world();
    let all = world.apps().len();
    let count = all.min(count as usize);
    let mut apps = Vec::with_capacity(count);
    for _ in 0..DRAWS_PER_APP * count {
        let app = world.popular_app(stage.draw.next()) as u16;
        if apps.len() < count && !apps.contains(&app) {
            apps.push(app);
        }
    }
    // Whoever wants nearly all of them gets those that hardly anybody uses too.
    let rest: Vec<u16> = (0..all as u16).filter(|app| !apps.contains(app)).collect();
    apps.extend(rest.into_iter().take(count - apps.len()));
    apps
}

/// B5: one of the apps that people use.
pub(super) fn open_app(stage: &mut Stage<'_>, cast: &Cast, app: u16) {
    stage.act(cast, |script, draw| {
        script.push(Act::Launch(launch::Act::Allowed(app)));
        script.pass(draw.between(20, 80));
        script.push(Act::Launch(launch::Act::Opened(app)));
    });
}

/// B6: the Admin Console, whose policy is content with the session.
pub(super) fn enter_console(stage: &mut Stage<'_>, cast: &Cast) {
    stage.act(cast, |script, draw| console::enter(draw, script));
}

/// What somebody does in the Admin Console, number `index` of it: reads, then changes something.
pub(super) fn administer(stage: &mut Stage<'_>, cast: &Cast, index: u32) {
    let act = match index % 3 {
        0 => Act::Console(console::Act::ReportRequested),
        1 => Act::Background(background::Act::AppUpdated),
        _ => Act::Background(background::Act::PolicyUpdated),
    };
    stage.act(cast, |script, _| script.push(act));
}

/// The mail to the owner of an account that something unknown has signed in.
pub(super) fn new_device_mail(stage: &mut Stage<'_>, cast: &Cast) {
    let org = Cast { role: Role::SystemSideEffect, ..*cast };
    stage.act(&org, |script, draw| {
        script.pass(draw.between(1_000, 6_000));
        script.push(Act::Notice(notice::Act::NewDevice));
    });
}

/// The victim switches the company's tunnel on and signs in again: same browser, another country,
/// flagged as a proxy.
pub(super) fn look_alike_vpn(stage: &mut Stage<'_>, victim: &Person, gap_ms: u64) {
    stage.wait(gap_ms / 2, gap_ms);
    stage.next_step();
    let vantage = Vantage::corporate_egress(victim.resident.office, stage.draw.next());
    let guise = stage.own_guise(victim.number).with_vantage(vantage);
    let cast = stage.look_alike_as(victim.number, guise);
    sign_in(stage, &cast, Factor::Push);
}

/// The victim flies somewhere and signs in there, with the same browser, later than any airliner
/// takes.
pub(super) fn look_alike_trip(stage: &mut Stage<'_>, victim: &Person) {
    let office = victim.resident.office;
    let vantage = Vantage::hotel((office + 3) % crate::world::OFFICES.len(), stage.draw.next());
    // Half a day in the air and at airports, whatever the distance.
    stage.wait(20 * HOUR_MS, 26 * HOUR_MS);
    stage.next_step();
    let guise = stage.own_guise(victim.number).with_vantage(vantage);
    let cast = stage.look_alike_as(victim.number, guise);
    // A code, which the phone shows wherever it is.
    sign_in(stage, &cast, Factor::Totp);
}

const HOUR_MS: u64 = 3_600_000;
/// How often chance may name an app that was named before.
const DRAWS_PER_APP: usize = 16;
