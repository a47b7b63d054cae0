//! How a connector treats the org: whether it comes back too early, hammers it, or talks to
//! somebody else. From the org's own ledger.

use std::time::Duration;

use clock::Timestamp;

use super::claims::Claim;
use super::evidence::{Evidence, Request};
use super::verdict::Verdict;

/// No request before the time that a 429 named. Must be zero.
pub(super) fn early(requests: &[Request]) -> Claim {
    let mut welcome_at = None;
    let mut told = 0;
    let mut early = 0;
    for request in requests {
        if let (Some(welcome), Some(at)) = (welcome_at, request.at)
            && at < welcome
        {
            early += 1;
        }
        if request.welcome_at.is_some() {
            told += 1;
            welcome_at = welcome_at.max(request.welcome_at);
        }
    }
    if told == 0 {
        return Claim::new("rate-limit/early", Verdict::Na, "no 429 said when to come back");
    }
    Claim::new(
        "rate-limit/early",
        Verdict::of(early == 0),
        format!("{early} requests before their time, after {told} answers that named one"),
    )
}

/// After an answer that is no page the org is left alone for a moment, whatever the answer says.
/// A connector that was killed knows nothing of it, and one that gives up a page goes on.
pub(super) fn spacing(evidence: &Evidence) -> Claim {
    let mut failed = 0;
    let mut hasty = 0;
    for pair in evidence.requests.windows(2) {
        let (Some(answered), Some(next)) = (pair[0].answered_at.or(pair[0].at), pair[1].at) else {
            continue;
        };
        let excused = evidence.sightings.iter().any(|sighting| {
            matches!(sighting.what, "crash" | "poison-page")
                && (answered..=next).contains(&sighting.at)
        });
        if !pair[0].valid && !excused {
            failed += 1;
            hasty += u64::from(next.since(answered) < SPACING_MIN);
        }
    }
    if failed == 0 {
        return Claim::new("rate-limit/spacing", Verdict::Na, "no attempt failed");
    }
    Claim::new(
        "rate-limit/spacing",
        Verdict::of(hasty == 0),
        format!("{hasty} of {failed} failed attempts were repeated at once"),
    )
}

/// Each pause comes after five failed attempts in a row, or after three refusals of credentials.
pub(super) fn before_pauses(evidence: &Evidence) -> Claim {
    let pauses = evidence.sightings.iter().filter(|sighting| sighting.what == "paused");
    let mut wrong = Vec::new();
    let mut count = 0;
    for pause in pauses {
        count += 1;
        let failures = failures_before(&evidence.requests, pause.at);
        let refused = failures.iter().all(|request| matches!(request.status, Some(401 | 403)));
        let expected = if refused { 3 } else { 5 };
        if failures.len() != expected {
            wrong.push(format!("{} after {}", pause.at, failures.len()));
        }
    }
    if count == 0 {
        return Claim::new("pause/failures", Verdict::Na, "there was no pause");
    }
    let detail = if wrong.is_empty() {
        format!("{count} pauses, each after as many failures as it takes")
    } else {
        wrong.join(", ")
    };
    Claim::new("pause/failures", Verdict::of(wrong.is_empty()), detail)
}

/// The failed requests in a row before `at`. What comes in a pause is a probe, and the resume
/// after it starts the count anew.
fn failures_before(requests: &[Request], at: Timestamp) -> Vec<&Request> {
    let before = requests.iter().rev().skip_while(|request| request.at > Some(at));
    let mut failures: Vec<&Request> = Vec::new();
    for request in before {
        let gap = failures
            .last()
            .and_then(|later| Some(later.at?.since(request.answered_at.or(request.at)?)));
        if request.valid || gap.is_some_and(|gap| gap > ATTEMPT_GAP_MAX) {
            break;
        }
        failures.push(request);
    }
    failures
}

/// Credentials go to the org and nowhere else.
pub(super) fn foreign(evidence: &Evidence) -> Claim {
    let foreign = evidence.sightings.iter().filter(|one| one.what == FOREIGN).count();
    Claim::new(
        "requests/foreign",
        Verdict::of(foreign == 0),
        format!("{foreign} requests to another host"),
    )
}

/// A request that leaves the org.
pub(crate) const FOREIGN: &str = "foreign-request";

/// The least time between a failed attempt and the next one.
const SPACING_MIN: Duration = Duration::from_secs(1);

/// The most time between two attempts that belong together: the longest backoff, or the longest
/// time-out and a wait.
const ATTEMPT_GAP_MAX: Duration = Duration::from_mins(8);
