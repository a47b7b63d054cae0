//! Records → TOTAL events. Total and pure: every record of a page ends as exactly one of
//! published, excluded, rejected, and the same bytes always give the same bytes.
//!
//! ```text
//!  page bytes ─▶ Normalizer ──┬─▶ events: NDJSON in one buffer, one span an event
//!                            ├─▶ rejects: raw bytes and a reason
//!                            └─▶ counts: excluded by type and reason, drift by field and type
//! ```
//!
//! The mapping is `spec/normalization.md`; field by field it is written down in `event.rs`.
//! A JSON string that is valid in the page is valid in the output, so values are copied as
//! they stand, escapes included.

mod behavior;
mod drift;
mod event;
mod evidence;
mod excluded;
mod field;
mod hex;
mod identity;
mod line;
mod normalizer;
mod output;
mod person;
mod published;
mod rules;
mod tuid;
mod unknown;

pub use drift::{Drift, DriftKey};
pub use excluded::{Excluded, ExcludedCounts};
pub use identity::Identities;
pub use normalizer::{Normalizer, Outcome};
pub use output::{EventSpan, Exclusion, Normalized, Reject};
pub use published::PublishedAt;
pub use rules::{Attribution, Rules};
pub use unknown::{NameHash, UnknownNames};

#[cfg(test)]
mod tests;
