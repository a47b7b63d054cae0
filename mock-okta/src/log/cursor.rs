//! Descending cursors, which look like random UUIDs (facts 1.3) and still need no table.
//!
//! The 122 free bits of a version 4 UUID hold a position in `published` order and a tag that
//! only this org can make; both are scrambled, so that nothing can be read or made by hand.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clock::Timestamp;

use crate::world::mix;

use super::position::Position;

/// The UUID that stands for `position` in the org that `key` belongs to.
pub(crate) fn descending_cursor(key: u64, position: Position) -> String {
    let plain = pack(position);
    let tag = tag(key, plain);
    let bits = (u128::from(tag) << PLAIN_BITS) | u128::from(plain ^ pad(key, tag));
    // 48 bits, version, 12 bits, variant, 62 bits.
    let high = (bits >> 74) as u64;
    let middle = (bits >> 62) as u64 & 0xfff;
    let low = (bits as u64 & LOW_MASK) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 16,
        high & 0xffff,
        middle,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// The position that `cursor` stands for, if this org made it.
pub(crate) fn read_descending_cursor(key: u64, cursor: &str) -> Option<Position> {
    let groups: Vec<&str> = cursor.split('-').collect();
    let [first, second, third, fourth, fifth] = groups[..] else { return None };
    let hex = |group: &str, digits: usize| {
        (group.len() == digits).then(|| u64::from_str_radix(group, 16).ok()).flatten()
    };
    let high = (hex(first, 8)? << 16) | hex(second, 4)?;
    let middle = hex(third.strip_prefix('4')?, 3)?;
    let low = (hex(fourth, 4)? << 48) | hex(fifth, 12)?;
    let bits = (u128::from(high) << 74) | (u128::from(middle) << 62) | u128::from(low & LOW_MASK);
    let tag = (bits >> PLAIN_BITS) as u64;
    let position = unpack(bits as u64 ^ pad(key, tag));
    // Also refuses what was written in another way, such as in upper case.
    (descending_cursor(key, position) == cursor).then_some(position)
}

/// Another shape of `cursor`, ascending or descending, which also works.
pub(crate) fn reshaped(cursor: &str) -> String {
    format!("{RESHAPED}{}", URL_SAFE_NO_PAD.encode(cursor))
}

/// The usual shape of `cursor`; whatever it is, if it is not of the other one.
pub(crate) fn usual_shape(cursor: &str) -> Cow<'_, str> {
    let packed = cursor.strip_prefix(RESHAPED);
    let plain = packed.and_then(|packed| URL_SAFE_NO_PAD.decode(packed).ok());
    match plain.and_then(|plain| String::from_utf8(plain).ok()) {
        Some(plain) => Cow::Owned(plain),
        None => Cow::Borrowed(cursor),
    }
}

fn pack(position: Position) -> u64 {
    let millis = position.time.as_millis().max(0) as u64 & ((1 << MILLIS_BITS) - 1);
    (millis << ORDINAL_BITS) | (u64::from(position.ordinal) & ((1 << ORDINAL_BITS) - 1))
}

fn unpack(plain: u64) -> Position {
    Position {
        time: Timestamp::from_millis((plain >> ORDINAL_BITS) as i64),
        ordinal: (plain & ((1 << ORDINAL_BITS) - 1)) as u32,
    }
}

fn tag(key: u64, plain: u64) -> u64 {
    mix(key ^ mix(plain)) >> (64 - TAG_BITS)
}

fn pad(key: u64, tag: u64) -> u64 {
    mix(key ^ mix(tag ^ 0xdec0))
}

const RESHAPED: &str = "c2.";
/// Until the year 2527.
const MILLIS_BITS: u32 = 44;
/// A million records in one millisecond.
const ORDINAL_BITS: u32 = 20;
const PLAIN_BITS: u32 = MILLIS_BITS + ORDINAL_BITS;
const TAG_BITS: u32 = 58;
const LOW_MASK: u64 = (1 << 62) - 1;
