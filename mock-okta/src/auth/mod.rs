//! What is accepted as proof of who asks, and how the rest is refused (facts 4.2, 5 and 6).
//!
//! ```text
//!  API token ────────────────────────────────────────▶ resource ─▶ Caller, or a Refusal
//!  assertion (+ proof) ─▶ token ─▶ access token ───────▶  ▲
//!                           ▲                             │
//!                           └────────── directory ────────┘
//! ```
//!
//! * [`directory`] is what an administrator of the org can change: tokens, apps, keys, grants,
//!   roles, zones; and what has to be remembered so that nothing is used twice.
//! * [`token`] decides at `/oauth2/v1/token`, [`resource`] everywhere else.
//! * [`jose`] and [`dpop`] know signatures; [`error`] has the words, [`audit`] the events.
//!
//! Nothing here asks a clock. The age of what a client signed is judged by the tenant's
//! `auth_clock`, everything else by the org's time.

mod access_token;
pub(crate) mod audit;
pub(crate) mod directory;
pub(crate) mod dpop;
pub(crate) mod error;
#[cfg(test)]
mod forge;
mod identify;
pub(crate) mod jose;
mod keyring;
pub(crate) mod resource;
#[cfg(test)]
pub(crate) mod rig;
mod scopes;
#[cfg(test)]
mod tests;
pub(crate) mod token;

pub(crate) use self::access_token::AccessToken;
pub(crate) use self::directory::{Directory, Loss};
pub(crate) use self::identify::{admit, identify};
pub(crate) use self::keyring::client_key;
pub(crate) use self::resource::{Caller, Refusal};
