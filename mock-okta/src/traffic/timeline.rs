//! The successful sign-ins of one person, backwards in time, without the log.
//!
//! Who comes when is found from a minute by the roster; this goes the other way round, from a
//! person to the minutes. Both read the same tables, so what the log shows and what a person's
//! history holds is the same, which a test checks event by event.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::world::{Habits, OFFICES, Resident, World, mix};

use super::behaviors::{Behaviors, Novelty, Success};
use super::flow::Flow;
use super::flows::sign_in;
use super::plan::{keeps_workday, takes_place, visit_key, visit_start};
use super::roster::Roster;
use super::shape::{MINUTES_PER_DAY, local};
use super::timetable::{DAY, RETURN};
use super::volume::Volume;

/// Successful sign-ins that no roster knows of: what attackers did in somebody's name. Oldest
/// first, by person.
pub(crate) type Touched = BTreeMap<u32, Vec<Success>>;

/// The same, shared by those who plan days and those who put attacks on stage.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedHistory(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    touched: RwLock<Arc<Touched>>,
    version: AtomicU64,
}

impl SharedHistory {
    /// What attackers do, up to now and from now on.
    pub(crate) fn touched(&self) -> Arc<Touched> {
        Arc::clone(&self.0.touched.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says that attackers sign in so and no other way: each sign-in with the person whose account
    /// it is.
    pub(crate) fn set(&self, successes: impl IntoIterator<Item = (u32, Success)>) {
        let mut touched = Touched::new();
        for (person, success) in successes {
            touched.entry(person).or_default().push(success);
        }
        for of_person in touched.values_mut() {
            of_person.sort_by_key(|success| success.at_ms);
        }
        let mut shared = self.0.touched.write().unwrap_or_else(PoisonError::into_inner);
        *shared = Arc::new(touched);
        // Behind the change: whoever sees the new number sees what it stands for.
        self.0.version.fetch_add(1, Ordering::Release);
    }

    /// A number that is another one whenever somebody's history is, and comes back never.
    pub(crate) fn version(&self) -> u64 {
        self.0.version.load(Ordering::Acquire)
    }
}

/// The history of everybody.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline<'a> {
    pub(crate) world: &'a World,
    pub(crate) volume: Volume,
    pub(crate) touched: &'a Touched,
}

impl<'a> Timeline<'a> {
    /// What is new about a sign-in of `person` like `now`.
    pub(crate) fn behaviors(&self, person: u32, now: &Success) -> Behaviors {
        Behaviors::of(now, self.before(person, now.at_ms))
    }

    /// What is new about `flow`, a sign-in of its actor as the actor usually is.
    pub(crate) fn usual_behaviors(&self, flow: &Flow) -> Behaviors {
        let resident = self.world.resident(flow.actor);
        self.behaviors(flow.actor, &success(&resident, i64::from(flow.day), flow.start))
    }

    /// Whether `flow`, a sign-in as above, is on something that is new: the same answer as among
    /// [`Timeline::usual_behaviors`], which nearly everybody is given without a look at the past.
    pub(crate) fn is_on_new_device(&self, flow: &Flow) -> bool {
        let resident = self.world.resident(flow.actor);
        let day = i64::from(flow.day);
        let browser = resident.browser_key(day);
        let as_ever = browser == resident.browser_key(day - AWAY_DAYS_MAX);
        if as_ever && !self.touched.contains_key(&flow.actor) {
            return false;
        }
        let last = self.before(flow.actor, flow.start).next();
        last.is_none_or(|last| last.browser != Some(browser))
            && self.usual_behaviors(flow).device == Novelty::Positive
    }

    /// The successful sign-ins of `person` before `at_ms`, newest first.
    pub(crate) fn before(
        &self,
        person: u32,
        at_ms: i64,
    ) -> impl Iterator<Item = Success> + use<'a> {
        let touched = self.touched.get(&person).map_or(&[][..], Vec::as_slice);
        let mut touched = touched.iter().rev().skip_while(move |success| success.at_ms >= at_ms);
        let mut usual = self.usual(person, at_ms);
        let (mut one, mut other) = (touched.next().copied(), usual.next());
        std::iter::from_fn(move || match (one, other) {
            (Some(first), Some(second)) if first.at_ms < second.at_ms => {
                other = usual.next();
                Some(second)
            }
            (Some(first), _) => {
                one = touched.next().copied();
                Some(first)
            }
            (None, second) => {
                other = usual.next();
                second
            }
        })
    }

    /// Those that the person's own days hold.
    fn usual(&self, person: u32, at_ms: i64) -> impl Iterator<Item = Success> + use<'a> {
        let (world, volume) = (self.world, self.volume);
        // Whoever has left, or has not started yet, has no days here.
        let works_here = person <= world.users();
        let resident = world.resident(person);
        let habits = world.habits(person);
        let offset = OFFICES[resident.office].utc_offset_minutes;
        let (today, _) = local(at_ms.div_euclid(60_000), offset);
        // A day's flows may end after midnight, so tomorrow's day begins before today's ends;
        // never the other way round.
        let first = if works_here { today - DAYS_MAX } else { today + 1 };
        (first..=today)
            .rev()
            .flat_map(move |day| {
                let mut of_day = sign_ins(world, volume, &resident, habits, day);
                of_day.sort_by_key(|start| std::cmp::Reverse(*start));
                of_day.into_iter().map(move |start| success(&resident, day, start))
            })
            .filter(move |success| success.at_ms < at_ms)
    }
}

/// When the sign-ins of `day` that succeed begin.
fn sign_ins(
    world: &World,
    volume: Volume,
    resident: &Resident,
    habits: Habits,
    day: i64,
) -> Vec<i64> {
    let offset = OFFICES[resident.office].utc_offset_minutes;
    let mut starts = Vec::new();
    if resident.number > world.users() {
        // Who has not started yet, or has left, is on no roster.
        return starts;
    }
    for pass in 0..volume.passes() {
        let roster = Roster::new(world, resident.office, day, pass);
        let Some((workday, arrival)) = roster.workday_of(resident.number) else { continue };
        if !keeps_workday(volume, pass, &workday) {
            continue;
        }
        for index in [0, RETURN] {
            let key = visit_key(index, &workday);
            if takes_place(index, &workday) && sign_in::succeeds(key, habits) {
                let after = DAY[index].after(workday.place);
                let minute = day * MINUTES_PER_DAY - offset + arrival + after;
                starts.push(visit_start(index, minute, &workday));
            }
        }
    }
    starts
}

/// A sign-in of somebody as they usually are, which begins at `start`.
fn success(resident: &Resident, day: i64, start: i64) -> Success {
    Success {
        at_ms: start,
        vantage: resident.vantage(day),
        browser: Some(resident.browser_key(day)),
    }
}

/// What chance for a purpose of one flow is.
pub(crate) fn chance(key: u64, purpose: u64, per_million: u32) -> bool {
    mix(key ^ mix(purpose)) % 1_000_000 < u64::from(per_million)
}

/// Nobody stays away for so long, and no device comes back.
const AWAY_DAYS_MAX: i64 = 90;
/// How far back anybody's history is looked for: who was away for longer has none.
const DAYS_MAX: i64 = 400;
