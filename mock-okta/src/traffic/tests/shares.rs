//! What a working day is made of, how it goes wrong, how large it is and how it is spread, held to
//! scenario facts 4.

use std::sync::LazyLock;

use clock::Seed;

use super::day::{Day, hold};
use super::{THURSDAY, traffic};
use crate::traffic::flow::Errand;
use crate::traffic::lag::CommitLag;
use crate::traffic::plan::Planner;
use crate::traffic::procedural::Busyness;
use crate::traffic::shape::{MINUTES_PER_DAY, attendance_per_mille};
use crate::traffic::targets::{
    ACTORS, FAILURES, NON_USER, NON_USER_OIE, PEAKS, PER_PERSON_OIE, SHARES_OIE, SIZES_OIE, WEEK,
};
use crate::traffic::timeline::SharedHistory;
use crate::traffic::volume::Volume;
use crate::world::World;

/// Large enough that what happens to one in a thousand can be counted.
static DAY: LazyLock<Day> = LazyLock::new(|| Day::of(&traffic(29, 16_000, Busyness::Usual)));

#[test]
fn every_group_of_events_has_its_share() {
    let day = &*DAY;
    let share = |name: &str| day.groups[name] as f64 * 100.0 / day.events as f64;
    hold("share", &SHARES_OIE, share);
}

#[test]
fn everybody_causes_so_much() {
    let day = &*DAY;
    hold("per person", &PER_PERSON_OIE, |name| match name {
        "all" => day.events as f64 / day.people(),
        _ => day.of_people[name] as f64 / day.people(),
    });
}

#[test]
fn what_is_nobody_s_day_has_its_mix() {
    let day = &*DAY;
    let all: u64 = day.businesses.values().sum();
    hold("all", &[NON_USER_OIE], |_| all as f64 * 100.0 / day.events as f64);
    hold("business", &NON_USER, |name| {
        day.businesses.get(name).copied().unwrap_or_default() as f64 * 100.0 / all as f64
    });
}

#[test]
fn people_the_org_and_apps_act() {
    let day = &*DAY;
    hold("actor", &ACTORS, |name| day.actors[name] as f64 * 100.0 / day.events as f64);
}

#[test]
fn so_much_goes_wrong() {
    hold("failure", &FAILURES, |name| DAY.failure(name));
}

#[test]
fn events_are_as_large_as_real_ones() {
    hold("size", &SIZES_OIE, |name| DAY.size(name));
}

#[test]
fn a_week_has_its_days() {
    let monday = THURSDAY / MINUTES_PER_DAY - 3;
    let people = |day: i64| attendance_per_mille(0, day) as f64;
    let thursday = people(monday + 3);
    let days: Vec<&str> = WEEK.iter().map(|target| target.name).collect();
    hold("attendance", &WEEK, |name| {
        people(monday + days.iter().position(|day| *day == name).unwrap() as i64) / thursday
    });
}

#[test]
fn one_site_has_a_sharper_morning_than_many() {
    let seed = Seed::new(3);
    let world = World::new(&seed, 20_000);
    let planner =
        Planner::new(&seed, CommitLag::default(), Volume::default(), SharedHistory::default());
    let (mut site, mut regions) = ([0_u32; 24], [0_u32; 24]);
    for minute in THURSDAY..THURSDAY + MINUTES_PER_DAY {
        let plan = planner.plan(&world, minute);
        let hour = ((minute - THURSDAY) / 60) as usize;
        for flow in plan.flows.iter().filter(|flow| flow.errand == Errand::SignIn) {
            regions[hour] += 1;
            site[hour] += u32::from(world.resident(flow.actor).office == 0);
        }
    }
    let peak = |hours: &[u32; 24]| {
        f64::from(*hours.iter().max().unwrap()) * 24.0 / f64::from(hours.iter().sum::<u32>())
    };
    hold("peak", &PEAKS, |name| peak(if name == "one site" { &site } else { &regions }));
}
