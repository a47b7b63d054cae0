//! How the org is made, and what of it may change while it runs.

use std::sync::{Arc, PoisonError};

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::service::Tenant;
use crate::switches::{SWITCHES, Switches};

use super::asked::{only, table, text};
use super::limits::as_json;
use super::refusal::{Refusal, answer};

/// Everything that is in effect, by the keys of the configuration file.
pub(super) async fn show(State(tenant): State<Arc<Tenant>>) -> Response {
    shown(&tenant)
}

/// Changes `switches` and `retry_after`: all that is asked for, or nothing.
pub(super) async fn change(
    State(tenant): State<Arc<Tenant>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let told = table(&body)?;
    only(&told, &["switches", "retry_after"])
        .map_err(|refusal| refusal.hint("only `switches` and `retry_after` change at run time"))?;
    let mut switches = tenant.switches();
    if let Some(value) = told.get("switches") {
        set(&mut switches, value)?;
    }
    let retry_after = match told.get("retry_after") {
        Some(value) => text("retry_after", value)?
            .parse()
            .map_err(|mistake| Refusal::bad(format!("`retry_after`: {mistake}")))?,
        None => tenant.retry_after(),
    };
    *tenant.switches.lock().unwrap_or_else(PoisonError::into_inner) = switches;
    *tenant.retry_after.lock().unwrap_or_else(PoisonError::into_inner) = retry_after;
    Ok(shown(&tenant))
}

/// Sets what `value` names: an object, or a text as on the command line.
fn set(switches: &mut Switches, value: &toml::Value) -> Result<(), Refusal> {
    let wrong = |mistake| Refusal::bad(format!("`switches`: {mistake}"));
    match value {
        toml::Value::Table(settings) => {
            for (name, value) in settings {
                switches.set(name, &text(name, value)?).map_err(wrong)?;
            }
            Ok(())
        }
        value => {
            for setting in text("switches", value)?.split(',').filter(|text| !text.is_empty()) {
                let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
                switches.set(name.trim(), value.trim()).map_err(wrong)?;
            }
            Ok(())
        }
    }
}

fn shown(tenant: &Tenant) -> Response {
    let mut config = tenant.builder.described();
    config.insert("start".to_owned(), tenant.start.to_string().into());
    config.insert("clock".to_owned(), tenant.clock.pace().to_string().into());
    config.insert("limits".to_owned(), as_json(tenant.limiter().limits()));
    config.insert("retry_after".to_owned(), tenant.retry_after().to_string().into());
    config.insert("switches".to_owned(), switches(&tenant.switches()));
    answer(&Value::Object(config))
}

/// Each switch with its value, and what else it could be.
fn switches(switches: &Switches) -> Value {
    debug_assert_eq!(switches.all().count(), SWITCHES.len());
    let all = switches.all().map(|(switch, value)| {
        (switch.name.to_owned(), json!({ "value": value, "values": switch.values }))
    });
    Value::Object(all.collect::<Map<_, _>>())
}
