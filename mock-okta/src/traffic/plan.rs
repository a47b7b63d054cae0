//! Everything that begins in one minute, as a list of steps without a byte of JSON.

use std::sync::OnceLock;

use clock::Seed;

use crate::world::{OFFICES, World, mix, seat_of};

use super::behaviors::Behaviors;
use super::flow::{Act, Errand, Flow, Step};
use super::flows::{notice, sign_in};
use super::jobs::Jobs;
use super::lag::CommitLag;
use super::roster::{Roster, Workday};
use super::sessions::{Present, present, session_of};
use super::shape::{ALL_DAY, MINUTES_PER_DAY, attendance_per_mille, local};
use super::timeline::{SharedHistory, Timeline};
use super::timetable::{
    Actor, CLASSES, DAY, DAY_MINUTES_MAX, IMPORTED_PER_MILLION_PEOPLE, LEAVERS_PER_SUSPENSION,
    RATES, Rate, Visit, percent_on,
};
use super::volume::Volume;

/// What the plan of a minute depends on, besides the minute.
#[derive(Debug)]
pub(crate) struct Planner {
    seed: Seed,
    lag: CommitLag,
    volume: Volume,
    history: SharedHistory,
}

/// The plan of one minute.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) flows: Vec<Flow>,
    /// Of the flow in the same place. Found out by whoever writes one of its events: most minutes
    /// that a page reads of have only a few events on it, and a history is long.
    behaviors: Vec<OnceLock<Behaviors>>,
    /// In order of commit.
    pub(crate) steps: Vec<Planned>,
}

/// A step with its place in the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    pub(crate) step: Step,
    /// Milliseconds since the epoch.
    pub(crate) commit: i64,
    /// Index into [`Plan::flows`].
    pub(crate) flow: u32,
    /// Which event of its minute this is: with the minute, its identity.
    pub(crate) ordinal: u32,
}

impl Planner {
    pub(crate) fn new(seed: &Seed, lag: CommitLag, volume: Volume, history: SharedHistory) -> Self {
        Self { seed: seed.child("traffic"), lag, volume, history }
    }

    /// A number that is another one whenever plans are.
    pub(crate) fn version(&self) -> u64 {
        self.history.version()
    }

    /// The plan of `minute`, counted from the epoch.
    pub(crate) fn plan(&self, world: &World, minute: i64) -> Plan {
        let mut flows = Vec::new();
        self.visits(world, minute, &mut flows);
        let jobs = Jobs::new(world, self.volume, IMPORTED_PER_MILLION_PEOPLE);
        self.errands(world, &jobs, minute, &mut flows);
        jobs.plan(minute, &mut flows);
        self.stepped(world, minute, flows)
    }

    /// What people do as a part of their day.
    fn visits(&self, world: &World, minute: i64, flows: &mut Vec<Flow>) {
        for (office, place) in OFFICES.iter().enumerate() {
            if world.headcount(office) == 0 {
                continue;
            }
            let (today, now) = local(minute, place.utc_offset_minutes);
            for pass in 0..self.volume.passes() {
                let roster = Roster::new(world, office, today, pass);
                let yesterday =
                    (now < DAY_MINUTES_MAX).then(|| Roster::new(world, office, today - 1, pass));
                for (index, visit) in DAY.iter().enumerate() {
                    let mut emit = |workday: Workday, day: i64| {
                        if keeps_workday(self.volume, pass, &workday)
                            && takes_place(index, &workday)
                            && let Some(session) = session_of(world, index, &workday)
                        {
                            flows.push(visiting((index, session), &workday, (day, minute)));
                        }
                    };
                    for class in 0..classes(visit) {
                        let arrival =
                            now - visit.after_minutes - visit.spread_minutes * class as i64;
                        let (roster, arrival, day) = match yesterday {
                            _ if arrival >= 0 => (roster, arrival, today),
                            Some(yesterday) => (yesterday, arrival + MINUTES_PER_DAY, today - 1),
                            None => continue,
                        };
                        roster
                            .arriving(arrival)
                            .filter(|place| classes(visit) == 1 || place % CLASSES == class)
                            .for_each(|place| emit(roster.workday(place), day));
                    }
                }
            }
        }
    }

