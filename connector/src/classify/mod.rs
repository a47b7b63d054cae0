//! Which events are ingested, and as what: the catalogues, as data. Total.

mod catalogue;
mod entry;
mod tables;

pub use catalogue::{BuiltIn, Catalogue};
pub use entry::{Entry, EventType, Family, NameError, SignalType};

pub(crate) use entry::check_name;

#[cfg(test)]
mod tests;
