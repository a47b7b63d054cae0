//! A quarantined record as a line of NDJSON.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use crate::cursor::Quarantined;

/// Everything that is known of the record, byte for byte.
pub(super) fn line(connection: &str, record: &Quarantined) -> Value {
    let mut line = json!({
        "connection": connection,
        "id": record.id.number(),
        "at": record.at.to_string(),
        "reason": record.reason,
        "page": record.page,
        "ordinal": record.ordinal,
    });
    if let Ok(text) = std::str::from_utf8(&record.raw) {
        line["raw"] = text.into();
    } else {
        line["raw_base64"] = BASE64_STANDARD.encode(&record.raw).into();
    }
    line
}
