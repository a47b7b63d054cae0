//! The URLs of a page and of the page after it.

use clock::Timestamp;

use crate::log::{Page, Position, descending_cursor};

use super::params::Params;
use super::request::{LogQuery, Mode};

/// Where a request was sent to; links lead back there (facts 1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) scheme: String,
    pub(crate) authority: String,
    pub(crate) path: String,
}

/// The `Link` headers (facts 1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    pub(crate) own: Option<String>,
    pub(crate) next: Option<String>,
    /// Whether a proxy joined the two lines into one.
    pub(crate) folded: bool,
}

impl Origin {
    fn url(&self, params: &Params) -> String {
        let Self { scheme, authority, path } = self;
        let query = params.to_string();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{scheme}://{authority}{path}{mark}{query}")
    }
}

impl LogQuery {
    /// The links of `page`, which was made at `now` in the org that `key` belongs to.
    ///
    /// A polling page always leads on, even an empty one; a bounded page only if there is more
    /// (facts 1.2). An empty page leads to where it began.
    pub(crate) fn links(
        &self,
        origin: &Origin,
        params: &Params,
        page: &Page,
        (key, now): (u64, Timestamp),
    ) -> Links {
        let last = page.items.last().map(|item| item.position);
        let next = match self.mode {
            Mode::Polling { since } => {
                let place = last.or(self.after).unwrap_or_else(|| {
                    // Nothing was left out up to now, unless nothing was asked for.
                    Position::before(if self.limit == 0 { since.min(now) } else { now })
                });
                Some(params.with_after(&place.to_string()))
            }
            Mode::Bounded(bounds) => last.filter(|_| page.more).map(|last| {
                if bounds.descending {
                    // Okta also moves `until` down (facts 1.3).
                    let cursor = descending_cursor(key, last);
                    params.with_after(&cursor).with_value("until", &last.time.to_string())
                } else {
                    params.with_after(&last.to_string())
                }
            }),
        };
        Links {
            own: Some(origin.url(params)),
            next: next.map(|params| origin.url(&params)),
            folded: false,
        }
    }
}
