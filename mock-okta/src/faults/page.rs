//! Pages that are complete and still no pages.

use serde::Deserialize;

use super::rule::{Occasion, Rule, Stage, Verdict};

/// `malformed-page`: status 200, the right headers, links included, and a body that is no
/// array.
///
/// What makes a page bad is usually in the page: unless `sticky = false`, a page that was
/// struck stays bad whenever the same URL is asked for again, whatever the address says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MalformedPage {
    /// What the body is.
    pub body: MalformedBody,
    /// Whether the page stays bad.
    pub sticky: bool,
}

impl Default for MalformedPage {
    fn default() -> Self {
        Self { body: MalformedBody::Html, sticky: true }
    }
}

/// What stands where the page should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MalformedBody {
    /// Nothing at all.
    Empty,
    /// A page of HTML.
    #[default]
    Html,
    /// The JSON literal `null`.
    Null,
    /// A JSON object.
    Object,
    /// Every record, and no closing bracket.
    Unclosed,
}

impl Rule for MalformedPage {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let body = self.body;
        Verdict::damage(move |reply| {
            reply.body = match body {
                MalformedBody::Empty => "".into(),
                MalformedBody::Html => {
                    "<!DOCTYPE html><html><body><p>One moment, please.</p></body></html>".into()
                }
                MalformedBody::Null => "null".into(),
                MalformedBody::Object => r#"{"records":[],"notice":"try again"}"#.into(),
                MalformedBody::Unclosed => reply.body.slice(..reply.body.len().saturating_sub(1)),
            };
        })
    }

    fn sticks(&self) -> bool {
        self.sticky
    }
}
