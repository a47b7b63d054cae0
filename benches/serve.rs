//! `mock-okta serve` as a program: how soon it is there, how much memory it takes, and how fast it
//! serves pages beside a server that has them ready.
//!
//! `cargo build --release -p mock-okta && cargo bench -p benches --bench serve`

use std::time::{Duration, Instant};

use benches::served::{Reader, Served, of_ready_pages};
use benches::{org, rows};
use clock::Seed;
use criterion::{Criterion, Throughput, criterion_group};

/// M3: pages of a morning, one after the other over one connection.
fn pages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pages");
    group.throughput(Throughput::Elements(org::PAGE as u64));
    group.measurement_time(Duration::from_secs(8));
    let begin = org::now() - MORNING;
    let mock = org::start();
    let ready = (0..PAGES).map(|page| org::page(org::morning(&mock, 60 + 3 * page))).collect();
    let address = of_ready_pages(ready).expect("a port");
    let mut reader = Reader::connect(address, "none").expect("somebody listens");
    group.bench_function("ready", |bencher| {
        bencher.iter(|| reader.fetch("/api/v1/logs").expect("a page"));
    });
    if let Some(served) = Served::start() {
        let mut reader = Reader::connect(served.address, &served.authorization).expect("the mock");
        let first = format!("/api/v1/logs?limit={}&since={begin}", org::PAGE);
        let mut next = first.clone();
        group.bench_function("mock-okta", |bencher| {
            bencher.iter(|| {
                let length = reader.fetch(&next).expect("a page");
                // At the end of the log pages get short, and the walk begins anew.
                next.clone_from(if length > 500 * org::PAGE { &reader.next } else { &first });
                length
            });
        });
    }
    group.finish();
}

/// M1: from the start of the program to its ready line; sorted.
#[expect(clippy::disallowed_methods, reason = "a bench measures the machine's time")]
fn starts(count: usize) -> Vec<Duration> {
    let start = |_| {
        let begin = Instant::now();
        let served = Served::start()?;
        let time = begin.elapsed();
        drop(served);
        Some(time)
    };
    let mut times: Vec<Duration> = (0..count).filter_map(start).collect();
    times.sort();
    times
}

/// M2: memory at rest, and after so many pages from anywhere, in bytes.
fn memory(pages: usize) -> Option<[u64; 2]> {
    let served = Served::start()?;
    let at_rest = served.resident()?;
    let mut reader = Reader::connect(served.address, &served.authorization).ok()?;
    let mut draw = Seed::new(3).child("pages").draw();
    for _ in 0..pages {
        let since = org::any_moment(&mut draw);
        reader.fetch(&format!("/api/v1/logs?limit={}&since={since}", org::PAGE)).ok()?;
    }
    Some([at_rest, served.resident()?])
}

criterion_group!(benches, pages);

fn main() {
    rows::forget();
    benches();
    Criterion::default().configure_from_args().final_summary();
    // Without the flag that `cargo bench` gives, this is only to see that it works.
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (runs, reads) = if measured { (30, 1_000) } else { (1, 3) };
    rows::print_serving(&starts(runs), memory(reads));
}

/// What is walked through again and again.
const MORNING: Duration = Duration::from_hours(3);
/// How many ready pages there are: more than any cache of the machine holds.
const PAGES: u64 = 20;
