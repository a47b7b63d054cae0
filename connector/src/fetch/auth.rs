//! How a request proves whom it comes from.

use http::HeaderValue;
use http::header::AUTHORIZATION;

use crate::secret::Secret;

/// The credentials of one connection.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// An API token (facts 4.2): `Authorization: SSWS …`.
    Ssws(Secret),
}

impl Credentials {
    /// Adds what proves the sender. The value is marked as sensitive, so that no debug output
    /// of a request shows it.
    pub(super) fn authorize(&self, headers: &mut http::HeaderMap) -> Result<(), UnfitToken> {
        match self {
            Self::Ssws(token) => {
                let mut value = HeaderValue::try_from(format!("SSWS {}", token.expose()))
                    .map_err(|_| UnfitToken)?;
                value.set_sensitive(true);
                headers.insert(AUTHORIZATION, value);
            }
        }
        Ok(())
    }
}

/// A token with characters that no header can carry. The configuration refuses such tokens.
#[derive(Debug)]
pub(super) struct UnfitToken;
