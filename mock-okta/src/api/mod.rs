//! Okta's HTTP interface: parse, ask, render. What is decided is decided elsewhere.

mod errors;
mod gzip;
mod headers;
mod intake;
mod logs;
mod refusals;
mod reply;
mod routes;
#[cfg(test)]
mod tests;
mod well_known;

pub(crate) use self::errors::ApiError;
pub(crate) use self::headers::{Marks, retry_after};
pub(crate) use self::reply::{Origin, Reply};
pub(crate) use self::routes::{no_such_path, routes};
