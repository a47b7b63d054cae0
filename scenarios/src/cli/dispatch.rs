//! Which command does what.

use super::args::{Args, Command, Failure};
use super::{agree, list, meta, run, selftest};

/// Runs one command; `true` when everything holds.
///
/// # Errors
/// With a message and the exit code.
pub fn execute(args: &Args) -> Result<Outcome, Failure> {
    match &args.command {
        Command::Agree(agree) => agree::agree(agree),
        Command::Explain(explain) => list::explain(args, explain),
        Command::List => list::list(args),
        Command::Meta(meta) => meta::meta(args, meta),
        Command::Run(run) => run::run(args, run),
        Command::Selftest => selftest::selftest(args),
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything holds.
    Holds,
    /// Something does not.
    Fails,
    /// Nothing can be said.
    Inconclusive,
}
