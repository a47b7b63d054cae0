//! What happens, as data: a closed enum that engines emit and renderers consume. Nothing else
//! in the connector prints.

mod event;
mod log;

pub use event::{Event, Observer};
pub use log::LogLines;

#[cfg(test)]
mod tests;
