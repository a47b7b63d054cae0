//! Two ways to make a connector and the mock meet. Both gather the same evidence, and the same
//! oracle judges it.
//!
//! * `inproc`: one process, virtual time. A paused runtime, an in-process transport, a sink and
//!   a store in memory that survive the connector. Never real sockets: under a paused clock
//!   time would run away from them.
//! * `exec`: the programs themselves, over loopback, in real time with short constants.

mod crash;
pub mod exec;
pub mod inproc;
mod memory;
mod programs;
mod recorder;
mod run;
mod served;
mod transport;

pub use crash::Crashes;
pub use memory::{MemorySink, MemoryStore};
pub use recorder::Recorder;
pub use run::{DOMAIN_ID, DriverError, EPOCH, Run};
pub use transport::MockTransport;
