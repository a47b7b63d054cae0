//! How the control plane answers, and how it says no.

use std::fmt::Display;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

/// One JSON value.
pub(super) fn answer(value: &Value) -> Response {
    ([(CONTENT_TYPE, JSON)], value.to_string()).into_response()
}

/// Why the control plane does not do what it is told: what is wrong and where, and if there is
/// something to be done about it, what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    error: String,
    hint: Option<String>,
}

impl Refusal {
    /// 400: what was asked makes no sense.
    pub(crate) fn bad(error: impl Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }

    /// 404: what was asked about is not here.
    pub(crate) fn missing(error: impl Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, error)
    }

    /// 404: no org has this name.
    pub(crate) fn no_tenant(name: &str) -> Self {
        Self::missing(format!("no org is called `{name}`"))
            .hint("`GET /__admin/tenants` lists them; `POST /__admin/tenants` adds one")
    }

    /// 409: what was asked does not go together with how things are.
    pub(super) fn conflict(error: impl Display) -> Self {
        Self::new(StatusCode::CONFLICT, error)
    }

    pub(super) fn new(status: StatusCode, error: impl Display) -> Self {
        Self { status, error: error.to_string(), hint: None }
    }

    /// The same with what to do.
    #[must_use]
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = Map::new();
        body.insert("error".to_owned(), self.error.into());
        if let Some(hint) = self.hint {
            body.insert("hint".to_owned(), hint.into());
        }
        (self.status, [(CONTENT_TYPE, JSON)], Value::Object(body).to_string()).into_response()
    }
}

pub(super) const JSON: &str = "application/json";
pub(super) const NDJSON: &str = "application/x-ndjson";
