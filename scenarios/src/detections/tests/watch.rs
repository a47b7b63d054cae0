//! The stream: order, instants, when hits are reported, and the log as bytes.

use super::super::{FeedError, History, Reading, Watch, catalogue, evaluate};
use super::generic::positives;
use super::positives_user::{denial, wrong_password};
use super::sketch::{HOUR, MINUTE, SECOND, Sketch, events, report, series, sketch};

#[test]
fn time_does_not_go_back() {
    let mut watch = Watch::new(&History::default());
    let [second, first] = &events(&[sketch("a", SECOND), sketch("a", 0)])[..] else { panic!() };
    assert_eq!(watch.feed(second.clone()), Ok(()));
    let error = watch.feed(first.clone()).unwrap_err();
    let (published, now) = (first.published, second.published);
    assert_eq!(error, FeedError::Early { published, now });
    let text = "an event of 2026-03-16T00:00:00.000Z after one of 2026-03-16T00:00:01.000Z";
    assert_eq!(error.to_string(), text);
}

#[test]
fn hits_are_reported_when_they_are_over() {
    // A single event at once, a window when it has passed, everything at the end.
    let mut watch = Watch::new(&History::default());
    let spray = series(20, 15 * SECOND, |number, at| wrong_password(at).user(number));
    let mut later = vec![sketch("system.idp.lifecycle.create", HOUR)];
    later.extend(series(3, HOUR, |_, at| sketch("a", 2 * HOUR + at)));
    let mut taken = Vec::new();
    for event in events(&[spray, later].concat()) {
        watch.feed(event).unwrap();
        taken.push(watch.take().into_iter().map(|hit| hit.rule).collect::<Vec<_>>());
    }
    assert!(taken[..20].iter().all(Vec::is_empty));
    assert!(taken[21].contains(&"O30"), "{taken:?}");
    assert!(taken.concat().contains(&"O18"), "{taken:?}");
    assert_eq!(watch.finish(), []);
}

#[test]
fn an_event_that_is_fed_twice_counts_once() {
    let denials = series(5, MINUTE, |_, at| denial(at));
    let twice = |events: Vec<_>| events.iter().flat_map(|it| [it; 2]).cloned().collect::<Vec<_>>();
    for rule in catalogue() {
        let once = rule.evaluate(&events(&denials[..4]));
        assert_eq!(rule.evaluate(&twice(events(&denials[..4]))), once, "{}", rule.id);
    }
}

#[test]
fn a_hit_lasts_as_long_as_its_condition() {
    // 40 failures in 20 min and 40 more a day later: two hits of O21, whatever else fires.
    let day = |from: i64| series(40, 30 * SECOND, move |_, at| wrong_password(from + at));
    let report = report(&[day(0), day(24 * HOUR)].concat());
    let hits: Vec<_> = report.hits_of("O21").map(|hit| (hit.events, hit.evidence.len())).collect();
    assert_eq!(hits, [(40, 40), (40, 40)]);
    assert!(report.hits.is_sorted());
}

#[test]
fn a_log_is_read_line_by_line() {
    let log = "\n{\"uuid\":\"a\"}\r\n\r\nnot json\n{\"uuid\":\"u\",\"published\":\
               \"2026-03-16T00:00:00Z\",\"eventType\":\"system.api_token.create\"}";
    let report = evaluate(log.as_bytes());
    assert_eq!((report.events, report.unusable), (1, 2));
    assert_eq!(report.fired(Reading::AnyWindow).into_iter().collect::<Vec<_>>(), ["O28"]);
    assert_eq!(report.fired(Reading::Binned).len(), 0);
    assert_eq!(report.hits[0].entity.to_string(), "tenant");
    assert_eq!(evaluate(b"").events, 0);
}

#[test]
fn a_rule_alone_finds_what_all_together_find() {
    let all: Vec<Sketch> = positives().into_iter().flat_map(|it| it.sketches).collect();
    let events = events(&all);
    let mut alone: Vec<_> = catalogue().iter().flat_map(|rule| rule.evaluate(&events)).collect();
    alone.sort();
    assert_eq!(Watch::new(&History::default()).all(events), alone);
}
