//! Okta's HTTP interface: parse, ask, render. What is decided is decided elsewhere.

mod api_tokens;
mod app_keys;
mod apps;
mod clients;
mod credentials;
mod errors;
mod grants;
mod gzip;
mod headers;
mod intake;
mod logs;
mod management;
mod oauth;
mod refusals;
mod reply;
mod routes;
#[cfg(test)]
mod tests;
mod well_known;

pub(crate) use self::credentials::{challenged, refuse};
pub(crate) use self::errors::ApiError;
pub(crate) use self::headers::{Marks, retry_after};
pub(crate) use self::oauth::refused;
pub(crate) use self::reply::{Origin, Reply};
pub(crate) use self::routes::{no_such_path, routes};
