use std::num::NonZeroUsize;
use std::ops::Range;

use clock::Timestamp;

use crate::MockOkta;
use crate::attacks::{AttackSpec, kinds};

use super::{History, Preset};

fn span(from: &str, until: &str) -> Range<Timestamp> {
    from.parse().unwrap()..until.parse().unwrap()
}

fn history(span: Range<Timestamp>) -> History {
    let attacks = ["mfa-fatigue@2026-03-17T10:00:00Z", "sso-burst@2026-03-17T09:30:00Z"];
    let attacks = attacks.map(|attack| attack.parse::<AttackSpec>().unwrap());
    MockOkta::builder().seed(7).users(400).attacks(attacks).generate(span).unwrap()
}

fn bytes(history: &History, jobs: usize) -> Vec<u8> {
    let (mut bytes, jobs) = (Vec::new(), NonZeroUsize::new(jobs).unwrap());
    let taken = history.portions(
        jobs,
        |portion| portion.bytes,
        |portion| {
            bytes.extend(portion);
            Ok::<_, ()>(())
        },
    );
    taken.unwrap();
    bytes
}

#[test]
fn any_number_of_threads_makes_the_same_bytes() {
    let history = history(span("2026-03-16T06:00:00Z", "2026-03-18T06:00:00Z"));
    let alone = bytes(&history, 1);
    assert!(alone.len() > 1_000_000, "{}", alone.len());
    for jobs in [2, 3, 16] {
        assert!(bytes(&history, jobs) == alone, "{jobs} jobs");
    }
}

#[test]
fn spans_that_meet_make_the_whole() {
    let [from, middle, until] =
        ["2026-03-17T08:59:12.345Z", "2026-03-17T09:59:59.999Z", "2026-03-17T11:00:00Z"];
    let mut parts = bytes(&history(span(from, middle)), 1);
    parts.extend(bytes(&history(span(middle, until)), 1));
    assert!(parts == bytes(&history(span(from, until)), 1));
}

#[test]
fn the_events_are_those_of_the_org_in_order_of_published() {
    let span = span("2026-03-17T09:00:00Z", "2026-03-17T11:00:00Z");
    let generated = bytes(&history(span.clone()), 1);
    let attacks = ["mfa-fatigue@2026-03-17T10:00:00Z", "sso-burst@2026-03-17T09:30:00Z"];
    let clock = clock::Clock::stepped("2026-03-17T12:00:00Z".parse().unwrap());
    let org = MockOkta::builder()
        .seed(7)
        .users(400)
        .attacks(attacks.map(|attack| attack.parse::<AttackSpec>().unwrap()))
        .clock(clock)
        .start()
        .unwrap();
    let log = org.log();
    let mut records: Vec<_> = log
        .range(..crate::log::Position::before(org.clock().now()))
        .filter(|record| record.published.is_some_and(|published| span.contains(&published)))
        .collect();
    let mut lines: Vec<_> = generated.split(|byte| *byte == b'\n').collect();
    assert_eq!(lines.pop(), Some(&b""[..]));
    assert_eq!(lines.len(), records.len());
    let mut served: Vec<&[u8]> = records.iter().map(|record| &record.raw[..]).collect();
    let mut unordered = lines.clone();
    served.sort_unstable();
    unordered.sort_unstable();
    assert!(served == unordered);
    records.sort_by_key(|record| record.published);
    let published = records.iter().map(|record| record.published.unwrap().to_string());
    for (line, published) in lines.iter().zip(published) {
        let event: serde_json::Value = serde_json::from_slice(line).unwrap();
        assert_eq!(event["published"], *published);
    }
}

#[test]
fn each_label_is_of_an_event_and_no_other_span_has_it() {
    let [from, middle, until] =
        ["2026-03-17T09:00:00Z", "2026-03-17T10:02:00Z", "2026-03-17T12:00:00Z"];
    let whole = history(span(from, until));
    let text = String::from_utf8(bytes(&whole, 1)).unwrap();
    let labels = whole.labels();
    assert!(labels.iter().any(|label| label.scenario == "sso-burst"));
    assert!(labels.is_sorted_by_key(|label| label.published.clone()));
    for label in &labels {
        assert!(text.contains(&format!("\"uuid\":\"{}\"", label.uuid)), "{label:?}");
    }
    let parts = [span(from, middle), span(middle, until)].map(|span| history(span).labels().len());
    assert!(parts.iter().all(|part| *part > 0));
    assert_eq!(parts.iter().sum::<usize>(), labels.len());
}

#[test]
fn an_empty_span_is_refused_with_everything_else_that_is_wrong() {
    let wrong =
        MockOkta::builder().users(0).generate(span("2026-03-17T09:00:00Z", "2026-03-17T09:00:00Z"));
    let wrong = wrong.unwrap_err();
    assert_eq!(wrong.mistakes().len(), 2, "{wrong}");
    assert!(wrong.to_string().contains("until: must be later than from"));
    let ancient =
        MockOkta::builder().generate(span("1969-12-31T23:59:59Z", "1970-01-02T00:00:00Z"));
    assert_eq!(ancient.unwrap_err().to_string(), "from: not before 1970");
    let far = span("9999-12-30T20:00:00Z", "9999-12-30T21:00:00Z");
    let far = MockOkta::builder().users(50).generate(far).unwrap();
    assert!(!bytes(&far, 1).is_empty());
}

#[test]
fn the_first_mistake_of_the_taker_ends_it() {
    let history = history(span("2026-03-16T00:00:00Z", "2026-03-23T00:00:00Z"));
    for jobs in [1, 4] {
        let mut taken = 0;
        let jobs = NonZeroUsize::new(jobs).unwrap();
        let result = history.portions(
            jobs,
            |portion| portion.events,
            |_| {
                taken += 1;
                if taken == 2 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((result, taken), (Err("full"), 2));
    }
}

#[test]
fn the_preset_has_every_attack_and_everything_that_only_looks_like_one() {
    for name in Preset::NAMES {
        let preset = Preset::named(name).unwrap();
        for kind in kinds() {
            let asked = |look_alike: &str| {
                preset.attacks.iter().any(|attack| {
                    let choice = attack.parameters.choice("look-alike");
                    attack.kind.name == kind.name && choice == look_alike
                })
            };
            let attack = if kind.look_alikes.is_empty() { "" } else { "none" };
            assert!(asked(attack), "{}", kind.name);
            for look_alike in kind.look_alikes {
                assert!(asked(look_alike), "{} {look_alike}", kind.name);
            }
        }
    }
    assert!(Preset::named("bench-v0").unwrap_err().contains("there are bench-v1"));
}
