//! What is answered.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use clock::{Clock, Timestamp};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::fetch::Class;
use crate::telemetry::{Activity, Condition, Health, Metrics};

/// What there is to show.
#[derive(Clone)]
pub struct Shown {
    /// What was counted.
    pub metrics: Arc<Metrics>,
    /// How the connections are.
    pub health: Arc<Health>,
    /// Where time comes from.
    pub clock: Clock,
}

/// The answers to `/metrics` and `/health`.
pub fn routes(shown: Shown) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/health", get(health))
        .fallback(async || (StatusCode::NOT_FOUND, "there are /metrics and /health\n"))
        .with_state(shown)
}

async fn metrics(State(shown): State<Shown>) -> Response {
    let text = shown.metrics.render(shown.clock.now());
    ([(CONTENT_TYPE, Metrics::MEDIA_TYPE), (CACHE_CONTROL, "no-store")], text).into_response()
}

async fn health(State(shown): State<Shown>) -> Response {
    let now = shown.clock.now();
    let conditions = shown.health.conditions();
    let (status, word) = if shown.health.is_well() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "stuck")
    };
    let connections: Vec<_> =
        conditions.iter().map(|(name, condition)| to_json(name, condition, now)).collect();
    let body = json!({ "status": word, "connections": connections });
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, format!("{body}\n")).into_response()
}

fn to_json(name: &str, condition: &Condition, now: Timestamp) -> Value {
    let seconds = |at: Option<Timestamp>| at.map(|at| now.since(at).as_secs());
    let (since, class) = match condition.activity {
        Activity::Paused { since, class } => (Some(since), class),
        Activity::Running | Activity::Disabled | Activity::Ended => (None, None),
    };
    json!({
        "name": name,
        "mode": condition.activity.name(),
        "paused_since": since.map(|since| since.to_string()),
        "pause_class": class.map(Class::name),
        "blocked": condition.blocked,
        "seconds_since_page": seconds(condition.page_at),
        "seconds_since_commit": seconds(condition.committed_at),
    })
}
