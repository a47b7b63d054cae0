//! What the org notes in its log when a limit is near or reached (facts 3.4).
//!
//! | event type | when | at most |
//! |---|---|---|
//! | `system.org.rate_limit.warning` | the org has used the warned part of a bucket | once a window |
//! | `system.org.rate_limit.violation` | a request is refused because the org has none left | once a window |
//! | `system.operation.rate_limit.violation` | a request is refused because its token or app has none left | once a window |
//! | `app.oauth2.client_id_rate_limit_warning` | one app has made 90 % of the org's requests for tokens | once a window |
//! | `core.concurrency.org.limit.violation` | too many requests are under way | once a minute |
//!
//! The first, the third for API tokens, and the last are as recorded. Of an app that exceeds its
//! share there is no recording: the words here are those about tokens, with another noun.

use std::time::Duration;

use crate::log::{Note, NoteKind, NotedOutcome, NotedParty};
use crate::service::{Call, Endpoint};
use crate::world::Id;

/// Something to be noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(super) kind: NoticeKind,
    /// The limit that was neared or reached.
    pub(super) threshold: u32,
    pub(super) window: Duration,
    pub(super) warning_percent: u8,
    pub(super) seconds_to_reset: u64,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// This app has made most of the org's requests for tokens.
    Client(Id),
    /// Too many requests are under way.
    Concurrency,
    /// The org has none left.
    OrgViolation,
    /// The org has used much.
    OrgWarning,
    /// This principal has none left.
    Share(Id),
}

impl Notice {
    /// The type of event.
    pub(crate) fn kind(&self) -> &'static NoteKind {
        match self.kind {
            NoticeKind::Client(_) => &CLIENT_WARNING,
            NoticeKind::Concurrency => &CONCURRENCY,
            NoticeKind::OrgViolation => &ORG_VIOLATION,
            NoticeKind::OrgWarning => &ORG_WARNING,
            NoticeKind::Share(id) if id.is_api_token() => &TOKEN_VIOLATION,
            NoticeKind::Share(_) => &APP_VIOLATION,
        }
    }

    /// Adds to `note` what this is about; `call` is the request that caused it.
    pub(crate) fn told_in(&self, note: Note, call: &Call) -> Note {
        let success = || Some(NotedOutcome { result: "SUCCESS", reason: None });
        match self.kind {
            NoticeKind::Concurrency => Note {
                debug: vec![
                    ("requestId", note.transaction.clone()),
                    ("requestUri", call.origin.path.clone()),
                    ("url", call.target.clone()),
                ],
                ..note
            },
            NoticeKind::OrgViolation => Note {
                outcome: success(),
                debug: self.debug(&note, call, None),
                targets: vec![
                    NotedParty::bare("URL Pattern", pattern(call.endpoint)),
                    NotedParty::bare("Bucket Uuid", bucket(call.endpoint)),
                ],
                ..note
            },
            NoticeKind::OrgWarning => {
                let percent = Some(self.warning_percent);
                let debug = self.debug(&note, call, percent);
                let kind = NoticeKind::OrgViolation;
                Note { debug, ..Self { kind, ..*self }.told_in(note, call) }
            }
            NoticeKind::Client(_) => Note {
                outcome: success(),
                debug: self.debug(&note, call, Some(super::limiter::CLIENT_WARNING_PERCENT)),
                targets: vec![note.actor.clone()],
                ..note
            },
            NoticeKind::Share(id) => {
                let principal = if id.is_api_token() {
                    NotedParty::named("Token", id.as_str(), ["unknown", "API token"])
                } else {
                    note.actor.clone()
                };
                Note {
                    debug: self.operation_debug(&note, call, id),
                    targets: vec![
                        NotedParty::bare("Bucket UUID", bucket(call.endpoint)),
                        principal,
                    ],
                    ..note
                }
            }
        }
    }

    /// `debugData` as recorded with a warning; the percentage is not in a violation.
    fn debug(&self, note: &Note, call: &Call, percent: Option<u8>) -> Vec<(&'static str, String)> {
        let (span, unit) = self.span();
        let mut debug = vec![
            ("rateLimitBucketUuid", bucket(call.endpoint).to_owned()),
            ("rateLimitScopeType", "ORG".to_owned()),
            ("rateLimitSecondsToReset", self.seconds_to_reset.to_string()),
            ("requestId", note.transaction.clone()),
            ("requestUri", call.origin.path.clone()),
            ("threshold", self.threshold.to_string()),
            ("timeSpan", span),
            ("timeUnit", unit.to_owned()),
            ("url", call.target.clone()),
        ];
        if note.actor.id != "unknown" {
            debug.push(("userId", note.actor.id.clone()));
        }
        debug.extend(percent.map(|percent| ("warningPercent", percent.to_string())));
        debug
    }

    /// `debugData` as recorded when a token has used up its share.
    fn operation_debug(&self, note: &Note, call: &Call, id: Id) -> Vec<(&'static str, String)> {
        let (span, unit) = self.span();
        let [subtype, scope] =
            if id.is_api_token() { ["ssws_token", "token"] } else { ["oauth2_client", "client"] };
        vec![
            ("operationRateLimitSubtype", subtype.to_owned()),
            ("operationRateLimitTimeUnit", unit.to_owned()),
            ("operationRateLimitScopeType", scope.to_owned()),
            ("operationRateLimitSecondsToReset", self.seconds_to_reset.to_string()),
            ("requestId", note.transaction.clone()),
            ("operationRateLimitThreshold", self.threshold.to_string()),
            ("operationRateLimitTimeSpan", span),
            ("requestUri", call.origin.path.clone()),
            ("operationRateLimitType", "web_request".to_owned()),
            ("url", call.target.clone()),
        ]
    }

    /// The length of a window in Okta's units.
    fn span(&self) -> (String, &'static str) {
        match self.window.as_secs() {
            seconds if seconds.is_multiple_of(60) => ((seconds / 60).to_string(), "MINUTES"),
            seconds => (seconds.to_string(), "SECONDS"),
        }
    }
}

