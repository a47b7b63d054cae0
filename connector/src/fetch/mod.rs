//! Talking to Okta: one request out, one verdict back.
//!
//! ```text
//!  poller::Command ─▶ Fetcher ─ auth ─▶ Transport ─▶ capped body ─▶ Verdict
//!                                       (reqwest, or a simulation)
//! ```
//!
//! `verdict` is the one place that reads status codes. Redirects are never followed, cookies
//! are ignored, and nothing is called but `GET /api/v1/logs` and
//! `GET /.well-known/okta-organization`.

mod auth;
mod fetcher;
mod headers;
mod link;
mod net;
mod origin;
mod transport;
mod verdict;

pub use auth::Credentials;
pub use fetcher::{Deadlines, Fetcher, Purpose, Request};
pub use headers::{RateHeaders, ResponseHead};
pub use link::{LinkFault, next_link};
pub use net::{NetError, NetTransport};
pub use origin::{Origin, OriginError};
pub use transport::{Body, Cause, Transport, TransportError};
pub use verdict::{Class, Failure, Verdict};

#[cfg(test)]
mod tests;
