//! The log and the ledger as NDJSON, made while they are read.

use std::ops::Bound;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::log::{Position, Record};
use crate::query::Params;
use crate::service::{Paced, Piece, Tenant};

use super::access::refuse;

/// Every record visible now, or those from position `from` to position `to`.
pub(super) async fn ledger(
    State(tenant): State<Arc<Tenant>>,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.as_deref().unwrap_or_default());
    let now = Position::after(tenant.clock.now());
    let read = |name: &str, default: Position| {
        params.value(name).map_or(Ok(default), |text| {
            text.parse::<Position>().map_err(|mistake| format!("`{name}`: {mistake}"))
        })
    };
    let range = read("from", Position::before(tenant.log.begin()))
        .and_then(|from| Ok((from, read("to", now)?.min(now))));
    match range {
        Ok((from, to)) => lines(&tenant, from, to),
        Err(mistake) => refuse(StatusCode::BAD_REQUEST, &mistake),
    }
}

/// Every request, or those for one endpoint.
pub(super) async fn requests(
    State(tenant): State<Arc<Tenant>>,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.as_deref().unwrap_or_default());
    let wanted = params.value("endpoint");
    let mut text = Vec::new();
    for request in tenant.ledger.requests() {
        if wanted.is_some_and(|wanted| wanted != request.endpoint.name()) {
            continue;
        }
        // Strings and numbers into a vector: nothing here can fail.
        if serde_json::to_writer(&mut text, &request).is_ok() {
            text.push(b'\n');
        }
    }
    ([(CONTENT_TYPE, NDJSON)], text).into_response()
}

fn lines(tenant: &Arc<Tenant>, from: Position, to: Position) -> Response {
    let held = Arc::clone(tenant);
    let mut next = Some(Bound::Included(from));
    let pieces = std::iter::from_fn(move || {
        let (mut text, mut last) = (Vec::new(), None);
        for record in held.log.range((next?, Bound::Included(to))).take(RECORDS_AT_ONCE) {
            last = Some(Bound::Excluded(record.position));
            text.extend_from_slice(line(&record).to_string().as_bytes());
            text.push(b'\n');
        }
        next = last;
        last.map(|_| Piece::Data(Bytes::from(text)))
    });
    let body = Paced::new(Box::new(pieces), tenant.clock.clone());
    ([(CONTENT_TYPE, NDJSON)], axum::body::Body::new(body)).into_response()
}

/// A record without loss: as a string if it is text, else in base64.
fn line(record: &Record) -> Value {
    let mut line = Map::new();
    line.insert("position".to_owned(), record.position.to_string().into());
    line.insert("commit".to_owned(), record.position.time.to_string().into());
    let published = record.published.map(|published| published.to_string());
    line.insert("published".to_owned(), published.into());
    match std::str::from_utf8(&record.raw) {
        Ok(raw) => line.insert("raw".to_owned(), raw.into()),
        Err(_) => line.insert("raw_base64".to_owned(), STANDARD.encode(&record.raw).into()),
    };
    Value::Object(line)
}

const NDJSON: &str = "application/x-ndjson";
const RECORDS_AT_ONCE: usize = 256;
