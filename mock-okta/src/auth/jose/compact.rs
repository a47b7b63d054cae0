//! A JWS in its compact form (RFC 7515, section 7.1), with JSON claims (RFC 7519).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clock::Timestamp;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;
use super::jwk::PublicKey;

/// A JWS taken apart, its signature not looked at yet.
#[derive(Clone, Debug)]
pub(crate) struct Jws<'a> {
    header: Map<String, Value>,
    claims: Claims,
    signed: &'a str,
    signature: &'a str,
}

/// What a JWT says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claims(Map<String, Value>);

impl<'a> Jws<'a> {
    /// The longest text that is looked at, in bytes.
    pub(crate) const BYTES_MAX: usize = 16 << 10;

    /// Takes `text` apart.
    ///
    /// # Errors
    /// When it is not three parts of unpadded base64url, of which two are JSON objects, or when
    /// its header asks for an extension (RFC 7515, section 4.1.11).
    pub(crate) fn parse(text: &'a str) -> Result<Self, JwsError> {
        if text.len() > Self::BYTES_MAX {
            return Err(JwsError::TooLong);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(JwsError::NotThreeParts)?;
        let (header, claims) = signed.split_once('.').ok_or(JwsError::NotThreeParts)?;
        if claims.contains('.') {
            return Err(JwsError::NotThreeParts);
        }
        let header = object(header)?;
        if header.contains_key("crit") {
            return Err(JwsError::Critical);
        }
        URL_SAFE_NO_PAD.decode(signature).map_err(|_| JwsError::NotBase64)?;
        Ok(Self { header, claims: Claims(object(claims)?), signed, signature })
    }

    /// The algorithm of the header, if Okta accepts it.
    pub(crate) fn algorithm(&self) -> Option<Algorithm> {
        Algorithm::of(self.text("alg")?)
    }

    /// A member of the header that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }

    /// The key that the header carries.
    pub(crate) fn jwk(&self) -> Option<&Map<String, Value>> {
        self.header.get("jwk")?.as_object()
    }

    /// What it says. Nobody vouches for it before [`Jws::is_signed_by`].
    pub(crate) fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Whether `key` made the signature.
    pub(crate) fn is_signed_by(&self, key: &PublicKey, algorithm: Algorithm) -> bool {
        key.verify(algorithm, self.signed.as_bytes(), self.signature)
    }
}

impl Claims {
    /// A claim that is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// Whether there is such a claim at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A claim that is text, or a list with that text in it (RFC 7519, section 4.1.3).
    pub(crate) fn names(&self, name: &str, wanted: &str) -> bool {
        match self.0.get(name) {
            Some(Value::String(text)) => text == wanted,
            Some(Value::Array(texts)) => texts.iter().any(|text| text == wanted),
            _ => false,
        }
    }

    /// A claim that is a list of texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A member of a claim that is an object.
    pub(crate) fn inner(&self, name: &str, member: &str) -> Option<&str> {
        self.0.get(name)?.get(member)?.as_str()
    }

    /// A claim that is a time in seconds since the epoch (RFC 7519, section 2), fractions
    /// dropped; nothing when it must be something else, milliseconds included.
    pub(crate) fn time(&self, name: &str) -> Option<Timestamp> {
        let seconds = self.0.get(name)?.as_f64()?;
        let plausible = (0.0..SECONDS_END).contains(&seconds);
        plausible.then(|| Timestamp::from_seconds(seconds as i64))
    }
}

fn object(part: &str) -> Result<Map<String, Value>, JwsError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::NotBase64)?;
    serde_json::from_slice(&bytes).map_err(|_| JwsError::NotJson)
}

/// Why a text is no JWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwsError {
    /// The header asks for an extension that nobody here knows.
    #[error("a critical header parameter is not understood")]
    Critical,
    /// A part is not unpadded base64url.
    #[error("a part is not base64url")]
    NotBase64,
    /// Header or claims are no JSON object.
    #[error("header or claims are not a JSON object")]
    NotJson,
    /// There are not three parts.
    #[error("not three parts with dots between")]
    NotThreeParts,
    /// More than [`Jws::BYTES_MAX`].
    #[error("the text is too long")]
    TooLong,
}

/// Past the year 5000: nobody means that, but milliseconds taken for seconds look like it.
const SECONDS_END: f64 = 1e11;
