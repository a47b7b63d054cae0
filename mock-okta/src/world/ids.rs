//! Identifiers in the forms that Okta uses (facts 7.3), all computed, none stored.

use std::fmt;
use std::str::FromStr;

use clock::{Seed, Timestamp};
use serde::{Serialize, Serializer};

/// An Okta object id: a prefix of three that names the kind, then 17 letters and digits.
///
/// `00u` is a user, `00g` a group, `0oa` an app, `00T` an API token (facts 7.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; Id::LENGTH]);

impl Id {
    const LENGTH: usize = 20;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Minted from ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The same, letters and digits.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether it is an API token's.
    pub(crate) fn is_api_token(&self) -> bool {
        self.0.starts_with(b"00T")
    }
}

impl FromStr for Id {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.as_bytes().try_into().map_err(|_| ParseIdError)?;
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(id))
        } else {
            Err(ParseIdError)
        }
    }
}

/// A text that is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id has 20 letters and digits, such as `00T0000000000000d7aa`")]
pub struct ParseIdError;

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Makes the ids of one org. Two numbers of one kind never share an id: the number is scrambled
/// by a bijection and written out in full.
#[derive(Clone, Debug)]
pub(crate) struct Mint {
    key: u64,
    cell: [u8; 6],
}

impl Mint {
    pub(crate) fn new(seed: &Seed) -> Self {
        let mut draw = seed.child("ids").draw();
        let key = draw.next();
        let mut cell = *b"0000d7";
        for place in &mut cell[..4] {
            *place = *draw.pick(BASE62);
        }
        Self { key, cell }
    }

    /// The id of object `number` of the kind that `prefix` stands for.
    pub(crate) fn id(&self, prefix: &str, number: u64) -> Id {
        let kind = prefix.bytes().fold(self.key, |key, byte| mix(key ^ u64::from(byte)));
        let mut rest = mix(number ^ kind);
        let mut id = [0; Id::LENGTH];
        for (place, byte) in id.iter_mut().zip(prefix.bytes()) {
            *place = byte;
        }
        for place in &mut id[3..14] {
            *place = BASE62[(rest % 62) as usize];
            rest /= 62;
        }
        id[14..].copy_from_slice(&self.cell);
        Id(id)
    }

    /// A text of `length` letters and digits for `number`: cookies, cursors, error ids.
    pub(crate) fn text(&self, purpose: u64, number: u64, length: usize) -> String {
        self.letters(purpose, number).take(length).map(char::from).collect()
    }

    /// The id of session `number`, of the kind that `prefix` stands for.
    pub(crate) fn session(&self, prefix: [u8; 3], number: u64) -> SessionId {
        let mut id = [0; SessionId::LENGTH];
        let letters = prefix.into_iter().chain(self.letters(SESSION, number));
        id.iter_mut().zip(letters).for_each(|(place, letter)| *place = letter);
        SessionId(id)
    }

    /// Letters and digits without end.
    fn letters(&self, purpose: u64, number: u64) -> impl Iterator<Item = u8> + use<> {
        let mut state = mix(self.key ^ mix(purpose ^ mix(number)));
        (0u64..).map(move |place| {
            if place % 10 == 9 {
                state = mix(state ^ number);
            }
            let letter = BASE64_URL[(state & 63) as usize];
            state >>= 6;
            letter
        })
    }
}

/// The id of a session: three letters that say what kind it is, and 22 characters (scenario facts
/// 1.1).
#[derive(Clone, Copy)]
pub(crate) struct SessionId([u8; SessionId::LENGTH]);

impl SessionId {
    const LENGTH: usize = 25;

    /// Letters, digits, `-` and `_`.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::ops::Deref for SessionId {
    type Target = str;

