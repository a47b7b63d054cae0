//! The log as NDJSON, made while it is read.

use std::ops::Bound;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::log::{Position, Record};
use crate::service::{Paced, Piece, Tenant};

use super::asked::Asked;
use super::refusal::{NDJSON, Refusal};

/// Every record visible now, or those from position `from` to position `to`.
pub(super) async fn ledger(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let asked = asked.only(&["from", "to"])?;
    let now = Position::after(tenant.clock.now());
    let from = asked.parsed("from")?.unwrap_or(Position::before(tenant.log.begin()));
    let to = asked.parsed("to")?.unwrap_or(now).min(now);
    Ok(lines(&tenant, from, to))
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

const RECORDS_AT_ONCE: usize = 256;
