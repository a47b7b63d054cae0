//! A case: an org, what goes wrong in it, what a person does, and what must hold in the end.
//!
//! Cases are TOML files, `cases/<area>/<slug>.toml`; `<area>/<slug>` is the id. Unknown keys and
//! unknown hazards are mistakes, reported with file and line.

mod file;
mod load;
mod setup;
mod span;

pub use file::{
    Case, CrashPoint, CrashSpec, Deed, DriverKind, Expect, PersonSpec, SinkOutage, Trigger,
};
pub use load::{CaseError, find, load};
pub use setup::{ConnectorSetup, LagSetup, OrgSetup, Setup, Written, WrittenAttack};
pub use span::{Offset, Span};

#[cfg(test)]
mod tests;
