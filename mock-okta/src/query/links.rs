//! The URLs of a page and of the page after it.

use clock::Timestamp;

use crate::log::{Page, Position, descending_cursor};
use crate::switches::{EmptyPage, NextLimit};

use super::params::Params;
use super::request::{Asked, LogQuery, Mode};

/// Where a request was sent to; links lead back there (facts 1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) scheme: String,
    /// Host and port, and if a path leads to the org, that path: what stands behind the scheme
    /// in every URL of the org.
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
    /// The links of `page`, which was made for this.
    ///
    /// A polling page always leads on, even an empty one; a bounded page only if there is more
    /// (facts 1.2). The next page begins behind the last record that was looked at.
    pub(crate) fn links(
        &self,
        origin: &Origin,
        params: &Params,
        page: &Page,
        asked: &Asked<'_>,
    ) -> Links {
        let last = page.span().map(|(_, last)| last);
        let sent = match asked.switches.next_limit() {
            NextLimit::AsSent => params.clone(),
            NextLimit::Added => params.clone().with_default("limit", &self.limit.to_string()),
        };
        let next = match self.mode {
            Mode::Polling { since } => {
                let place = last.unwrap_or_else(|| self.place_of_nothing(since, asked));
                Some(sent.with_after(&place.to_string()))
            }
            Mode::Bounded(bounds) => last.filter(|_| page.more).map(|last| {
                if bounds.descending {
                    // Okta also moves `until` down (facts 1.3).
                    let cursor = descending_cursor(asked.key, last);
                    sent.with_after(&cursor).with_value("until", &last.time.to_string())
                } else {
                    sent.with_after(&last.to_string())
                }
            }),
        };
        Links {
            own: Some(origin.url(params)),
            next: next.map(|params| origin.url(&params)),
            folded: false,
        }
    }

    /// Where a polling page leads that was made without looking at a single record: to where it
    /// began, or to the present (facts 10).
    fn place_of_nothing(&self, since: Timestamp, asked: &Asked<'_>) -> Position {
        // Nothing was left out up to now, unless nothing was asked for.
        let reached = if self.limit == 0 { since.max(asked.log.begin()) } else { asked.now };
        match (self.after, asked.switches.empty_page()) {
            (None, _) => Position::before(reached.max(since)),
            (Some(after), EmptyPage::Advancing) if self.limit > 0 => {
                after.max(Position::before(reached))
            }
            (Some(after), _) => after,
        }
    }
}
