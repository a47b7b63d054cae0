//! `scenarios`: what was typed, what came of it, and an exit code.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use scenarios::cli::{self, Args, Outcome};

fn main() -> ExitCode {
    match cli::execute(&Args::parse()) {
        Ok(Outcome::Holds) => ExitCode::SUCCESS,
        Ok(Outcome::Fails) => ExitCode::from(1),
        Ok(Outcome::Inconclusive) => ExitCode::from(3),
        Err(failure) => {
            let mut stderr = std::io::stderr().lock();
            // There is nowhere left to say that this cannot be written.
            let _ = writeln!(stderr, "error: {failure}");
            if let Some(source) = std::error::Error::source(&failure) {
                let _ = writeln!(stderr, "  caused by: {source}");
            }
            ExitCode::from(failure.code())
        }
    }
}
