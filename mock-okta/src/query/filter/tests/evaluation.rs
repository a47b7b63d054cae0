//! What operators mean (facts 2.1).

use serde_json::{Value, json};

use super::sample::matches;
use crate::query::FilterError;
use crate::query::filter::Expression;
use crate::query::filter::expression::Operator;

#[test]
fn every_operator_means_what_it_says_for_every_type() {
    for (filter, expected) in [
        // Texts, in the order of their bytes and in their own case.
        ("eventType eq \"user.session.start\"", true),
        ("eventType eq \"user.session\"", false),
        ("eventType eq \"User.Session.Start\"", false),
        ("eventType ne \"user.session.start\"", false),
        ("eventType ne \"user.session.end\"", true),
        ("eventType co \"session\"", true),
        ("eventType co \"sessions\"", false),
        ("eventType sw \"user.\"", true),
        ("eventType sw \"session\"", false),
        ("eventType ew \".start\"", true),
        ("eventType ew \"user\"", false),
        ("eventType co \"\"", true),
        ("displayMessage eq \"Say \\\"hi\\\"\"", true),
        ("displayMessage eq \"Say \\u0022hi\\u0022\"", true),
        ("severity ge \"INFO\"", true),
        ("severity gt \"INFO\"", false),
        ("severity gt \"ERROR\"", true),
        ("severity le \"INFO\"", true),
        ("severity lt \"WARN\"", true),
        ("severity lt \"INFO\"", false),
        // The documentation's own way of saying "not".
        ("client.userAgent.os lt \"iOS\" or client.userAgent.os gt \"iOS\"", false),
        // Numbers.
        ("securityContext.asNumber eq 15169", true),
        ("securityContext.asNumber eq 15169.0", true),
        ("securityContext.asNumber eq 1.5169e4", true),
        ("securityContext.asNumber ne 15169", false),
        ("securityContext.asNumber ge 15169", true),
        ("securityContext.asNumber gt 15168", true),
        ("securityContext.asNumber lt 2000", false),
        ("client.geographicalContext.geolocation.lat le 48.2", true),
        ("client.geographicalContext.geolocation.lon lt -15.5", true),
        // Booleans.
        ("securityContext.isProxy eq false", true),
        ("securityContext.isProxy eq FALSE", true),
        ("securityContext.isProxy eq true", false),
        ("securityContext.isProxy ne true", true),
        ("securityContext.isProxy ge false", false),
        // Null is what is null, and what is not there.
        ("outcome.reason eq null", true),
        ("legacyEventType eq null", true),
        ("outcome.result eq null", false),
        ("outcome.result ne null", true),
        ("outcome.reason ne \"X\"", true),
        ("outcome.reason gt null", false),
        // Another type is another thing.
        ("securityContext.asNumber eq \"15169\"", false),
        ("securityContext.isProxy eq \"false\"", false),
        ("eventType eq 1", false),
        ("eventType gt 1", false),
        ("securityContext.asNumber co \"1\"", false),
        ("actor eq \"00u1\"", false),
        // Present: not empty.
        ("eventType pr", true),
        ("securityContext.isProxy pr", true),
        ("outcome.reason pr", false),
        ("legacyEventType pr", false),
        ("client.geographicalContext.city pr", false),
        ("actor pr", true),
        ("actor.detailEntry pr", false),
        ("target.detailEntry pr", true),
        ("device pr", false),
    ] {
        assert_eq!(matches(filter), expected, "{filter}");
    }
}

#[test]
fn dates_are_compared_as_moments() {
    for (filter, expected) in [
        ("debugContext.debugData.at ge \"2026-03-19T15:00:00+01:00\"", true),
        ("debugContext.debugData.at gt \"2026-03-19T15:00:00+01:00\"", false),
        ("debugContext.debugData.at lt \"2026-03-19T13:00:00.001-01:00\"", true),
        ("debugContext.debugData.at gt \"2026-03-19T14:30:00+02:00\"", true),
        // What is only nearly a date is a text.
        ("debugContext.debugData.at gt \"2026-03-19\"", true),
        ("debugContext.debugData.at lt \"2026-13-39T99:00:00Z\"", true),
        ("debugContext.debugData.at eq \"2026-03-19T15:00:00+01:00\"", false),
    ] {
        assert_eq!(matches(filter), expected, "{filter}");
    }
}

#[test]
fn any_element_of_an_array_matches() {
    for (filter, expected) in [
        ("target.id eq \"A\"", true),
        ("target.id eq \"C\"", false),
        // Different elements may meet two clauses: this is how Okta asks for both.
        ("target.id eq \"A\" and target.id eq \"B\"", true),
        ("target.id eq \"A\" and target.type eq \"AppInstance\"", true),
        ("target.id ne \"A\"", false),
        ("target.id ne \"C\"", true),
        ("not (target.id eq \"A\")", false),
        ("request.ipChain.ip sw \"10.0.0.2\"", true),
        ("securityContext.risk.reasons eq \"b\"", true),
        ("target.detailEntry.signOnModeType eq \"SAML_2_0\"", true),
        ("target pr", true),
        ("securityContext.userBehaviors pr", false),
    ] {
        assert_eq!(matches(filter), expected, "{filter}");
    }
    // No element is no match, and equal to null.
    for target in [json!([]), Value::Null] {
        let empty = json!({ "target": target });
        for (filter, expected) in [
            ("target.id eq \"A\"", false),
            ("target.id ne \"A\"", true),
            ("target pr", false),
            ("target.id eq null", true),
        ] {
            assert_eq!(filter.parse::<Expression>().unwrap().matches(&empty), expected, "{filter}");
        }
    }
}

#[test]
fn and_binds_tighter_than_or_and_groups_tighter_than_either() {
    let (yes, no) = ("severity eq \"INFO\"", "severity eq \"WARN\"");
    for (filter, expected) in [
        (format!("{yes} or {no} and {no}"), true),
        (format!("({yes} or {no}) and {no}"), false),
        (format!("{no} and {no} or {yes}"), true),
        (format!("{no} and ({no} or {yes})"), false),
        (format!("not ({no}) or {yes} and {no}"), true),
        (format!("not ({no} or {yes})"), false),
        (format!("not ({yes}) and {no} or {no}"), false),
        (format!("not (not ({yes}))"), true),
        (format!("NOT({no})AND({yes})"), true),
        (format!("{no} OR {yes} aNd {yes}"), true),
        (format!("  (  ( {yes} ) )  "), true),
    ] {
        assert_eq!(matches(&filter), expected, "{filter}");
    }
}

#[test]
fn operators_are_read_in_any_case_and_attributes_in_one() {
    for operator in Operator::ALL {
        let upper = operator.to_string().to_uppercase();
        let expected = matches(&format!("severity {operator} \"INFO\""));
        assert_eq!(matches(&format!("severity {upper} \"INFO\"")), expected, "{upper}");
    }
    assert!(matches("severity Pr"));
    for path in ["Severity", "eventtype", "EventType", "outcome.Result", "Event_Type"] {
        let refused = format!("{path} pr").parse::<Expression>();
        assert_eq!(refused, Err(FilterError::UnknownField(path.to_owned())));
    }
}
