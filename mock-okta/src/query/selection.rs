//! Which records a request asks for.

use serde_json::Value;

use super::filter::Expression;
use super::keywords::Keywords;
use super::params::Params;
use super::request::QueryError;

/// A `filter`, a `q`, or both: then a record has to satisfy each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    filter: Option<Expression>,
    keywords: Option<Keywords>,
}

impl Selection {
    /// Reads `params`; nothing when they ask for every record.
    pub(super) fn parse(params: &Params) -> Result<Option<Self>, QueryError> {
        let filter = params.value("filter").map(str::parse).transpose()?;
        let keywords = params.value("q").map(Keywords::parse).transpose()?;
        let keywords = keywords.filter(|keywords| !keywords.is_empty());
        let selects = filter.is_some() || keywords.is_some();
        Ok(selects.then_some(Self { filter, keywords }))
    }

    /// Whether `record` is asked for. What is no JSON object, or nested too deeply to be read,
    /// has no attributes to ask for.
    pub(super) fn matches(&self, record: &[u8]) -> bool {
        let Ok(event @ Value::Object(_)) = serde_json::from_slice(record) else { return false };
        self.filter.as_ref().is_none_or(|filter| filter.matches(&event))
            && self.keywords.as_ref().is_none_or(|keywords| keywords.matches(&event))
    }
}
