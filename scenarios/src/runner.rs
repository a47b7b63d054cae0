//! Cases → results: run, judge, in parallel, in order.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use clock::Clock;

use crate::case::{Case, DriverKind};
use crate::drivers::{exec, inproc};
use crate::oracle::{Claim, Tallies, Verdict, judge};

/// One case under one driver.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The case.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it was run.
    pub driver: DriverKind,
    /// The worst of its claims.
    pub verdict: Verdict,
    /// What was claimed.
    pub claims: Vec<Claim>,
    /// The numbers.
    pub tallies: Tallies,
    /// Real time.
    pub took: Duration,
    /// One line an observation.
    pub trace: Vec<String>,
}

/// How cases are run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Cases at a time.
    pub jobs: usize,
    /// Failures after which no further case is started.
    pub failures_max: Option<usize>,
    /// Whom to test in virtual time.
    pub subject: inproc::Subject,
    /// Where the programs are, for [`DriverKind::Exec`].
    pub programs: PathBuf,
}

impl Plan {
    /// Runs `cases`, each under its driver, and reports each as it ends. The results come back
    /// in the order of the cases.
    pub fn run(
        &self,
        cases: &[(Case, DriverKind)],
        report: impl Fn(&Finished) + Sync,
    ) -> Vec<Finished> {
        let next = AtomicUsize::new(0);
        let failures = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let results: Mutex<Vec<Option<Finished>>> = Mutex::new(vec![None; cases.len()]);
        std::thread::scope(|scope| {
            for _ in 0..self.jobs.clamp(1, JOBS_MAX) {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        let Some((case, driver)) = cases.get(number) else { return };
                        if stop.load(Ordering::SeqCst) {
                            return;
                        }
                        let finished = self.one(case, *driver);
                        report(&finished);
                        if finished.verdict == Verdict::Fail {
                            let failed = failures.fetch_add(1, Ordering::SeqCst) + 1;
                            if self.failures_max.is_some_and(|max| failed >= max) {
                                stop.store(true, Ordering::SeqCst);
                            }
                        }
                        if let Ok(mut results) = results.lock() {
                            results[number] = Some(finished);
                        }
                    }
                });
            }
        });
        results.into_inner().unwrap_or_default().into_iter().flatten().collect()
    }

    /// Runs and judges one case. A case that cannot be run has one claim, which says why.
    pub fn one(&self, case: &Case, driver: DriverKind) -> Finished {
        let clock = Clock::real();
        let started = clock.now();
        let run = match driver {
            DriverKind::Inproc => inproc::run(case, self.subject),
            DriverKind::Exec => exec::run(case, &self.programs),
        };
        let (claims, tallies, trace) = match run {
            Ok(run) => {
                let mut expect = case.expect.clone();
                let own = case.setup(driver).and_then(|setup| setup.duplicates_max);
                expect.duplicates_max = own.unwrap_or(expect.duplicates_max);
                let (claims, tallies) = judge(&run.evidence, &run.obligation, &expect);
                (claims, tallies, run.trace)
            }
            Err(error) => {
                let detail = error.to_string();
                let claim = Claim { id: "run", verdict: Verdict::Fail, detail };
                (vec![claim], Tallies::default(), Vec::new())
            }
        };
        Finished {
            id: case.id.clone(),
            title: case.title.clone(),
            driver,
            verdict: claims.iter().map(|claim| claim.verdict).max().unwrap_or_default(),
            claims,
            tallies,
            took: clock.now().since(started),
            trace,
        }
    }
}

/// More threads than this help nobody.
const JOBS_MAX: usize = 64;
