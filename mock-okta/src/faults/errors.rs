//! Errors of a service that is there.

use std::time::Duration;

use http::StatusCode;

use crate::api::{ApiError, Origin, Reply};
use crate::durations::spelled;
use crate::limits::RetryHint;
use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// The service fails with status 500 (facts 4.4).
    ServerError, "server-error", Error, Service, Some(Endpoint::Logs), example "code = \"E0000053\"\nattempts = \"1..=2\"" {
        /// Which error it shows.
        code: ServerErrorCode = ServerErrorCode::default(),
    }
}

choice! {
    /// The errors that a failing service shows.
    ServerErrorCode {
        /// `Internal Server Error`.
        Internal = "E0000009",
        /// The same code as a bad filter, with status 500.
        LogService = "E0000053",
        /// A page of HTML and no code at all.
        Html = "html",
    }
}

impl Rule for ServerError {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let error = match self.code {
            ServerErrorCode::Internal => ApiError::internal(),
            ServerErrorCode::LogService => ApiError::log_service(),
            ServerErrorCode::Html => {
                return Verdict::answer(Reply::edge_html(StatusCode::INTERNAL_SERVER_ERROR));
            }
        };
        Verdict::answer(error.reply(&occasion.marks.error_id()))
    }
}

fault! {
    /// The query takes too long: nothing for 30 seconds on the org's clock, and then 500
    /// `E0000009` in the words of a time-out (facts 4.4).
    QueryTimeout, "query-timeout", Error, Service, Some(Endpoint::Logs), example "limit_above = 500" {
        /// How long it takes until the service gives up.
        #[serde(with = "spelled")]
        after: Duration = Duration::from_secs(30),
        /// Only requests for more records than this, so that smaller pages come through.
        limit_above: u32 = 0,
    }
}

impl Rule for QueryTimeout {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        // Without a limit Okta takes 100 (facts 1.1).
        let limit = occasion.call.params.value("limit").map_or(Ok(100), str::parse::<u32>);
        if limit.is_ok_and(|limit| limit <= self.limit_above) {
            return Verdict::Pass;
        }
        let reply = ApiError::query_timeout().reply(&occasion.marks.error_id());
        Verdict::Answer(Box::new(reply), self.after)
    }
}

fault! {
    /// The database takes no writes: 503 `E0000010` (facts 4.4).
    ReadOnly, "read-only", Error, Service, Some(Endpoint::Logs), example "retry_after = \"2m\"" {
        /// What it says in `Retry-After`, in whole seconds.
        #[serde(with = "spelled::optional")]
        retry_after: Option<Duration> = None,
    }
}

impl Rule for ReadOnly {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let mut reply = ApiError::read_only().reply(&occasion.marks.error_id());
        reply.retry_after = self.retry_after.map(|wait| RetryHint::Seconds(wait.as_secs()));
        Verdict::answer(reply)
    }
}

fault! {
    /// The links would repeat too long a query: 414 `E0000256` (facts 4.4).
    UriTooLong, "uri-too-long", Error, Service, Some(Endpoint::Logs), example "longer_than = 2000" {
        /// Only paths with queries of more bytes than this.
        longer_than: usize = 0,
    }
}

impl Rule for UriTooLong {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        if occasion.call.target.len() <= self.longer_than {
            return Verdict::Pass;
        }
        Verdict::answer(ApiError::uri_too_long().reply(&occasion.marks.error_id()))
    }
}

fault! {
    /// Success, and nothing to show for it: no page, no links, no body.
    EmptyAnswer, "empty-answer", Error, Service, Some(Endpoint::Logs), example "status = \"204\"" {
        /// With which status.
        status: EmptyStatus = EmptyStatus::default(),
    }
}

choice! {
    /// The status of an empty answer.
    EmptyStatus {
        /// 200 OK, as if it were JSON.
        Ok = "200",
        /// 204 No Content.
        NoContent = "204",
    }
}

impl Rule for EmptyAnswer {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::answer(match self.status {
            EmptyStatus::Ok => Reply::json(StatusCode::OK, Origin::Application, ""),
            EmptyStatus::NoContent => Reply::empty(StatusCode::NO_CONTENT),
        })
    }
}
