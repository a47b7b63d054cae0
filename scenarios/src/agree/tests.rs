use std::fs;
use std::path::{Path, PathBuf};

use super::{Campaign, Fate, Generator, Pair, Variant};
use crate::reference;

/// A change of the rules of one side.
type Alter = fn(&mut reference::Rules);

/// Every `*.ndjson` below a folder, in sorted order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let below = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false if path.extension().is_some_and(|it| it == "ndjson") => vec![path],
        false => Vec::new(),
    };
    entries.into_iter().flat_map(below).collect()
}

/// Puts every line of the files below `folder` to both, alone and ten to a page, under every
/// variant. Says how many lines there were and how many of them are published under the first.
fn check_files(folder: &Path) -> (usize, usize) {
    let (mut lines, mut published) = (0, 0);
    for (number, variant) in Variant::all().into_iter().enumerate() {
        let mut pair = Pair::new(variant);
        for file in files(folder) {
            let bytes = fs::read(&file).unwrap();
            let mut page = Vec::new();
            for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                let fate = pair.check(line).unwrap_or_else(|differ| {
                    panic!("{}, {variant}: {differ}\n{}", file.display(), line.escape_ascii())
                });
                if number == 0 {
                    lines += 1;
                    published += usize::from(fate == Fate::Published);
                }
                if fate != Fate::Rejected("json") {
                    page.push(line.to_vec());
                }
            }
            for page in page.chunks(10) {
                pair.check_page(page)
                    .unwrap_or_else(|differ| panic!("{}, {variant}: {differ}", file.display()));
            }
        }
    }
    (lines, published)
}

#[test]
fn our_own_events_have_one_meaning() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../snapshots/events");
    let (lines, published) = check_files(&folder);
    assert!(lines >= 46 && published >= 38, "{lines} lines, {published} published");
}

#[test]
fn recorded_events_have_one_meaning_where_they_are_at_hand() {
    // Events from public sources live beside the repository, because their licences differ.
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if corpus.is_dir() {
        let (lines, published) = check_files(&corpus);
        assert!(lines >= 200 && published >= 50, "{lines} lines, {published} published");
    }
}

#[test]
fn generated_events_have_one_meaning() {
    let campaign = Campaign { seed: 1, from: 0, events: 10_000 };
    let tally = campaign.run().unwrap_or_else(|finding| panic!("{finding}"));
    assert_eq!((tally.events(), tally.pages), (10_000, 250));
    // Enough of everything: a generator of nothing but rejects would agree with anything.
    let share = |fate| tally.fates.get(&fate).copied().unwrap_or(0);
    assert!(share(Fate::Published) > 5_000, "{tally}");
    for reason in ["json", "eventType", "uuid", "published"] {
        assert!(share(Fate::Rejected(reason)) > 100, "{tally}");
    }
    assert!(share(Fate::Rejected("not_an_object")) > 2, "{tally}");
    for reason in ["not_in_catalogue", "not_attributable"] {
        assert!(share(Fate::Excluded(reason)) > 500, "{tally}");
    }
}

