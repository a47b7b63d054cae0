//! What the endpoints of the management API have in common.

use clock::Timestamp;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::auth::audit::{Notice, note};
use crate::auth::directory::{DirectoryError, whole_seconds};
use crate::service::{Answer, Exchange, Tenant};

use super::errors::ApiError;
use super::reply::{Origin, Reply};

/// What came of a change: the answer, and what the System Log tells of it.
pub(super) type Change = Result<(Reply, Vec<Notice>), DirectoryError>;

/// Notes a change in the log and answers, or refuses it.
pub(super) fn conclude(tenant: &Tenant, exchange: &Exchange<'_>, change: Change) -> Answer {
    match change {
        Ok((reply, notices)) => {
            note(tenant, exchange, exchange.caller, &notices);
            reply.into()
        }
        Err(refused) => exchange.refuse(&ApiError::from(&refused)),
    }
}

/// An answer that changes nothing.
pub(super) fn tell(exchange: &Exchange<'_>, found: Result<Value, DirectoryError>) -> Answer {
    match found {
        Ok(value) => shown(StatusCode::OK, &value).into(),
        Err(refused) => exchange.refuse(&ApiError::from(&refused)),
    }
}

/// A whole collection, with the link to itself.
pub(super) fn list(exchange: &Exchange<'_>, items: Result<Vec<Value>, DirectoryError>) -> Answer {
    match items {
        Ok(items) => {
            let mut reply = shown(StatusCode::OK, &Value::from(items));
            reply.links.own = Some(format!("{}{}", base(exchange), exchange.call.target));
            reply.into()
        }
        Err(refused) => exchange.refuse(&ApiError::from(&refused)),
    }
}

/// JSON.
pub(super) fn shown(status: StatusCode, value: &Value) -> Reply {
    Reply::json(status, Origin::Application, value.to_string())
}

/// Nothing but success.
pub(super) fn done() -> Reply {
    Reply::empty(StatusCode::NO_CONTENT)
}

/// The body of the request as a JSON object.
///
/// # Errors
/// When it is none, or says that it is something else.
pub(super) fn body(exchange: &Exchange<'_>) -> Result<Value, DirectoryError> {
    let content_type = exchange.call.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(DirectoryError::NotJson);
    }
    let value: Value =
        serde_json::from_slice(&exchange.call.body).map_err(|_| DirectoryError::Malformed)?;
    if value.is_object() { Ok(value) } else { Err(DirectoryError::Malformed) }
}

/// When the request is made, as what it makes is dated.
pub(super) fn moment(exchange: &Exchange<'_>) -> Timestamp {
    whole_seconds(exchange.occasion.now)
}

/// Where this org is reached, without a slash at the end.
pub(super) fn base(exchange: &Exchange<'_>) -> String {
    let origin = &exchange.call.origin;
    format!("{}://{}", origin.scheme, origin.authority)
}
