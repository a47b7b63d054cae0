//! What Okta's behaviour detection said of a sign-in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::event::Word;
use super::value;

/// The behaviours of one event, from both places in which Okta writes them (facts 1.3 and 7).
///
/// Which of the two is filled depends on the policies of the org: rules that look at one only
/// miss the other. So the two are kept apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Behaviors {
    /// `debugData.behaviors` as written: rules search this text, spaces and `=` included.
    pub text: Option<Word>,
    /// The text taken apart: `{New Geo-Location=NEGATIVE, Velocity=POSITIVE}`.
    pub parsed: BTreeMap<Word, Word>,
    /// `debugData.logOnlySecurityData` as written.
    pub log_only_text: Option<Word>,
    /// Its `behaviors`, when it is JSON.
    pub log_only: BTreeMap<Word, Word>,
}

impl Behaviors {
    /// From `debugContext.debugData`.
    pub(super) fn of(debug_data: &Value) -> Self {
        let log_only = value::nested(debug_data.get("logOnlySecurityData"));
        let members = log_only.as_ref().and_then(|it| it.get("behaviors")?.as_object());
        let text = value::text_at(debug_data, "behaviors");
        Self {
            parsed: text.as_deref().map(pairs).unwrap_or_default(),
            text,
            log_only_text: value::text_at(debug_data, "logOnlySecurityData"),
            log_only: members
                .into_iter()
                .flatten()
                .filter_map(|(name, it)| Some((Word::from(name.as_str()), value::text(Some(it))?)))
                .collect(),
        }
    }

    /// Whether the text says `name=POSITIVE`, letter by letter as the rules search for it.
    pub fn says_positive(&self, name: &str) -> bool {
        let text = self.text.as_deref().unwrap_or_default();
        text.match_indices(name).any(|(at, _)| text[at + name.len()..].starts_with("=POSITIVE"))
    }

    /// Whether `logOnlySecurityData` has `name` as POSITIVE.
    pub fn log_only_positive(&self, name: &str) -> bool {
        self.log_only.get(name).is_some_and(|value| &**value == "POSITIVE")
    }
}

/// The `name=value` pairs of Okta's text form; parts without a name or a value are dropped.
fn pairs(text: &str) -> BTreeMap<Word, Word> {
    let inner = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(text);
    inner
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(name, value)| !name.is_empty() && !value.is_empty())
        .map(|(name, value)| (Word::from(name), Word::from(value)))
        .collect()
}
