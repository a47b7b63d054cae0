//! `run`.

use std::io::Write;
use std::path::PathBuf;

use super::Outcome;
use super::args::{Args, Failure, Run};
use crate::case::{self, Case, DriverKind};
use crate::drivers::inproc::Subject;
use crate::oracle::Verdict;
use crate::report;
use crate::runner::{Finished, Plan};

pub(super) fn run(args: &Args, run: &Run) -> Result<Outcome, Failure> {
    let folder = args.folder();
    let mut cases = case::find(&folder, &run.patterns)?;
    if let Some(seed) = run.seed {
        for case in &mut cases {
            case.seed = seed;
        }
    }
    let cases = for_driver(cases, run.driver)?;
    let plan = Plan {
        jobs: run.jobs.unwrap_or_else(|| default_jobs(run.driver)),
        failures_max: run.max_failures,
        subject: Subject::Connector,
        programs: match &run.programs {
            Some(folder) => folder.clone(),
            None => own_folder()?,
        },
    };
    let finished = plan.run(&cases, |finished| {
        // There is nowhere left to say that this cannot be written.
        let _ = report::human::case(&mut std::io::stdout().lock(), finished, run.verbose);
    });
    let mut out = std::io::stdout().lock();
    report::human::summary(&mut out, &finished, cases.len())
        .map_err(Failure::io("standard output is closed"))?;
    if let Some(path) = &run.junit {
        let text = report::junit::render(&finished)
            .map_err(|error| Failure::Usage(format!("the JUnit report: {error}")))?;
        std::fs::write(path, text).map_err(Failure::io(path.display().to_string()))?;
    }
    if let Some(path) = &run.trace {
        write_trace(path, &finished)?;
    }
    Ok(outcome(&finished))
}

/// The cases that `driver` can run.
fn for_driver(cases: Vec<Case>, driver: DriverKind) -> Result<Vec<(Case, DriverKind)>, Failure> {
    let cases: Vec<_> = cases
        .into_iter()
        .filter(|case| case.setup(driver).is_some())
        .map(|case| (case, driver))
        .collect();
    if cases.is_empty() {
        let what = format!("none of these cases is for the driver `{}`", driver.name());
        return Err(Failure::Usage(what));
    }
    Ok(cases)
}

/// Real time is shared: two cases at once would slow each other down.
fn default_jobs(driver: DriverKind) -> usize {
    match driver {
        DriverKind::Exec => 1,
        DriverKind::Inproc => std::thread::available_parallelism().map_or(1, usize::from),
    }
}

fn own_folder() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe().map_err(Failure::io("where this program is"))?;
    Ok(own.parent().map(PathBuf::from).unwrap_or_default())
}

fn write_trace(path: &std::path::Path, finished: &[Finished]) -> Result<(), Failure> {
    let what = path.display().to_string();
    let file = std::fs::File::create(path).map_err(Failure::io(what.clone()))?;
    let mut out = std::io::BufWriter::new(file);
    let written = finished.iter().try_for_each(|finished| {
        let id = &finished.id;
        finished.trace.iter().try_for_each(|line| writeln!(out, "{id} {line}"))?;
        finished.claims.iter().try_for_each(|claim| {
            writeln!(out, "{id} {} {} {}", claim.id, claim.verdict.name(), claim.detail)
        })
    });
    written.and_then(|()| out.flush()).map_err(Failure::io(what))
}

fn outcome(finished: &[Finished]) -> Outcome {
    match finished.iter().map(|finished| finished.verdict).max() {
        Some(Verdict::Fail) | None => Outcome::Fails,
        Some(Verdict::Inconclusive) => Outcome::Inconclusive,
        Some(Verdict::Pass | Verdict::Na) => Outcome::Holds,
    }
}
