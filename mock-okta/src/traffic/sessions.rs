//! The sessions of a working day: which of them a part of the day belongs to. A session of which
//! the sign-in came to nothing has nothing in it.

use crate::world::World;

use super::flows::sign_in;
use super::plan::{takes_place, visit_key};
use super::roster::Workday;
use super::timetable::{DAY, RETURN};

/// The session that visit `index` of somebody's day belongs to; nothing when whoever was locked out
/// or refused has none to do it in.
pub(super) fn session_of(world: &World, index: usize, workday: &Workday) -> Option<u8> {
    let later = DAY[index].after_minutes >= DAY[RETURN].after_minutes;
    let (sign_in, session) =
        if later && takes_place(RETURN, workday) { (RETURN, 2) } else { (0, 1) };
    (index == sign_in || begins(world, sign_in, workday)).then_some(session)
}

/// Whether visit `index` of somebody's day, a sign-in, leads to a session.
fn begins(world: &World, index: usize, workday: &Workday) -> bool {
    let key = visit_key(index, workday);
    // Nearly always, and then nobody needs to know how the person signs in.
    sign_in::goes_well(key) || sign_in::succeeds(key, world.habits(workday.person))
}
