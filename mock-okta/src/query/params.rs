//! A query string, in the order in which it was sent.

use std::fmt;

/// Decoded parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads what follows the `?` of a URL.
    pub(crate) fn parse(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The first value of `name`; nothing when it is absent or empty, which Okta does not tell
    /// apart (facts 1.2).
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// The names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The same parameters in the same order with `after` last (facts 1.3).
    #[must_use]
    pub(crate) fn with_after(&self, cursor: &str) -> Self {
        let mut pairs = self.0.clone();
        pairs.retain(|(key, _)| key != "after");
        pairs.push(("after".to_owned(), cursor.to_owned()));
        Self(pairs)
    }

    /// The same parameters, and `name` behind them unless it was sent.
    #[must_use]
    pub(crate) fn with_default(mut self, name: &str, value: &str) -> Self {
        if self.0.iter().all(|(key, _)| key != name) {
            self.0.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same parameters with another value for `name`, where `name` was sent.
    #[must_use]
    pub(crate) fn with_value(mut self, name: &str, value: &str) -> Self {
        for (key, current) in &mut self.0 {
            if key == name {
                value.clone_into(current);
            }
        }
        self
    }
}

impl fmt::Display for Params {
    /// Form encoding, as Okta writes its links: space as `+`, colon as `%3A` (facts 1.3).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut encoder = form_urlencoded::Serializer::new(String::new());
        encoder.extend_pairs(&self.0);
        f.write_str(&encoder.finish())
    }
}
