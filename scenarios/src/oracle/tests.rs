use std::time::Duration;

use clock::Timestamp;
use mock_okta::faults::catalogue;

use super::FOREIGN;
use super::hazard::SIGHTINGS;
use super::{
    Claim, Evidence, Hazard, Obligation, Quarantined, Record, Request, Sighting, Verdict, judge,
};
use crate::case::{Expect, Span};
use crate::reference::{self, Outcome, Rules};

fn at(seconds: u64) -> Timestamp {
    "2026-03-16T07:00:00Z".parse::<Timestamp>().unwrap() + Duration::from_secs(seconds)
}

/// The event number `n`, which becomes visible `n` seconds after the start.
fn record(n: u64) -> Record {
    let raw = format!(
        r#"{{"eventType":"user.session.end","uuid":"u{n}","published":"{}","actor":{{"id":"00u1","type":"User"}}}}"#,
        at(n)
    );
    raw_record(n, raw.as_bytes())
}

fn raw_record(n: u64, raw: &[u8]) -> Record {
    Record {
        commit: at(n),
        published: Some(at(n)),
        raw: raw.to_vec(),
        delivered: true,
        damaged: false,
    }
}

/// The line that event number `n` ought to become.
fn line(n: u64) -> String {
    let Outcome::Published(event) = reference::normalize(&record(n).raw, &Rules::seed("d")) else {
        panic!("it is published")
    };
    event.to_text()
}

fn evidence(lines: &[String]) -> Evidence {
    let mut output = lines.join("\n");
    output.push('\n');
    Evidence {
        log: (1..=3).map(record).collect(),
        arrivals: vec![at(4); lines.len()],
        output: output.into_bytes(),
        ..Evidence::default()
    }
}

fn good() -> Evidence {
    evidence(&[line(1), line(2), line(3)])
}

fn obligation() -> Obligation {
    Obligation {
        from: at(0),
        to: at(10),
        deadline: at(20),
        rules: Rules::seed("d"),
        page_limit: 1_000,
    }
}

/// The ids of the claims that do not hold.
fn failing(evidence: &Evidence, expect: &Expect) -> Vec<&'static str> {
    let (claims, _) = judge(evidence, &obligation(), expect);
    let bad = |claim: &&Claim| !matches!(claim.verdict, Verdict::Pass | Verdict::Na);
    claims.iter().filter(bad).map(|claim| claim.id).collect()
}

#[test]
fn what_is_right_passes() {
    let (claims, tallies) = judge(&good(), &obligation(), &Expect::default());
    assert!(claims.iter().all(|claim| claim.verdict != Verdict::Fail), "{claims:?}");
    assert_eq!((tallies.due, tallies.published, tallies.lost), (3, 3, 0));
}

#[test]
fn each_wrong_is_seen_by_its_name() {
    let expect = Expect::default();
    let check = |evidence: &Evidence, id: &str| {
        assert_eq!(failing(evidence, &expect), [id]);
    };
    check(&evidence(&[line(1), line(3)]), "delivery/lost");
    check(&evidence(&[line(1), line(2), line(2), line(3)]), "delivery/duplicates");
    check(&evidence(&[line(2), line(1), line(3)]), "delivery/order");
    check(&evidence(&[line(1), line(2), line(3), line(4)]), "delivery/unexpected");
    check(&evidence(&[line(1), line(2), line(3), "garbage".to_owned()]), "delivery/unexpected");
    let mutated = line(2).replace("\"source\":\"OKTA\"", "\"source\":\"okta\"");
    check(&evidence(&[line(1), mutated, line(3)]), "delivery/mutated");
    let swapped = line(2).replace("\"action\":", "\"azzzon\":");
    check(&evidence(&[line(1), swapped, line(3)]), "delivery/mutated");
    let late = Evidence { arrivals: vec![at(4), at(4), at(21)], ..good() };
    check(&late, "liveness/drained");
    let foreign = Evidence { sightings: vec![Sighting { at: at(1), what: FOREIGN }], ..good() };
    check(&foreign, "requests/foreign");
    check(&Evidence { gaps: 1, ..good() }, "gaps/count");
    let kept = Quarantined { reason: "json".to_owned(), raw: b"x".to_vec() };
    check(&Evidence { quarantine: vec![kept], ..good() }, "quarantine/surplus");
    let page = Quarantined { reason: "page".to_owned(), raw: b"x".to_vec() };
    check(&Evidence { quarantine: vec![page], ..good() }, "quarantine/pages");
}

