//! The rows of the performance targets, as ratios of what one run measured.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Prints the rows about normalization to standard output, from the estimates that criterion has
/// just written.
#[expect(clippy::print_stdout, reason = "a bench talks on standard output, as criterion does")]
pub fn print() {
    let folder = folder();
    let median = |group: &str, name: &str| median(&folder, group, name);
    let ours = median("ingested", "connector");
    let peers = ["sonic-rs", "serde_json", "simd-json"].map(|peer| median("ingested", peer));
    let best = peers.iter().copied().flatten().min_by(f64::total_cmp);
    println!("\nrow  target   measured  what");
    row("N1", "≥ 2.0", ratio(median("ingested", "sonic-rs"), ours), "sonic-rs ÷ connector, time");
    row("", "≥ 1.0", ratio(best, ours), "the best straightforward pipeline ÷ connector, time");
    row("N2", "≥ 25", None, "Vector's remap ÷ connector, CPU");
    row(
        "N4",
        "≤ 0.25",
        ratio(median("excluded", "connector"), ours),
        "an excluded record ÷ an ingested one",
    );
    println!("N3 is measured by `cargo bench -p benches --bench allocations`.");
}

#[expect(clippy::print_stdout, reason = "a bench talks on standard output, as criterion does")]
fn row(name: &str, target: &str, measured: Option<f64>, what: &str) {
    let measured = measured.map_or("not measured".to_owned(), |it| format!("{it:.2}"));
    println!("{name:<4} {target:<7}  {measured:<8}  {what}");
}

fn ratio(over: Option<f64>, under: Option<f64>) -> Option<f64> {
    Some(over? / under?)
}

/// The median of one benchmark in nanoseconds, if this run has measured it.
fn median(folder: &Path, group: &str, name: &str) -> Option<f64> {
    let file = folder.join(group).join(name).join("new").join("estimates.json");
    let estimates: Value = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}

/// Where criterion writes: beside the program that runs.
fn folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    // target/release/deps/normalize-…
    program.ancestors().nth(3).unwrap_or(Path::new("target")).join("criterion")
}
