//! The benign morning peak of facts 3.4: rules about people stay silent, rules about sources and
//! the tenant do not.

use std::collections::BTreeSet;

use clock::{Draw, Seed};

use super::sketch::{HOUR, SECOND, Sketch, sketch};
use super::traffic::{Engine, attempt, measured};

/// The hour of the peak: 70 % of the people are active, with 1.3 logins each, a quarter of them
/// in this hour; 60 % are behind up to 40 offices of sizes 1/rank, the others at
/// home. Of the logins
/// `per_mille` begin with a wrong password, and each retry is wrong in a quarter of the cases.
fn peak(people: usize, per_mille: u32, engine: Engine, seed: u64) -> Vec<Sketch> {
    let mut draw = Seed::new(seed).child("morning peak").draw();
    let offices = (people / 50).min(40);
    let logins = people * 7 * 13 / 400;
    (0..logins).flat_map(|_| login(people, offices, per_mille, engine, &mut draw)).collect()
}

fn login(
    people: usize,
    offices: usize,
    per_mille: u32,
    engine: Engine,
    draw: &mut Draw,
) -> Vec<Sketch> {
    let user = draw.below(people as u64) as usize;
    let mut at = draw.below(HOUR as u64) as i64;
    let in_office = draw.chance(600_000);
    let ip = if in_office { office(offices, draw) } else { 10_000 + user };
    let mut wrong = draw.chance(per_mille * 1_000);
    let mut all = Vec::new();
    while wrong {
        let typed = attempt(engine, at, user, ip);
        all.extend(typed.into_iter().map(|it| it.debug("dtHash", format!("d{user}"))));
        at += draw.between(6, 25) as i64 * SECOND;
        wrong = draw.chance(250_000);
    }
    all.push(sketch("user.session.start", at).user(user).ip(ip));
    all
}

/// An office, with a chance of one over its rank.
fn office(offices: usize, draw: &mut Draw) -> usize {
    let total: f64 = (1..=offices).map(|rank| 1.0 / rank as f64).sum();
    let mut left = draw.unit() * total;
    for rank in 1..offices {
        left -= 1.0 / rank as f64;
        if left < 0.0 {
            return rank;
        }
    }
    offices
}

/// Which rules fire in which of the runs: in all, and in any.
fn fired(people: usize, per_mille: u32, engine: Engine) -> [BTreeSet<&'static str>; 2] {
    let runs = [1, 2, 3].map(|seed| measured(&peak(people, per_mille, engine, seed)));
    let in_any: BTreeSet<_> = runs.iter().flatten().copied().collect();
    let in_all = in_any.iter().copied().filter(|rule| runs.iter().all(|run| run.contains(rule)));
    [in_all.collect(), in_any]
}

#[test]
fn a_small_org_is_silent() {
    for engine in [Engine::Classic, Engine::Identity] {
        for per_mille in [10, 50] {
            let [_, in_any] = fired(500, per_mille, engine);
            assert_eq!(in_any, BTreeSet::new(), "{engine:?} {per_mille}");
        }
    }
}

#[test]
fn a_large_org_fires_the_rules_about_sources_and_the_tenant() {
    // The rows of 10,000 users with 3 % and 5 %: what the table has in all runs fires in all
    // runs, and nothing fires that the table does not have.
    let (classic, identity) = (Engine::Classic, Engine::Identity);
    for (per_mille, engine, always, sometimes) in [
        (30, classic, &["O17", "O20"][..], &[][..]),
        (30, identity, &["O16", "O17", "O20"], &[]),
        (50, classic, &["O17", "O20"], &["O16", "O21"]),
        (50, identity, &["O16", "O17", "O20"], &["O21"]),
    ] {
        let [in_all, in_any] = fired(10_000, per_mille, engine);
        let at_most: BTreeSet<_> = always.iter().chain(sometimes).copied().collect();
        assert!(always.iter().all(|rule| in_all.contains(rule)), "{engine:?} {in_all:?}");
        assert!(in_any.is_subset(&at_most), "{engine:?} {per_mille}: {in_any:?}");
    }
}
