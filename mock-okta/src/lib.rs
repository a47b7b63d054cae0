//! An Okta org that any System Log connector can be pointed at: it behaves as Okta is documented
//! and observed to, and misbehaves when told to.
//!
//! ```text
//!              seed ─▶ world ─▶ traffic ─┐
//!                        replayed files ─┼─▶ log ─────────▶ control  /__admin
//!                      injected records ─┘    │                ▲
//!                                             ▼                │
//!  request ─▶ api ─▶ faults ─▶ limits ─▶ auth ─▶ query ─▶ page ─▶ ledger
//!                      ▲         ▲         clock         │
//!                      └─────────┴───────────┘           ▼
//!                                                     response
//! ```
//!
//! * The log is *procedural*: what happens in a minute is a pure function of the seed, so any
//!   page of months of history is at hand at once, and is the same in every process.
//! * One [`clock::Clock`] owns all time: limits, latency, `published`, `Date`, Reset, the ledger.
//!   Under a paused tokio runtime and `Clock::auto` the mock runs in virtual time.
//! * The [`ledger`] knows what was served to whom, so that a test can tell what a connector lost
//!   or published twice.
//!
//! Where a doc comment says *facts*, it means the project's collection of what is known about
//! Okta, with sources and how sure each of them is.
//!
//! # In process
//!
//! [`MockOkta::handle`] is the whole transport. [`MockOkta::serve`] puts a socket in front of it,
//! [`MockOkta::serve_tls`] TLS with certificates of a [`TestAuthority`], and
//! [`MockOkta::serve_proxy`] a proxy for clients that insist on `https://acme.okta.com`. See there
//! for examples.
//!
//! # What it does not do
//!
//! It is no copy of Okta: of its API there is the System Log, what a service app needs to get at
//! it (OAuth with `private_key_jwt`, DPoP), and what an administrator needs to set that up, rotate
//! and revoke it.

mod api;
pub mod attacks;
mod auth;
pub mod cli;
mod control;
pub mod describe;
mod durations;
pub mod faults;
pub mod fidelity;
mod history;
pub mod ledger;
mod limits;
pub mod log;
mod net;
mod query;
pub mod replay;
mod service;
pub mod switches;
#[cfg(test)]
mod testing;
mod traffic;
pub mod world;

pub use self::history::{History, Portion, Preset};
pub use self::limits::{
    LimitPreset, Limits, ParseLimitPresetError, ParseRetryAfterError, RateHeaders, RetryAfter,
};
pub use self::net::{AuthorityError, TestAuthority};
pub use self::service::{
    AuthClock, Body, BodyError, BuildError, Builder, Dropped, Endpoint, LogFull, MockOkta,
    ParseAuthClockError, Report, Surface, TenantError,
};
pub use self::traffic::CommitLag;
pub use self::world::Engine;
