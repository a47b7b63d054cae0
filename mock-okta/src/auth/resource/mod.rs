//! Who asks for something of the API, and whether they may (facts 4.2).
//!
//! ```text
//!  scheme ─▶ API token ──────────────────────────────────────────▶ zone ─▶ role
//!         └▶ access token ─▶ revoked ─▶ bound to a key ─▶ proof ─▶ scope ─▶ role
//! ```

mod caller;
mod challenge;
mod check;
mod need;
#[cfg(test)]
mod tests;

pub(crate) use self::caller::Caller;
pub(crate) use self::challenge::{Challenge, Scheme};
pub(crate) use self::check::{Gate, Identity, Refusal};
pub(crate) use self::need::Need;
