//! Attacks, begun and ended while the org runs, and what their events really are.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::{Value, json};
use toml::Table;

use crate::attacks::{AttackRefused, AttackRun, AttackSpec, AttackTime, kinds};
use crate::service::{MockOkta, Paced, Piece};

use super::asked::{Asked, only, table, text};
use super::refusal::{NDJSON, Refusal, answer};

/// The attacks on the org, in the order in which they were put on stage; or every kind that there
/// is, as `mock-okta attacks --json` has them.
pub(super) async fn list(State(mock): State<MockOkta>, asked: Asked) -> Result<Response, Refusal> {
    let asked = asked.only(&["catalogue"])?;
    if asked.has("catalogue") {
        return Ok(answer(&json!({ "attacks": shown(&kinds()) })));
    }
    Ok(answer(&json!({ "attacks": shown(&mock.attacks()), "now": mock.clock().now().to_string() })))
}

/// Begins one: an `attack` as on the command line, or its `kind`, `at` and `parameters`. Offsets
/// count from now.
pub(super) async fn begin(
    State(mock): State<MockOkta>,
    asked: Asked,
    body: Bytes,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    let spec = spec(&table(&body)?)?;
    let run = mock.begin_attack(&spec).map_err(|refused| match refused {
        AttackRefused::Passed(moment) => Refusal::bad(format!("`at`: {moment} has passed"))
            .hint(format!("it is {}; offsets count from now", mock.clock().now())),
        AttackRefused::NobodyWorks => {
            Refusal::conflict(refused).hint("an org with `users` has some")
        }
        AttackRefused::TooFast => {
            Refusal::conflict(refused).hint("`POST /__admin/clock` slows it down")
        }
        AttackRefused::TooMany => {
            Refusal::conflict(refused).hint("`POST /__admin/reset` forgets those begun meanwhile")
        }
    })?;
    Ok((StatusCode::CREATED, answer(&shown(&run))).into_response())
}

/// Ends one with this minute.
pub(super) async fn end(
    State(mock): State<MockOkta>,
    Path(instance): Path<String>,
    asked: Asked,
) -> Result<Response, Refusal> {
    asked.only(&[])?;
    mock.end_attack(&instance);
    Ok(answer(&shown(&find(&mock, &instance)?)))
}

/// What the events of every attack, or of the run `instance`, really are, one a line, those to come
/// included.
pub(super) async fn labels(
    State(mock): State<MockOkta>,
    asked: Asked,
) -> Result<Response, Refusal> {
    let asked = asked.only(&["instance"])?;
    let mut campaigns = mock.tenant_itself().director.campaigns().all();
    if let Some(instance) = asked.value("instance") {
        find(&mock, instance)?;
        campaigns.retain(|campaign| campaign.instance() == instance);
    }
    let (mut campaign, mut first) = (0, 0);
    let pieces = std::iter::from_fn(move || {
        let of_campaign = campaigns.get(campaign)?;
        let mut text = Vec::new();
        for label in of_campaign.labels().skip(first).take(LABELS_AT_ONCE) {
            // Strings and numbers into a vector: nothing here can fail.
            if serde_json::to_writer(&mut text, &label).is_ok() {
                text.push(b'\n');
            }
        }
        first += LABELS_AT_ONCE;
        if first >= of_campaign.deeds.len() {
            (campaign, first) = (campaign + 1, 0);
        }
        Some(Piece::Data(Bytes::from(text)))
    });
    let body = axum::body::Body::new(Paced::new(Box::new(pieces), mock.clock().clone()));
    Ok(([(CONTENT_TYPE, NDJSON)], body).into_response())
}

fn spec(told: &Table) -> Result<AttackSpec, Refusal> {
    if let Some(attack) = told.get("attack") {
        only(told, &["attack"])?;
        let spec = text("attack", attack)?.parse::<AttackSpec>();
        return spec.map_err(|mistake| wrong(&mistake.to_string()));
    }
    only(told, &["attack", "kind", "at", "parameters"])?;
    let Some(kind) = told.get("kind") else {
        return Err(Refusal::bad("`kind` is missing").hint(KINDS));
    };
    let time = match told.get("at") {
        Some(at) => text("at", at)?
            .parse::<AttackTime>()
            .map_err(|mistake| Refusal::bad(format!("`at`: {mistake}")))?,
        None => AttackTime::default(),
    };
    let none = Table::new();
    let parameters = match told.get("parameters") {
        Some(value) => value
            .as_table()
            .ok_or_else(|| Refusal::bad("`parameters`: expected a JSON object").hint(KINDS))?,
        None => &none,
    };
    let said = parameters.iter().map(|(name, value)| Ok((name.as_str(), text(name, value)?)));
    let said = said.collect::<Result<Vec<_>, Refusal>>()?;
    let said = said.iter().map(|(name, value)| (*name, value.as_str()));
    AttackSpec::new(&text("kind", kind)?, time, said).map_err(|mistake| wrong(&mistake))
}

fn find(mock: &MockOkta, instance: &str) -> Result<AttackRun, Refusal> {
    let run = mock.attacks().into_iter().find(|run| run.instance == instance);
    run.ok_or_else(|| {
        Refusal::missing(format!("there is no attack `{instance}`"))
            .hint("`GET /__admin/attacks` lists them")
    })
}

fn wrong(mistake: &str) -> Refusal {
    Refusal::bad(format!("the attack: {mistake}")).hint(KINDS)
}

/// Numbers, texts and lists of them: there is nothing in it that JSON does not have.
fn shown(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

const KINDS: &str = "`GET /__admin/attacks?catalogue` has every kind with its parameters";
const LABELS_AT_ONCE: usize = 256;
