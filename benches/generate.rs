//! Events out of nothing: what `mock-okta` makes of a seed, beside a serializer that is given the
//! same events as ready-made values.
//!
//! `cargo bench -p benches --bench generate`

use std::convert::Infallible;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use benches::{org, rows, typed};
use bytes::Bytes;
use clock::Seed;
use criterion::{Criterion, Throughput, criterion_group};
use http_body_util::BodyExt;
use mock_okta::History;

/// G1: a stretch of a morning, on one thread, beside a serializer that is given the same events as
/// values.
fn generate(criterion: &mut Criterion) {
    let history = org::history(STRETCH);
    let page = org::page_of_lines(&lines(&history));
    let events = typed::events(&page).expect("events as they are written");
    let mut group = criterion.benchmark_group("generate");
    group.throughput(Throughput::Elements(events.len() as u64));
    group.bench_function("mock-okta", |bencher| {
        bencher.iter(|| bytes(&history, NonZeroUsize::MIN));
    });
    let mut out = Vec::new();
    group.bench_function("serde_json", |bencher| {
        bencher.iter(|| {
            out.clear();
            for event in &events {
                serde_json::to_writer(&mut out, black_box(event)).expect("a vector takes anything");
                out.push(b'\n');
            }
            out.len()
        });
    });
    group.finish();
}

/// G3: a longer stretch on one thread and on two.
fn parallel(criterion: &mut Criterion) {
    let history = org::history(LONG_STRETCH);
    let mut group = criterion.benchmark_group("parallel");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (name, jobs) in [("one thread", 1), ("two threads", 2)] {
        let jobs = NonZeroUsize::new(jobs).expect("not zero");
        group.bench_function(name, |bencher| bencher.iter(|| bytes(&history, jobs)));
    }
    group.finish();
}

/// How many bytes there are, when all of them have been made.
fn bytes(history: &History, jobs: NonZeroUsize) -> usize {
    let mut bytes = 0;
    let taken = history.portions(
        jobs,
        |portion| portion.bytes,
        |portion| {
            bytes += black_box(portion).len();
            Ok::<_, Infallible>(())
        },
    );
    let Ok(()) = taken;
    bytes
}

fn lines(history: &History) -> Vec<u8> {
    let mut lines = Vec::new();
    let taken = history.portions(
        NonZeroUsize::MIN,
        |portion| portion.bytes,
        |portion| {
            lines.extend(portion);
            Ok::<_, Infallible>(())
        },
    );
    let Ok(()) = taken;
    lines
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
    rows::forget();
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

/// What is generated again and again, and what for longer.
const STRETCH: Duration = Duration::from_mins(5);
const LONG_STRETCH: Duration = Duration::from_mins(40);
