//! Which events are ingested, and as what: the catalogue, as data. Total.

mod catalogue;

pub use catalogue::{Catalogue, Entry, EventType, Family, SignalType};

#[cfg(test)]
mod tests;
