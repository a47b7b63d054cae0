//! The command line: what was typed, as types, and one module a command.
//!
//! Standard output is data, standard error is talk. Nothing here decides anything about
//! events or polling.

mod args;
mod check;
mod dispatch;
mod failure;
mod init;
mod instruct;
mod normalize;
mod open;
mod quarantine;
mod run;
mod status;
mod target;
mod visible;

pub use args::{Args, Command};
pub use dispatch::execute;
pub use failure::Failure;

#[cfg(test)]
mod tests;
