//! What holds for every filter.

use proptest::prelude::*;
use serde_json::json;

use super::sample::event;
use crate::query::filter::expression::{Clause, Expression, Literal, Operator, Test};
use crate::query::filter::schema::Path;

/// A name that events have, and one of every kind of value.
fn clause() -> impl Strategy<Value = Expression> {
    let path = prop::sample::select(vec![
        "eventType",
        "severity",
        "outcome.reason",
        "target.id",
        "securityContext.isProxy",
        "securityContext.asNumber",
        "client.geographicalContext.geolocation.lat",
        "debugContext.debugData.at",
        "debugContext.debugData.größe%",
    ]);
    let path = path.prop_map(Path::new);
    let literal = prop_oneof![
        any::<bool>().prop_map(Literal::Bool),
        Just(Literal::Null),
        any::<i64>().prop_map(|number| Literal::Number(number.into())),
        (-1e9..1e9f64)
            .prop_map(|number| { Literal::Number(serde_json::Number::from_f64(number).unwrap()) }),
        prop_oneof![".{0,12}", "user\\.session\\.start|[AB]|INFO|2026-03-19T14:00:00Z"]
            .prop_map(Literal::Text),
    ];
    let is = (prop::sample::select(Operator::ALL.to_vec()), literal)
        .prop_map(|(operator, literal)| Test::Is(operator, literal));
    (path, prop_oneof![4 => is, 1 => Just(Test::Present)])
        .prop_map(|(path, test)| Expression::Clause(Clause { path, test }))
}

fn expression() -> impl Strategy<Value = Expression> {
    clause().prop_recursive(4, 24, 4, |part| {
        let parts = prop::collection::vec(part.clone(), 2..4);
        prop_oneof![
            parts.clone().prop_map(Expression::And),
            parts.prop_map(Expression::Or),
            part.prop_map(|part| Expression::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_as_the_same(expression in expression()) {
        let text = expression.to_string();
        prop_assert_eq!(text.parse::<Expression>(), Ok(expression), "{}", text);
    }

    #[test]
    fn a_negation_is_the_complement(expression in expression()) {
        let negation: Expression = format!("not ({expression})").parse().unwrap();
        for event in [event(), json!({}), json!({ "target": null })] {
            prop_assert_ne!(negation.matches(&event), expression.matches(&event));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}") {
        let _ = text.parse::<Expression>();
    }

    #[test]
    fn any_sequence_of_words_is_read_or_refused(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "(", ")", "and", "or", "not", "eq", "pr", "severity", "target.id", "\"a b\"", "\"",
                "\\", "1", "null", " ", "[", "é",
            ]),
            0..24,
        ),
        space in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(space);
        if let Ok(expression) = text.parse::<Expression>() {
            prop_assert_eq!(expression.to_string().parse(), Ok(expression));
        }
    }
}
