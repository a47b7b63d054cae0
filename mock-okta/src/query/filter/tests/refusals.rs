//! What is refused, and how (facts 2.2).

use serde_json::json;

use crate::query::FilterError;
use crate::query::filter::Expression;
use crate::query::filter::error::{DEPTH_MAX, LENGTH_MAX};
use crate::testing::{get, org};

/// What the wire says of a filter that is not of the grammar, after the filter itself.
fn mistake(filter: &str) -> String {
    match filter.parse::<Expression>() {
        Err(FilterError::Syntax { filter: sent, mistake }) if sent == filter => mistake.to_string(),
        other => panic!("{filter}: {other:?}"),
    }
}

#[test]
fn what_is_not_of_the_grammar_is_refused_with_its_position() {
    let operator = |word: &str, at: usize| {
        format!(
            "Unrecognized attribute operator '{word}' at position {at}. Expected: \
             eq,co,sw,pr,gt,ge,lt,le"
        )
    };
    let value = |value: &str, at: usize| {
        format!(
            "Invalid filter value '{value}' at position {at}. Expected a string in quotes, a \
             number or a boolean value (true,false)"
        )
    };
    for (filter, expected) in [
        // Okta's own sample.
        ("display_message eqq \"Create okta user\"", operator("eqq", 16)),
        ("  severity   =  \"x\"", operator("=", 13)),
        ("severity and severity pr", operator("and", 9)),
        ("severity eq\"x\"", operator("eq\"x\"", 9)),
        ("severity (eq) \"x\"", operator("(", 9)),
        ("  ", "End of input at position 2 but expected a filter expression".to_owned()),
        ("severity pr and", "End of input at position 15 but expected a filter expression".into()),
        ("not (", "End of input at position 5 but expected a filter expression".into()),
        ("severity", "End of input at position 8 but expected an attribute operator".into()),
        ("severity  ", "End of input at position 10 but expected an attribute operator".into()),
        (
            "severity Eq ",
            "End of input at position 12 while expecting a value for operator Eq".into(),
        ),
        ("severity eq INFO", value("INFO", 12)),
        ("severity eq 'INFO'", value("'INFO'", 12)),
        ("severity eq [1]", value("[1]", 12)),
        ("severity eq 01", value("01", 12)),
        ("(severity eq )", value("", 13)),
        ("severity eq \"\\x\"", value("\"\\x\"", 12)),
        ("severity eq \"\\ud800\"", value("\"\\ud800\"", 12)),
        ("severity eq \"INFO", "End of input in a string value that began at position 12".into()),
        (
            "severity eq \"INFO\\\"",
            "End of input in a string value that began at position 12".into(),
        ),
        ("severity pr severity pr", "Unexpected characters 'severity' at position 12".into()),
        ("(severity pr pr)", "Unexpected characters 'pr' at position 13".into()),
        ("severity pr and ()", "Unexpected characters ')' at position 17".into()),
        (
            "severity pr)",
            "No opening parenthesis matching closing parenthesis at position 11".into(),
        ),
        (") pr", "No opening parenthesis matching closing parenthesis at position 0".into()),
        (
            "severity pr or ((uuid pr)",
            "No closing parenthesis matching opening parenthesis at position 15".into(),
        ),
        ("not severity pr", "Expected '(' at position 4".into()),
        ("not", "Expected '(' at position 3".into()),
        ("target[type eq \"User\"]", "Value paths are not supported at position 6".into()),
        // A grammar first, then a schema.
        ("published pr and nonsense eqq 1", operator("eqq", 26)),
        // Characters outside the basic plane count twice, as in Java.
        (
            "actor.displayName eq \"\u{1f600}é\" xor",
            "Unexpected characters 'xor' at position 27".into(),
        ),
    ] {
        assert_eq!(mistake(filter), expected, "{filter}");
    }
}

#[test]
fn length_and_depth_have_a_limit() {
    let nested = |depth: usize| format!("{}uuid pr{}", "(".repeat(depth), ")".repeat(depth));
    nested(DEPTH_MAX).parse::<Expression>().unwrap();
    assert_eq!(mistake(&nested(DEPTH_MAX + 1)), "More than 32 nested groups at position 32");
    assert_eq!(mistake(&"not (".repeat(1_000)), "More than 32 nested groups at position 164");
    // Groups one after another are not nested.
    vec!["(uuid pr)"; 500].join(" and ").parse::<Expression>().unwrap();
    let long = |length: usize| format!("uuid eq \"{}\"", "é".repeat((length - 10) / 2));
    long(LENGTH_MAX).parse::<Expression>().unwrap();
    assert_eq!(mistake(&long(LENGTH_MAX + 2)), "More than 8192 bytes at position 4100");
}

#[tokio::test(start_paused = true)]
async fn a_filter_is_refused_with_okta_s_codes_and_texts() {
    let mock = org().start().unwrap();
    for (filter, code, summary) in [
        (
            "display_message+eqq+%22Create+okta+user%22",
            "E0000053",
            "Invalid filter 'display_message eqq \"Create okta user\"': Unrecognized attribute \
             operator 'eqq' at position 16. Expected: eq,co,sw,pr,gt,ge,lt,le",
        ),
        ("some_invalid_field+pr", "E0000053", "field is not valid: some_invalid_field"),
        ("published+gt+%222026-03-19T00:00:00Z%22", "E0000053", "field is not valid: published"),
        ("target.changeDetails.to+pr", "E0000053", "field is not valid: target.changeDetails.to"),
        (
            "debugContext.debugData.url+co+%22/oauth/%22",
            "E0000031",
            "The supplied combination of operator and field is not currently supported. \
             Operator: co, Field: debugContext.debugData.url",
        ),
        (
            "%20",
            "E0000053",
            "Invalid filter ' ': End of input at position 1 but expected a filter expression",
        ),
    ] {
        let answer = get(&mock, &format!("/api/v1/logs?filter={filter}")).await;
        let body = answer.json();
        assert_eq!(answer.status, 400, "{filter}");
        assert_eq!((&body["errorCode"], &body["errorSummary"]), (&json!(code), &json!(summary)));
    }
}
