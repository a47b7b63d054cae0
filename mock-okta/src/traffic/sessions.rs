//! The sessions of a working day: which of them a part of the day belongs to, and which of them
//! somebody is in at some minute, found without playing the day. A session of which the sign-in
//! came to nothing has nothing in it.

use crate::world::{OFFICES, World, seat_of};

use super::flow::Errand;
use super::flows::sign_in;
use super::plan::{keeps_workday, takes_place, visit_key};
use super::roster::{Roster, Workday};
use super::shape::local;
use super::timetable::{
    CONSOLE_MINUTES_MAX, DAY, DAY_MINUTES_MAX, RETURN, SIGN_IN_MINUTES_MAX, SIGN_OUT,
};
use super::volume::Volume;

/// Somebody who is at work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Present {
    pub(super) person: u32,
    /// The day where they work, counted from 1970-01-01.
    pub(super) day: i64,
    /// What their whole day shares.
    pub(super) day_key: u64,
    pub(super) session: u8,
}

/// Whoever `number` is, if they are at work at `minute` and in a session.
pub(super) fn present(world: &World, volume: Volume, number: u32, minute: i64) -> Option<Present> {
    let (office, _) = seat_of(number);
    let (day, now) = local(minute, OFFICES[office].utc_offset_minutes);
    (0..volume.passes()).find_map(|pass| {
        let (workday, arrival) = Roster::new(world, office, day, pass).workday_of(number)?;
        let session = current(world, &workday, now - arrival)
            .filter(|_| keeps_workday(volume, pass, &workday))?;
        Some(Present { person: number, day, day_key: workday.key, session })
    })
}

/// The session in which somebody is `minutes` after arrival, unless it has not begun, has expired
/// or is over.
fn current(world: &World, workday: &Workday, minutes: i64) -> Option<u8> {
    let since = |index: usize| minutes - DAY[index].after(workday.place);
    if minutes > DAY_MINUTES_MAX || (takes_place(SIGN_OUT, workday) && since(SIGN_OUT) >= 0) {
        return None;
    }
    let returns = since(RETURN) >= 0 && takes_place(RETURN, workday);
    let (sign_in, session) = if returns { (RETURN, 2) } else { (0, 1) };
    let ready =
        if world.is_admin(workday.person) { CONSOLE_MINUTES_MAX } else { SIGN_IN_MINUTES_MAX };
    let begun = since(sign_in) >= ready && begins(world, sign_in, workday);
    begun.then_some(session)
}

/// The session that visit `index` of somebody's day belongs to; nothing when whoever was locked out
/// or refused has none to do it in, or it is not theirs to do.
pub(super) fn session_of(world: &World, index: usize, workday: &Workday) -> Option<u8> {
    if DAY[index].errand == Errand::Console && !world.is_admin(workday.person) {
        return None;
    }
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
