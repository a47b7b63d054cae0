//! What the org lets through, shown and changed.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::durations;
use crate::service::{Endpoint, MockOkta};
use crate::world::Id;
use crate::{LimitPreset, Limits};

use super::asked::table;
use super::refusal::{Refusal, answer};

/// What is let through at the moment.
pub(super) async fn show(State(mock): State<MockOkta>) -> Response {
    shown(&mock.limits())
}

/// Changes what the body names, from the `preset` on if it names one. Windows that are open stay
/// open, with what was used of them.
pub(super) async fn change(State(mock): State<MockOkta>, body: Bytes) -> Result<Response, Refusal> {
    let told: Told = toml::Value::Table(table(&body)?)
        .try_into()
        .map_err(|mistake: toml::de::Error| Refusal::bad(mistake.message()))?;
    let mut limits = match told.preset {
        Some(preset) => Limits::of(preset),
        None => mock.limits(),
    };
    for (endpoint, limit) in told.requests {
        match limit {
            _ if endpoint == Endpoint::Open => {
                return Err(Refusal::bad("`requests.open`: is not limited"));
            }
            Limit::Requests(limit) => {
                limits.requests.insert(endpoint, limit);
            }
            Limit::Named(Unlimited::Unlimited) => {
                limits.requests.remove(&endpoint);
            }
        }
    }
    for (principal, percent) in told.percentages.into_iter().flatten() {
        let id: Id = principal
            .parse()
            .map_err(|mistake| Refusal::bad(format!("`percentages.{principal}`: {mistake}")))?;
        limits.percentages.insert(id, percent);
    }
    limits.window = told.window.unwrap_or(limits.window);
    limits.token_share = told.token_share.unwrap_or(limits.token_share);
    limits.concurrency = told.concurrency.unwrap_or(limits.concurrency);
    limits.warning_percent = told.warning_percent.unwrap_or(limits.warning_percent);
    limits.neighbours = told.neighbours.unwrap_or(limits.neighbours);
    mock.set_limits(limits).map_err(Refusal::bad)?;
    Ok(shown(&mock.limits()))
}

/// Limits as numbers, with the name of the kind of org that has them.
pub(super) fn as_json(limits: &Limits) -> Value {
    let mut shown = json!({ "preset": limits.preset() });
    if let (Value::Object(shown), Ok(Value::Object(numbers))) =
        (&mut shown, serde_json::to_value(limits))
    {
        shown.extend(numbers);
    }
    shown
}

fn shown(limits: &Limits) -> Response {
    answer(&as_json(limits))
}

/// What somebody wants changed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    #[serde(default)]
    preset: Option<LimitPreset>,
    #[serde(default)]
    requests: BTreeMap<Endpoint, Limit>,
    #[serde(default, deserialize_with = "durations::optional")]
    window: Option<Duration>,
    #[serde(default)]
    token_share: Option<f64>,
    #[serde(default)]
    percentages: Option<BTreeMap<String, u8>>,
    #[serde(default)]
    concurrency: Option<u32>,
    #[serde(default)]
    warning_percent: Option<u8>,
    #[serde(default)]
    neighbours: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a number of requests, or `unlimited`")]
enum Limit {
    Requests(u32),
    Named(Unlimited),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unlimited {
    Unlimited,
}
