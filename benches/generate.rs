//! Events out of nothing: what `mock-okta` makes of a seed, beside a serializer that is given the
//! same events as ready-made values.
//!
//! `cargo bench -p benches --bench generate`

use std::hint::black_box;
use std::time::{Duration, Instant};

use benches::{org, rows, typed};
use bytes::Bytes;
use clock::Seed;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, measurement::WallTime};
use http_body_util::BodyExt;
use mock_okta::MockOkta;
use mock_okta::log::{Position, Record};

fn generate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("generate");
    group.throughput(Throughput::Elements(org::PAGE as u64));
    generated(&mut group);
    serialized(&mut group);
    group.finish();
}

/// G1: page after page of a morning; when it is over, another org with nothing in its caches has
/// the same.
fn generated(group: &mut BenchmarkGroup<'_, WallTime>) {
    let mut mock = org::start();
    let mut reached = Position::before(org::now() - MORNING);
    let mut out = Vec::new();
    group.bench_function("mock-okta", |bencher| {
        bencher.iter(|| {
            out.clear();
            let mut left = org::PAGE;
            for record in mock.log().range((
                std::ops::Bound::Excluded(reached),
                std::ops::Bound::Excluded(Position::before(org::now())),
            )) {
                out.extend_from_slice(&record.raw);
                out.push(b'\n');
                reached = record.position;
                left -= 1;
                if left == 0 {
                    break;
                }
            }
            if left > 0 {
                mock = org::start();
                reached = Position::before(org::now() - MORNING);
            }
            out.len()
        });
    });
}

/// The same events from values that somebody else has made.
fn serialized(group: &mut BenchmarkGroup<'_, WallTime>) {
    let mock = org::start();
    let pages: Vec<Vec<u8>> = (0..PAGES)
        .map(|page| org::page(org::morning(&mock, MORNING.as_secs() / 60 - page * APART_MINUTES)))
        .collect();
    let pages: Vec<Vec<typed::Event<'_>>> =
        pages.iter().map(|page| typed::events(page).expect("events as they are written")).collect();
    let mut next = pages.iter().cycle();
    let mut out = Vec::new();
    group.bench_function("serde_json", |bencher| {
        bencher.iter(|| {
            out.clear();
            for event in next.next().into_iter().flatten() {
                serde_json::to_writer(&mut out, black_box(event)).expect("a vector takes anything");
                out.push(b'\n');
            }
            out.len()
        });
    });
}

/// G3: a stretch of a morning in two halves, one after the other and at once.
fn parallel(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parallel");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    let (from, half) = (org::now() - MORNING, HALF);
    let halves =
        [from, from + half].map(|from| Position::before(from)..Position::before(from + half));
    let read = |mock: &MockOkta, half: usize| {
        let records = mock.log().range(halves[half].clone());
        records.map(|record: Record| record.raw.len()).sum::<usize>()
    };
    group.bench_function("one thread", |bencher| {
        bencher.iter(|| (0..2).map(|half| read(&org::start(), half)).sum::<usize>());
    });
    group.bench_function("two threads", |bencher| {
        bencher.iter(|| {
            std::thread::scope(|scope| {
                let threads = [0, 1].map(|half| scope.spawn(move || read(&org::start(), half)));
                threads.map(|thread| thread.join().expect("it reads")).iter().sum::<usize>()
            })
        });
    });
    group.bench_function("two threads, one log", |bencher| {
        bencher.iter(|| {
            let mock = &org::start();
            std::thread::scope(|scope| {
                let threads = [0, 1].map(|half| scope.spawn(move || read(mock, half)));
                threads.map(|thread| thread.join().expect("it reads")).iter().sum::<usize>()
            })
        });
    });
    group.finish();
}

/// G2: pages anywhere in the log, each asked for in an org that has not been asked there before.
/// Sorted, so that every quantile is at hand.
#[expect(clippy::disallowed_methods, reason = "a bench measures the machine's time")]
fn cold_pages(pages: usize, query: impl Fn(&mut clock::Draw) -> String) -> Vec<Duration> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let (runtime, mock) = (runtime.expect("a runtime"), org::start());
    let token = format!("SSWS {}", mock.org().ssws_token.expose());
    let mut draw = Seed::new(2).child("pages").draw();
    let mut times: Vec<Duration> = (0..pages)
        .map(|_| {
            let url = format!("https://acme.okta.com/api/v1/logs?limit=1000&{}", query(&mut draw));
            let request = http::Request::get(url).header("authorization", &token);
            let request = request.body(Bytes::new()).expect("a request");
            let begin = Instant::now();
            let body = runtime.block_on(async {
                let answer = mock.handle(request).await.expect("no fault is configured");
                answer.into_body().collect().await.expect("no fault is configured").to_bytes()
            });
            let time = begin.elapsed();
            assert!(body.len() > 100 * org::PAGE, "{}", String::from_utf8_lossy(&body));
            time
        })
        .collect();
    times.sort();
    times
}

criterion_group!(benches, generate, parallel);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    // Without the flag that `cargo bench` gives, this is only to see that it works.
    let pages = if std::env::args().any(|argument| argument == "--bench") { 2_000 } else { 5 };
    let polled = cold_pages(pages, |draw| format!("since={}", org::any_moment(draw)));
    let bounded = cold_pages(pages, |draw| {
        let since = org::any_moment(draw);
        format!("since={since}&until={}", since + Duration::from_hours(24))
    });
    rows::print_generation([&polled, &bounded]);
}

/// How much of a working day is generated again and again.
const MORNING: Duration = Duration::from_hours(3);
/// How many pages of it are serialized, and how far apart these are.
const PAGES: u64 = 20;
const APART_MINUTES: u64 = 9;
/// What one of two threads generates.
const HALF: Duration = Duration::from_mins(20);
