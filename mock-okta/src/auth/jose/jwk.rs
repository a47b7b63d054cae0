//! Public keys as JWKs (RFC 7517 and 7518, section 6).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, EllipticCurveKeyParameters,
    EllipticCurveKeyType, Jwk, RSAKeyParameters, RSAKeyType, ThumbprintHash,
};
use serde_json::{Map, Value};

use super::algorithm::Algorithm;

/// A public key that Okta accepts: RSA of at least 2,048 bits, or a point on P-256, P-384 or
/// P-521.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey(Jwk);

impl PublicKey {
    /// Reads the public half of a JWK; a private half is not looked at.
    ///
    /// # Errors
    /// When it is no such key. Nothing is repaired but leading zeros of RSA numbers, so that
    /// one key has one thumbprint.
    pub(crate) fn from_jwk(members: &Map<String, Value>) -> Result<Self, KeyError> {
        let member = |name: &'static str| match members.get(name).and_then(Value::as_str) {
            None => Err(KeyError::Missing(name)),
            Some(text) if text.len() > MEMBER_CHARACTERS_MAX => Err(KeyError::Malformed(name)),
            Some(text) => URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyError::Malformed(name)),
        };
        let algorithm = match members.get("kty").and_then(Value::as_str) {
            Some("RSA") => rsa(&member("n")?, &member("e")?)?,
            Some("EC") => {
                let name = members.get("crv").and_then(Value::as_str);
                let curve = match name.ok_or(KeyError::Missing("crv"))? {
                    "P-256" => EllipticCurve::P256,
                    "P-384" => EllipticCurve::P384,
                    "P-521" => EllipticCurve::P521,
                    _ => return Err(KeyError::UnknownCurve),
                };
                point(curve, &member("x")?, &member("y")?)?
            }
            Some(_) => return Err(KeyError::UnknownType),
            None => return Err(KeyError::Missing("kty")),
        };
        Ok(Self(Jwk { common: CommonParameters::default(), algorithm }))
    }

    /// Whether a JWK has members that nobody but its owner should know (RFC 7518, section 6.2.2
    /// and 6.3.2, and symmetric keys).
    pub(crate) fn is_private(members: &Map<String, Value>) -> bool {
        ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|name| members.contains_key(*name))
    }

    /// The thumbprint (RFC 7638), which is also what a DPoP-bound token names as `jkt`.
    pub(crate) fn thumbprint(&self) -> String {
        // Only keys of other types have none.
        self.0.thumbprint(ThumbprintHash::SHA256).unwrap_or_default()
    }

    /// The members that make the key, `kty` first, in Okta's order (facts 5.5).
    pub(crate) fn members(&self) -> Vec<(&'static str, String)> {
        let member = |name: &'static str, text: &str| (name, text.to_owned());
        match &self.0.algorithm {
            AlgorithmParameters::RSA(key) => {
                vec![member("kty", "RSA"), member("n", &key.n), member("e", &key.e)]
            }
            AlgorithmParameters::EllipticCurve(key) => {
                let curve = match key.curve {
                    EllipticCurve::P384 => "P-384",
                    EllipticCurve::P521 => "P-521",
                    _ => "P-256",
                };
                vec![
                    member("kty", "EC"),
                    member("crv", curve),
                    member("x", &key.x),
                    member("y", &key.y),
                ]
            }
            // Nothing else gets past `from_jwk`.
            _ => Vec::new(),
        }
    }

    /// Whether signatures of this key can have that algorithm.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        match &self.0.algorithm {
            AlgorithmParameters::RSA(_) => {
                matches!(algorithm, Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512)
            }
            AlgorithmParameters::EllipticCurve(key) => match key.curve {
                EllipticCurve::P256 => algorithm == Algorithm::Es256,
                EllipticCurve::P384 => algorithm == Algorithm::Es384,
                EllipticCurve::P521 => algorithm == Algorithm::Es512,
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether this key made `signature`, in base64url, of `message`.
    pub(crate) fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &str) -> bool {
        use jsonwebtoken::Algorithm as Known;
        let known = match algorithm {
            Algorithm::Rs256 => Known::RS256,
            Algorithm::Rs384 => Known::RS384,
            Algorithm::Rs512 => Known::RS512,
            Algorithm::Es256 => Known::ES256,
            Algorithm::Es384 => Known::ES384,
            Algorithm::Es512 => return self.fits(algorithm) && self.es512(message, signature),
        };
        self.fits(algorithm)
            && DecodingKey::from_jwk(&self.0).is_ok_and(|key| {
                jsonwebtoken::crypto::verify(signature, message, &key, known).unwrap_or(false)
            })
    }

    /// The one algorithm that `jsonwebtoken` does not have.
    fn es512(&self, message: &[u8], signature: &str) -> bool {
        let AlgorithmParameters::EllipticCurve(key) = &self.0.algorithm else { return false };
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text);
        let (Ok(x), Ok(y), Ok(signature)) = (decode(&key.x), decode(&key.y), decode(signature))
        else {
            return false;
        };
        let point = uncompressed(&x, &y);
        UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point).verify(message, &signature).is_ok()
    }
}

