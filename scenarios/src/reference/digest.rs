//! Hashes, and the identifiers that are derived with them.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Text;

/// The namespace of event ids: `UUIDv5` of `urn:okta-connector:event` in the URL namespace.
pub(super) const EVENT_NAMESPACE: Uuid = Uuid::from_u128(0xe799d252_dd65_58ce_bf6c_20f966d6d0be);

/// `event_id`: `UUIDv5` over domain, line feed and source `uuid` (section 2).
pub(super) fn event_id(domain_id: &str, source_uuid: &Text) -> Text {
    let id = Uuid::new_v5(&EVENT_NAMESPACE, &scoped(domain_id, source_uuid));
    Text::from(id.hyphenated().to_string().as_str())
}

/// The derived `tuid`: SHA-256 over domain, line feed and Okta user id (section 3).
pub(super) fn derived_tuid(domain_id: &str, user_id: &Text) -> Text {
    let hash = sha256(&scoped(domain_id, user_id));
    Text::from(format!("tuid-{}", hex(&hash, 32)).as_str())
}

/// HMAC-SHA-256 (RFC 2104).
pub(super) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&sha256(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = sha256(&[&block.map(|byte| byte ^ 0x36), message].concat());
    sha256(&[&block.map(|byte| byte ^ 0x5c)[..], &inner[..]].concat())
}

/// The first `digits` lower-case hex digits of a hash.
pub(super) fn hex(hash: &[u8; 32], digits: usize) -> String {
    let all: Vec<String> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    all.concat()[..digits].to_owned()
}

fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

fn scoped(domain_id: &str, id: &Text) -> Vec<u8> {
    [domain_id.as_bytes(), b"\n", &id.to_bytes()].concat()
}
