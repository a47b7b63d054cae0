//! Page bytes in, NDJSON out: the connector's own work between two sockets.
//!
//! `cargo bench -p benches --bench normalize`

use std::hint::black_box;

use connector::decode::{Page, Record};
use connector::normalize::{Normalized, Normalizer, Rules};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn normalize(criterion: &mut Criterion) {
    let events = 1_000;
    let body = benches::page(events);
    let mut normalizer = Normalizer::new(Rules::new("customer-domain-001"));
    let mut group = criterion.benchmark_group("page");
    group.throughput(Throughput::ElementsAndBytes {
        elements: events as u64,
        bytes: body.len() as u64,
    });
    group.bench_function("split", |bencher| {
        bencher.iter(|| {
            let mut page = Page::new(black_box(&body));
            let mut record = Record::default();
            std::iter::from_fn(|| page.next(&mut record)).count()
        });
    });
    let mut out = Normalized::default();
    group.bench_function("normalized", |bencher| {
        bencher.iter(|| {
            out.clear();
            normalizer.page(black_box(&body), &mut out);
            out.events.len()
        });
    });
    group.finish();
}

criterion_group!(benches, normalize);
criterion_main!(benches);
