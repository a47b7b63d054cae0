use std::num::NonZeroUsize;
use std::sync::LazyLock;

use crate::MockOkta;
use crate::world::Engine;

use super::{Report, day_of};

/// What the documents are made of.
static REPORT: LazyLock<Report> = LazyLock::new(|| report(Engine::Oie));
static CLASSIC: LazyLock<Report> = LazyLock::new(|| report(Engine::Classic));

fn report(engine: Engine) -> Report {
    let jobs = NonZeroUsize::new(2).unwrap();
    Report::of((Report::SEED, Report::USERS, engine), Report::day(), jobs).unwrap()
}

/// What the org does not have: people who sign in on a phone.
const NOT_THERE: [&str; 2] = ["Android", "iOS"];

const ANEW: &str = "make it anew, as its first lines say";

#[test]
fn the_document_says_what_is_measured() {
    assert!(REPORT.markdown() == include_str!("../../../docs/TRAFFIC.md"), "{ANEW}");
    assert!(REPORT.svg() == include_str!("../../../docs/traffic.svg"), "{ANEW}");
}

#[test]
fn the_traffic_is_what_it_is_held_to() {
    let sections = [&*REPORT, &*CLASSIC].into_iter().flat_map(|report| &report.sections);
    let rows = sections.flat_map(|section| &section.rows);
    let wrong: Vec<_> = rows.filter(|row| row.holds == NOT_THERE.contains(&row.name)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_counted_twice_or_left_out() {
    let report = &*REPORT;
    assert_eq!(report.hours.iter().sum::<u64>(), report.events);
    assert_eq!(report.sizes.iter().sum::<u64>(), report.events);
    assert_eq!(report.types.iter().map(|(_, count)| count).sum::<u64>(), report.events);
    // The day is the fourth of its week.
    assert_eq!(report.week[3], report.events);
    let shares = report.sections[0].rows.iter().map(|row| row.measured.unwrap()).sum::<f64>();
    assert!((shares - 100.0).abs() < 1e-9, "{shares}");
}

#[test]
fn a_day_is_told_as_it_is() {
    let person = 382;
    let told = day_of(MockOkta::builder().seed(Report::SEED), person, Report::day()).unwrap();
    assert!(told == include_str!("../../../docs/A-DAY.md"), "{ANEW}");
}

/// One push in several hundred is denied; only the older engine has a type for it.
#[test]
fn a_denied_push_has_a_type_of_its_own_in_classic() {
    let denied = |report: &Report| {
        report.types.iter().any(|(name, _)| name == "user.mfa.okta_verify.deny_push")
    };
    assert!(denied(&CLASSIC) && !denied(&REPORT));
}
