//! Signed JSON as far as Okta accepts it: compact JWS, public JWKs, six algorithms.
//!
//! Everything here is a function of its arguments: what a text means and whether a signature
//! fits. Whether a token is too old, or used twice, is for whoever knows the time. Sizes are
//! bounded before anything is decoded.

mod algorithm;
mod compact;
mod jwk;
#[cfg(test)]
mod tests;

pub(crate) use self::algorithm::Algorithm;
pub(crate) use self::compact::Jws;
pub(crate) use self::jwk::PublicKey;
