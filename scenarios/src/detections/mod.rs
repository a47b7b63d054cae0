//! Published detection rules for the Okta System Log, implemented a second time: the oracle that
//! says whether an attack in a log can still be detected, and whether its look-alike stays silent.
//!
//! Written from the rules' own repositories and section 3 of the scenario facts. It reads raw
//! records of the System Log and nothing else: no line is shared with whatever made the records,
//! and no label can be read here.
//!
//! ```text
//!  record ── event ─▶ Event ─▶ Watch ── one instant at a time ─▶ detectors of the rules ─▶ Hit
//!                                       ├─ each      one event is enough
//!                                       ├─ windowed  events of one entity within a length of time
//!                                       └─ rules/*   pairs, sequences, first sights, absences
//! ```
//!
//! [`evaluate`] takes newline-delimited records; [`Watch`] takes one event after the other, in the
//! order of `published`, and keeps no more than the longest window of each rule. [`catalogue()`]
//! lists the rules with what they mean and where they come from.
//!
//! # Two readings
//!
//! A rule that looks at a length of time is scheduled somewhere, and what it sees depends on the
//! phase of that schedule. So every rule is read phase-free: *there is* a window of its length in
//! which its condition holds ([`Reading::AnyWindow`], an upper bound). A rule that cuts time into
//! bins itself is read that way too ([`Reading::Binned`]). Facts 3.1.
//!
//! # Readings of the rules
//!
//! | subject | reading |
//! |---|---|
//! | window | Half open, as bins are: of a length of 5 min, two events exactly 5 min apart are not in one window. A sequence's length includes both ends. |
//! | one instant | Events with the same `published` have no order; each rule sees all of them at once. An event that is fed twice at its instant counts once. |
//! | absent | Null, empty text and the text `null`; for sessions and device tokens also `unknown` and `-`. What is absent is nobody's and is never counted as a value. |
//! | success | `SUCCESS`; also `ALLOW` where the rule reads a normalized outcome (O1). |
//! | person | By `actor.id` or `actor.alternateId`, whichever the rule groups by. |
//! | hits | A hit lasts as long as the condition keeps holding for the entity, and carries what was in those windows. |
//! | variants | Where two published rules share a number, the plain id is the one that facts 3.5 relies on; the other has its repository in its id, such as `O48-SG`. |

mod behaviors;
mod bins;
mod catalogue;
mod detector;
mod each;
mod entity;
mod event;
mod history;
mod hit;
mod place;
mod report;
mod rule;
mod rules;
mod similarity;
mod slides;
mod tally;
mod value;
mod watch;
mod window;
mod windowed;

#[cfg(test)]
mod tests;

pub use behaviors::Behaviors;
pub use catalogue::{catalogue, rule};
pub use entity::{Entity, Facet};
pub use event::{Actor, Client, Event, FactorModes, Network, Target, Unusable, Word};
pub use history::{History, LastLogin};
pub use hit::{Hit, Reading};
pub use place::{Place, Point};
pub use report::{Report, evaluate, evaluate_after};
pub use rule::{Rule, Scope, Span};
pub use similarity::ratio;
pub use watch::{FeedError, Watch};
