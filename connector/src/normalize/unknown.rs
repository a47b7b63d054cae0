//! Names that were typed and that nobody has: they can be passwords (normalization, section 3).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::hex::push_hex;

/// What is published of a typed name that does not exist.
#[derive(Clone, Debug, Default)]
pub enum UnknownNames {
    /// The name as typed.
    #[default]
    Keep,
    /// `unknown-` and 16 hex digits of a keyed hash: the same name still gives the same text.
    Hash(NameHash),
}

/// HMAC-SHA-256 (RFC 2104) with a key of the operator's.
#[derive(Clone)]
pub struct NameHash(Hmac<Sha256>);

impl NameHash {
    /// With a key of any length; what is shorter than 16 bytes can be guessed, which is the
    /// configuration's to refuse.
    pub fn new(key: &[u8]) -> Self {
        let keyed = Hmac::<Sha256>::new_from_slice(key);
        Self(keyed.unwrap_or_else(|_| unreachable!("HMAC takes keys of any length")))
    }

    /// Appends what stands for `name`.
    pub(super) fn write(&self, name: &[u8], out: &mut Vec<u8>) {
        let hash = self.0.clone().chain_update(name).finalize().into_bytes();
        out.extend_from_slice(b"unknown-");
        push_hex(&hash[..HASH_BYTES], out);
    }
}

/// Without the key.
impl fmt::Debug for NameHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NameHash(..)")
    }
}

/// 8 bytes are 16 hex digits.
const HASH_BYTES: usize = 8;
