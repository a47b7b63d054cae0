//! What a request of the control plane says, read with all its mistakes named.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::request::Parts;
use toml::{Table, Value};

use crate::query::Params;

use super::refusal::Refusal;

/// The query string.
#[derive(Clone, Debug)]
pub(super) struct Asked(Params);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Params::parse(parts.uri.query().unwrap_or_default())))
    }
}

impl Asked {
    /// The same, if there is nothing in it but `names`.
    pub(super) fn only(self, names: &[&str]) -> Result<Self, Refusal> {
        let unknown = self.0.names().find(|name| !names.contains(name));
        let refused = unknown.map(|unknown| unknown_key("parameter", unknown, names));
        refused.map_or(Ok(self), Err)
    }

    /// Whether `name` is there, whatever its value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.names().any(|there| there == name)
    }

    /// The value of `name`, if it is there and not empty.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.value(name)
    }

    /// The same as something else than text.
    pub(super) fn parsed<T: FromStr<Err: Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        self.read(name, |text| text.parse::<T>().map_err(|mistake| mistake.to_string()))
    }

    /// The same as whatever `read` makes of it.
    pub(super) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Refusal> {
        let read = self.value(name).map(read).transpose();
        read.map_err(|mistake| Refusal::bad(format!("`{name}`: {mistake}")))
    }
}

/// A body that is a JSON object, as the same table that a TOML file would be; an empty one is
/// an empty table.
pub(super) fn table(body: &[u8]) -> Result<Table, Refusal> {
    if body.trim_ascii().is_empty() {
        return Ok(Table::new());
    }
    match json(body)? {
        Value::Table(table) => Ok(table),
        _ => Err(Refusal::bad("the body is no JSON object")),
    }
}

/// A body that is JSON, as the value that a TOML file would have.
pub(super) fn json(body: &[u8]) -> Result<Value, Refusal> {
    let value: serde_json::Value = serde_json::from_slice(body)
        .map_err(|mistake| Refusal::bad(format!("the body is no JSON: {mistake}")))?;
    as_toml(value).map_err(|(place, mistake)| {
        let place = if place.is_empty() { "the body".to_owned() } else { format!("`{place}`") };
        Refusal::bad(format!("{place}: {mistake}"))
    })
}

/// What is wrong, and where.
type Misplaced = (String, &'static str);

fn as_toml(value: serde_json::Value) -> Result<Value, Misplaced> {
    let wrong = |mistake| Err((String::new(), mistake));
    match value {
        serde_json::Value::Null => wrong("null says nothing; leave it out"),
        serde_json::Value::Bool(flag) => Ok(Value::Boolean(flag)),
        serde_json::Value::String(text) => Ok(Value::String(text)),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Ok(Value::Integer(integer)),
            (None, Some(float)) if number.as_u64().is_none() => Ok(Value::Float(float)),
            _ => wrong("the number is too large"),
        },
        serde_json::Value::Array(values) => {
            let values = (1..).zip(values).map(|(place, value)| below(place.to_string(), value));
            values.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        serde_json::Value::Object(members) => {
            let members = members.into_iter();
            let members = members.map(|(key, value)| Ok((key.clone(), below(key, value)?)));
            members.collect::<Result<Table, _>>().map(Value::Table)
        }
    }
}

fn below(key: String, value: serde_json::Value) -> Result<Value, Misplaced> {
    as_toml(value).map_err(|(place, mistake)| {
        (if place.is_empty() { key } else { format!("{key}.{place}") }, mistake)
    })
}

/// The one entry of a table that must have exactly one of `keys`, and nothing else.
pub(super) fn one_of(mut table: Table, keys: &[&str]) -> Result<(String, Value), Refusal> {
    only(&table, keys)?;
    let key = table.keys().next().cloned();
    match key.and_then(|key| table.remove_entry(&key)) {
        Some(entry) if table.is_empty() => Ok(entry),
        _ => Err(Refusal::bad(format!("give one of {}", list(keys)))),
    }
}

/// Whether a table has nothing in it but `keys`.
pub(super) fn only(table: &Table, keys: &[&str]) -> Result<(), Refusal> {
    match table.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(unknown) => Err(unknown_key("key", unknown, keys)),
        None => Ok(()),
    }
}

/// A text, or a number as it is written.
pub(super) fn text(key: &str, value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        _ => Err(Refusal::bad(format!("`{key}`: expected a text or a number"))),
    }
}

fn unknown_key(what: &str, unknown: &str, known: &[&str]) -> Refusal {
    let refusal = Refusal::bad(format!("`{unknown}`: no such {what} here"));
    if known.is_empty() { refusal } else { refusal.hint(format!("there are {}", list(known))) }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