    fn deref(&self) -> &str {
        // Minted from ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// 32 lower-case hex digits: the form of transaction and request ids (facts 1.4).
#[derive(Clone, Copy)]
pub(crate) struct Hex(pub(crate) u64, pub(crate) u64);

impl Hex {
    /// The digits that belong to `key`.
    pub(crate) fn of(key: u64) -> Self {
        Self(mix(key), mix(key ^ 0x5bd1_e995))
    }

    /// The digits, by hand: an event has half a dozen of these, and `{:016x}` takes its time.
    pub(crate) fn digits(self) -> [u8; 32] {
        digits((u128::from(self.0) << 64) | u128::from(self.1), HEX)
    }
}

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

/// `bits` in the digits of `alphabet`, the highest first.
fn digits(bits: u128, alphabet: &[u8; 16]) -> [u8; 32] {
    let mut text = [0; 32];
    let (pairs, _) = text.as_chunks_mut::<2>();
    for (pair, byte) in pairs.iter_mut().zip(bits.to_be_bytes()) {
        *pair = [alphabet[usize::from(byte >> 4)], alphabet[usize::from(byte & 15)]];
    }
    text
}

/// The `uuid` of an event: mostly time-based, some random, a few in upper case (facts 1.5).
#[derive(Clone, Copy)]
pub(crate) struct Uuid {
    bits: u128,
    upper: bool,
}

impl Uuid {
    /// The uuid of event `ordinal` of `minute`, which `chance` decides the form of. Unique as
    /// long as a minute has fewer than ten million events.
    pub(crate) fn of(org: u64, minute: i64, ordinal: u32, published: Timestamp) -> Self {
        let chance = mix(org ^ mix(minute as u64) ^ mix(u64::from(ordinal) << 1));
        let bits = if chance.is_multiple_of(8) {
            let random = (u128::from(mix(chance)) << 64) | u128::from(mix(chance ^ org));
            (random & !VERSION_AND_VARIANT) | VERSION_4
        } else {
            let ticks = ((published.as_millis() + GREGORIAN_OFFSET_MS) as u128) * 10_000
                + u128::from(ordinal % 10_000);
            let clock_seq = ((minute as u128 & 3) << 10) | u128::from((ordinal / 10_000) & 0x3ff);
            let node = u128::from(mix(org) | 0x0100_0000_0000) & 0xffff_ffff_ffff;
            ((ticks & 0xffff_ffff) << 96)
                | (((ticks >> 32) & 0xffff) << 80)
                | (((ticks >> 48) & 0x0fff) << 64)
                | VERSION_1
                | (clock_seq << 48)
                | node
        };
        Self { bits, upper: (chance >> 32).is_multiple_of(4_096) }
    }

    /// The uuid as text, in ASCII.
    pub(crate) fn digits(self) -> [u8; 36] {
        let all = digits(self.bits, if self.upper { b"0123456789ABCDEF" } else { HEX });
        let mut text = [b'-'; 36];
        for (to, from) in [(0..8, 0..8), (9..13, 8..12), (14..18, 12..16), (19..23, 16..20)] {
            text[to].copy_from_slice(&all[from]);
        }
        text[24..].copy_from_slice(&all[20..]);
        text
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

/// A bijection on 64 bits that leaves nothing recognisable (the finalizer of `SplitMix64`).
///
/// Chance where a [`clock::Draw`] per value would cost more than the value: ids, flags of a
/// step, attributes of a person.
pub(crate) const fn mix(key: u64) -> u64 {
    let mut z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What keeps sessions apart from other texts.
const SESSION: u64 = 0x5e55;
const HEX: &[u8; 16] = b"0123456789abcdef";
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE64_URL: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// Version and variant bits of a UUID, and their values for versions 1 and 4.
const VERSION_AND_VARIANT: u128 = (0xf << 76) | (0b11 << 62);
const VERSION_1: u128 = (1 << 76) | (0b10 << 62);
const VERSION_4: u128 = (4 << 76) | (0b10 << 62);

/// From 1582-10-15, where UUIDs count from, to 1970-01-01.
const GREGORIAN_OFFSET_MS: i64 = 12_219_292_800_000;
