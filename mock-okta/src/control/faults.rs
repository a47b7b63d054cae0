//! What goes wrong, shown, added to and taken away from.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use crate::durations::duration;
use crate::faults::{FaultId, FaultSpec, FaultStatus, catalogue};
use crate::service::MockOkta;

use super::asked::{Asked, table, text};
use super::refusal::{Refusal, answer};

/// The faults at work, in the order in which they are asked; or every kind that there is.
pub(super) async fn list(State(mock): State<MockOkta>, asked: Asked) -> Result<Response, Refusal> {
    let asked = asked.only(&["catalogue"])?;
    if asked.has("catalogue") {
        return Ok(answer(&shown(&catalogue())));
    }
    Ok(answer(&json!({ "faults": shown(&mock.faults()), "now": mock.clock().now().to_string() })))
}

/// Adds one, behind the others: a fault as in the configuration file, for a `lifetime` if it has
/// one. Offsets of its address count from now.
pub(super) async fn add(
    State(mock): State<MockOkta>,
    asked: Asked,
    body: Bytes,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let mut told = table(&body)?;
    let lifetime = match told.remove("lifetime") {
        Some(value) => {
            let read = duration(&text("lifetime", &value)?);
            Some(read.map_err(|mistake| Refusal::bad(format!("`lifetime`: {mistake}")))?)
        }
        None => None,
    };
    if !told.contains_key("kind") {
        return Err(Refusal::bad("`kind` is missing").hint(KINDS));
    }
    let fault = FaultSpec::try_from(told)
        .map_err(|mistake| Refusal::bad(format!("the fault: {}", mistake.message())).hint(KINDS))?;
    let added = match lifetime {
        Some(lifetime) => mock.add_fault_for(fault, lifetime),
        None => mock.add_fault(fault).map(crate::faults::FaultGuard::keep),
    };
    let id = added
        .map_err(|full| Refusal::conflict(full).hint("`DELETE /__admin/faults/{id}` makes room"))?;
    Ok((StatusCode::CREATED, answer(&shown(&find(&mock, id)))).into_response())
}

/// Takes one away.
pub(super) async fn remove(
    State(mock): State<MockOkta>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let lost = |said: String| Refusal::missing(said).hint("`GET /__admin/faults` lists them");
    let wanted: FaultId = id.parse().map_err(|mistake| lost(format!("`{id}`: {mistake}")))?;
    if mock.remove_fault(wanted) {
        Ok(answer(&json!({ "removed": id })))
    } else {
        Err(lost(format!("no fault `{id}` is at work")))
    }
}

/// Takes all away, those of the configuration included.
pub(super) async fn clear(State(mock): State<MockOkta>, asked: Asked) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let removed = mock.faults().iter().filter(|fault| mock.remove_fault(fault.id)).count();
    Ok(answer(&json!({ "removed": removed })))
}

/// A fault that was just added; nothing once its time is over.
fn find(mock: &MockOkta, id: FaultId) -> Option<FaultStatus> {
    mock.faults().into_iter().find(|fault| fault.id == id)
}

/// Numbers, texts and lists of them: there is nothing in it that JSON does not have.
fn shown(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

const KINDS: &str = "`GET /__admin/faults?catalogue` has every kind with its keys";