/// The paths that share a bucket.
fn pattern(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Apps => "/api/v1/apps",
        Endpoint::Clients => "/oauth2/v1/clients",
        Endpoint::Logs => "/api/v1/logs",
        Endpoint::Open => "/.well-known",
        Endpoint::Token => "/oauth2/v1/token",
    }
}

/// The name of a bucket. It is the same in every org: recordings of two orgs show that of the
/// logs. The others are made up in the same form.
fn bucket(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Apps => "6c02ab17-95f1-3a4e-8d7c-1b5e0f42c983",
        Endpoint::Clients => "f18d3e60-27c4-39b2-a5e1-84c90d6b7f12",
        Endpoint::Logs => LOGS_BUCKET,
        Endpoint::Open => "3d90c5fe-6b18-34a7-9c02-e7715ab8d046",
        Endpoint::Token => "0e7b49a2-d3c5-3f68-b190-5a2e6c8d71f4",
    }
}

/// The name of the bucket of `/api/v1/logs`.
pub(crate) const LOGS_BUCKET: &str = "b192d91c-b242-36da-9332-d97a5579f865";

static ORG_WARNING: NoteKind = NoteKind {
    event_type: "system.org.rate_limit.warning",
    display_message: "Rate limit warning",
    legacy: Some("core.framework.ratelimit.warning"),
    severity: "WARN",
};
static ORG_VIOLATION: NoteKind = NoteKind {
    event_type: "system.org.rate_limit.violation",
    display_message: "Rate limit violation",
    legacy: Some("core.framework.ratelimit.exceeded"),
    severity: "WARN",
};
static TOKEN_VIOLATION: NoteKind = NoteKind {
    event_type: "system.operation.rate_limit.violation",
    display_message: "This API token has made too many requests",
    legacy: None,
    severity: "WARN",
};
static APP_VIOLATION: NoteKind = NoteKind {
    display_message: "This OAuth2 client has made too many requests",
    ..TOKEN_VIOLATION
};
static CLIENT_WARNING: NoteKind = NoteKind {
    event_type: "app.oauth2.client_id_rate_limit_warning",
    display_message: "OAuth2 client ID rate limit warning",
    legacy: None,
    severity: "WARN",
};
static CONCURRENCY: NoteKind = NoteKind {
    event_type: "core.concurrency.org.limit.violation",
    display_message: "Too many requests in flight",
    legacy: Some("core.concurrency.org.limit.violation"),
    severity: "INFO",
};
