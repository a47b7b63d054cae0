//! Whether an event is like an expression says.

use std::cmp::Ordering;

use clock::Timestamp;
use serde_json::{Number, Value};

use super::expression::{Clause, Expression, Literal, Operator, Test};

impl Expression {
    /// Whether `event` is among those that this describes.
    pub(crate) fn matches(&self, event: &Value) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.matches(event)),
            Self::Clause(clause) => clause.matches(event),
            Self::Not(part) => !part.matches(event),
            Self::Or(parts) => parts.iter().any(|part| part.matches(event)),
        }
    }
}

impl Clause {
    fn matches(&self, event: &Value) -> bool {
        match &self.test {
            Test::Is(Operator::Eq, literal) => self.equals(event, literal),
            Test::Is(Operator::Ne, literal) => !self.equals(event, literal),
            Test::Is(operator, literal) => {
                any(event, self.path.names(), &|value| holds(value, *operator, literal))
            }
            Test::Present => any(event, self.path.names(), &has_value),
        }
    }

    fn equals(&self, event: &Value, literal: &Literal) -> bool {
        let names = self.path.names();
        match literal {
            // Absent is null.
            Literal::Null => !any(event, names, &|value| !value.is_null()),
            Literal::Bool(wanted) => any(event, names, &|value| value.as_bool() == Some(*wanted)),
            Literal::Number(wanted) => any(event, names, &|value| {
                value.as_number().and_then(|number| ordering(number, wanted))
                    == Some(Ordering::Equal)
            }),
            Literal::Text(wanted) => any(event, names, &|value| value.as_str() == Some(wanted)),
        }
    }
}

/// Whether `test` holds for any value that `names` lead to from `value`. An array anywhere on
/// the way stands for each of its elements (facts 2.1).
fn any(value: &Value, names: &[String], test: &dyn Fn(&Value) -> bool) -> bool {
    match (value, names) {
        (Value::Array(elements), _) => elements.iter().any(|element| any(element, names, test)),
        (_, []) => test(value),
        (Value::Object(members), [name, rest @ ..]) => {
            members.get(name).is_some_and(|member| any(member, rest, test))
        }
        _ => false,
    }
}

/// Whether there is anything in `value` that is neither null nor empty.
fn has_value(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => elements.iter().any(has_value),
        Value::Object(members) => members.values().any(has_value),
    }
}

/// Whether `value` is in that relation to `literal`.
fn holds(value: &Value, operator: Operator, literal: &Literal) -> bool {
    let order = match (value, literal) {
        (Value::Number(number), Literal::Number(wanted)) => ordering(number, wanted),
        (Value::String(text), Literal::Text(wanted)) => match operator {
            Operator::Co => return text.contains(wanted),
            Operator::Ew => return text.ends_with(wanted),
            Operator::Sw => return text.starts_with(wanted),
            _ => Some(match (date(text), date(wanted)) {
                (Some(date), Some(wanted)) => date.cmp(&wanted),
                _ => text.cmp(wanted),
            }),
        },
        _ => None,
    };
    order.is_some_and(|order| match operator {
        Operator::Ge => order.is_ge(),
        Operator::Gt => order.is_gt(),
        Operator::Le => order.is_le(),
        Operator::Lt => order.is_lt(),
        Operator::Co | Operator::Eq | Operator::Ew | Operator::Ne | Operator::Sw => false,
    })
}

/// Exact for integers, by binary fractions for what is none.
fn ordering(number: &Number, wanted: &Number) -> Option<Ordering> {
    match (number.as_i128(), wanted.as_i128()) {
        (Some(number), Some(wanted)) => Some(number.cmp(&wanted)),
        _ => number.as_f64()?.partial_cmp(&wanted.as_f64()?),
    }
}

/// `text` as a moment, if it is a date-time.
fn date(text: &str) -> Option<Timestamp> {
    // Most texts are told apart by one look.
    let dated = text.len() >= "2026-03-19T14:00:00Z".len() && text.as_bytes()[4] == b'-';
    if dated { text.parse().ok() } else { None }
}