    /// What happens at rates, by the clock of the headquarters.
    fn errands(&self, world: &World, jobs: &Jobs<'_>, minute: i64, flows: &mut Vec<Flow>) {
        let (day, now) = local(minute, OFFICES[0].utc_offset_minutes);
        let mut draw = self.seed.child("errands").draw_at(minute as u64);
        for rate in &RATES {
            let expected = self.expected(world, rate, jobs, (day, now));
            // The whole part surely, the rest by chance.
            let extra = draw.below(1 << FRACTION_BITS) < (expected & ((1 << FRACTION_BITS) - 1));
            for _ in 0..(expected >> FRACTION_BITS) + u64::from(extra) {
                flows.extend(errand(world, self.volume, rate, (minute, draw.next())));
            }
        }
    }

    /// How many errands of a kind are expected in a minute, in fixed point.
    fn expected(&self, world: &World, rate: &Rate, jobs: &Jobs<'_>, (day, now): (i64, i64)) -> u64 {
        let mut per_day = u128::from(world.users()) * u128::from(rate.per_million_people);
        if !std::ptr::eq(rate.shape, &raw const ALL_DAY) {
            per_day = per_day * u128::from(attendance_per_mille(0, day)) / AVERAGE_ATTENDANCE;
        }
        per_day = per_day * u128::from(percent_on(world.engine(), rate.errand)) / 100;
        let mut per_day = self.volume.scale((per_day << FRACTION_BITS) / 1_000_000);
        if rate.errand == Errand::ServiceToken {
            // The collector has had its share by the clock.
            per_day = per_day.saturating_sub(jobs.collector_grants() << FRACTION_BITS);
        }
        rate.shape.before(now + 1, per_day) - rate.shape.before(now, per_day)
    }

    /// Plays the scripts and decides when each event is committed.
    fn stepped(&self, world: &World, minute: i64, flows: Vec<Flow>) -> Plan {
        let mut lag = self.seed.child("lag").draw_at(minute as u64);
        let scripts = self.seed.child("scripts").child_at(minute as u64);
        let mut played = Vec::new();
        let mut steps = Vec::with_capacity(flows.len() * 6);
        for (index, flow) in flows.iter().enumerate() {
            flow.script(world, &mut scripts.draw_at(index as u64), &mut played);
            for step in played.drain(..) {
                let commit = self.lag.commit(step.published, &mut lag);
                let (flow, ordinal) = (index as u32, steps.len() as u32);
                steps.push(Planned { step, commit, flow, ordinal });
            }
        }
        for (flow, step) in self.mails(world, &flows, &steps) {
            let commit = self.lag.commit(step.published, &mut lag);
            steps.push(Planned { step, commit, flow, ordinal: steps.len() as u32 });
        }
        steps.sort_by_key(|planned| (planned.commit, planned.ordinal));
        let behaviors = vec![OnceLock::new(); flows.len()];
        Plan { flows, behaviors, steps }
    }

    /// The mails to those who sign in on something unknown, each with its flow. They come behind
    /// everything else, so that a history that becomes another one moves no other event.
    fn mails(&self, world: &World, flows: &[Flow], steps: &[Planned]) -> Vec<(u32, Step)> {
        let touched = self.history.touched();
        let timeline = Timeline { world, volume: self.volume, touched: &touched };
        steps
            .iter()
            .filter(|planned| planned.step.act == Act::SignIn(sign_in::Act::SessionStarted))
            .map(|planned| (planned, &flows[planned.flow as usize]))
            .filter(|(_, flow)| timeline.is_on_new_device(flow))
            .map(|(planned, flow)| (planned.flow, notice::new_device(flow, planned.step.published)))
            .collect()
    }

    /// The flow that `planned`, a step of `plan`, belongs to, with what is new about it.
    pub(crate) fn flow(&self, world: &World, plan: &Plan, planned: &Planned) -> Flow {
        let flow = plan.flows[planned.flow as usize];
        if flow.errand != Errand::SignIn {
            return flow;
        }
        let behaviors = plan.behaviors[planned.flow as usize].get_or_init(|| {
            let touched = self.history.touched();
            Timeline { world, volume: self.volume, touched: &touched }.usual_behaviors(&flow)
        });
        Flow { behaviors: *behaviors, ..flow }
    }
}

fn classes(visit: &Visit) -> u64 {
    if visit.spread_minutes == 0 { 1 } else { CLASSES }
}

