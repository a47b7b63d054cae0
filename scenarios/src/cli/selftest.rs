//! `selftest`: is the harness able to see what it is there for?

use std::io::Write;
use std::path::PathBuf;

use super::Outcome;
use super::args::{Args, Failure};
use crate::case::{self, Case, DriverKind};
use crate::drivers::inproc::Subject;
use crate::mutants::Bug;
use crate::oracle::Verdict;
use crate::runner::Plan;

pub(super) fn selftest(args: &Args) -> Result<Outcome, Failure> {
    let folder = args.folder();
    let mut all_caught = true;
    for bug in Bug::ALL {
        let (id, claim) = bug.caught_by();
        let cases = case::find(&folder, &[glob::Pattern::escape(id)])?;
        let caught_here = |case| caught(case, bug, claim);
        let (caught, how) =
            cases.first().map_or_else(|| (false, "there is no such case".to_owned()), caught_here);
        all_caught &= caught;
        let end = if caught { "caught" } else { "SURVIVED" };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{:26} {id:24} {how:28} {end}", bug.name())
            .map_err(Failure::io("standard output is closed"))?;
    }
    Ok(if all_caught { Outcome::Holds } else { Outcome::Fails })
}

/// Whether `claim` of `case` catches `bug`: the plain connector passes without it and fails
/// with it.
fn caught(case: &Case, bug: Bug, claim: &str) -> (bool, String) {
    let run = |subject| {
        let plan = Plan { jobs: 1, failures_max: None, subject, programs: PathBuf::new() };
        plan.one(case, DriverKind::Inproc)
    };
    let control = run(Subject::Naive(None));
    if let Some(claim) = control.claims.iter().find(|claim| claim.verdict == Verdict::Fail) {
        return (false, format!("fails without the mistake too: {}", claim.id));
    }
    let mutant = run(Subject::Naive(Some(bug)));
    match mutant.claims.iter().find(|one| one.id == claim && one.verdict == Verdict::Fail) {
        Some(claim) => {
            let detail = claim.detail.split([':', ' ']).next().unwrap_or_default();
            (true, format!("{} {detail}", claim.id))
        }
        None => (false, format!("{claim} holds")),
    }
}
