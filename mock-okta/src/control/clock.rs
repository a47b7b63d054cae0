//! The org's time, shown and moved.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use clock::{Clock, ClockError, Pace, Timestamp};
use serde_json::json;
use toml::{Table, Value};

use crate::durations::duration;
use crate::service::Tenant;

use super::asked::{Asked, one_of, table, text};
use super::refusal::{Refusal, answer};

/// What time the org has, and how it passes.
pub(super) async fn show(State(tenant): State<Arc<Tenant>>) -> Response {
    shown(&tenant.clock)
}

/// Moves the time, or lets it pass in another way: `advance`, `set` or `mode`, as a parameter or
/// in the body.
pub(super) async fn change(
    State(tenant): State<Arc<Tenant>>,
    asked: Asked,
    body: Bytes,
) -> Result<Response, Refusal> {
    let asked = asked.only(&KEYS)?;
    let mut told: Table = table(&body)?;
    for key in KEYS {
        if let Some(value) = asked.value(key) {
            told.insert(key.to_owned(), Value::String(value.to_owned()));
        }
    }
    let (key, value) = one_of(told, &KEYS)
        .map_err(|refusal| refusal.hint("for example `{\"advance\": \"90s\"}`"))?;
    let value = text(&key, &value)?;
    let wrong = |mistake: &dyn std::fmt::Display| Refusal::bad(format!("`{key}`: {mistake}"));
    let clock = &tenant.clock;
    let done = match key.as_str() {
        "advance" => clock.advance(duration(&value).map_err(|mistake| wrong(&mistake))?),
        "set" => clock.advance_to(value.parse().map_err(|mistake| wrong(&mistake))?),
        _ => clock.switch(value.parse().map_err(|mistake| wrong(&mistake))?),
    };
    done.map(|_: Timestamp| shown(clock)).map_err(|mistake| {
        let refusal = Refusal::conflict(format!("`{key}`: {mistake}"));
        match mistake {
            ClockError::Backwards => refusal.hint(format!("it is {} already", clock.now())),
            ClockError::NotStepped if clock.pace() != Pace::Auto => {
                refusal.hint("`{\"mode\": \"stepped\"}` makes it one")
            }
            _ => refusal.hint("only a clock of `Clock::switched` can be changed, or the program's"),
        }
    })
}

fn shown(clock: &Clock) -> Response {
    answer(&json!({ "now": clock.now().to_string(), "mode": clock.pace().to_string() }))
}

const KEYS: [&str; 3] = ["advance", "set", "mode"];
