//! Page bytes in, NDJSON out: the connector's own work between two sockets, beside pipelines
//! that are written straightforwardly.
//!
//! `cargo bench -p benches --bench normalize`

use std::hint::black_box;

use benches::straight::{Mapper, through_value, with_serde_json, with_simd_json, with_sonic};
use benches::{corpus, rows};
use connector::normalize::{Normalized, Normalizer, Rules};
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, measurement::WallTime};

fn normalize(criterion: &mut Criterion) {
    for (name, body) in [
        ("ingested", corpus::ingested(EVENTS)),
        ("excluded", corpus::excluded(EVENTS)),
        ("traffic", corpus::traffic(EVENTS)),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::ElementsAndBytes {
            elements: EVENTS as u64,
            bytes: body.len() as u64,
        });
        ours(&mut group, &body);
        if name == "ingested" {
            with_evidence(&mut group, &body);
        }
        straight(&mut group, &body);
        group.finish();
    }
}

fn ours(group: &mut BenchmarkGroup<'_, WallTime>, body: &[u8]) {
    let mut normalizer = Normalizer::new(Rules::new(DOMAIN_ID));
    let mut out = Normalized::default();
    group.bench_function("connector", |bencher| {
        bencher.iter(|| {
            out.clear();
            normalizer.page(black_box(body), &mut out);
            out.bytes.len()
        });
    });
}

fn with_evidence(group: &mut BenchmarkGroup<'_, WallTime>, body: &[u8]) {
    let mut rules = Rules::new(DOMAIN_ID);
    rules.evidence = true;
    let mut normalizer = Normalizer::new(rules);
    let mut out = Normalized::default();
    group.bench_function("connector, evidence", |bencher| {
        bencher.iter(|| {
            out.clear();
            normalizer.page(black_box(body), &mut out);
            out.bytes.len()
        });
    });
}

fn straight(group: &mut BenchmarkGroup<'_, WallTime>, body: &[u8]) {
    let mapper = Mapper::new(DOMAIN_ID);
    let mut out = Vec::new();
    let mut copy = Vec::new();
    let mut bench = |name: &str, pipeline: &mut dyn FnMut(&mut Vec<u8>)| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                out.clear();
                pipeline(&mut out);
                out.len()
            });
        });
    };
    bench("sonic-rs", &mut |out| with_sonic(black_box(body), &mapper, out));
    bench("serde_json", &mut |out| with_serde_json(black_box(body), &mapper, out));
    bench("simd-json", &mut |out| with_simd_json(black_box(body), &mut copy, &mapper, out));
    bench("Value", &mut |out| through_value(black_box(body), &mapper, out));
}

criterion_group!(benches, normalize);

fn main() {
    rows::forget();
    benches();
    Criterion::default().configure_from_args().final_summary();
    rows::print();
}

const EVENTS: usize = 1_000;

const DOMAIN_ID: &str = "customer-domain-001";
