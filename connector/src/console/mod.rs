//! What a running process shows over HTTP: metrics and health. Read only, and without secrets.
//!
//! ```text
//!  GET /metrics ─▶ telemetry::Metrics, OpenMetrics text
//!  GET /health  ─▶ telemetry::Health, JSON: 200, or 503 when nothing gets out
//! ```

mod address;
mod routes;
mod serve;

pub use address::ListenAddress;
pub use routes::{Shown, routes};
pub use serve::serve;

#[cfg(test)]
mod tests;
