//! Okta's error objects, with its codes and texts (facts 4).

use http::StatusCode;
use serde::Serialize;

use crate::auth::directory::DirectoryError;
use crate::auth::error::OAuthError;

use super::reply::{Origin, Reply};

/// An error as Okta words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) summary: String,
    pub(crate) causes: Vec<String>,
}

impl ApiError {
    /// `E0000047`, facts 3.3.
    pub(crate) fn rate_limited() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "E0000047",
            "API call exceeded rate limit due to too many requests.",
        )
    }

    /// `E0000011`, facts 4.2.
    pub(crate) fn invalid_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "E0000011", "Invalid token provided")
    }

    /// `E0000005`, facts 4.2.
    pub(crate) fn invalid_session() -> Self {
        Self::new(StatusCode::FORBIDDEN, "E0000005", "Invalid session")
    }

    /// `E0000006`, facts 4.2.
    pub(crate) fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "E0000006",
            "You do not have permission to perform the requested action",
        )
    }

    /// `E0000031` about a cursor, as neighbours of the System Log word it (facts 1.3).
    pub(crate) fn invalid_cursor() -> Self {
        Self {
            causes: vec!["Invalid cursor.".to_owned()],
            ..Self::new(StatusCode::BAD_REQUEST, "E0000031", "Invalid search criteria.")
        }
    }

    /// `E0000008`, facts 4.4.
    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "E0000008", "The requested path was not found")
    }

    /// `E0000003`, as recorded.
    pub(crate) fn malformed() -> Self {
        Self::bad_request("E0000003", "The request body was not well-formed.", [])
    }

    /// `E0000021`, facts 4.4.
    pub(crate) fn unsupported_media_type() -> Self {
        let summary = "Bad request. Accept and/or Content-Type headers likely do not match \
                       supported values.";
        Self::bad_request("E0000021", summary, [])
    }

    /// `E0000022`, facts 4.4.
    pub(crate) fn no_such_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "E0000022",
            "The endpoint does not support the provided HTTP method",
        )
    }

    /// `E0000009`, facts 4.4.
    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "E0000009", "Internal Server Error")
    }

    /// `E0000009` again, when a query took 30 seconds (facts 4.4).
    pub(crate) fn query_timeout() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "E0000009",
            concat!(
                "Your last request took too long to complete. This is likely due to a load issue ",
                "on our side. We've logged this and will work to address it. Please either ",
                "simplify your query or wait a few minutes and try again."
            ),
        )
    }

    /// `E0000256`, facts 4.4, which have the code and the meaning but not the words.
    pub(crate) fn uri_too_long() -> Self {
        Self::new(StatusCode::URI_TOO_LONG, "E0000256", "The response header is too large.")
    }

    /// `E0000053`, which the log service also uses for its own failures (facts 4.4).
    pub(crate) fn log_service() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "E0000053",
            concat!(
                "Sorry, there's been an error. We aren't sure what caused it, but we've logged ",
                "this and will work to address it. Please try your request again."
            ),
        )
    }

    /// `E0000010`, facts 4.4.
    pub(crate) fn read_only() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "E0000010", "Service is in read only mode")
    }

    /// An error of OAuth in the shape of the management API, as clients have met it (facts 5.4).
    pub(crate) fn oauth(error: &OAuthError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.code, &error.description)
    }

    /// The error as an answer; `error_id` is what Okta would look it up by.
    pub(crate) fn reply(&self, error_id: &str) -> Reply {
        let origin = match self.status {
            StatusCode::TOO_MANY_REQUESTS => Origin::Limiter,
            StatusCode::METHOD_NOT_ALLOWED => Origin::Dispatcher,
            _ => Origin::Application,
        };
        let object = ErrorObject {
            code: self.code,
            summary: &self.summary,
            link: self.code,
            id: error_id,
            causes: self.causes.iter().map(|cause| Cause { summary: cause }).collect(),
        };
        // Strings and nothing else: serialization has no way to fail.
        let body = serde_json::to_vec(&object).unwrap_or_default();
        Reply::json(self.status, origin, body)
    }

    fn new(status: StatusCode, code: &'static str, summary: &str) -> Self {
        Self { status, code, summary: summary.to_owned(), causes: Vec::new() }
    }

    /// A request that makes no sense.
    pub(super) fn bad_request(
        code: &'static str,
        summary: impl Into<String>,
        causes: impl IntoIterator<Item = String>,
    ) -> Self {
        let causes = causes.into_iter().collect();
        Self { status: StatusCode::BAD_REQUEST, code, summary: summary.into(), causes }
    }
}

impl From<&DirectoryError> for ApiError {
    /// Facts 4.4 and 5.5, and recordings.
    fn from(error: &DirectoryError) -> Self {
        match error {
            DirectoryError::AlreadyAssigned => Self::new(
                StatusCode::CONFLICT,
                "E0000090",
                "The role specified is already assigned to the user.",
            ),
            DirectoryError::Invalid { what, causes } => {
                let summary = format!("Api validation failed: {what}");
                Self::bad_request("E0000001", summary, causes.iter().cloned())
            }
            DirectoryError::Malformed => Self::malformed(),
            DirectoryError::NoSuch { id, kind } => Self::new(
                StatusCode::NOT_FOUND,
                "E0000007",
                &format!("Not found: Resource not found: {id} ({kind})"),
            ),
            DirectoryError::NotJson => Self::unsupported_media_type(),
            DirectoryError::StillActive => Self {
                causes: vec!["The application must be deactivated before deletion.".to_owned()],
                ..Self::new(StatusCode::FORBIDDEN, "E0000056", "Delete application forbidden.")
            },
        }
    }
}

/// The keys in Okta's order (facts 4.1).
#[derive(Serialize)]
struct ErrorObject<'a> {
    #[serde(rename = "errorCode")]
    code: &'a str,
    #[serde(rename = "errorSummary")]
    summary: &'a str,
    #[serde(rename = "errorLink")]
    link: &'a str,
    #[serde(rename = "errorId")]
    id: &'a str,
    #[serde(rename = "errorCauses")]
    causes: Vec<Cause<'a>>,
}

#[derive(Serialize)]
struct Cause<'a> {
    #[serde(rename = "errorSummary")]
    summary: &'a str,
}
