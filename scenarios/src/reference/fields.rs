//! Reading a field of the source that may be missing, null or of another type than documented:
//! the null rules and the drift rule of section 2.
//!
//! Each function takes what stands at a place, if anything, and gives what the output says.

use super::{Json, Text};

/// Where text is due: a string unless it is empty or `null`; a number as written; a boolean as
/// its word.
pub(super) fn text(value: Option<&Json>) -> Option<Text> {
    match value? {
        Json::String(text) if text.is_empty() || *text == "null" => None,
        Json::String(text) => Some(text.clone()),
        Json::Number(written) => Some(Text::from(written.as_str())),
        Json::Bool(true) => Some(Text::from("true")),
        Json::Bool(false) => Some(Text::from("false")),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Where a number is due: a number, as written.
pub(super) fn number(value: Option<&Json>) -> Option<Json> {
    match value? {
        number @ Json::Number(_) => Some(number.clone()),
        _ => None,
    }
}

/// Where a boolean is due: a boolean, or its word in any case.
pub(super) fn boolean(value: Option<&Json>) -> Option<bool> {
    match value? {
        Json::Bool(value) => Some(*value),
        Json::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Json::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Where any JSON is due: everything but what the null rules call null.
pub(super) fn json(value: Option<&Json>) -> Option<Json> {
    match value? {
        Json::Null => None,
        Json::String(text) if text.is_empty() || *text == "null" => None,
        value => Some(value.clone()),
    }
}

/// What makes an event usable at all: a string that is not empty, and no other type.
pub(super) fn non_empty_string(value: Option<&Json>) -> Option<Text> {
    match value? {
        Json::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}