fn rsa(n: &[u8], e: &[u8]) -> Result<AlgorithmParameters, KeyError> {
    let (n, e) = (significant(n), significant(e));
    let bits = n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize);
    if bits < RSA_BITS_MIN {
        return Err(KeyError::TooShort);
    }
    let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    if bits > RSA_BITS_MAX || !odd(n) {
        return Err(KeyError::Malformed("n"));
    }
    if e.len() > 8 || !odd(e) || e == [1] {
        return Err(KeyError::Malformed("e"));
    }
    let components = RsaPublicKeyComponents { n, e };
    if components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).is_err() {
        return Err(KeyError::Malformed("n"));
    }
    Ok(AlgorithmParameters::RSA(RSAKeyParameters {
        key_type: RSAKeyType::RSA,
        n: URL_SAFE_NO_PAD.encode(n),
        e: URL_SAFE_NO_PAD.encode(e),
    }))
}

fn point(curve: EllipticCurve, x: &[u8], y: &[u8]) -> Result<AlgorithmParameters, KeyError> {
    let (length, verification): (_, &'static dyn VerificationAlgorithm) = match curve {
        EllipticCurve::P384 => (48, &ECDSA_P384_SHA384_FIXED),
        EllipticCurve::P521 => (66, &ECDSA_P521_SHA512_FIXED),
        _ => (32, &ECDSA_P256_SHA256_FIXED),
    };
    if x.len() != length || y.len() != length {
        return Err(KeyError::OffCurve);
    }
    // Parsing checks that the point is on the curve.
    if ParsedPublicKey::new(verification, uncompressed(x, y)).is_err() {
        return Err(KeyError::OffCurve);
    }
    Ok(AlgorithmParameters::EllipticCurve(EllipticCurveKeyParameters {
        key_type: EllipticCurveKeyType::EC,
        curve,
        x: URL_SAFE_NO_PAD.encode(x),
        y: URL_SAFE_NO_PAD.encode(y),
    }))
}

/// A point as SEC 1 writes it (section 2.3.3).
fn uncompressed(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}

/// A number without its leading zeros.
fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// Why something is no key that Okta takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyError {
    /// A member is not base64url, or no such number.
    #[error("`{0}` is malformed")]
    Malformed(&'static str),
    /// A member is not there, or is no text.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// The coordinates are no point on the curve.
    #[error("the coordinates are not a point on the curve")]
    OffCurve,
    /// An RSA key of less than 2,048 bits.
    #[error("an RSA key must have at least 2048 bits")]
    TooShort,
    /// A curve that Okta does not take.
    #[error("the curve is not one of P-256, P-384, P-521")]
    UnknownCurve,
    /// Neither RSA nor EC.
    #[error("the key type is neither RSA nor EC")]
    UnknownType,
}

/// Facts 5.5.
const RSA_BITS_MIN: usize = 2_048;
const RSA_BITS_MAX: usize = 8_192;
/// 8,192 bits in base64, and a little.
const MEMBER_CHARACTERS_MAX: usize = 1_400;
