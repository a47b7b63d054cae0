//! Batches → sinks, and the proof that a sink took one.
//!
//! ```text
//!  Batch ─▶ deliver(sink, batch) ─▶ Receipt ─▶ cursor: StateStore::commit
//!              │ Sink::publish → Ack
//!              └▶ Undelivered: the batch again, and why
//!
//!  Revival ─▶ redeliver(sink, revival) ─▶ Release ─▶ cursor: SqliteState::release
//! ```
//!
//! A [`Receipt`] has no public constructor: a sink's [`Ack`] passes through [`deliver`] or
//! there is none. Committing before publishing does not compile:
//!
//! ```compile_fail
//! # fn demo(batch: connector::publish::Batch) {
//! let receipt = connector::publish::Receipt { batch };
//! # }
//! ```

mod batch;
mod file;
mod release;
mod sink;
mod stdout;

pub use batch::{Batch, Receipt, Tally, Undelivered, deliver};
pub use file::{FileSink, FileSinkError};
pub use release::{Release, Remains, Revival, redeliver};
pub use sink::{Ack, Refusal, Sink, SinkError};
pub use stdout::StdoutSink;

#[cfg(test)]
mod tests;