/// Whether a working day takes place in round `pass`.
pub(super) fn keeps_workday(volume: Volume, pass: u32, workday: &Workday) -> bool {
    volume.keeps(pass, mix(workday.key ^ KEEP))
}

/// Whether visit `index` is a part of somebody's day.
pub(super) fn takes_place(index: usize, workday: &Workday) -> bool {
    mix(visit_key(index, workday)) % 1_000_000 < u64::from(DAY[index].per_million)
}

/// What chance in visit `index` of somebody's day depends on.
pub(super) fn visit_key(index: usize, workday: &Workday) -> u64 {
    mix(workday.key ^ mix(index as u64))
}

/// Visit `index` of somebody's `day`, in `minute`, as a part of `session`.
fn visiting((index, session): (usize, u8), workday: &Workday, (day, minute): (i64, i64)) -> Flow {
    Flow {
        errand: DAY[index].errand,
        start: visit_start(index, minute, workday),
        actor: workday.person,
        subject: 0,
        key: visit_key(index, workday),
        day_key: workday.key,
        session,
        day: day as i32,
        behaviors: Behaviors::default(),
    }
}

/// When visit `index` of somebody's day begins, if it does so in `minute` at the place in the order
/// of arrival that the person has.
pub(super) fn visit_start(index: usize, minute: i64, workday: &Workday) -> i64 {
    start(minute, visit_key(index, workday))
}

/// What `rate` makes happen in `minute`, if there is anybody to do it.
fn errand(world: &World, volume: Volume, rate: &Rate, (minute, key): (i64, u64)) -> Option<Flow> {
    let users = u64::from(world.users().max(1));
    let anyone = |candidate: u64| 1 + (mix(key ^ 1).wrapping_add(mix(candidate)) % users) as u32;
    let admin =
        |candidate: u64| world.admin_number((mix(key ^ 2) as u32).wrapping_add(candidate as u32));
    let outsider = || world.users() + 1 + (mix(key ^ 3) % OUTSIDERS) as u32;
    let at_work = |number: u32| present(world, volume, number, minute);
    let an_admin = || (0..CANDIDATES_MAX).find_map(|candidate| at_work(admin(candidate)));
    let (doer, subject) = match rate.actor {
        Actor::Admin => (an_admin(), anyone(0)),
        Actor::AdminInPerson => (Some(an_admin()?), anyone(0)),
        Actor::AdminOnOutsider => (an_admin(), outsider()),
        Actor::Anyone => {
            let somebody = (0..CANDIDATES_MAX).find_map(|candidate| at_work(anyone(candidate)));
            (Some(somebody?), 0)
        }
        Actor::Machine => (None, anyone(0)),
        Actor::Stranger => (None, 0),
    };
    let doer = doer.unwrap_or_else(|| {
        let (person, session) = match rate.actor {
            Actor::Stranger => (anyone(0), NO_SESSION),
            // Whose token it is.
            _ => (world.admin_number(0), Flow::BY_TOKEN),
        };
        let (office, _) = seat_of(person);
        let (day, _) = local(minute, OFFICES[office].utc_offset_minutes);
        let day_key = mix(world.key() ^ mix(day as u64) ^ mix(u64::from(person)));
        Present { person, day, day_key, session }
    });
    let suspended =
        rate.errand == Errand::Leaver && mix(key ^ 4).is_multiple_of(LEAVERS_PER_SUSPENSION);
    Some(Flow {
        errand: if suspended { Errand::Suspension } else { rate.errand },
        start: start(minute, key),
        actor: doer.person,
        subject,
        key,
        day_key: doer.day_key,
        session: doer.session,
        day: doer.day as i32,
        behaviors: Behaviors::default(),
    })
}

/// When in its minute a flow begins.
fn start(minute: i64, key: u64) -> i64 {
    minute * 60_000 + (mix(key ^ 0x57a7) % 60_000) as i64
}

const KEEP: u64 = 0x6ee9;
/// How many people are asked whether they are at work, before nobody is.
const CANDIDATES_MAX: u64 = 12;
/// Of whom nothing is known, nobody's session is.
const NO_SESSION: u8 = 3;
const FRACTION_BITS: u32 = 16;
/// The attendance on which the rates are based, in a thousand.
const AVERAGE_ATTENDANCE: u128 = 700;
/// How many people have left or are yet to come.
const OUTSIDERS: u64 = 1 << 20;
