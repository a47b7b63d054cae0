//! What a request for the log asks for, and the links that lead on from it.
//!
//! Two modes (facts 1.2): without `until` and ascending, a request is *polling* and walks in
//! commit order without end; anything else is *bounded* and walks by `published` between two
//! moments.
//!
//! `filter` and `q` make a page of what matches. A request looks at no more than a certain number
//! of records for it; then its page is short, or empty, and `next` goes on from the last record
//! that was looked at. So with either of them a short page does not mean that there is no more
//! (facts 1.5), while a reader that follows `next` comes to the end all the same.

mod filter;
mod keywords;
mod links;
mod params;
mod request;
mod selection;
#[cfg(test)]
mod tests;

pub(crate) use self::filter::FilterError;
pub(crate) use self::keywords::KeywordError;
pub(crate) use self::links::{Links, Origin};
pub(crate) use self::params::Params;
pub(crate) use self::request::{Asked, LogQuery, QueryError};
