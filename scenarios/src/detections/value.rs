//! Values at raw paths, whatever their type turns out to be.

use serde_json::Value;

use super::event::Word;

/// The value at the end of a path of members, such as `client.userAgent.os`.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// The text of a string or a number; `null`, empty text and the text `null` are absent.
pub(super) fn text(value: Option<&Value>) -> Option<Word> {
    match value? {
        Value::String(text) if !text.is_empty() && text != "null" => {
            Some(Word::from(text.as_str()))
        }
        Value::Number(number) => Some(Word::from(number.to_string())),
        _ => None,
    }
}

/// The text at a path.
pub(super) fn text_at(value: &Value, path: &str) -> Option<Word> {
    text(at(value, path))
}

/// Text that names something: `unknown` and `-` are absent as well.
pub(super) fn known_at(value: &Value, path: &str) -> Option<Word> {
    text_at(value, path).filter(|text| !matches!(&**text, "unknown" | "-"))
}

/// A boolean, or the text `true` in any case; everything else is false.
pub(super) fn flag_at(value: &Value, path: &str) -> bool {
    match at(value, path) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// JSON in a string, or the structure itself where a source has already parsed it.
pub(super) fn nested(value: Option<&Value>) -> Option<Value> {
    match value? {
        Value::String(text) => serde_json::from_str(text).ok(),
        structure @ (Value::Object(_) | Value::Array(_)) => Some(structure.clone()),
        _ => None,
    }
}

/// The elements of an array; anything else has none.
pub(super) fn elements(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
