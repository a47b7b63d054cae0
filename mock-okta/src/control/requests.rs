//! What was asked of the org, searched, counted, waited for and forgotten.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;

use crate::durations::duration;
use crate::ledger::RequestQuery;
use crate::service::{Endpoint, Paced, Piece, Tenant};

use super::asked::Asked;
use super::refusal::{NDJSON, Refusal, answer};

/// Every request that is asked for, or the last `limit` of them, one a line, the newest last.
pub(super) async fn list(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let asked = asked.only(&with(&["limit"]))?;
    let query = query(&asked)?;
    let limit: Option<usize> = asked.parsed("limit")?;
    let last = tenant.ledger.last_serial();
    let first = match limit {
        // Nothing comes after the last one.
        Some(limit) => tenant.ledger.first_of_last(&query, limit).unwrap_or(last + 1),
        None => 0,
    };
    let held = Arc::clone(&tenant);
    let mut next = Some(first);
    let pieces = std::iter::from_fn(move || {
        let requests = held.ledger.stretch(&query, [next?, last], REQUESTS_AT_ONCE);
        next = requests.last().map(|request| request.serial + 1);
        let mut text = Vec::new();
        for request in &requests {
            // Strings and numbers into a vector: nothing here can fail.
            if serde_json::to_writer(&mut text, request).is_ok() {
                text.push(b'\n');
            }
        }
        next.map(|_| Piece::Data(Bytes::from(text)))
    });
    let body = axum::body::Body::new(Paced::new(Box::new(pieces), tenant.clock.clone()));
    Ok(([(CONTENT_TYPE, NDJSON)], body).into_response())
}

/// How many there are, and which request is the last of all.
pub(super) async fn count(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let query = query(&asked.only(&KEYS)?)?;
    let count = tenant.ledger.count_matching(&query);
    Ok(answer(&json!({ "count": count, "last": tenant.ledger.last_serial() })))
}

/// Answers once there are `count` of them; after `timeout` by the machine's time with 408 and
/// how many there are.
pub(super) async fn wait(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let asked = asked.only(&with(&["count", "timeout"]))?;
    let query = query(&asked)?;
    let wanted = asked.parsed("count")?.unwrap_or(1);
    let patience = asked.read("timeout", duration)?.unwrap_or(WAIT_USUAL);
    if patience > WAIT_MAX {
        return Err(Refusal::bad("`timeout`: at most 5m").hint("ask again when it has passed"));
    }
    let waited = tokio::time::timeout(patience, tenant.ledger.wait_for(&query, wanted)).await;
    let count = waited.unwrap_or_else(|_| tenant.ledger.count_matching(&query));
    let body = answer(&json!({ "count": count, "last": tenant.ledger.last_serial() }));
    let status = if count >= wanted { StatusCode::OK } else { StatusCode::REQUEST_TIMEOUT };
    Ok((status, body).into_response())
}

/// Forgets them all. Their numbers are not given again.
pub(super) async fn forget(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    Ok(answer(&json!({ "forgotten": tenant.ledger.forget() })))
}

fn query(asked: &Asked) -> Result<RequestQuery, Refusal> {
    let owned = |name| asked.value(name).map(str::to_owned);
    let since = asked.value("since");
    // A bare number is a request, anything else has to be a moment.
    let serial = since.and_then(|since| since.parse::<u64>().ok());
    let mut query = RequestQuery {
        endpoint: asked.read("endpoint", endpoint)?,
        method: owned("method").map(|method| method.to_ascii_uppercase()),
        status: asked.parsed("status")?,
        fault: owned("fault"),
        text: owned("text"),
        from: asked.parsed("from")?,
        to: asked.parsed("to")?,
        after: serial,
        since: None,
    };
    if serial.is_none() {
        query.since = asked.parsed("since")?;
    }
    Ok(query)
}

fn endpoint(name: &str) -> Result<Endpoint, String> {
    let known = Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == name);
    known.ok_or_else(|| {
        let names: Vec<&str> = Endpoint::ALL.into_iter().map(Endpoint::name).collect();
        format!("expected one of {}", names.join(", "))
    })
}

fn with(more: &[&'static str]) -> Vec<&'static str> {
    KEYS.iter().chain(more).copied().collect()
}

const KEYS: [&str; 8] = ["endpoint", "method", "status", "fault", "text", "from", "to", "since"];
const REQUESTS_AT_ONCE: usize = 256;
const WAIT_USUAL: Duration = Duration::from_secs(10);
const WAIT_MAX: Duration = Duration::from_mins(5);
