//! `normalize`: recorded events in, TOTAL events out, without any connection.
//!
//! ```text
//!  input ─▶ Records ─▶ Batch ─┬─▶ worker ─┬─▶ Done ─▶ events, rejects, counts
//!           one thread        └─▶ worker ─┘          in the order of the input
//! ```
//!
//! Memory does not depend on the size of the input: a record is cut off at a limit, a batch
//! holds a bounded number of records, and a bounded number of batches is on its way.

mod batch;
mod command;
mod counts;
mod drift;
mod pipeline;
mod progress;
mod records;

pub(super) use command::normalize;

#[cfg(test)]
mod tests;
