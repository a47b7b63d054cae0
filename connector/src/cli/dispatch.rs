//! Which command does what.

use super::args::{Args, Command, Quarantine};
use super::failure::Failure;
use super::{check, init, instruct, normalize, quarantine, run, status};
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
        Command::Quarantine(Quarantine::List(list)) => {
            quarantine::list(config, &environment, &list)
        }
        Command::Quarantine(Quarantine::Replay(replay)) => {
            quarantine::replay(config, &environment, &replay).await
        }
        Command::Resume(resume) => instruct::resume(config, &environment, &resume),
        Command::Run(run) => run::run(config, &environment, &run).await,
        Command::Status(status) => status::status(config, &environment, &status),
    }
}
