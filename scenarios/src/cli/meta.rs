//! `meta`: is one seed one run? Without that no other failure could be looked into, so this is
//! asked first.

use std::io::Write;
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::Outcome;
use super::args::{Args, Failure, Meta};

pub(super) fn meta(args: &Args, meta: &Meta) -> Result<Outcome, Failure> {
    let own = std::env::current_exe().map_err(Failure::io("where this program is"))?;
    let folder = tempfile::tempdir().map_err(Failure::io("a folder for traces"))?;
    let mut traces = Vec::new();
    for name in ["one", "other"] {
        let path = folder.path().join(name);
        let status = Command::new(&own)
            .arg("--cases")
            .arg(args.folder())
            .arg("run")
            .args(&meta.patterns)
            .arg("--trace")
            .arg(&path)
            .stdout(Stdio::null())
            .status()
            .map_err(Failure::io("this program cannot be run again"))?;
        if status.code() == Some(2) {
            return Err(Failure::Usage("the cases cannot be run".to_owned()));
        }
        traces.push(std::fs::read(&path).map_err(Failure::io("a trace is missing"))?);
    }
    let mut out = std::io::stdout().lock();
    let written = match difference(&traces[0], &traces[1]) {
        None => {
            let lines = traces[0].split(|byte| *byte == b'\n').count() - 1;
            writeln!(
                out,
                "two processes, {lines} observations, {} bytes: identical (SHA-256 {:x})",
                traces[0].len(),
                HexDigest(&Sha256::digest(&traces[0]))
            )
        }
        Some((line, one, other)) => {
            writeln!(out, "two processes differ first in observation {line}:\n  {one}\n  {other}")
        }
    };
    written.map_err(Failure::io("standard output is closed"))?;
    Ok(if traces[0] == traces[1] && !traces[0].is_empty() {
        Outcome::Holds
    } else {
        Outcome::Fails
    })
}

struct HexDigest<'d>(&'d [u8]);

impl std::fmt::LowerHex for HexDigest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The number of the first line that differs, and both.
fn difference(one: &[u8], other: &[u8]) -> Option<(usize, String, String)> {
    if one == other {
        return None;
    }
    let lines = |trace: &[u8]| -> Vec<String> {
        trace
            .split(|byte| *byte == b'\n')
            .map(|line| String::from_utf8_lossy(line).into())
            .collect()
    };
    let (one, other) = (lines(one), lines(other));
    let at = one.iter().zip(&other).position(|(one, other)| one != other);
    let at = at.unwrap_or(one.len().min(other.len()));
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "(nothing)".to_owned());
    Some((at + 1, line(&one), line(&other)))
}
