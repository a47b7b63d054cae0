//! Do the connector's normalization and the reference agree?
//!
//! The connector is written for speed and copies slices of the page; the reference is written for
//! readers and builds values. Here both get the same records and every difference is a finding.
//!
//! ```text
//!  seed ─▶ Generator ── templates, mutated ─▶ record ─┬─▶ reference::normalize ─┐
//!                                                     └─▶ connector Normalizer ─┴─▶ Pair: same?
//!                                                                                    │ no
//!                                                          shrink ◀──────────────────┘
//! ```
//!
//! `campaign` is what `scenarios agree` runs. An event is a function of the seed and its number,
//! so that one number finds it again. No wall time, no network, and nothing in here decides who
//! is right: the specification does.

mod campaign;
mod generate;
mod hostile;
mod mutate;
mod pair;
mod shrink;
mod sketch;
mod values;
mod variant;

pub use campaign::{Campaign, Finding, Tally};
pub use generate::Generator;
pub use pair::{Disagreement, Fate, Pair};
pub use shrink::shrink;
pub use variant::Variant;

#[cfg(test)]
mod tests;
