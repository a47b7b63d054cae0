//! `mock-okta generate`.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread;

use aws_lc_rs::digest;
use serde::Serialize;

use crate::history::History;

use super::progress::Progress;
use super::span::GenerateSettings;

/// What has been generated. On standard error, as one line of JSON.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    seed: u64,
    from: String,
    until: String,
    events: u64,
    /// Of the lines, before any compression.
    bytes: u64,
    labels: usize,
    /// Of the same.
    sha256: &'a str,
}

/// Writes the history that `settings` describe to `out`, its labels to their file, and at the end a
/// summary to `report`.
///
/// # Errors
/// When something cannot be written.
pub fn generate(
    settings: &GenerateSettings,
    out: &mut dyn Write,
    report: &mut dyn Write,
) -> Result<(), GenerateError> {
    let history = &settings.history;
    let labels = match &settings.labels {
        Some(path) => write_labels(history, path)
            .map_err(|source| GenerateError::Labels { path: path.clone(), source })?,
        None => history.labels().len(),
    };
    let (mut events, mut bytes) = (0, 0);
    let mut hash = digest::Context::new(&digest::SHA256);
    let span = history.span();
    let progress = Progress::new(span.end.since(span.start));
    let jobs = settings.jobs.map_or_else(thread::available_parallelism, Ok);
    let shape = |portion: crate::Portion| {
        // Every portion is a frame of its own: so the bytes do not depend on the threads either.
        let packed = settings.zstd.then(|| zstd::bulk::compress(&portion.bytes, LEVEL)).transpose();
        (portion, packed)
    };
    history.portions(jobs.unwrap_or(std::num::NonZeroUsize::MIN), shape, |(portion, packed)| {
        events += portion.events;
        bytes += portion.bytes.len() as u64;
        hash.update(&portion.bytes);
        let packed = packed.map_err(GenerateError::Output)?;
        out.write_all(packed.as_deref().unwrap_or(&portion.bytes))
            .map_err(GenerateError::Output)?;
        progress.reached(portion.span.end.since(span.start), events);
        Ok(())
    })?;
    out.flush().map_err(GenerateError::Output)?;
    progress.finish();
    let sha256 = hex(hash.finish().as_ref());
    let summary = Summary {
        seed: settings.seed,
        from: span.start.to_string(),
        until: span.end.to_string(),
        events,
        bytes,
        labels,
        sha256: &sha256,
    };
    let line =
        serde_json::to_string(&summary).map_err(|error| GenerateError::Report(error.into()))?;
    writeln!(report, "{line}").map_err(GenerateError::Report)
}

/// Writes one line for each event of an attack; says how many.
fn write_labels(history: &History, path: &Path) -> io::Result<usize> {
    let labels = history.labels();
    let mut file = BufWriter::new(File::create(path)?);
    for label in &labels {
        serde_json::to_writer(&mut file, label)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    Ok(labels.len())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// zstd's own default.
const LEVEL: i32 = 3;

/// Why a history could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The file of labels cannot be written.
    #[error("cannot write labels to {}", path.display())]
    Labels {
        /// Where they were meant to be.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Nobody takes the events.
    #[error("the events cannot be written")]
    Output(#[source] io::Error),
    /// Nobody takes the summary.
    #[error("the summary cannot be written")]
    Report(#[source] io::Error),
}

impl GenerateError {
    /// Whether it is only that the reader of the events has had enough.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
