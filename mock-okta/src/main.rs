//! The program `mock-okta`. See the library for what the org is.

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use mock_okta::cli::{
    Cli, Command, FaultsArgs, FidelityArgs, GenerateArgs, GenerateSettings, Settings, describe,
    generate, interrupted, serve,
};
use mock_okta::{attacks, faults, fidelity};
use rand::TryRng;
use rand::rngs::SysRng;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes; clap knows which stream each belongs to.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE));
        }
    };
    let args = match cli.command {
        Command::Attacks(args) => {
            return show(&if args.json { attacks::json() + "\n" } else { attacks::lines() });
        }
        Command::Describe(args) => {
            return match describe(&args) {
                Ok(text) => show(&text),
                Err(error) => fail(&error, USAGE),
            };
        }
        Command::Faults(args) => return show_faults(args),
        Command::Fidelity(args) => return show_fidelity(args),
        Command::Generate(args) => return make_history(*args),
        Command::Serve(args) => args,
    };
    let settings = match Settings::resolve(*args, u64::from(machine_chance() as u32)) {
        Ok(settings) => settings,
        Err(error) => return fail(&error, USAGE),
    };
    let admin_token = format!("{:016x}{:016x}", machine_chance(), machine_chance());
    match run(settings, admin_token) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error.as_ref(), COULD_NOT_RUN),
    }
}

fn make_history(args: GenerateArgs) -> ExitCode {
    let settings = match GenerateSettings::resolve(args, u64::from(machine_chance() as u32)) {
        Ok(settings) => settings,
        Err(error) => return fail(&error, USAGE),
    };
    match generate(&settings, &mut io::stdout().lock(), &mut io::stderr()) {
        Err(error) if !error.is_broken_pipe() => fail(&error, COULD_NOT_RUN),
        // Whoever reads only the first lines has what they want.
        _ => ExitCode::SUCCESS,
    }
}

fn show_faults(args: FaultsArgs) -> ExitCode {
    let catalogue = faults::catalogue();
    show(&match args {
        FaultsArgs { json: true, .. } => catalogue.json() + "\n",
        FaultsArgs { markdown: true, .. } => catalogue.markdown(),
        FaultsArgs { .. } => catalogue.lines(),
    })
}

fn show_fidelity(args: FidelityArgs) -> ExitCode {
    show(&match args {
        FidelityArgs { json: true, .. } => fidelity::json() + "\n",
        FidelityArgs { markdown: true, .. } => fidelity::markdown(),
        FidelityArgs { .. } => fidelity::lines(),
    })
}

fn show(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        // Whoever reads only the first lines has what they want.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => fail(&error, COULD_NOT_RUN),
        Ok(()) => ExitCode::SUCCESS,
    }
}

fn run(settings: Settings, admin_token: String) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (mut out, mut talk) = (io::stdout(), io::stderr());
        let talk = io::stderr().is_terminal().then_some(&mut talk as &mut (dyn Write + Send));
        let shutdown = async {
            if interrupted().await.is_err() {
                // Without signals the control plane still stops the mock.
                std::future::pending::<()>().await;
            }
        };
        Ok(serve(settings, admin_token, &mut out, talk, shutdown).await?)
    })
}

/// Chance from the machine: the two things that no seed may decide, the seed itself and the
/// token of an open control plane.
fn machine_chance() -> u64 {
    SysRng.try_next_u64().unwrap_or_default()
}

/// Prints an error with its causes, one a line.
fn fail(error: &(dyn Error + 'static), code: u8) -> ExitCode {
    let mut stderr = io::stderr();
    for mistake in error.to_string().lines() {
        let _ = writeln!(stderr, "mock-okta: {mistake}");
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = writeln!(stderr, "  caused by: {error}");
        cause = error.source();
    }
    ExitCode::from(code)
}

/// Exit codes, as every program of the project uses them.
const USAGE: u8 = 2;
const COULD_NOT_RUN: u8 = 3;
