//! How a day and a week are spread, held to scenario facts 4.4. What a day is made of is held to
//! them where it is described.

use clock::Seed;

use super::THURSDAY;
use crate::traffic::flow::Errand;
use crate::traffic::lag::CommitLag;
use crate::traffic::plan::Planner;
use crate::traffic::shape::{MINUTES_PER_DAY, attendance_per_mille};
use crate::traffic::targets::{PEAKS, Target, WEEK};
use crate::traffic::timeline::SharedHistory;
use crate::traffic::volume::Volume;
use crate::world::World;

/// Holds every one of `targets` to what `measure` says, and tells of all that do not hold.
fn hold(targets: &[Target], measure: impl Fn(&str) -> f64) {
    let measured = targets.iter().map(|target| (target, measure(target.name)));
    let wrong: Vec<_> = measured.filter(|(target, measured)| !target.holds(*measured)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_week_has_its_days() {
    let monday = THURSDAY / MINUTES_PER_DAY - 3;
    let people = |day: i64| attendance_per_mille(0, day) as f64;
    let thursday = people(monday + 3);
    let days: Vec<&str> = WEEK.iter().map(|target| target.name).collect();
    hold(&WEEK, |name| {
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
    hold(&PEAKS, |name| peak(if name == "one site" { &site } else { &regions }));
}
