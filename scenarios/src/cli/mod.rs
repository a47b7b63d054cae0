//! The command line: `run`, `list`, `explain`, `meta`, `selftest`, `agree`.

mod agree;
mod args;
mod dispatch;
mod list;
mod meta;
mod run;
mod selftest;

pub use args::{Args, Command, Failure};
pub use dispatch::{Outcome, execute};
