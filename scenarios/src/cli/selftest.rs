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
        let cases = case::find(&folder, &[glob::Pattern::escape(bug.caught_by())])?;
        let Some(case) = cases.first() else { continue };
        let (caught, how) = caught(case, bug);
        all_caught &= caught;
        let end = if caught { "caught" } else { "SURVIVED" };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{:26} {:22} {how:24} {end}", bug.name(), case.id)
            .map_err(Failure::io("standard output is closed"))?;
    }
    Ok(if all_caught { Outcome::Holds } else { Outcome::Fails })
}

/// Whether `case` catches `bug`: the plain connector passes without it and fails with it.
fn caught(case: &Case, bug: Bug) -> (bool, String) {
    let run = |subject| {
        let plan = Plan { jobs: 1, failures_max: None, subject, programs: PathBuf::new() };
        plan.one(case, DriverKind::Inproc)
    };
    let control = run(Subject::Naive(None));
    if let Some(claim) = control.claims.iter().find(|claim| claim.verdict == Verdict::Fail) {
        return (false, format!("fails without the mistake too: {}", claim.id));
    }
    let mutant = run(Subject::Naive(Some(bug)));
    match mutant.claims.iter().find(|claim| claim.verdict == Verdict::Fail) {
        Some(claim) => {
            let detail = claim.detail.split(':').next().unwrap_or_default();
            (true, format!("{} {detail}", claim.id))
        }
        None => (false, "every claim holds".to_owned()),
    }
}
