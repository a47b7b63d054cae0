//! The rows of the performance targets, as ratios of what one run measured.

use std::path::{Path, PathBuf};
use std::time::Duration;

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

/// Forgets what earlier runs measured: ratios are of one run.
pub fn forget() {
    let folders = |path: PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten();
    for group in folders(folder()) {
        for bench in folders(group.path()) {
            // What is not there is forgotten.
            let _ = std::fs::remove_file(bench.path().join("new").join("estimates.json"));
        }
    }
}

/// Prints the rows about generation; `cold` are the sorted times of polled and of bounded pages.
#[expect(clippy::print_stdout, reason = "a bench talks on standard output, as criterion does")]
pub fn print_generation(cold: [&[Duration]; 2]) {
    let folder = folder();
    let median = |group: &str, name: &str| median(&folder, group, name);
    println!("\nrow  target   measured  what");
    let ours = median("generate", "mock-okta");
    row(
        "G1",
        "≥ 1.0",
        ratio(median("generate", "serde_json"), ours),
        "serde_json ÷ mock-okta, time",
    );
    let p99 = |times| quantile(times, 99).map(|time| time.as_secs_f64() * 1e3);
    row("G2", "≤ 10", p99(cold[0]), "a cold page of 1,000 in commit order, p99 in ms");
    row("", "≤ 10", p99(cold[1]), "the same in the order of `published`");
    let one = median("parallel", "one thread");
    let two = ratio(one, median("parallel", "two threads"));
    row("G3", "≥ 1.8", two, "one thread ÷ two, time");
    println!("G4 is a test: `cargo test -p mock-okta --test random_access`.");
}

/// Prints the rows about the program that serves: sorted times of starts, and its memory at rest
/// and after random pages, in bytes.
#[expect(clippy::print_stdout, reason = "a bench talks on standard output, as criterion does")]
pub fn print_serving(starts: &[Duration], memory: Option<[u64; 2]>) {
    let folder = folder();
    println!("\nrow  target   measured  what");
    let median_ms = quantile(starts, 50).map(|time| time.as_secs_f64() * 1e3);
    row("M1", "≤ 100", median_ms, "from the start to the ready line, median in ms");
    let mebibytes = |which: usize| memory.map(|bytes| bytes[which] as f64 / f64::from(1 << 20));
    row("M2", "≤ 32", mebibytes(0), "resident at rest, in MiB");
    row("", "≤ 64", mebibytes(1), "resident after random pages, in MiB");
    let [ready, ours] = ["ready", "mock-okta"].map(|name| median(&folder, "pages", name));
    row(
        "M3",
        "≥ 0.5",
        ratio(ready, ours.filter(|_| memory.is_some())),
        "pages ready ÷ mock-okta, time",
    );
    if memory.is_none() {
        println!("The program is not there: `cargo build --release -p mock-okta` first.");
    }
}

/// Of sorted times the one that so many percent of them do not exceed.
fn quantile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
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
