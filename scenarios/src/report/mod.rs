//! Results as text for people, and as JUnit for CI.

pub mod human;
pub mod junit;
