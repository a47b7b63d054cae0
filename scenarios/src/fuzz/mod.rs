//! What reads bytes from outside, as plain functions that panic when something does not hold.
//!
//! `fuzz/` beside the workspace hands them to libFuzzer, which needs a nightly compiler; the tests
//! here hand them the same seed corpora, mutated, and random bytes.
//!
//! ```text
//!  fuzz/corpus/<target>/ ─┬─▶ cargo fuzz ─▶ fuzz_targets/<target>.rs ─┐
//!                         └─▶ proptest ──────────────────────────────┴─▶ fuzz::<target>(bytes)
//! ```
//!
//! No I/O, no time, no randomness: the same bytes always do the same.

mod outside;
mod records;
mod targets;

pub use outside::{link, timestamp, token};
pub use records::{debug_text, event, page};
pub use targets::{TARGETS, Target};

#[cfg(test)]
mod tests;
