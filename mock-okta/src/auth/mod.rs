//! What is accepted as proof of who asks, and how the rest is refused (facts 4.2).
//!
//! API tokens only: an access token of any kind is unknown to this org.

#[cfg(test)]
mod forge;
mod jose;
mod keyring;
mod ssws;
#[cfg(test)]
mod tests;

pub(crate) use self::ssws::{AuthError, Caller, challenge, identify};
