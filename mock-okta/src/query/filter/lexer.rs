//! A filter, word by word.

use super::error::SyntaxError;
use super::expression::Literal;

/// The rest of a filter.
///
/// Only spaces separate words, as in the SCIM library that Okta's messages come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexer<'a> {
    rest: &'a str,
    /// Where `rest` begins, in UTF-16 units.
    at: usize,
}

/// What stands between spaces, or one parenthesis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// Its position in the filter, in UTF-16 units.
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, at: 0 }
    }

    /// Takes the next word; nothing at the end.
    pub(super) fn word(&mut self) -> Option<Word<'a>> {
        let at = self.at();
        let text = self.take(if self.rest.starts_with(['(', ')']) { 1 } else { self.bare() });
        (!text.is_empty()).then_some(Word { text, at })
    }

    /// Takes the next word if it is `word`, in any case.
    pub(super) fn take_if(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        let found = ahead.word().is_some_and(|next| next.text.eq_ignore_ascii_case(word));
        if found {
            *self = ahead;
        }
        found
    }

    /// Takes the next value; nothing at the end.
    pub(super) fn value(&mut self) -> Result<Option<Literal>, SyntaxError> {
        let at = self.at();
        if self.rest.is_empty() {
            return Ok(None);
        }
        let text = if self.rest.starts_with('"') {
            let end = closing_quote(self.rest).ok_or(SyntaxError::UnterminatedValue(at))?;
            self.take(end + 1)
        } else {
            self.take(self.bare())
        };
        let literal = read(text);
        literal.map(Some).ok_or_else(|| SyntaxError::Value { value: text.to_owned(), at })
    }

    /// Goes to where the next word begins, and says where that is, in UTF-16 units.
    pub(super) fn at(&mut self) -> usize {
        self.take(self.rest.len() - self.rest.trim_start_matches(' ').len());
        self.at
    }

    /// How many bytes come before the next space or parenthesis.
    fn bare(&self) -> usize {
        self.rest.find([' ', '(', ')']).unwrap_or(self.rest.len())
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        self.at += taken.encode_utf16().count();
        taken
    }
}

/// The place of the quote that ends the string `text` begins with.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().enumerate().skip(1).find_map(|(place, byte)| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes.then_some(place)
    })
}

/// A string as JSON has it, or a bare number, boolean or null, these three in any case.
fn read(text: &str) -> Option<Literal> {
    if text.starts_with('"') {
        return serde_json::from_str(text).ok().map(Literal::Text);
    }
    match serde_json::from_str(&text.to_ascii_lowercase()).ok()? {
        serde_json::Value::Bool(value) => Some(Literal::Bool(value)),
        serde_json::Value::Null => Some(Literal::Null),
        serde_json::Value::Number(number) => Some(Literal::Number(number)),
        _ => None,
    }
}
