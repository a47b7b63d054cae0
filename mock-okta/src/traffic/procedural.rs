//! The procedural log as a source of the org's log.

use std::fmt;
use std::sync::Arc;

use clock::{Seed, Timestamp};

use crate::log::{Entry, Lru, Order, Source, minute_of};
use crate::world::{Engine, World};

use super::faces::Faces;
use super::flow::SPAN_MS_MAX;
use super::lag::CommitLag;
use super::plan::{Plan, Planner};
use super::scene::{Identity, Scene, actor_of};
use super::timeline::SharedHistory;
use super::volume::Volume;

/// How much happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busyness {
    /// What people of this number usually cause.
    Usual,
    /// About this many events on a working day.
    EventsPerDay(u64),
}

impl Busyness {
    /// The volume that so much is for `users` people in an org on `engine`.
    pub(crate) fn volume(self, users: u32, engine: Engine) -> Volume {
        match self {
            Self::Usual => Volume::default(),
            Self::EventsPerDay(events) => Volume::events_per_day(events, users, engine),
        }
    }
}

/// The traffic of a world from some minute on, planned on demand.
pub(crate) struct Procedural {
    world: Arc<World>,
    planner: Planner,
    begin: i64,
    /// How many minutes before its commit an event's flow may have begun.
    commit_reach: i64,
    faces: Faces,
    /// By the history that they are based on, and minute.
    plans: Lru<(u64, i64), Arc<Plan>>,
}

impl Procedural {
    /// The traffic of `world` from minute `begin` on.
    pub(crate) fn new(
        world: Arc<World>,
        seed: &Seed,
        lag: CommitLag,
        volume: Volume,
        (begin, history): (i64, SharedHistory),
    ) -> Self {
        let planner = Planner::new(seed, lag, volume, history);
        // A cold page pays for every minute that may have something late.
        let commit_reach = (lag.max().as_millis() as i64 + SPAN_MS_MAX) / 60_000 + 1;
        let (faces, plans) = (Faces::default(), Lru::new(PLANS_MAX));
        Self { world, planner, begin, commit_reach, faces, plans }
    }

    fn plan(&self, minute: i64) -> Arc<Plan> {
        let key = (self.planner.version(), minute);
        self.plans.fetch(key, || Arc::new(self.planner.plan(&self.world, minute)))
    }
}

impl Source for Procedural {
    fn entries(&self, order: Order, minute: i64, out: &mut Vec<Entry>) {
        let (begin, end) = (minute * 60_000, (minute + 1) * 60_000);
        let earliest = match order {
            Order::Commit => minute - self.commit_reach,
            Order::Published => minute - PUBLISHED_REACH,
        };
        for home in earliest.max(self.begin)..=minute {
            let plan = self.plan(home);
            let (from, to) = match order {
                Order::Commit => (
                    plan.steps.partition_point(|planned| planned.commit < begin),
                    plan.steps.partition_point(|planned| planned.commit < end),
                ),
                Order::Published => (0, plan.steps.len()),
            };
            for (index, planned) in (from..).zip(&plan.steps[from..to]) {
                let published = planned.step.published;
                if order == Order::Commit || (begin..end).contains(&published) {
                    out.push(Entry {
                        commit: planned.commit,
                        published: Some(published),
                        minute: home,
                        index: index as u32,
                    });
                }
            }
        }
    }

    fn next_minute(&self, _: Order, from: i64, now: Timestamp) -> Option<i64> {
        // Nothing is visible before it is published.
        Some(from.max(self.begin)).filter(|minute| *minute <= minute_of(now))
    }

    fn previous_minute(&self, _: Order, from: i64, now: Timestamp) -> Option<i64> {
        Some(from.min(minute_of(now))).filter(|minute| *minute >= self.begin)
    }

    fn version(&self, _: Order, _: i64) -> u64 {
        self.planner.version()
    }

    fn write(&self, entry: &Entry, out: &mut Vec<u8>) {
        let plan = self.plan(entry.minute);
        let Some(planned) = plan.steps.get(entry.index as usize) else { return };
        let flow = &self.planner.flow(&self.world, &plan, planned);
        let (key, minute, ordinal) = (self.world.key(), entry.minute, planned.ordinal);
        let identity = Identity { key, minute, ordinal };
        let actor = self.faces.of(&self.world, actor_of(flow));
        let scene = Scene::new(&self.world, (flow, &actor), &planned.step, identity, None);
        planned.step.act.write(&scene, out);
    }
}

impl fmt::Debug for Procedural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Procedural")
            .field("users", &self.world.users())
            .field("planner", &self.planner)
            .field("begin", &self.begin)
            .finish_non_exhaustive()
    }
}

/// How many minutes before its `published` an event's flow may have begun.
const PUBLISHED_REACH: i64 = SPAN_MS_MAX / 60_000 + 1;
/// Enough for a page that begins anywhere to find every plan it needs twice.
const PLANS_MAX: usize = 48;
