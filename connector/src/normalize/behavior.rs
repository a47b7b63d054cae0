//! Behaviours and risk: Java maps printed as text, or JSON (facts 7.3).
//!
//! ```text
//!  {New Device=POSITIVE, New IP=NEGATIVE}         {reasons=New Device, New IP, level=HIGH}
//!  {"New Device":"POSITIVE","New IP":"NEGATIVE"}  {"reasons":"New Device, New IP","level":"HIGH"}
//! ```
//!
//! The text form counts when it gives anything, else the JSON form does. Text is unescaped
//! here; lone surrogates are as WTF-8 has them.

use std::borrow::Cow;

use indexmap::IndexMap;

use super::line::{Object, write_string};
use crate::decode::{Kind, Token};

/// Appends `behaviors`: from name to value. Parts without a name or a value are dropped, and of
/// two equal names the last value counts, in the place of the first.
pub(super) fn write_behaviors(
    text: Option<&[u8]>,
    json: Option<Token<'_>>,
    evidence: &mut Object<'_>,
) {
    let pairs = parts(inside(text.unwrap_or_default())).filter_map(|part| split_once(part, b'='));
    let from_text = pairs.filter(|(_, value)| !is_nothing(value));
    let mut found: IndexMap<Cow<'_, [u8]>, Option<Cow<'_, [u8]>>> = from_text
        .map(|(name, value)| (Cow::Borrowed(name), Some(Cow::Borrowed(value))))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    if found.is_empty() {
        let members = json.into_iter().flat_map(Token::members);
        found.extend(members.map(|(name, value)| (name.text(), text_of(value))));
        // Only now: the last of two equal names counts, also when it says nothing.
        found.retain(|name, value| !name.is_empty() && value.is_some());
    }
    if found.is_empty() {
        return;
    }
    evidence.key("behaviors");
    let mut object = Object::open(evidence.out);
    for (name, value) in &found {
        object.key_of(name);
        write_string(value.as_deref().unwrap_or_default(), object.out);
    }
    object.close();
}

/// Appends `risk`: a level and a list of reasons.
pub(super) fn write_risk(text: Option<&[u8]>, json: Option<Token<'_>>, evidence: &mut Object<'_>) {
    let entries = entries(inside(text.unwrap_or_default()));
    let last = |wanted: &[u8]| entries.iter().rev().find(|(word, _)| *word == wanted);
    let value = |wanted| last(wanted).map(|(_, value)| &**value).filter(|it| !is_nothing(it));
    let (level, reasons) = (value(b"level"), value(b"reasons").unwrap_or_default());
    let reasons = || parts(reasons).filter(|reason| !reason.is_empty()).map(Cow::Borrowed);
    if level.is_some() || reasons().next().is_some() {
        return write(level, reasons(), evidence);
    }
    let level = json.and_then(|json| text_of(json.member("level")?));
    let reasons = json.and_then(|json| json.member("reasons"));
    let list = reasons.filter(|reasons| reasons.kind() == Kind::Array);
    if let Some(list) = list {
        write(level.as_deref(), list.elements().filter_map(text_of), evidence);
    } else {
        let text = reasons.and_then(text_of).unwrap_or_default();
        let reasons = parts(&text).filter(|reason| !reason.is_empty()).map(Cow::Borrowed);
        write(level.as_deref(), reasons, evidence);
    }
}

fn write<'t>(
    level: Option<&[u8]>,
    reasons: impl Iterator<Item = Cow<'t, [u8]>>,
    evidence: &mut Object<'_>,
) {
    let mut reasons = reasons.peekable();
    if level.is_none() && reasons.peek().is_none() {
        return;
    }
    evidence.key("risk");
    let mut object = Object::open(evidence.out);
    if let Some(level) = level {
        object.key("level");
        write_string(level, object.out);
    }
    if reasons.peek().is_some() {
        object.key("reasons");
        for (nth, reason) in reasons.enumerate() {
            object.out.push(if nth == 0 { b'[' } else { b',' });
            write_string(&reason, object.out);
        }
        object.out.push(b']');
    }
    object.close();
}

/// The entries of a printed map whose values hold commas: a new one begins only where `word=`
/// follows a comma and a space.
fn entries(text: &[u8]) -> Vec<(&[u8], Vec<u8>)> {
    let mut entries: Vec<(&[u8], Vec<u8>)> = Vec::new();
    for part in parts(text) {
        match (split_once(part, b'='), entries.last_mut()) {
            (Some((word, value)), _) if is_word(word) => entries.push((word, value.to_vec())),
            (_, Some((_, value))) => {
                value.extend_from_slice(SEPARATOR);
                value.extend_from_slice(part);
            }
            (_, None) => {}
        }
    }
    entries
}

/// What a value says where text is due: null, `"null"`, `""` and structures say nothing.
fn text_of(token: Token<'_>) -> Option<Cow<'_, [u8]>> {
    match token.kind() {
        Kind::Null | Kind::Array | Kind::Object => None,
        _ if token.is_nothing() => None,
        _ => Some(token.text()),
    }
}

fn is_nothing(text: &[u8]) -> bool {
    matches!(text, b"" | b"null")
}

/// What stands between a pair of braces, else the whole text.
fn inside(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"{").and_then(|text| text.strip_suffix(b"}")).unwrap_or(text)
}

/// The parts between `, `; at least one.
fn parts(text: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let at = text.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
        rest = at.map(|at| &text[at + SEPARATOR.len()..]);
        Some(&text[..at.unwrap_or(text.len())])
    })
}

fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

/// ASCII letters, digits and underscores, at least one.
fn is_word(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

const SEPARATOR: &[u8] = b", ";
