//! What this org does, where that is known from, how sure it is, and which test holds it.
//!
//! One table, `rows.tsv`, which is the source of `docs/FIDELITY.md`, of `mock-okta fidelity` and
//! of `GET /__admin/fidelity`. A row is a statement about Okta that a client could see broken. The
//! tests of this module refuse a row whose test or switch does not exist.

mod document;
#[cfg(test)]
mod recordings;
mod row;
#[cfg(test)]
mod tests;

pub use self::document::{json, lines, markdown};
pub use self::row::{Confidence, Row, rows};
