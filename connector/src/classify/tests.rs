use std::collections::BTreeSet;

use super::tables::{DETECTION, SEED};
use super::{BuiltIn, Catalogue, Entry, EventType, Family, NameError, SignalType};

fn added(name: &str) -> Entry {
    Entry::added(name, EventType::Alert, SignalType::CoreIam).unwrap()
}

#[test]
fn the_tables_are_sorted_and_name_nothing_twice() {
    // Who looks for a line finds it, and no entry hides another.
    let sorted = |names: Vec<&str>| names.windows(2).all(|pair| pair[0] < pair[1]);
    assert!(sorted(SEED.iter().map(|entry| &*entry.okta_type).collect()));
    assert!(sorted(DETECTION.iter().map(|(entry, _)| &*entry.okta_type).collect()));
    let seed: BTreeSet<_> = SEED.iter().map(|entry| &entry.okta_type).collect();
    for (entry, _) in DETECTION {
        assert!(!seed.contains(&entry.okta_type), "{} is in both tables", entry.okta_type);
    }
}

#[test]
fn the_detection_table_is_the_documented_one() {
    // The document names the rule that needs each type; the program ingests exactly these.
    let document = include_str!("../../../docs/catalogue-detection.tsv");
    let rows = DETECTION.iter().map(|(entry, rule)| {
        let Entry { okta_type, event_type, signal_type, .. } = entry;
        format!("{okta_type}\t{}\t{}\t{rule}", event_type.name(), signal_type.name())
    });
    assert_eq!(rows.collect::<Vec<_>>(), document.lines().skip(1).collect::<Vec<_>>());
    assert!(DETECTION.iter().all(|(entry, _)| entry.family == Family::Detection));
}

#[test]
fn every_type_of_the_customers_tables_has_its_classes() {
    // Counted in the customer's text: 9 + 6 + 9 + 4 + 3 + 2 rows, one of them twice
    // (auth_via_mfa), and three types that Okta really logs.
    let catalogue = Catalogue::seed();
    let entries = catalogue.entries();
    assert_eq!(entries.len(), 9 + 6 + 9 + 4 + 3 + 2 - 1 + 3);
    let count = |event_type| entries.iter().filter(|entry| entry.event_type == event_type).count();
    assert_eq!(count(EventType::Alert), 2);
    assert_eq!(count(EventType::Auth), 9 + 5 + 1);
    let mfa = entries.iter().filter(|entry| entry.signal_type == SignalType::MfaDeviceTrust);
    assert!(mfa.clone().count() == 6);
    assert!(mfa.into_iter().all(|entry| {
        entry.okta_type.starts_with("user.mfa.") || entry.okta_type.ends_with("auth_via_mfa")
    }));
}

#[test]
fn names_are_compared_exactly() {
    for built_in in BuiltIn::ALL {
        let catalogue = Catalogue::new(built_in, [added("zz.x")], ["user.session.end"]);
        for entry in catalogue.entries() {
            assert_eq!(catalogue.find(entry.okta_type.as_bytes()), Some(entry));
            assert!(catalogue.find(&entry.okta_type.as_bytes()[1..]).is_none());
        }
    }
    for near in
        ["user.authentication.auth_via_idp", "user.session.start ", "", "app.user_management"]
    {
        assert!(Catalogue::seed().find(near.as_bytes()).is_none(), "{near}");
    }
}

#[test]
fn a_configuration_adds_and_switches_off() {
    let off = ["user.session.end", "zone.create", "nobody.knows"];
    let more = [added("zone.create"), added("zone.rename"), added("user.account.lock")];
    let catalogue = Catalogue::new(BuiltIn::Seed, more, off);
    let family = |name: &str| catalogue.find(name.as_bytes()).map(|entry| entry.family);
    assert_eq!(family("zone.rename"), Some(Family::Added));
    // A built-in type keeps its built-in entry; off is off even if added.
    assert_eq!(family("user.account.lock"), Some(Family::Lifecycle));
    assert_eq!(family("zone.create"), None);
    assert_eq!(family("user.session.end"), None);
    assert_eq!(catalogue.entries().len(), Catalogue::seed().entries().len());
    assert!(catalogue.entries().is_sorted_by(|one, other| one.okta_type < other.okta_type));
}

#[test]
fn names_lead_to_what_they_name() {
    for built_in in BuiltIn::ALL {
        assert_eq!(BuiltIn::from_name(built_in.name()), Some(built_in));
    }
    for event_type in EventType::ALL {
        assert_eq!(EventType::from_name(event_type.name()), Some(event_type));
    }
    for signal_type in SignalType::ALL {
        assert_eq!(SignalType::from_name(signal_type.name()), Some(signal_type));
    }
    assert_eq!(BuiltIn::from_name("Seed"), None);
    assert_eq!(EventType::from_name("auth"), None);
    assert!(!BuiltIn::Seed.has("zone.update") && BuiltIn::Detection.has("zone.update"));
}

#[test]
fn a_name_that_no_type_can_have_is_refused() {
    let try_name = |name: &str| Entry::added(name, EventType::Auth, SignalType::CoreIam).err();
    for (name, error) in [
        ("", Some(NameError::Empty)),
        ("a\nb", Some(NameError::Characters)),
        ("a\"b", Some(NameError::Characters)),
        ("a\\b", Some(NameError::Characters)),
        (&*"x".repeat(256), Some(NameError::TooLong)),
        (&*"x".repeat(255), None),
        ("ünïcode.type", None),
    ] {
        assert_eq!(try_name(name), error, "{name:?}");
    }
}
