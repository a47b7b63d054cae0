//! Keys and tokens that tests make for themselves.

use std::sync::LazyLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaEncoding,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::jose::Algorithm;

/// A key pair for one algorithm.
pub(crate) struct Forge {
    pub(crate) algorithm: Algorithm,
    key: Key,
}

enum Key {
    Rsa(&'static KeyPair),
    Known(KeyPair),
    Ec(EcdsaKeyPair),
}

/// One RSA key for all tests: making it takes a while.
static RSA: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).unwrap());
static OTHER_RSA: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).unwrap());

impl Forge {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        let ec = |signing| Key::Ec(EcdsaKeyPair::generate(signing).unwrap());
        let key = match algorithm {
            Algorithm::Es256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Es512 => ec(&ECDSA_P521_SHA512_FIXED_SIGNING),
            _ => Key::Rsa(&RSA),
        };
        Self { algorithm, key }
    }

    /// An RSA key that is not the one of [`Forge::new`].
    pub(crate) fn stranger() -> Self {
        Self { algorithm: Algorithm::Rs256, key: Key::Rsa(&OTHER_RSA) }
    }

    /// The key pair of a private JWK.
    pub(crate) fn of(jwk: &Value) -> Self {
        let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
        let pair = KeyPair::from_components(&KeyPairComponents {
            public_key: PublicKeyComponents { n: member("n"), e: member("e") },
            d: member("d"),
            p: member("p"),
            q: member("q"),
            dP: member("dp"),
            dQ: member("dq"),
            qInv: member("qi"),
        });
        Self { algorithm: Algorithm::Rs256, key: Key::Known(pair.unwrap()) }
    }

    /// The public half.
    pub(crate) fn jwk(&self) -> Map<String, Value> {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let jwk = match &self.key {
            Key::Rsa(_) | Key::Known(_) => {
                let pair = self.rsa();
                let der: aws_lc_rs::encoding::PublicKeyX509Der<'_> =
                    pair.public_key().as_der().unwrap();
                let (n, e) = components(der.as_ref());
                json!({ "kty": "RSA", "n": encode(n), "e": encode(e) })
            }
            Key::Ec(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = match self.algorithm {
                    Algorithm::Es384 => "P-384",
                    Algorithm::Es512 => "P-521",
                    _ => "P-256",
                };
                json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) })
            }
        };
        jwk.as_object().unwrap().clone()
    }

    /// The public half with a name, as it is registered.
    pub(crate) fn named(&self, kid: &str) -> Value {
        let mut jwk = self.jwk();
        jwk.insert("kid".to_owned(), kid.into());
        jwk.insert("alg".to_owned(), self.algorithm.name().into());
        jwk.insert("use".to_owned(), "sig".into());
        jwk.into()
    }

    /// A JWT of this header and these claims.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self.signature(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn rsa(&self) -> &KeyPair {
        match &self.key {
            Key::Rsa(pair) => pair,
            Key::Known(pair) => pair,
            Key::Ec(_) => panic!("not an RSA key"),
        }
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Rsa(_) | Key::Known(_) => {
                let pair = self.rsa();
                let encoding: &'static dyn RsaEncoding = match self.algorithm {
                    Algorithm::Rs384 => &RSA_PKCS1_SHA384,
                    Algorithm::Rs512 => &RSA_PKCS1_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &random, message, &mut signature).unwrap();
                signature
            }
            Key::Ec(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
        }
    }
}

/// Modulus and exponent out of the `SubjectPublicKeyInfo` of a 2,048-bit key: both stand at its
/// end, each behind its length.
fn components(der: &[u8]) -> (&[u8], &[u8]) {
    let e = &der[der.len() - 3..];
    let n = &der[der.len() - 5 - 256..der.len() - 5];
    (n, e)
}
