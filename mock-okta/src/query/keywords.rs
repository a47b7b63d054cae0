//! `q`: words that an event has to mention (facts 2.3).

use serde_json::Value;

/// Keywords, all of which an event must have.
///
/// A keyword is met by a whole word of a value, in any case: words are what spaces separate, and
/// if one has hyphens, what these separate too. Values are texts, numbers and booleans anywhere
/// in the event; names of attributes are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keywords(Vec<String>);

impl Keywords {
    /// Reads a decoded `q`, so that its limits count characters and not their encoding.
    pub(super) fn parse(q: &str) -> Result<Self, KeywordError> {
        let keywords: Vec<&str> = q.split_whitespace().collect();
        if keywords.iter().any(|keyword| keyword.chars().count() > CHARACTERS_MAX) {
            return Err(KeywordError::TooLong);
        }
        if keywords.len() > KEYWORDS_MAX {
            return Err(KeywordError::TooMany);
        }
        Ok(Self(keywords.into_iter().map(str::to_lowercase).collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `event` mentions all of them.
    pub(super) fn matches(&self, event: &Value) -> bool {
        self.0.iter().all(|keyword| mentions(event, keyword))
    }
}

fn mentions(value: &Value, keyword: &str) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => has(if *value { "true" } else { "false" }, keyword),
        Value::Number(number) => has(&number.to_string(), keyword),
        Value::String(text) => has(text, keyword),
        Value::Array(elements) => elements.iter().any(|element| mentions(element, keyword)),
        Value::Object(members) => members.values().any(|member| mentions(member, keyword)),
    }
}

/// Whether `keyword`, which is in lower case, is a word of `text` or a part of one.
fn has(text: &str, keyword: &str) -> bool {
    let same = |word: &str| {
        word.eq_ignore_ascii_case(keyword) || !word.is_ascii() && word.to_lowercase() == keyword
    };
    text.split_whitespace().any(|word| same(word) || word.split('-').any(same))
}

/// Why keywords are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeywordError {
    /// One has more than 40 characters.
    #[error("a keyword is longer than 40 characters")]
    TooLong,
    /// There are more than 10.
    #[error("there are more than 10 keywords")]
    TooMany,
}

const CHARACTERS_MAX: usize = 40;
const KEYWORDS_MAX: usize = 10;
