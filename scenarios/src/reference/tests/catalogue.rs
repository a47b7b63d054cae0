use std::collections::BTreeMap;

use super::super::catalogue::DETECTION;
use super::super::{Catalogue, CatalogueEntry, EventType, Rules, SignalType};
use super::{fate, output_at, record};

/// How many types the seed's catalogue has; the rest of the detection catalogue is additions.
fn seed_length() -> usize {
    Catalogue::Seed.entries().len()
}

#[test]
fn the_tables_are_sorted_complete_and_apart() {
    // No type twice, none in both tables, every line of the file is an entry with a rule.
    let all = Catalogue::Detection.entries();
    let (seed, added) = all.split_at(seed_length());
    assert_eq!(seed, Catalogue::Seed.entries());
    assert_eq!(added.len(), DETECTION.lines().count() - 1);
    assert!(seed.is_sorted_by(|a, b| a.okta_type < b.okta_type));
    assert!(added.is_sorted_by(|a, b| a.okta_type < b.okta_type));
    for entry in added {
        assert!(!seed.iter().any(|it| it.okta_type == entry.okta_type), "{}", entry.okta_type);
    }
    for line in DETECTION.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        assert!(columns.len() == 4 && columns.iter().all(|it| !it.trim().is_empty()), "{line}");
    }
}

#[test]
fn a_factor_or_device_event_is_an_authentication() {
    // The seed's table of signal classes: MFA & Device Trust is Authentication only.
    for entry in Catalogue::Detection.entries() {
        if entry.signal_type == SignalType::MfaDeviceTrust {
            assert_eq!(entry.event_type, EventType::Auth, "{}", entry.okta_type);
        }
    }
}

#[test]
fn the_seeds_table_is_the_specifications() {
    // Counted by category and signal class, with one type of each family spelled out.
    let mut counts = BTreeMap::new();
    for entry in Catalogue::Seed.entries() {
        *counts.entry((entry.event_type.as_str(), entry.signal_type.as_str())).or_insert(0) += 1;
    }
    let expected = [
        (("ADMIN", "CORE_IAM"), 18),
        (("ALERT", "CORE_IAM"), 2),
        (("AUTH", "CORE_IAM"), 9),
        (("AUTH", "MFA_DEVICE_TRUST"), 6),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    for (okta_type, event_type, signal_type) in [
        ("user.authentication.auth_via_IDP", "AUTH", "CORE_IAM"),
        ("user.authentication.auth_via_mfa", "AUTH", "MFA_DEVICE_TRUST"),
        ("user.account.lock", "AUTH", "CORE_IAM"),
        ("user.account.unlock_token", "ADMIN", "CORE_IAM"),
        ("app.user_management.assign_user_to_app", "ADMIN", "CORE_IAM"),
        ("security.request.blocked", "ALERT", "CORE_IAM"),
    ] {
        let record = record(&format!(r#""eventType":"{okta_type}""#));
        let rules = Rules::seed("d");
        assert_eq!(output_at("event_type", &record, &rules), format!("{event_type:?}"));
        assert_eq!(output_at("signal_type", &record, &rules), format!("{signal_type:?}"));
        assert_eq!(output_at("payload.action", &record, &rules), format!("{okta_type:?}"));
    }
}

#[test]
fn types_match_exactly_and_unescaped() {
    // Case counts, spelling does not, and a prefix is not a match.
    for (okta_type, expected) in [
        ("user.session.start", "ok"),
        (r"user.session.\u0073tart", "ok"),
        ("User.Session.Start", "excluded not_in_catalogue"),
        ("user.session.start ", "excluded not_in_catalogue"),
        ("user.session", "excluded not_in_catalogue"),
        (r"user.session.start\ud800", "excluded not_in_catalogue"),
        ("policy.evaluate_sign_on", "excluded not_in_catalogue"),
    ] {
        let record = record(&format!(r#""eventType":"{okta_type}""#));
        assert_eq!(fate(record.as_bytes(), &Rules::seed("d")), expected, "{okta_type}");
    }
}

#[test]
fn a_configuration_adds_and_switches_off() {
    // Off beats everything, and an addition does not change a built-in type.
    let addition = |okta_type: &str| CatalogueEntry {
        okta_type: okta_type.to_owned(),
        event_type: EventType::Alert,
        signal_type: SignalType::CoreIam,
    };
    let rules = Rules {
        additions: vec![addition("zone.create"), addition("user.session.end"), addition("own")],
        switched_off: vec!["own".to_owned(), "user.session.start".to_owned()],
        catalogue: Catalogue::Detection,
        ..Rules::seed("d")
    };
    for (okta_type, expected) in [
        ("zone.create", "\"ALERT\""),
        ("user.session.end", "\"AUTH\""),
        ("policy.evaluate_sign_on", "\"AUTH\""),
    ] {
        let record = record(&format!(r#""eventType":"{okta_type}""#));
        assert_eq!(output_at("event_type", &record, &rules), expected, "{okta_type}");
    }
    for okta_type in ["own", "user.session.start"] {
        let record = record(&format!(r#""eventType":"{okta_type}","uuid":null"#));
        assert_eq!(fate(record.as_bytes(), &rules), "excluded not_in_catalogue", "{okta_type}");
    }
}
