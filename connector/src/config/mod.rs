//! What the user typed → one validated [`Config`]. All mistakes are reported at once, each
//! with its place and a remedy; keys that nobody knows are mistakes too.
//!
//! ```text
//!  okta-connector.toml ─▶ file ─┐
//!                               ├─▶ raw settings ─▶ resolve ─▶ Config, notes
//!  OKTA_* ──────────────▶ env ──┘                     └──────▶ Report
//! ```
//!
//! The environment is an argument, and so is reading the files that secrets are in.

mod duration;
mod env;
mod file;
mod raw;
mod report;
mod resolve;
mod resolved;
mod rules;
mod settings;
mod types;

pub use env::Environment;
pub use report::{Place, Problem, Report};
pub use resolve::{DEFAULT_FILE, Need, load};
pub use resolved::{Config, ConnectionConfig, NetOptions, SinkConfig};
pub use settings::{SETTINGS, SettingInfo};

#[cfg(test)]
mod tests;
