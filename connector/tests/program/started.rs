//! Starting the program, and what it left.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// Runs `okta-connector` in `folder` with these variables and nothing else of ours.
pub(crate) fn run(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Output {
    run_with(folder, variables, args, b"")
}

pub(crate) fn run_with(
    folder: &Path,
    variables: &[(&str, &str)],
    args: &[&str],
    input: &[u8],
) -> Output {
    let mut child = start(folder, variables, args);
    // A program that refuses its arguments is gone before it has read anything.
    match child.stdin.take().unwrap().write_all(input) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.unwrap(),
    }
    child.wait_with_output().unwrap()
}

/// Starts `okta-connector`, and leaves it to whoever asks.
pub(crate) fn start(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_okta-connector"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
pub(crate) fn exits(output: &Output, code: i32) {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "stdout: {stdout}\nstderr: {stderr}");
}
