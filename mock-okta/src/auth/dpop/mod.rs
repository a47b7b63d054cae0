//! Demonstrating proof of possession (RFC 9449) as Okta does it (facts 6).

mod nonce;
mod proof;
#[cfg(test)]
mod tests;

pub(crate) use self::nonce::Nonces;
pub(crate) use self::proof::{Proof, token_hash};
