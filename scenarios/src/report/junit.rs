//! JUnit XML: a suite a case, a test a claim.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::oracle::Verdict;
use crate::runner::Finished;

/// The report of a run.
///
/// # Errors
/// When it cannot be written as XML.
pub fn render(finished: &[Finished]) -> Result<String, SerializeError> {
    let mut report = Report::new("scenarios");
    for one in finished {
        let mut suite = TestSuite::new(format!("{} ({})", one.id, one.driver.name()));
        suite.set_time(one.took);
        for claim in &one.claims {
            let mut status = match claim.verdict {
                Verdict::Pass => TestCaseStatus::success(),
                Verdict::Na => TestCaseStatus::skipped(),
                Verdict::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
                Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
            };
            if claim.verdict != Verdict::Pass {
                status.set_message(claim.detail.as_str());
            }
            let mut test = TestCase::new(claim.id, status);
            test.set_classname(one.id.as_str());
            suite.add_test_case(test);
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}
