//! Whether a connector comes back too early after a 429.

use super::claims::Claim;
use super::evidence::Request;
use super::verdict::Verdict;

/// No request before the time that a 429 named. Must be zero.
pub(super) fn claim(requests: &[Request]) -> Claim {
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
