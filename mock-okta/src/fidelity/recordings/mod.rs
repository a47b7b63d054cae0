//! Exchanges that were recorded from the real service, put to this org.
//!
//! `exchanges.toml` holds what public repositories have recorded; `asked` puts the same question to
//! the mock, and `tests` compares.

mod asked;
mod recorded;
mod tests;
