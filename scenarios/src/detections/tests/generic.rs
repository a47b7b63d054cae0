//! What holds for every rule, over the least that makes each of them fire.

use std::collections::BTreeSet;

use super::super::{Reading, Span, catalogue, rule};
use super::sketch::{Positive, Sketch, fires, hits};
use super::{positives_event, positives_session, positives_source, positives_user};

pub(super) fn positives() -> Vec<Positive> {
    let mut all = positives_user::positives();
    all.extend(positives_session::positives());
    all.extend(positives_source::positives());
    all.extend(positives_event::positives());
    all
}

/// The positives of rules that look at a window, with its length in milliseconds.
fn windowed() -> impl Iterator<Item = (Positive, i64)> {
    positives().into_iter().filter_map(|it| match rule(it.rule)?.span {
        Span::Window(length) | Span::Bins(length) if it.sketches.len() > 1 => {
            Some((it, length.as_millis() as i64))
        }
        _ => None,
    })
}

#[test]
fn every_rule_has_a_positive() {
    let covered: BTreeSet<_> = positives().iter().map(|it| it.rule).collect();
    let all: BTreeSet<_> = catalogue().iter().map(|rule| rule.id).collect();
    assert_eq!(covered, all);
}

#[test]
fn the_positive_fires_once_and_is_the_evidence() {
    // One hit; what its condition needs is what it names. O54 needs time to pass, and O47 a login
    // long ago: these are no evidence.
    for Positive { rule, sketches } in positives() {
        let hits = hits(rule, Reading::AnyWindow, &sketches);
        assert_eq!(hits.len(), 1, "{rule}");
        let needed = sketches.len() - usize::from(["O47", "O54"].contains(&rule));
        assert_eq!((hits[0].events, hits[0].evidence.len()), (needed, needed), "{rule}");
        assert!(hits[0].first <= hits[0].last, "{rule}");
    }
}

#[test]
fn one_event_less_is_silent() {
    // Just below each threshold.
    for Positive { rule, sketches } in positives() {
        for left_out in 0..sketches.len() {
            let mut fewer = sketches.clone();
            fewer.remove(left_out);
            assert!(!fires(rule, &fewer), "{rule} without {left_out}");
        }
    }
}

#[test]
fn a_window_is_half_open() {
    // The first event so far back that all are in one window, and one millisecond further.
    for (Positive { rule, sketches }, length) in windowed() {
        let last = sketches[sketches.len() - 1].at_ms();
        let with_first_at = |at_ms: i64| {
            let mut sketches = sketches.clone();
            let by = at_ms - sketches[0].at_ms();
            sketches[0] = sketches[0].clone().moved_by(by);
            sketches
        };
        assert!(fires(rule, &with_first_at(last - length + 1)), "{rule} within");
        assert!(!fires(rule, &with_first_at(last - length)), "{rule} beyond");
    }
}

#[test]
fn a_rule_that_bins_misses_what_a_boundary_cuts() {
    // The positives start at a boundary; one millisecond earlier the first event is in the bin
    // before. Rules that do not bin have no binned hits at all.
    for Positive { rule: id, sketches } in positives() {
        let bins = matches!(rule(id).map(|rule| rule.span), Some(Span::Bins(_)));
        let cut: Vec<Sketch> = sketches.iter().cloned().map(|it| it.moved_by(-1)).collect();
        assert_eq!(!hits(id, Reading::Binned, &sketches).is_empty(), bins, "{id} aligned");
        assert!(hits(id, Reading::Binned, &cut).is_empty(), "{id} cut");
        assert!(fires(id, &cut), "{id} cut, phase-free");
    }
}

#[test]
fn two_entities_are_kept_apart() {
    // The same happens at the same instants to somebody else, elsewhere: a second hit, except for
    // the rule about the tenant.
    for Positive { rule, sketches } in positives() {
        let others = sketches.iter().cloned().map(Sketch::of_others);
        let both: Vec<Sketch> = sketches.iter().cloned().chain(others).collect();
        let expected = if rule == "O17" { 1 } else { 2 };
        assert_eq!(hits(rule, Reading::AnyWindow, &both).len(), expected, "{rule}");
    }
}
