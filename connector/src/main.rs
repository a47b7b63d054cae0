//! `okta-connector`: what was typed, the environment, a runtime, and how it ended.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use connector::cli::{self, Args, Failure};
use connector::config::Environment;
use connector::exit::Exit;

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(cli::execute(args, environment()));
            // A write that blocks must not keep the process alive.
            runtime.shutdown_timeout(LEFTOVERS_DEADLINE);
            outcome
        }
        Err(error) => Err(Failure::Process(format!("the runtime cannot start: {error}"))),
    };
    outcome.map_or_else(|failure| report(&failure), Exit::into)
}

/// Prints the chain of causes, once.
fn report(failure: &Failure) -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    // There is nowhere left to say that this cannot be written.
    let _ = writeln!(stderr, "error: {failure}");
    let mut source = std::error::Error::source(failure);
    while let Some(error) = source {
        let _ = writeln!(stderr, "  caused by: {error}");
        source = error.source();
    }
    failure.exit().into()
}

#[expect(clippy::disallowed_methods, reason = "this is where the environment comes in")]
fn environment() -> Environment {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// How long writes that outlive their connection may take.
const LEFTOVERS_DEADLINE: Duration = Duration::from_secs(1);

/// Connections wait most of the time.
const WORKERS: usize = 2;
