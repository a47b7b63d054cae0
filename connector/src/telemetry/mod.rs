//! What happens, as data: a closed enum that engines emit and renderers consume. Nothing else
//! in the connector prints.
//!
//! ```text
//!            ┌─▶ LogLines ─▶ lines of text
//!  Event ─▶ FanOut ─▶ Metrics ─▶ OpenMetrics text
//!            └─▶ Health ─▶ the condition of each connection
//! ```

mod event;
mod families;
mod fan_out;
mod health;
mod log;
mod metrics;

pub use event::{Committed, Event, Observer, RequestOutcome};
pub use fan_out::FanOut;
pub use health::{Activity, Condition, Health};
pub use log::LogLines;
pub use metrics::Metrics;

#[cfg(test)]
mod tests;
