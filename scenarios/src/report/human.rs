//! One line a case, understandable without colour.

use std::io::{self, Write};

use crate::oracle::{Tallies, Verdict};
use crate::runner::Finished;

/// A case that has ended: its verdict, its numbers, and the claims that do not hold.
///
/// # Errors
/// When `out` cannot be written.
pub fn case(out: &mut impl Write, finished: &Finished, verbose: bool) -> io::Result<()> {
    let Tallies { due, published, lost, duplicates, quarantined, requests, .. } = finished.tallies;
    writeln!(
        out,
        "{:>12} [{:>7.3} s] {} {:<22} published {} of {}, lost {}, duplicates {}, quarantined {}, \
         requests {}",
        finished.verdict.name(),
        finished.took.as_secs_f64(),
        finished.driver.name(),
        finished.id,
        grouped(published),
        grouped(due),
        grouped(lost),
        grouped(duplicates),
        grouped(quarantined),
        grouped(requests),
    )?;
    for claim in &finished.claims {
        let holds = matches!(claim.verdict, Verdict::Pass | Verdict::Na);
        if verbose || !holds {
            writeln!(out, "{:>14} {}: {}", claim.verdict.name(), claim.id, claim.detail)?;
        }
    }
    if finished.verdict == Verdict::Fail {
        writeln!(
            out,
            "{:>14} scenarios run --driver {} '{}' -v",
            "again:",
            finished.driver.name(),
            finished.id
        )?;
    }
    Ok(())
}

/// The end of a run.
///
/// # Errors
/// When `out` cannot be written.
pub fn summary(out: &mut impl Write, finished: &[Finished], planned: usize) -> io::Result<()> {
    let count = |verdict| finished.iter().filter(|one| one.verdict == verdict).count();
    let mut total = Tallies::default();
    for one in finished {
        total += one.tallies;
    }
    let took: f64 = finished.iter().map(|one| one.took.as_secs_f64()).sum();
    writeln!(
        out,
        "\n{} of {planned} cases: {} passed, {} failed, {} inconclusive ({took:.1} s of work)",
        finished.len(),
        count(Verdict::Pass) + count(Verdict::Na),
        count(Verdict::Fail),
        count(Verdict::Inconclusive),
    )?;
    writeln!(
        out,
        "published {} of {}, lost {}, duplicates {}",
        grouped(total.published),
        grouped(total.due),
        grouped(total.lost),
        grouped(total.duplicates),
    )
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
