//! Row N3: allocations per event in the steady state. Counted, not timed, so that it is a
//! property: this target fails when there are any.
//!
//! `cargo bench -p benches --bench allocations`

use benches::corpus;
use connector::normalize::{Normalized, Normalizer, Rules};

#[expect(clippy::print_stdout, reason = "a bench talks on standard output")]
fn main() {
    let mut failed = false;
    for (name, body) in [
        ("ingested", corpus::ingested(EVENTS)),
        ("excluded", corpus::excluded(EVENTS)),
        ("traffic", corpus::traffic(EVENTS)),
    ] {
        let mut normalizer = Normalizer::new(Rules::new("customer-domain-001"));
        let mut out = Normalized::default();
        let mut page = || {
            out.clear();
            normalizer.page(&body, &mut out);
        };
        // The steady state: everybody of this page was seen, the buffers have their size.
        page();
        let count = allocation_counter::measure(page).count_total;
        println!("N3   {name:<9} {count} allocations in a page of {EVENTS} events");
        failed |= count > PER_PAGE_MAX;
    }
    assert!(!failed, "more than {PER_PAGE_MAX} allocations a page");
}

const EVENTS: usize = 1_000;

/// Two buffers that grow with the largest record of the page: none of them is an event's.
const PER_PAGE_MAX: u64 = 8;