#[test]
fn other_bytes_of_the_same_value_are_no_mutation() {
    let escaped = line(2).replace("user.session.end", "user.session.\\u0065nd");
    assert_eq!(failing(&evidence(&[line(1), escaped, line(3)]), &Expect::default()), [""; 0]);
}

#[test]
fn what_cannot_be_published_has_to_be_kept_as_it_is() {
    let expect = Expect { quarantined: 1, ..Expect::default() };
    let mut evidence = good();
    evidence.log.push(raw_record(4, b"{bad}"));
    assert_eq!(failing(&evidence, &expect), ["quarantine/kept", "quarantine/count"]);
    let kept =
        |reason: &str, raw: &[u8]| Quarantined { reason: reason.to_owned(), raw: raw.to_vec() };
    evidence.quarantine = vec![kept("json", b"{bad}")];
    assert_eq!(failing(&evidence, &expect), [""; 0]);
    let wrong = ["quarantine/kept", "quarantine/surplus", "quarantine/count"];
    evidence.quarantine = vec![kept("json", b"{bad")];
    assert_eq!(failing(&evidence, &expect), wrong);
    evidence.quarantine = vec![kept("uuid", b"{bad}")];
    assert_eq!(failing(&evidence, &expect), wrong);
    // After a crash a page comes again, and with it what was kept.
    evidence.quarantine = vec![kept("json", b"{bad}"), kept("json", b"{bad}")];
    assert_eq!(failing(&evidence, &expect), ["quarantine/surplus"]);
    evidence.sightings = vec![Sighting { at: at(1), what: "crash" }];
    assert_eq!(failing(&evidence, &expect), [""; 0]);
}

#[test]
fn a_damaged_page_excuses_nothing() {
    // A page that came damaged has to be asked again, or kept whole and taken apart.
    let expect = Expect { poison_pages: 1, ..Expect::default() };
    let mut skipped = evidence(&[line(1), line(3)]);
    (skipped.log[1].delivered, skipped.log[1].damaged) = (false, true);
    assert_eq!(
        failing(&skipped, &Expect::default()),
        ["delivery/lost", "quarantine/kept"],
        "skipped"
    );
    let page = |raw: &[u8]| Quarantined { reason: "page".to_owned(), raw: raw.to_vec() };
    let mut whole = good();
    (whole.log[1].delivered, whole.log[1].damaged) = (false, true);
    whole.quarantine = vec![page(&[b"[", &whole.log[1].raw[..]].concat())];
    assert_eq!(failing(&whole, &expect), [""; 0]);
    whole.quarantine = vec![page(b"")];
    assert_eq!(failing(&whole, &expect), ["quarantine/kept"]);
}

#[test]
fn pauses_come_as_often_as_the_case_says_and_after_enough_failures() {
    let failed = |seconds, status| Request {
        at: Some(at(seconds)),
        answered_at: Some(at(seconds)),
        status: Some(status),
        ..Request::default()
    };
    let paused = |requests: Vec<Request>| Evidence {
        requests,
        sightings: vec![Sighting { at: at(100), what: "paused" }],
        ..good()
    };
    let expect = Expect { pauses: 1, ..Expect::default() };
    let times = |count: u64, status| (1..=count).map(|n| failed(n * 2, status)).collect();
    assert_eq!(failing(&paused(times(5, 503)), &expect), [""; 0]);
    assert_eq!(failing(&paused(times(4, 503)), &expect), ["pause/failures"]);
    assert_eq!(failing(&paused(times(12, 503)), &expect), ["pause/failures"]);
    assert_eq!(failing(&paused(times(3, 401)), &expect), [""; 0]);
    assert_eq!(failing(&paused(times(5, 401)), &expect), ["pause/failures"]);
    assert_eq!(failing(&paused(times(5, 503)), &Expect::default()), ["pause/count"]);
    let range = Expect { pauses_max: Some(3), ..Expect::default() };
    assert_eq!(failing(&paused(times(5, 503)), &range), [""; 0]);
}

