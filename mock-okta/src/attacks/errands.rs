//! What administrators do every day that intruders do too (scenario facts 2.6).

use crate::traffic::Guise;
use crate::traffic::flow::Act;
use crate::traffic::flows::privilege::{self, Role as AdminRole};
use crate::traffic::flows::settings;
use crate::world::{Factor, Vantage, integration};

use super::casting::Cast;
use super::mistakes::as_every_day;
use super::moves;
use super::stage::Stage;

/// Somebody new in the department gets a role and a group, and a policy is tidied up on the way:
/// from the administrator's own computer at the usual place.
pub(super) fn onboarding(stage: &mut Stage<'_>) {
    let cast = at_work(stage);
    stage.next_step();
    does(stage, &cast, Act::Privilege(privilege::Act::RoleGranted(AdminRole::HelpDesk)));
    stage.next_step();
    does(stage, &cast, Act::Privilege(privilege::Act::MemberAdded(IT_GROUP)));
    stage.next_step();
    does(stage, &cast, Act::Settings(settings::Act::ZoneUpdated));
}

/// A role for a few hours, which is taken back in the evening.
pub(super) fn admin_for_a_day(stage: &mut Stage<'_>) {
    let cast = at_work(stage);
    stage.next_step();
    does(stage, &cast, Act::Privilege(privilege::Act::RoleGranted(AdminRole::Organization)));
    stage.next_step();
    stage.wait(3 * HOUR_MS, 7 * HOUR_MS);
    does(stage, &cast, Act::Privilege(privilege::Act::RoleRevoked(AdminRole::Organization)));
}

/// A program that keeps the org's settings as they are written down elsewhere: one token, one
/// address, dozens of updates.
pub(super) fn configuration_run(stage: &mut Stage<'_>) {
    let admin = stage.admin();
    let key = stage.draw.next();
    let (agent, vantage) = (integration(key), Vantage::data_centre(key));
    let guise = Guise { agent, version: 0, vantage, browser: None, suspected: false };
    let cast = stage.look_alike_as(admin.number, guise);
    let token = stage.draw.below(1 << 16) as u16;
    stage.next_step();
    for number in 0..UPDATES {
        stage.wait(300, 2_500);
        let act = if number % 3 == 0 {
            settings::Act::RuleUpdatedByToken(token)
        } else {
            settings::Act::AppUpdatedByToken(token)
        };
        stage.act(&cast, |script, _| script.push(Act::Settings(act)));
    }
}

/// An administrator who signs in as every day, goes to the console, and has somebody to look after.
fn at_work(stage: &mut Stage<'_>) -> Cast {
    let admin = stage.admin();
    let colleague =
        stage.person(|person| person.number != admin.number && !person.habits.federated);
    let cast = Cast { subject: colleague.number, ..as_every_day(stage, admin.number) };
    stage.next_step();
    moves::sign_in(stage, &cast, Factor::Push);
    stage.next_step();
    stage.wait(20_000, 120_000);
    moves::enter_console(stage, &cast);
    cast
}

fn does(stage: &mut Stage<'_>, cast: &Cast, act: Act) {
    stage.wait(30_000, 150_000);
    stage.act(cast, |script, _| script.push(act));
}

const HOUR_MS: u64 = 3_600_000;
const UPDATES: u32 = 40;
const IT_GROUP: u16 = 3;
