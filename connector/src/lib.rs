//! The production connector: Okta's System Log in, TOTAL events out, at least once.
//!
//! The guarantee: every event that Okta made visible is published at least once; the durable
//! cursor never moves past an event that was not acknowledged by the sink or made durable in
//! the quarantine.
//!
//! ```text
//!        poller ── decides what to do next: pure, time is an argument ──┐
//!          │                                                            │
//! Okta ─▶ fetch ─▶ decode ─▶ classify ─▶ normalize ─▶ publish ─▶ cursor: commit
//!        Verdict   records    catalogue    events      Receipt     Checkpoint
//! ```
//!
//! `driver` is the one async loop around this, `replay` takes quarantined records through it
//! once more; `config`, `identities` and `cli` are what a user types, `telemetry` and `console`
//! are what a user reads. Ports are traits: [`fetch::Transport`], [`publish::Sink`],
//! [`cursor::StateStore`], [`telemetry::Observer`].
//!
//! What it deliberately does not do: write anything to Okta, or read anything there but the
//! System Log and what it takes to be let in; drop duplicates (the same event always has the
//! same `event_id`, and the sink's side can); interpret events beyond the mapping; keep more
//! than two pages in memory.

pub mod classify;
pub mod cli;
pub mod config;
pub mod console;
pub mod cursor;
pub mod decode;
pub mod driver;
pub mod exit;
pub mod fetch;
pub mod future;
pub mod identities;
pub mod lock;
pub mod normalize;
pub mod poller;
pub mod publish;
pub mod replay;
pub mod secret;
pub mod telemetry;
