use super::{Catalogue, EventType, SignalType};

#[test]
fn the_table_is_sorted_and_names_nothing_twice() {
    // `find` searches by halves: one entry out of place would hide others.
    for pair in Catalogue::seed().entries().windows(2) {
        assert!(
            pair[0].okta_type < pair[1].okta_type,
            "{} / {}",
            pair[0].okta_type,
            pair[1].okta_type
        );
    }
}

#[test]
fn every_type_of_the_customers_tables_has_its_classes() {
    // Counted in the customer's text: 9 + 6 + 9 + 4 + 3 + 2 rows, one of them twice
    // (auth_via_mfa), and three types that Okta really logs.
    let entries = Catalogue::seed().entries();
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
    let catalogue = Catalogue::seed();
    for entry in catalogue.entries() {
        assert_eq!(catalogue.find(entry.okta_type.as_bytes()), Some(entry));
        assert!(catalogue.find(&entry.okta_type.as_bytes()[1..]).is_none());
    }
    for near in
        ["user.authentication.auth_via_idp", "user.session.start ", "", "app.user_management"]
    {
        assert!(catalogue.find(near.as_bytes()).is_none(), "{near}");
    }
}
