//! An org that is not there, or not well.

use http::StatusCode;
use serde::Deserialize;

use crate::api::{ApiError, Origin, Reply};
use crate::service::{Dropped, Endpoint};

use super::rule::{Occasion, Rule, Stage, Verdict};

/// `outage`: nothing behind the edge answers (facts 4.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outage {
    /// What comes back instead.
    pub answer: OutageAnswer,
}

/// What comes back during an outage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub enum OutageAnswer {
    /// 502 with a page of the load balancer.
    #[serde(rename = "502-html")]
    BadGatewayHtml,
    /// The connection is closed without an answer.
    #[serde(rename = "refuse")]
    Refuse,
    /// The connection is reset.
    #[serde(rename = "reset")]
    Reset,
    /// Nothing, for as long as the client waits.
    #[serde(rename = "stall")]
    Stall,
    /// 503 with a page of the load balancer.
    #[default]
    #[serde(rename = "503-html")]
    UnavailableHtml,
    /// 503 with Okta's error object, `E0000010`.
    #[serde(rename = "503-json")]
    UnavailableJson,
}

impl Rule for Outage {
    fn stage(&self) -> Stage {
        Stage::Edge
    }

    fn endpoint(&self) -> Option<Endpoint> {
        None
    }

    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        match self.answer {
            OutageAnswer::BadGatewayHtml => {
                Verdict::answer(Reply::edge_html(StatusCode::BAD_GATEWAY))
            }
            OutageAnswer::Refuse => Verdict::Drop(Dropped::Refused),
            OutageAnswer::Reset => Verdict::Drop(Dropped::Reset),
            OutageAnswer::Stall => Verdict::Stall,
            OutageAnswer::UnavailableHtml => {
                Verdict::answer(Reply::edge_html(StatusCode::SERVICE_UNAVAILABLE))
            }
            OutageAnswer::UnavailableJson => {
                let mut reply = ApiError::read_only().reply(&occasion.marks.error_id());
                // The limits are behind the edge, so an answer in front of them has no headers.
                reply.origin = Origin::Dispatcher;
                Verdict::answer(reply)
            }
        }
    }
}

/// `server-error`: the log service fails (facts 4.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerError {
    /// Which of its two errors it shows.
    pub code: ServerErrorCode,
}

/// The errors that a failing log service shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub enum ServerErrorCode {
    /// `Internal Server Error`.
    #[default]
    #[serde(rename = "E0000009")]
    Internal,
    /// The same code as a bad filter, with status 500.
    #[serde(rename = "E0000053")]
    LogService,
}

impl Rule for ServerError {
    fn stage(&self) -> Stage {
        Stage::Service
    }

    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let error = match self.code {
            ServerErrorCode::Internal => ApiError::internal(),
            ServerErrorCode::LogService => ApiError::log_service(),
        };
        Verdict::answer(error.reply(&occasion.marks.error_id()))
    }
}
