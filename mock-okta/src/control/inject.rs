//! Records put into the log while the org runs.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use clock::Timestamp;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::json;
use toml::Value;

use crate::durations::duration;
use crate::faults::InjectSpec;
use crate::log::{Position, Recorded};
use crate::replay::published_in;
use crate::service::{LogFull, Tenant};

use super::asked::{Asked, json as parse, text};
use super::refusal::{JSON, Refusal, answer};

/// Appends what the body says, visible at once or from `at` on: with a content type of JSON an
/// injection as in the configuration, or several; with any other, one record a line.
pub(super) async fn inject(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let at = asked.only(&["at"])?.read("at", moment)?;
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let places = if kind.split(';').next().unwrap_or_default().trim() == JSON {
        let told = parse(&body).map_err(|refusal| refusal.hint(RECORDS_ARE));
        let specs = match told? {
            Value::Array(values) => values,
            value => vec![value],
        };
        let specs = specs.into_iter().map(spec).collect::<Result<Vec<_>, _>>()?;
        if specs.iter().map(|(spec, _)| u64::from(spec.count)).sum::<u64>() > RECORDS_MAX as u64 {
            return Err(too_many());
        }
        put(&tenant, |first, now| {
            let mut number = NUMBERS_OF_CONFIGURED + first;
            specs.iter().try_fold(Vec::new(), |mut records, (spec, own)| {
                records
                    .extend(spec.records_at((*own).or(at).unwrap_or(Moment::Now).of(now)?, number));
                number += spec.count;
                Ok(records)
            })
        })?
    } else {
        let lines = body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let lines: Vec<&[u8]> =
            lines.filter(|line| !line.is_empty()).take(RECORDS_MAX + 1).collect();
        if lines.len() > RECORDS_MAX {
            return Err(too_many());
        }
        put(&tenant, |_, now| {
            let commit = at.unwrap_or(Moment::Now).of(now)?;
            let record = |line: &&[u8]| Recorded {
                commit,
                published: published_in(line),
                bytes: body.slice_ref(line),
            };
            Ok(lines.iter().map(record).collect())
        })?
    };
    let positions: Vec<String> = places.iter().map(Position::to_string).collect();
    Ok(answer(&json!({ "injected": positions.len(), "positions": positions })))
}

/// Appends what `make` makes of the number of records that were, and of the present moment.
fn put(
    tenant: &Tenant,
    make: impl FnOnce(u32, Timestamp) -> Result<Vec<Recorded>, Refusal>,
) -> Result<Vec<Position>, Refusal> {
    let mut refused = None;
    let places = tenant.log.extend(|first, read_until| {
        make(first, tenant.clock.now().max(read_until)).unwrap_or_else(|refusal| {
            refused = Some(refusal);
            Vec::new()
        })
    });
    match refused {
        Some(refusal) => Err(refusal),
        None => places.ok_or_else(|| {
            Refusal::conflict(LogFull).hint("`POST /__admin/reset` forgets what was put in")
        }),
    }
}

/// An injection, and when it is to appear if it says so itself.
fn spec(value: Value) -> Result<(InjectSpec, Option<Moment>), Refusal> {
    let Value::Table(mut table) = value else {
        return Err(Refusal::bad("an injection is a JSON object").hint(RECORDS_ARE));
    };
    let at = match table.remove("at") {
        Some(value) => {
            let at = text("at", &value)?;
            Some(moment(&at).map_err(|mistake| Refusal::bad(format!("`at`: {mistake}")))?)
        }
        None => None,
    };
    // Required where offsets count from the start, which here they do not.
    table.insert("at".to_owned(), Value::Integer(0));
    let spec: InjectSpec = Value::Table(table).try_into().map_err(|mistake: toml::de::Error| {
        Refusal::bad(format!("the injection: {}", mistake.message())).hint(RECORDS_ARE)
    })?;
    match spec.mistake() {
        Some(mistake) => Err(Refusal::bad(format!("the injection: {mistake}"))),
        None => Ok((spec, at)),
    }
}

/// When a record is to appear.
#[derive(Clone, Copy, Debug)]
enum Moment {
    At(Timestamp),
    In(std::time::Duration),
    Now,
}

impl Moment {
    fn of(self, now: Timestamp) -> Result<Timestamp, Refusal> {
        match self {
            Self::At(time) if time < now => {
                Err(Refusal::bad(format!("`at`: {time} has passed, readers have been there"))
                    .hint(format!("it is {now}; without `at` records appear at once")))
            }
            Self::At(time) => Ok(time),
            Self::In(duration) => Ok(now + duration),
            Self::Now => Ok(now),
        }
    }
}

/// Reads `+30s`, or a moment in RFC 3339. In a query string `+` is a space.
fn moment(text: &str) -> Result<Moment, String> {
    match text.strip_prefix(['+', ' ']) {
        Some(offset) => duration(offset).map(Moment::In),
        None => text.parse().map(Moment::At).map_err(|mistake: clock::ParseTimestampError| {
            format!("{mistake}, nor an offset such as `+30s`")
        }),
    }
}

fn too_many() -> Refusal {
    Refusal::bad(format!("more than {RECORDS_MAX} records at once")).hint("send them in parts")
}

const RECORDS_ARE: &str = "records as they are want `Content-Type: application/x-ndjson`";
const RECORDS_MAX: usize = InjectSpec::COUNT_MAX as usize;
/// Where the numbers begin that records injected at run time carry, so that none of them is one
/// of the configuration's.
const NUMBERS_OF_CONFIGURED: u32 = 1 << 31;
