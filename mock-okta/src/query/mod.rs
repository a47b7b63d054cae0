//! What a request for the log asks for, and the links that lead on from it.
//!
//! Two modes (facts 1.2): without `until` and ascending, a request is *polling* and walks in
//! commit order without end; anything else is *bounded* and walks by `published` between two
//! moments. `filter` and `q` are refused unless empty: this version does not evaluate them.

mod links;
mod params;
mod request;
#[cfg(test)]
mod tests;

pub(crate) use self::links::{Links, Origin};
pub(crate) use self::params::Params;
pub(crate) use self::request::{LogQuery, QueryError};
