//! The program as a user types it, as far as no org is needed.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod commands;
mod listen;
mod normalize;
mod quarantine;
mod started;
