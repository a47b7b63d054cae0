//! `list` and `explain`.

use std::io::{self, Write};

use super::Outcome;
use super::args::{Args, Explain, Failure};
use crate::case::{self, DriverKind};

pub(super) fn list(args: &Args) -> Result<Outcome, Failure> {
    let cases = case::find(&args.folder(), &[])?;
    let width = cases.iter().map(|case| case.id.len()).max().unwrap_or_default();
    let mut out = io::stdout().lock();
    for case in cases {
        let drivers = [DriverKind::Inproc, DriverKind::Exec]
            .into_iter()
            .filter(|driver| case.setup(*driver).is_some())
            .map(DriverKind::name)
            .collect::<Vec<_>>()
            .join(", ");
        writeln!(out, "{:width$}  {} ({drivers})", case.id, case.title)
            .map_err(Failure::io("standard output is closed"))?;
    }
    Ok(Outcome::Holds)
}

pub(super) fn explain(args: &Args, explain: &Explain) -> Result<Outcome, Failure> {
    let id = glob::Pattern::escape(&explain.id);
    let cases = case::find(&args.folder(), &[id])?;
    let mut out = io::stdout().lock();
    for case in cases {
        let written = writeln!(out, "{}: {}\n\n{}", case.id, case.title, case.why.trim())
            .and_then(|()| match &case.evidence {
                Some(evidence) => writeln!(out, "\nevidence: {evidence}"),
                None => Ok(()),
            })
            .and_then(|()| writeln!(out, "expects:  {:?}", case.expect))
            .and_then(|()| writeln!(out, "run it:   scenarios run '{}'", case.id));
        written.map_err(Failure::io("standard output is closed"))?;
    }
    Ok(Outcome::Holds)
}
