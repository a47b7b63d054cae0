//! The procedural log: what the org's people and machines do in a minute, as a pure function of
//! the seed, the configuration and the minute.
//!
//! ```text
//!  minute ─▶ Planner ──────────────▶ Plan ─────────────────▶ bytes
//!            roster: who arrives      flows: who does what    one event at a time,
//!            timetable: what then     steps: published,       only those that
//!            rates: what else         commit, ordinal         somebody reads
//!            jobs: machines' work
//! ```
//!
//! A plan costs as much as there are events in its minute, so any page of ninety days of a large
//! org is at hand in constant memory, and it is the same page in any process. An event belongs
//! to the minute in which its flow *begins*; its `published` is at most two minutes later, and
//! its commit at most [`CommitLag::HARD_MAX`] after that.
//!
//! What the older engine does not log falls away where a script is played; how it logs the rest is
//! decided where an event is written. [`targets`] says what a day has to come to.
//!
//! What is simplified: there is no daylight saving time, and holidays with a moving date are
//! working days.

mod behaviors;
mod context;
mod debug_data;
mod event;
mod faces;
pub(crate) mod flow;
pub(crate) mod flows;
mod holidays;
mod jobs;
mod json;
mod lag;
mod plan;
mod procedural;
mod roster;
mod scene;
mod sessions;
mod shape;
pub(crate) mod targets;
#[cfg(test)]
mod tests;
mod timeline;
mod timetable;
mod volume;

pub(crate) use self::behaviors::{Behaviors, Novelty, Success};
pub(crate) use self::flow::{Errand, Flow, Script, Step};
pub use self::lag::CommitLag;
pub(crate) use self::procedural::{Busyness, Procedural};
pub(crate) use self::roster::permute;
pub(crate) use self::scene::{Guise, Identity, Precedent, Scene, actor_of};
pub(crate) use self::timeline::{SharedHistory, Timeline, Touched};
pub(crate) use self::volume::Volume;
