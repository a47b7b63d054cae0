//! Opening, running, summing up.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::num::NonZero;
use std::sync::Arc;

use super::batch::{Done, RECORD_BYTES_MAX};
use super::counts::Counts;
use super::drift::DriftReport;
use super::pipeline::{Broken, Pipeline};
use super::progress::Progress;
use super::records::Records;
use crate::classify::{BuiltIn, Catalogue};
use crate::cli::args::Normalize;
use crate::cli::failure::Failure;
use crate::exit::Exit;
use crate::identities::{IdentityFile, Mistake};
use crate::normalize::{Identities, Normalizer, Rules};

pub(crate) fn normalize(args: &Normalize) -> Result<Exit, Failure> {
    let rules = rules(args)?;
    let (input, length) = open(args)?;
    let progress = Progress::new(length);
    let pipeline =
        Pipeline { normalizer: Normalizer::new(rules), jobs: args.jobs.unwrap_or_else(cores) };
    let mut output = Output {
        events: BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock()),
        rejects: args.rejects.as_ref().map(create).transpose()?,
        counts: Counts::default(),
        report: DriftReport::default(),
        progress: progress.clone(),
    };
    let input = BufReader::with_capacity(BUFFER_BYTES, progress.read(input));
    let records = Records::new(input, RECORD_BYTES_MAX);
    let writing = |source| Failure::Io { what: "the output cannot be written", source };
    let is_cut_off = pipeline.run(records, |done| output.take(&done));
    progress.finish();
    output.flush().map_err(writing)?;
    let is_cut_off = is_cut_off.map_err(|broken| match broken {
        Broken::Reading(source) => Failure::Io { what: "the input cannot be read", source },
        Broken::Writing(source) => writing(source),
    })?;
    output.sum_up(is_cut_off, args.drift).map_err(writing)?;
    Ok(Exit::Ok)
}

/// The rules that were typed.
fn rules(args: &Normalize) -> Result<Rules, Failure> {
    if args.domain_id.is_empty() || args.domain_id.chars().any(char::is_control) {
        return Err(Failure::Usage(
            "--domain-id must not be empty or hold control characters".to_owned(),
        ));
    }
    let mut rules = Rules::new(&args.domain_id);
    rules.attribution = args.attribution;
    rules.catalogue = match args.catalogue {
        BuiltIn::Seed => Catalogue::seed(),
        more @ BuiltIn::Detection => Catalogue::new(more, [], NOTHING_OFF),
    };
    rules.evidence = args.evidence;
    rules.identities = identities(args)?;
    Ok(rules)
}

fn identities(args: &Normalize) -> Result<Option<Arc<Identities>>, Failure> {
    let Some(path) = &args.identities else { return Ok(None) };
    match IdentityFile::load(path.clone()) {
        Ok((_, identities)) => Ok(Some(identities)),
        Err(mistakes) => {
            let shown = |mistake: &Mistake| format!("\n{mistake}\n  hint: {}", mistake.remedy);
            let shown: String = mistakes.iter().map(shown).collect();
            Err(Failure::Usage(format!("the identity file cannot be used{shown}")))
        }
    }
}

/// The input and, if that is known, its length.
fn open(args: &Normalize) -> Result<(Box<dyn Read + Send>, Option<u64>), Failure> {
    if args.file.as_os_str() == "-" {
        return Ok((Box::new(io::stdin()), None));
    }
    let failed = |source| {
        let what = format!("`{}` cannot be read", args.file.display());
        Failure::Input { what, source }
    };
    let file = File::open(&args.file).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    Ok((Box::new(file), metadata.is_file().then_some(metadata.len())))
}

fn create(path: &std::path::PathBuf) -> Result<BufWriter<File>, Failure> {
    let file = File::create(path).map_err(|source| {
        let what = format!("`{}` cannot be written", path.display());
        Failure::Input { what, source }
    })?;
    Ok(BufWriter::with_capacity(BUFFER_BYTES, file))
}

/// As many as the process may use at once.
fn cores() -> NonZero<usize> {
    std::thread::available_parallelism().map_or(NonZero::<usize>::MIN, |cores| cores.min(JOBS_MAX))
}

struct Output<'w> {
    events: BufWriter<io::StdoutLock<'w>>,
    /// `None` is standard error.
    rejects: Option<BufWriter<File>>,
    counts: Counts,
    report: DriftReport,
    progress: Progress,
}

impl Output<'_> {
    fn take(&mut self, done: &Done) -> io::Result<()> {
        self.counts.add(done.counts);
        self.report.absorb(&done.report);
        self.events.write_all(&done.events)?;
        match &mut self.rejects {
            _ if done.rejects.is_empty() => Ok(()),
            Some(file) => file.write_all(&done.rejects),
            None => self.progress.aside(|| io::stderr().lock().write_all(&done.rejects)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.events.flush()?;
        self.rejects.as_mut().map_or(Ok(()), Write::flush)
    }

    /// What is said at the end; the summary comes last.
    fn sum_up(&self, is_cut_off: bool, wants_drift: bool) -> io::Result<()> {
        let mut stderr = io::stderr().lock();
        if is_cut_off {
            writeln!(stderr, "note: the array has no end: is the file complete?")?;
        }
        if wants_drift {
            writeln!(stderr, "{}", self.report.line())?;
        }
        writeln!(stderr, "{}", self.counts.summary())
    }
}

/// Nothing is switched off.
const NOTHING_OFF: [&str; 0] = [];

const BUFFER_BYTES: usize = 256 * 1024;

/// One reader does not keep more workers busy.
const JOBS_MAX: NonZero<usize> = NonZero::new(16).expect("16 is not zero");