#[test]
fn an_org_that_failed_is_left_alone_for_a_moment() {
    let request = |millis, valid| Request {
        at: Some(at(0) + Duration::from_millis(millis)),
        answered_at: Some(at(0) + Duration::from_millis(millis)),
        valid,
        ..Request::default()
    };
    let with = |requests| Evidence { requests, ..good() };
    let check = |evidence: &Evidence| failing(evidence, &Expect::default());
    assert_eq!(check(&with(vec![request(0, false), request(1_000, true)])), [""; 0]);
    assert_eq!(check(&with(vec![request(0, true), request(1, true)])), [""; 0]);
    let hasty = with(vec![request(0, false), request(900, true)]);
    assert_eq!(check(&hasty), ["rate-limit/spacing"]);
    let killed = Evidence { sightings: vec![Sighting { at: at(0), what: "crash" }], ..hasty };
    assert_eq!(check(&killed), [""; 0]);
}

#[test]
fn delays_are_judged_where_the_case_names_a_bound() {
    let expect = |seconds| Expect { delay_max: Some(Span::seconds(seconds)), ..Expect::default() };
    // The first event is visible at 1 s and arrives at 4 s.
    assert_eq!(failing(&good(), &expect(3)), [""; 0]);
    assert_eq!(failing(&good(), &expect(2)), ["liveness/delay"]);
}

#[test]
fn a_run_in_which_nothing_was_due_shows_nothing() {
    let (claims, _) = judge(&Evidence::default(), &obligation(), &Expect::default());
    assert_eq!(claims[0].verdict, Verdict::Inconclusive);
}

#[test]
fn a_hazard_that_never_happened_makes_a_case_inconclusive() {
    let expect = Expect { must_observe: vec!["outage".to_owned()], ..Expect::default() };
    assert_eq!(failing(&good(), &expect), ["hazards/observed"]);
    let struck = Request { faults: vec!["outage".to_owned()], valid: true, ..Request::default() };
    assert_eq!(failing(&Evidence { requests: vec![struck], ..good() }, &expect), [""; 0]);
}

#[test]
fn a_request_before_its_time_is_seen() {
    let request = |seconds, welcome: Option<u64>| Request {
        at: Some(at(seconds)),
        status: Some(if welcome.is_some() { 429 } else { 200 }),
        valid: welcome.is_none(),
        welcome_at: welcome.map(at),
        ..Request::default()
    };
    let with = |requests| Evidence { requests, ..good() };
    let patient = with(vec![request(1, Some(5)), request(5, None)]);
    assert_eq!(failing(&patient, &Expect::default()), [""; 0]);
    let hasty = with(vec![request(1, Some(5)), request(4, None)]);
    assert_eq!(failing(&hasty, &Expect::default()), ["rate-limit/early"]);
}

#[test]
fn a_detection_counts_where_an_attack_made_it() {
    let hazard = Hazard::from_name("O51").unwrap();
    let by_proxy = r#"{"uuid":"u-1","published":"2026-03-15T14:32:18Z","eventType":"user.session.start","securityContext":{"isProxy":true}}"#;
    let record = Record { raw: by_proxy.as_bytes().to_vec(), ..record(1) };
    let mut evidence = Evidence { log: vec![record], ..Evidence::default() };
    let attack = Hazard::from_name("attack").unwrap();
    let count = |hazard: &Hazard, evidence: &Evidence| hazard.count(evidence, 1_000, 0);
    assert_eq!([&hazard, &attack].map(|it| count(it, &evidence)), [0, 0], "somebody travels");
    evidence.attacked.insert("u-1".to_owned());
    assert_eq!([&hazard, &attack].map(|it| count(it, &evidence)), [1, 1]);
}

#[test]
fn hazards_name_what_the_mock_can_do() {
    for fault in catalogue().faults {
        let hazard = Hazard::from_name(fault.name).unwrap();
        assert_eq!(hazard, Hazard::Fault(fault.name.to_owned()));
    }
    for name in SIGHTINGS {
        assert_eq!(Hazard::from_name(name).unwrap(), Hazard::Sighting(name));
    }
    let unknown = Hazard::from_name("earthquake").unwrap_err();
    assert!(unknown.contains("late-event") && unknown.contains("truncated-body"), "{unknown}");
}
