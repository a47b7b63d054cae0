//! The oracle: outside both systems, from the org's own log and from what came out.
//!
//! ```text
//!  log of the org ─ reference ─▶ what ought to be published, excluded, quarantined ─┐
//!  sink output, quarantine, requests, what the connector said ──────────────────────┴▶ claims
//! ```
//!
//! Each claim has a stable id and a verdict of its own; the case has the worst of them.

mod claims;
mod evidence;
mod hazard;
mod judge;
mod manners;
mod output;
mod verdict;

pub use claims::{Claim, Tallies};
pub use evidence::{Evidence, Obligation, Quarantined, Record, Request, Sighting};
pub use hazard::Hazard;
pub use judge::judge;
pub use verdict::Verdict;

pub(crate) use manners::FOREIGN;

#[cfg(test)]
mod tests;
