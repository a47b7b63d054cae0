//! History without anybody who asks for it: everything that is published in an org in a span of
//! time, as lines of JSON, made by as many threads as there are.
//!
//! ```text
//!  Builder ─▶ History ─▶ portions of the span ─┬─ thread ─┐
//!                                              ├─ thread ─┼─▶ in order ─▶ one writer
//!                                              └─ thread ─┘
//! ```
//!
//! Where one portion ends and the next begins follows from the org alone, so the bytes are the same
//! for any number of threads, and those of two spans that meet are those of the whole.

mod generated;
mod preset;
#[cfg(test)]
mod tests;

pub use self::generated::{History, Portion};
pub use self::preset::Preset;
