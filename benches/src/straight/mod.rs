//! Page bytes in, NDJSON out, written straightforwardly: parse into types that borrow from the
//! page, map, serialize. Three parsers, and one detour through `serde_json::Value`.
//!
//! They do what is needed for the pages of [`corpus`](crate::corpus) and nothing more: no
//! quarantine, no drift, no evidence, and the first element that is not as expected ends the
//! page. That is to their advantage.

mod output;
mod pipelines;
mod source;
mod through_value;

pub use output::Mapper;
pub use pipelines::{with_serde_json, with_simd_json, with_sonic};
pub use source::LogEvent;
pub use through_value::through_value;