#[test]
fn every_rule_that_is_altered_is_found_and_found_again() {
    // A check that cannot fail is a defect. One side gets another rule than the other.
    let variant = Variant { evidence: true, detection: false, actor_only: false, people: true };
    let alter: [(&[&str], Alter); 6] = [
        (&["$: keys"], |rules| rules.evidence = false),
        (&["$.event_id:"], |rules| rules.domain_id.push('.')),
        (&["not excluded (not_attributable)", "$.tuid:"], |rules| {
            rules.attribution = reference::Attribution::Actor;
        }),
        (&["excluded (not_in_catalogue), not "], |rules| {
            rules.catalogue = reference::Catalogue::Detection;
        }),
        (&["$.payload.user:"], |rules| rules.unknown_names = reference::UnknownNames::Keep),
        (&["$.tuid:"], |rules| rules.identities = reference::Identities::default()),
    ];
    for (expected, alter) in alter {
        let pairs = || {
            let mut rules = variant.reference_rules();
            alter(&mut rules);
            vec![("altered".to_owned(), Pair::of(rules, variant.connector_rules()))]
        };
        let campaign = Campaign { seed: 7, from: 0, events: 10_000 };
        let finding = campaign.run_with(&pairs).expect_err(expected[0]);
        let says = |expected: &&str| finding.disagreement.0.contains(*expected);
        assert!(expected.iter().any(says), "{finding}");
        // The line that it prints finds it again, and what is left of the record still shows it.
        assert_eq!(finding.again.events, 1, "{finding}");
        let again = finding.again.run_with(&pairs).unwrap_err();
        assert_eq!(again, finding);
        assert!(pairs()[0].1.check(&finding.record).is_err(), "{finding}");
        let whole = Generator::new(7).event(finding.again.from);
        assert!(finding.record.len() < whole.len(), "{finding}");
    }
}

#[test]
fn a_page_that_is_read_otherwise_is_found() {
    // The same records, one of them about another person to the reference.
    let variant = Variant::all()[0];
    let mut rules = variant.reference_rules();
    rules.attribution = reference::Attribution::Actor;
    let mut pair = Pair::of(rules, variant.connector_rules());
    let record = |actor| {
        format!(
            r#"{{"eventType":"user.session.start","uuid":"u","published":"2026-01-01T00:00:00Z","actor":{{"type":"{actor}","id":"00u1"}},"target":[{{"type":"User"}}]}}"#
        )
        .into_bytes()
    };
    let named = vec![record("User"), b"7".to_vec(), b" {\"eventType\":\"x\"}\n".to_vec()];
    pair.check_page(&named).unwrap();
    pair.check_page(&[named, vec![record("SystemPrincipal")]].concat()).unwrap_err();
}

#[test]
fn shrinking_keeps_what_matters_and_nothing_else() {
    let check = |record: &str, needle: &str, expected: &str| {
        let needle = needle.as_bytes();
        let mut fails = |record: &[u8]| record.windows(needle.len()).any(|window| window == needle);
        let smaller = super::shrink(record.as_bytes(), &mut fails);
        assert_eq!(String::from_utf8(smaller).unwrap(), expected);
    };
    check(r#"{"a":1,"b":[{"c":"x,\"]y"},{"d":2}],"e":{}}"#, "\\\"]y", r#"{"b":[{"c":"x,\"]y"}]}"#);
    // Duplicates and escapes are kept when they are what matters.
    check(r#"{"a" : 1, "\u0061":2, "a":3}"#, r#""\u0061":2"#, r#"{"\u0061":2}"#);
    // No JSON: bytes are removed.
    check(r#"{"a":1,"b":tru,"c":3"#, "tru", "tru");
}

#[test]
fn one_number_is_one_event() {
    let (one, other) = (Generator::new(3), Generator::new(4));
    let events: Vec<_> = (0..200).map(|number| one.event(number)).collect();
    let backwards: Vec<_> = (0..200).rev().map(|number| one.event(number)).collect();
    assert!(events.iter().eq(backwards.iter().rev()));
    let same = (0..200).filter(|number| other.event(*number) == events[*number as usize]).count();
    assert!(same < 10, "{same} events do not depend on the seed");
}

#[test]
fn every_type_of_the_seed_is_among_our_own_events() {
    // Types without public samples too; and every result that Okta documents.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../snapshots/events");
    let text: String =
        files(&folder).iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for entry in reference::Catalogue::Seed.entries() {
        assert!(text.contains(&format!("\"eventType\":\"{}\"", entry.okta_type)), "{entry:?}");
    }
    for result in ["SUCCESS", "FAILURE", "DENY", "ALLOW", "SKIPPED", "UNKNOWN", "RATE_LIMIT"] {
        assert!(text.contains(&format!("\"result\":\"{result}\"")), "{result}");
    }
}
