//! Cursors that are refused, or that lead somewhere else than on.

use std::time::Duration;

use clock::Timestamp;

use crate::api::ApiError;
use crate::durations::spelled;
use crate::log::{Position, reshaped};
use crate::query::Params;
use crate::service::Endpoint;
use crate::switches::BadCursor;

use super::entry::{choice, fault};
use super::links::{lead, next};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// 400 to every request that continues a walk (facts 1.3): its cursor is too old, or nobody
    /// knows it any more.
    ExpiredCursor, "expired-cursor", Cursor, Service, Some(Endpoint::Logs), example "age = \"1h\"" {
        /// In whose words; as the switch `bad-cursor` has it when absent.
        code: Option<CursorRefusal> = None,
        /// Only cursors that stand for a moment at least this long ago; only ascending ones can
        /// be that old.
        #[serde(with = "spelled::optional")]
        age: Option<Duration> = None,
    }
}

choice! {
    /// How a cursor is refused.
    CursorRefusal {
        /// `Invalid search criteria.`, as devices do.
        Search = "E0000031",
        /// `Invalid paging request.`, as apps do.
        Paging = "E0000029",
        /// `Api validation failed: after`.
        Validation = "E0000001",
    }
}

impl Rule for ExpiredCursor {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(cursor) = occasion.call.params.value("after") else { return Verdict::Pass };
        if let Some(age) = self.age {
            let moment = cursor.split_once('_').and_then(|(millis, _)| millis.parse().ok());
            let is_old =
                moment.is_some_and(|millis| Timestamp::from_millis(millis) + age <= occasion.now);
            if !is_old {
                return Verdict::Pass;
            }
        }
        let words = match self.code {
            None => occasion.switches.bad_cursor(),
            Some(CursorRefusal::Search) => BadCursor::Search,
            Some(CursorRefusal::Paging) => BadCursor::Paging,
            Some(CursorRefusal::Validation) => BadCursor::Validation,
        };
        Verdict::answer(ApiError::bad_cursor(words).reply(&occasion.marks.error_id()))
    }
}

fault! {
    /// The `next` link has a cursor that this log has never had: whoever follows it is refused.
    UnknownCursor, "unknown-cursor", Cursor, Link, Some(Endpoint::Logs), example "pages = 4" {}
}

impl Rule for UnknownCursor {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        with_cursor(occasion, |cursor| match cursor.split_once('_') {
            Some((millis, _)) => format!("{millis}_{}", u32::MAX - 1),
            // A random UUID that is not one of ours: the groups change places.
            None => cursor.chars().rev().collect(),
        })
    }
}

fault! {
    /// The cursor in the `next` link has another shape than any before it, and works.
    ReshapedCursor, "reshaped-cursor", Cursor, Link, Some(Endpoint::Logs), example "from = \"1h\"" {}
}

impl Rule for ReshapedCursor {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        with_cursor(occasion, reshaped)
    }
}

fault! {
    /// The cursor in the `next` link leads back: what follows are records that have been served
    /// before. On a walk downwards nothing happens.
    BackwardNext, "backward-next", Cursor, Link, Some(Endpoint::Logs), example "records = 100\ntimes = 1" {
        /// By how many records before this page; as many as it has when absent, which makes it
        /// the page before.
        records: Option<usize> = None,
    }
}

impl Rule for BackwardNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(sheet) = occasion.sheet else { return Verdict::Pass };
        let on_page = sheet.page.map_or(0, |page| page.items.len());
        let count = self.records.unwrap_or(on_page).min(RECORDS_MAX);
        // A cursor stands for the last record that is left out.
        let before = sheet.before(count.saturating_add(1));
        let Some(first) = before.first() else { return Verdict::Pass };
        let cursor = match before.len() {
            len if len > count => first.position,
            _ => Position::before(first.position.time),
        };
        with_cursor(occasion, |_| cursor.to_string())
    }
}

/// The page leads on with another cursor.
fn with_cursor(occasion: &Occasion<'_>, change: impl FnOnce(&str) -> String) -> Verdict {
    let Some(parts) = next(occasion) else { return Verdict::Pass };
    let Some((path, query)) = parts.target.split_once('?') else { return Verdict::Pass };
    let params = Params::parse(query);
    let Some(cursor) = params.value("after") else { return Verdict::Pass };
    let params = params.with_after(&change(cursor));
    lead(format!("{}://{}/{path}?{params}", parts.scheme, parts.host))
}

/// How far a link can lead back.
const RECORDS_MAX: usize = 10_000;
