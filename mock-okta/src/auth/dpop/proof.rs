//! A proof, and whether it fits the request that carries it.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clock::Timestamp;
use http::{HeaderMap, Method, Uri};

use crate::auth::error::OAuthError;
use crate::auth::jose::{Jws, PublicKey};
use crate::query::Origin;

/// A proof that its sender holds a key, fit for one request. Whether it is used for the first
/// time is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    /// The thumbprint of the key.
    pub(crate) key: String,
    pub(crate) jti: String,
    pub(crate) nonce: Option<String>,
    /// Which access token it goes with, as [`token_hash`].
    pub(crate) token: Option<String>,
}

impl Proof {
    /// How old a proof may be (facts 6).
    pub(crate) const AGE_MAX: Duration = Duration::from_mins(5);

    /// Reads the `DPoP` header of a request that arrived at `now`, at a server whose clock may
    /// be `skew` behind; nothing when there is none.
    ///
    /// # Errors
    /// When there are several, or the one is no proof for this request.
    pub(crate) fn read(
        headers: &HeaderMap,
        method: &Method,
        origin: &Origin,
        (now, skew): (Timestamp, Duration),
    ) -> Result<Option<Self>, OAuthError> {
        let mut values = headers.get_all("dpop").iter();
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(OAuthError::PROOF_TWICE);
        }
        let text = value.to_str().map_err(|_| OAuthError::PROOF_PARSING)?;
        let jws = Jws::parse(text).map_err(|_| OAuthError::PROOF_PARSING)?;
        let key = holder(&jws)?;
        let claims = jws.claims();
        if claims.text("htm") != Some(method.as_str()) {
            return Err(OAuthError::PROOF_METHOD);
        }
        if !claims.text("htu").is_some_and(|htu| leads_to(htu, origin)) {
            return Err(OAuthError::PROOF_URL);
        }
        let issued = claims.time("iat").ok_or(OAuthError::PROOF_ISSUED)?;
        if issued > now + skew {
            return Err(OAuthError::PROOF_FROM_FUTURE);
        }
        if issued + Self::AGE_MAX < now {
            return Err(OAuthError::PROOF_TOO_OLD);
        }
        if claims.has("exp") && claims.time("exp").is_none_or(|expires| expires <= now) {
            return Err(OAuthError::PROOF_EXPIRED);
        }
        let jti = claims.text("jti").filter(|jti| (1..=JTI_BYTES_MAX).contains(&jti.len()));
        Ok(Some(Self {
            key: key.thumbprint(),
            jti: jti.ok_or(OAuthError::PROOF_JTI)?.to_owned(),
            nonce: claims.text("nonce").map(str::to_owned),
            token: claims.text("ath").map(str::to_owned),
        }))
    }
}

/// The key that made the proof, which it carries itself.
fn holder(jws: &Jws<'_>) -> Result<PublicKey, OAuthError> {
    if jws.text("typ") != Some("dpop+jwt") {
        return Err(OAuthError::PROOF_TYPE);
    }
    let algorithm = jws.algorithm().ok_or(OAuthError::PROOF_ALGORITHM)?;
    let jwk = jws.jwk().ok_or(OAuthError::PROOF_INVALID)?;
    // RFC 9449, section 4.3: the key must not be a private one.
    if PublicKey::is_private(jwk) {
        return Err(OAuthError::PROOF_INVALID);
    }
    let key = PublicKey::from_jwk(jwk).map_err(|_| OAuthError::PROOF_INVALID)?;
    if !key.fits(algorithm) {
        return Err(OAuthError::PROOF_ALGORITHM);
    }
    if !jws.is_signed_by(&key, algorithm) {
        return Err(OAuthError::PROOF_SIGNATURE);
    }
    Ok(key)
}

/// What `ath` says of an access token (RFC 9449, section 4.2).
pub(crate) fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes()))
}

/// Whether `htu` is where the request was sent: without query and fragment, and with paths
/// compared decoded (facts 6).
fn leads_to(htu: &str, origin: &Origin) -> bool {
    if htu.contains(['?', '#']) {
        return false;
    }
    let own = format!("{}://{}{}", origin.scheme, origin.authority, origin.path);
    let place = |url: &str| {
        let url: Uri = url.parse().ok()?;
        let scheme = url.scheme_str()?.to_ascii_lowercase();
        // A port that goes without saying is said.
        let usual = if scheme == "https" { 443 } else { 80 };
        let authority = url.authority()?;
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().unwrap_or(usual);
        Some((scheme, host, port, decoded(url.path())))
    };
    place(htu).is_some_and(|named| place(&own).is_some_and(|own| own == named))
}

/// A path with its percent-encoding undone. What is no encoding stays as it is.
fn decoded(path: &str) -> Vec<u8> {
    let mut rest = path.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let [byte, after @ ..] = rest {
        let hex = |place: usize| char::from(*after.get(place)?).to_digit(16);
        if let (b'%', Some(high), Some(low)) = (byte, hex(0), hex(1)) {
            decoded.push((high * 16 + low) as u8);
            rest = &after[2..];
        } else {
            decoded.push(*byte);
            rest = after;
        }
    }
    decoded
}

/// Longer ones are not remembered, so not accepted.
const JTI_BYTES_MAX: usize = 512;
