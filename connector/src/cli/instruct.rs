//! `pause`, `resume`, `disable`, `enable`: what a person tells a running process.

use std::io::Write;
use std::path::Path;

use clock::Clock;

use super::args::{Resume, Target};
use super::failure::Failure;
use super::{open, target};
use crate::config::{Environment, Need};
use crate::cursor::Instruction;
use crate::exit::Exit;

pub(super) fn pause(
    path: Option<&Path>,
    environment: &Environment,
    target: &Target,
) -> Result<Exit, Failure> {
    instruct(path, environment, target, Instruction::Pause)
}

pub(super) fn disable(
    path: Option<&Path>,
    environment: &Environment,
    target: &Target,
) -> Result<Exit, Failure> {
    instruct(path, environment, target, Instruction::Disable)
}

pub(super) fn enable(
    path: Option<&Path>,
    environment: &Environment,
    target: &Target,
) -> Result<Exit, Failure> {
    instruct(path, environment, target, Instruction::Enable)
}

pub(super) fn resume(
    path: Option<&Path>,
    environment: &Environment,
    resume: &Resume,
) -> Result<Exit, Failure> {
    let what = if resume.now { Instruction::ResumeFromNow } else { Instruction::Resume };
    instruct(path, environment, &resume.target, what)
}

fn instruct(
    path: Option<&Path>,
    environment: &Environment,
    chosen: &Target,
    instruction: Instruction,
) -> Result<Exit, Failure> {
    let config = open::config(path, environment, Need::State)?;
    let state = open::state(&config.state)?;
    let now = Clock::real().now();
    for connection in target::connections(&config, chosen)? {
        let name = &connection.name;
        state.instruct(name, instruction, now)?;
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{name}: `{}` takes effect within two seconds, or when `run` is started",
            instruction.name()
        )
        .map_err(|source| Failure::Io { what: "standard output is closed", source })?;
    }
    Ok(Exit::Ok)
}
