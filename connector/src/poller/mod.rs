//! The plan of one connection, without I/O: a plain value that is told what happened and says
//! what to do. Time is an argument, chance comes from a seed.
//!
//! ```text
//!              next(now)                     observe(now, outcome)
//!  Poller ───────────────▶ Command ─▶ driver ──────────────────────▶ Poller
//! ```
//!
//! `machine` holds the state and decides what is next; `response` decides what a response
//! means, `failure` what a failed attempt costs. `budget` follows the rate limit, `backoff`
//! spaces attempts, `links` knows where a stream may go on. Nothing here sends, sleeps, stores
//! or prints.

mod backoff;
mod budget;
mod command;
mod failure;
mod links;
mod machine;
mod policy;
mod response;

pub use command::{Command, Finish, OVERLAP, Outcome, PageDecision, PageFacts};
pub use links::fresh as fresh_link;
pub use machine::Poller;
pub use policy::{Interval, Policy};

#[cfg(test)]
mod tests;
