//! The id of a person (normalization, section 3).

use std::collections::HashSet;
use std::fmt;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use sha2::{Digest, Sha256};

use super::field::Text;
use super::hex::push_hex;
use super::line::write_string;
use super::rules::Rules;

/// The ids of people who were seen lately, since a SHA-256 costs as much as a third of an event,
/// and how many people had to be given a derived one.
///
/// A person has one place among 4,096, from which the next one with the same place drives it
/// out: a look-up is one comparison, and nothing has to be tidied up.
#[derive(Clone, Default)]
pub(super) struct Tuids {
    /// Empty until somebody is seen.
    places: Vec<Place>,
    /// Hashes of the ids of people whom the map does not have.
    unmapped: HashSet<u64>,
}

#[derive(Clone, Default)]
struct Place {
    /// What the record says of the person; empty when nobody is here.
    key: Vec<u8>,
    /// The id as JSON.
    tuid: Vec<u8>,
}

impl Tuids {
    /// Appends the id of the person with Okta user id `id` as a JSON string.
    pub(super) fn write(
        &mut self,
        id: Text<'_>,
        name: Option<Text<'_>>,
        rules: &Rules,
        out: &mut Vec<u8>,
    ) {
        let id_json = id.token().as_bytes();
        // Without a map the name decides nothing.
        let name = name.filter(|_| rules.identities.is_some());
        let name_json = name.map_or(&b""[..], |name| name.token().as_bytes());
        if id_json.len() + name_json.len() > KEY_BYTES_MAX {
            self.find(id, name, rules, out);
            return;
        }
        if self.places.is_empty() {
            self.places = vec![Place::default(); PLACES];
        }
        let hash = FixedState::default().hash_one((id_json, name_json)) as usize;
        let place = &self.places[hash % PLACES];
        if !place.holds(id_json, name_json) {
            let mut taken = std::mem::take(&mut self.places[hash % PLACES]);
            taken.key.clear();
            taken.key.extend_from_slice(id_json);
            taken.key.push(SEPARATOR);
            taken.key.extend_from_slice(name_json);
            taken.tuid.clear();
            self.find(id, name, rules, &mut taken.tuid);
            self.places[hash % PLACES] = taken;
        }
        out.extend_from_slice(&self.places[hash % PLACES].tuid);
    }

    /// How many different people had no id of the customer's, up to 100,000.
    pub(super) fn unmapped(&self) -> u64 {
        self.unmapped.len() as u64
    }

    /// Forgets everybody: the map has changed.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn find(&mut self, id: Text<'_>, name: Option<Text<'_>>, rules: &Rules, out: &mut Vec<u8>) {
        let id = id.text();
        let name = name.map(Text::text);
        let known = rules.identities.as_ref().and_then(|map| map.find(&id, name.as_deref()));
        if let Some(tuid) = known {
            return write_string(tuid.as_bytes(), out);
        }
        if self.unmapped.len() < UNMAPPED_MAX {
            self.unmapped.insert(FixedState::default().hash_one(&*id));
        }
        let digest = Sha256::new()
            .chain_update(rules.domain_id().as_bytes())
            .chain_update(b"\n")
            .chain_update(id)
            .finalize();
        out.extend_from_slice(b"\"tuid-");
        push_hex(&digest[..TUID_BYTES], out);
        out.push(b'"');
    }
}

/// Without the people.
impl fmt::Debug for Tuids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tuids({} unmapped)", self.unmapped.len())
    }
}

impl Place {
    fn holds(&self, id: &[u8], name: &[u8]) -> bool {
        self.key.len() == id.len() + 1 + name.len()
            && self.key.starts_with(id)
            && self.key[id.len()] == SEPARATOR
            && self.key.ends_with(name)
    }
}

/// No JSON text of an id has this byte.
const SEPARATOR: u8 = b'\n';

/// People whose ids are kept.
const PLACES: usize = 4_096;

/// What a person's id and name may take to be kept; Okta's ids have 20 characters.
const KEY_BYTES_MAX: usize = 256;

/// Unmapped people who are told apart.
const UNMAPPED_MAX: usize = 100_000;

/// 16 of the 32 bytes of a SHA-256.
const TUID_BYTES: usize = 16;
