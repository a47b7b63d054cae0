//! The mock over sockets.
//!
//! ```text
//!  listener ─▶ wire ─────────────────────────▶ conversation ─▶ MockOkta::handle
//!                └─▶ tls ─ SNI ─▶ authority ─▶      ▲           HTTP/1.1, HTTP/2
//!  proxy ─▶ CONNECT *.okta.com ─▶ tls ──────────────┘
//! ```
//!
//! * A [`TestAuthority`] is made at the start, of the machine's chance and never of the seed; it
//!   certifies whatever host a client names. Whoever trusts its certificate can talk to
//!   `https://acme.okta.com`, and it is this process that answers.
//! * HTTP/2 is offered in TLS (ALPN), and without TLS to whoever begins with it.
//! * The proxy has no second hop: the tunnel ends in the same process.
//!
//! # Faults of the transport
//!
//! | fault | HTTP/1.1 | HTTP/2 |
//! |---|---|---|
//! | refused ([`Dropped::Refused`](crate::Dropped)) | the connection is closed: FIN, in TLS after `close_notify` | the same, with every stream in it |
//! | reset ([`Dropped::Reset`](crate::Dropped)) | RST, also under TLS and in a tunnel | the same, with every stream in it |
//! | a body breaks off | FIN, in TLS without `close_notify` | `RST_STREAM` for that stream; the connection goes on |
//! | what is no HTTP: a head that drips, a wrong length, a bad chunk, bytes of another protocol | these bytes, then FIN | what an HTTP library would make of it |
//! | a stall | nothing comes until the client goes | the same, for that stream |
//!
//! What it does not do: reuse of a certificate authority across starts, certificates of clients,
//! HTTP/3.

mod authority;
mod ca_file;
mod conversation;
mod listener;
mod proxy;
mod serve;
#[cfg(test)]
mod tests;
mod tls;
mod verbatim;
mod wire;

pub use self::authority::{AuthorityError, TestAuthority};
pub(crate) use self::ca_file::CaFile;
