//! `normalize`: recorded events in, TOTAL events out, without any connection.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;

use super::args::Normalize;
use super::failure::Failure;
use super::records::{Raw, Records};
use crate::decode::Reason;
use crate::exit::Exit;
use crate::normalize::{Normalized, Normalizer, Outcome, Rules};

pub(super) fn normalize(args: &Normalize) -> Result<Exit, Failure> {
    if args.domain_id.is_empty() || args.domain_id.chars().any(char::is_control) {
        return Err(Failure::Usage(
            "--domain-id must not be empty or hold control characters".to_owned(),
        ));
    }
    let cannot = |what: String| move |source| Failure::Input { what, source };
    let input: Box<dyn io::Read> = if args.file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let what = format!("`{}` cannot be read", args.file.display());
        Box::new(File::open(&args.file).map_err(cannot(what))?)
    };
    let rejects: Box<dyn Write> = match &args.rejects {
        Some(path) => {
            let what = format!("`{}` cannot be written", path.display());
            Box::new(BufWriter::new(File::create(path).map_err(cannot(what))?))
        }
        None => Box::new(io::stderr().lock()),
    };
    let mut rules = Rules::new(&args.domain_id);
    rules.attribution = args.attribution;
    let mut run = Run {
        normalizer: Normalizer::new(rules),
        out: BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock()),
        rejects,
        normalized: Normalized::default(),
        counts: Counts::default(),
    };
    let mut records = Records::new(BufReader::with_capacity(BUFFER_BYTES, input));
    let reading = |source| Failure::Io { what: "the input cannot be read", source };
    let writing = |source| Failure::Io { what: "the output cannot be written", source };
    while let Some(raw) = records.next().map_err(reading)? {
        run.one(&raw).map_err(writing)?;
    }
    let summary = run.finish().map_err(writing)?;
    if records.is_cut_off() {
        writeln!(io::stderr().lock(), "note: the array has no end: is the file complete?")
            .map_err(writing)?;
    }
    writeln!(io::stderr().lock(), "{summary}").map_err(writing)?;
    Ok(Exit::Ok)
}

struct Run<'w> {
    normalizer: Normalizer,
    out: BufWriter<io::StdoutLock<'w>>,
    rejects: Box<dyn Write + 'w>,
    normalized: Normalized,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    read: u64,
    published: u64,
    excluded: u64,
    rejected: u64,
}

impl Run<'_> {
    fn one(&mut self, raw: &Raw<'_>) -> io::Result<()> {
        self.counts.read += 1;
        match self.normalizer.record(raw.bytes, &mut self.normalized) {
            Outcome::Published => self.counts.published += 1,
            Outcome::Excluded(_) => self.counts.excluded += 1,
            Outcome::Rejected(reason) => {
                self.counts.rejected += 1;
                self.reject(raw, reason)?;
            }
        }
        if self.normalized.bytes.len() > BUFFER_BYTES || self.counts.read.is_multiple_of(BATCH) {
            self.flush()?;
        }
        Ok(())
    }

    fn reject(&mut self, raw: &Raw<'_>, reason: Reason) -> io::Result<()> {
        let line = if let Ok(text) = std::str::from_utf8(raw.bytes) {
            json!({ "line": raw.line, "reason": reason.name(), "raw": text })
        } else {
            let text = BASE64_STANDARD.encode(raw.bytes);
            json!({ "line": raw.line, "reason": reason.name(), "raw_base64": text })
        };
        writeln!(self.rejects, "{line}")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.normalized.bytes)?;
        self.normalized.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<serde_json::Value> {
        self.flush()?;
        self.out.flush()?;
        self.rejects.flush()?;
        let Counts { read, published, excluded, rejected } = self.counts;
        Ok(json!({
            "read": read, "published": published, "excluded": excluded, "rejected": rejected,
        }))
    }
}

const BUFFER_BYTES: usize = 256 * 1024;

/// Records after which counts are dropped, however few of them were published.
const BATCH: u64 = 1_000;
