//! The command line: what was typed, as types, and one module a command.
//!
//! Standard output is data, standard error is talk. Nothing here decides anything about
//! events or polling.

mod args;
mod check;
mod failure;
mod init;
mod instruct;
mod normalize;
mod open;
mod records;
mod run;
mod status;

pub use args::{Args, Command};
pub use failure::Failure;

use crate::config::Environment;
use crate::exit::Exit;

/// Runs one command.
///
/// # Errors
/// With the message and the exit code.
pub async fn execute(args: Args, environment: Environment) -> Result<Exit, Failure> {
    let config = args.config.as_deref();
    match args.command {
        Command::Check => check::check(config, &environment),
        Command::Disable(target) => instruct::disable(config, &environment, &target),
        Command::Enable(target) => instruct::enable(config, &environment, &target),
        Command::Init(init) => init::init(config, &init),
        Command::Normalize(normalize) => normalize::normalize(&normalize),
        Command::Pause(target) => instruct::pause(config, &environment, &target),
        Command::Resume(resume) => instruct::resume(config, &environment, &resume),
        Command::Run(run) => run::run(config, &environment, &run).await,
        Command::Status(status) => status::status(config, &environment, &status),
    }
}

#[cfg(test)]
mod tests;
