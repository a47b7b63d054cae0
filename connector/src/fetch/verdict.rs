//! What a response means. The one place that reads status codes.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::headers::ResponseHead;
use super::link::{LinkFault, next_link};
use super::origin::Origin;
use super::transport::TransportError;

/// What came of one request.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// A complete 200.
    Page {
        /// The body, unread.
        body: Bytes,
        /// Where to go on.
        next: Result<String, LinkFault>,
        /// Time and budget.
        head: ResponseHead,
    },
    /// 429.
    Throttled {
        /// Time and budget.
        head: ResponseHead,
    },
    /// Anything else.
    Failed {
        /// What it was.
        failure: Failure,
        /// Time and budget, if a response came at all.
        head: ResponseHead,
    },
}

impl Verdict {
    /// The head of the response; empty when none came.
    pub fn head(&self) -> &ResponseHead {
        match self {
            Self::Page { head, .. } | Self::Throttled { head } | Self::Failed { head, .. } => head,
        }
    }
}

/// Whose turn it is after a failure (polling rule 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It may heal by itself: 5xx, network, deadlines, 429.
    Transient,
    /// So may this: a 200 that is no page, or that leads nowhere.
    Page,
    /// The credentials are refused.
    Credential,
    /// The credentials are good, but may not read the log.
    Permission,
    /// The cursor is refused.
    Cursor,
    /// The request itself is refused.
    Request,
    /// The sink refuses the events for good.
    Sink,
    /// The quarantine is full.
    Quarantine,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 8] = [
        Self::Transient,
        Self::Page,
        Self::Credential,
        Self::Permission,
        Self::Cursor,
        Self::Request,
        Self::Sink,
        Self::Quarantine,
    ];

    /// The stable name, in the state store, logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transient => "transient",
            Self::Page => "page",
            Self::Credential => "credential",
            Self::Permission => "permission",
            Self::Cursor => "cursor",
            Self::Request => "request",
            Self::Sink => "sink",
            Self::Quarantine => "quarantine",
        }
    }

    /// The class with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// A failed attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whose turn it is.
    pub class: Class,
    /// What happened, in words without secrets: `500 Internal Server Error (E0000009)`.
    pub what: String,
    /// Whether a deadline passed: repeated, it asks for smaller pages (polling rule 11).
    pub timed_out: bool,
}

impl Failure {
    /// A failure that may heal by itself.
    pub fn transient(what: impl Into<String>) -> Self {
        Self { class: Class::Transient, what: what.into(), timed_out: false }
    }

    /// A deadline that passed.
    pub(super) fn timed_out(what: impl Into<String>) -> Self {
        Self { timed_out: true, ..Self::transient(what) }
    }
}

/// The verdict on a complete response to a request for `url`.
pub(super) fn complete(
    url: &str,
    origin: &Origin,
    status: StatusCode,
    headers: &HeaderMap,
    body: Bytes,
) -> Verdict {
    let head = ResponseHead::read(headers);
    match status {
        StatusCode::OK => Verdict::Page { next: next_link(headers, origin), body, head },
        StatusCode::TOO_MANY_REQUESTS => Verdict::Throttled { head },
        status => {
            let error = OktaError::read(&body);
            let challenge = headers
                .get(http::header::WWW_AUTHENTICATE)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            let class = class(status, &error, challenge, has_cursor(url));
            let timed_out = status.is_server_error() && error.is_timeout();
            let mut what = describe(status, &error, challenge);
            if let Some(request_id) = &head.request_id {
                // What Okta's support asks for first.
                what = format!("{what} [request {}]", clean(request_id, CODE_CHARS_MAX));
            }
            Verdict::Failed { failure: Failure { class, what, timed_out }, head }
        }
    }
}

/// The verdict on a request that brought no complete response.
pub(super) fn incomplete(error: &TransportError, head: ResponseHead) -> Verdict {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    let what = format!("{error}{}", cause.unwrap_or_default());
    Verdict::Failed { failure: Failure::transient(what), head }
}

/// Status first: `E0000053` is both a refused filter (400) and an internal error (500)
/// (facts 9.11).
fn class(status: StatusCode, error: &OktaError, challenge: &str, has_cursor: bool) -> Class {
    match status {
        StatusCode::UNAUTHORIZED => Class::Credential,
        StatusCode::FORBIDDEN if error.is_invalid_session() => Class::Credential,
        StatusCode::FORBIDDEN
            if error.code.is_some() || challenge.contains("insufficient_scope") =>
        {
            Class::Permission
        }
        StatusCode::BAD_REQUEST if !challenge.is_empty() => Class::Credential,
        StatusCode::BAD_REQUEST if has_cursor => Class::Cursor,
        StatusCode::FORBIDDEN | StatusCode::REQUEST_TIMEOUT => Class::Transient,
        status if status.is_client_error() || status.is_redirection() => Class::Request,
        _ => Class::Transient,
    }
}

fn describe(status: StatusCode, error: &OktaError, challenge: &str) -> String {
    let mut what = status.as_u16().to_string();
    if let Some(reason) = status.canonical_reason() {
        what = format!("{what} {reason}");
    }
    if let Some(code) = &error.code {
        what = format!("{what} ({})", clean(code, CODE_CHARS_MAX));
    } else if let Some((_, detail)) = challenge.split_once("error=\"") {
        let detail = detail.split('"').next().unwrap_or_default();
        what = format!("{what} ({})", clean(detail, CODE_CHARS_MAX));
    }
    if let Some(summary) = &error.summary {
        what = format!("{what}: {}", clean(summary, SUMMARY_CHARS_MAX));
    }
    what
}

/// Text of the server's, cut and without control characters.
fn clean(text: &str, chars_max: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(chars_max).collect()
}

fn has_cursor(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.query_pairs().any(|(name, _)| name == "after"))
}

/// Okta's error body (facts 4.1); everything in it is optional, other bodies give nothing.
#[derive(Debug, Default, Deserialize)]
struct OktaError {
    #[serde(rename = "errorCode")]
    code: Option<String>,
    #[serde(rename = "errorSummary")]
    summary: Option<String>,
}

impl OktaError {
    fn read(body: &[u8]) -> Self {
        if body.len() > ERROR_BYTES_MAX {
            return Self::default();
        }
        serde_json::from_slice(body).unwrap_or_default()
    }

    /// `E0000005`: no or unknown credentials, although the status is 403 (facts 4.2).
    fn is_invalid_session(&self) -> bool {
        self.code.as_deref() == Some("E0000005")
    }

    /// Okta's own limit of 30 s for a query (facts 4.4).
    fn is_timeout(&self) -> bool {
        self.summary.as_deref().is_some_and(|summary| summary.contains("took too long"))
    }
}

const CODE_CHARS_MAX: usize = 64;
const SUMMARY_CHARS_MAX: usize = 300;

/// Error bodies that are longer are somebody's web page.
const ERROR_BYTES_MAX: usize = 64 * 1024;
