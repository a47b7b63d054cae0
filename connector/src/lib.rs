//! The production connector: Okta's System Log in, TOTAL events out, at least once.

pub mod classify;
pub mod cli;
pub mod config;
pub mod cursor;
pub mod decode;
pub mod driver;
pub mod exit;
pub mod fetch;
pub mod future;
pub mod lock;
pub mod normalize;
pub mod poller;
pub mod publish;
pub mod secret;
pub mod telemetry;
