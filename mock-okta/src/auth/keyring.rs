//! The keys that this program carries, because making an RSA key takes a second: they are in
//! the source code, public knowledge, and good for nothing but a mock.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clock::Seed;
use serde_json::{Map, Value};

use super::jose::PublicKey;

/// The keys of one org, chosen by its seed.
#[derive(Debug)]
pub(crate) struct Keyring {
    /// What tokens were signed with before the last rotation.
    previous: Option<SigningKey>,
    current: SigningKey,
    next: SigningKey,
    /// Which of the embedded ones `next` is.
    place: usize,
}

/// A key that the org signs access tokens with.
#[derive(Debug)]
pub(crate) struct SigningKey {
    kid: String,
    public: Option<PublicKey>,
    pair: Option<KeyPair>,
}

impl Keyring {
    /// The keys of the org that belongs to `seed`.
    pub(crate) fn new(seed: &Seed) -> Self {
        let first = seed.child("keyring").draw().below(ORG.len() as u64) as usize;
        let key = |index: usize| SigningKey::read(ORG[index % ORG.len()]);
        Self { previous: None, current: key(first), next: key(first + 1), place: first + 1 }
    }

    /// Signs with the next key from now on. What the others have signed stays good: there are
    /// three, each comes back, and none is ever unknown.
    pub(crate) fn rotate(&mut self) {
        self.place += 1;
        let next = SigningKey::read(ORG[self.place % ORG.len()]);
        let current = std::mem::replace(&mut self.next, next);
        self.previous = Some(std::mem::replace(&mut self.current, current));
    }

    /// What tokens are signed with.
    pub(crate) fn current(&self) -> &SigningKey {
        &self.current
    }

    /// All keys that `/oauth2/v1/keys` shows: the current one, and the one that follows it at
    /// the next rotation.
    pub(crate) fn all(&self) -> [&SigningKey; 2] {
        [&self.current, &self.next]
    }

    /// The key of that name.
    pub(crate) fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.all().into_iter().chain(&self.previous).find(|key| key.kid == kid)
    }
}

impl SigningKey {
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// The half that anybody may know.
    pub(crate) fn public(&self) -> Option<&PublicKey> {
        self.public.as_ref()
    }

    /// `message` signed with RS256, in base64url. The same message has the same signature.
    pub(crate) fn sign(&self, message: &[u8]) -> Option<String> {
        let pair = self.pair.as_ref()?;
        let mut signature = vec![0; pair.public_modulus_len()];
        // PKCS#1 v1.5 does not draw: what is handed in here is not looked at.
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        Some(URL_SAFE_NO_PAD.encode(signature))
    }

    /// What is embedded can be read, which a test makes sure of.
    fn read(json: &str) -> Self {
        let jwk = members(json);
        Self {
            kid: jwk.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned(),
            public: PublicKey::from_jwk(&jwk).ok(),
            pair: pair(&jwk),
        }
    }
}

/// The private key of the service app that an org begins with, as a JWK.
pub(crate) fn client_key(seed: &Seed) -> Map<String, Value> {
    members(seed.child("client key").draw().pick::<&str>(CLIENT))
}

fn members(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

fn pair(jwk: &Map<String, Value>) -> Option<KeyPair> {
    let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok();
    KeyPair::from_components(&KeyPairComponents {
        public_key: PublicKeyComponents { n: member("n")?, e: member("e")? },
        d: member("d")?,
        p: member("p")?,
        q: member("q")?,
        dP: member("dp")?,
        dQ: member("dq")?,
        qInv: member("qi")?,
    })
    .ok()
}

const CLIENT: &[&str] = &[
    include_str!("keys/client-1.json"),
    include_str!("keys/client-2.json"),
    include_str!("keys/client-3.json"),
    include_str!("keys/client-4.json"),
];
const ORG: &[&str] = &[
    include_str!("keys/org-1.json"),
    include_str!("keys/org-2.json"),
    include_str!("keys/org-3.json"),
];
