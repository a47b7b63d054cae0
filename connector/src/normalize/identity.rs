//! People that are known beforehand (normalization, section 3).

use std::collections::HashMap;
use std::fmt;

/// The identity map: from an Okta user id, or from a name, to a `tuid`.
///
/// ```
/// use connector::normalize::Identities;
///
/// let mut known = Identities::default();
/// known.add_id("00u1", "t-1");
/// known.add_name("Bob@Acme.test", "t-2");
/// assert_eq!(known.find(b"00u1", None), Some("t-1"));
/// assert_eq!(known.find(b"00u2", Some(b"BOB@acme.test")), Some("t-2"));
/// assert_eq!(known.find(b"00u2", None), None);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identities {
    by_id: HashMap<String, String>,
    /// Names in lower case.
    by_name: HashMap<String, String>,
}

impl Identities {
    /// Adds the person with an Okta user id. Returns the `tuid` that the id stood for before.
    pub fn add_id(&mut self, id: &str, tuid: &str) -> Option<String> {
        self.by_id.insert(id.to_owned(), tuid.to_owned())
    }

    /// Adds the person with a name (`alternateId`), whatever its case. Returns the `tuid` that
    /// the name stood for before.
    pub fn add_name(&mut self, name: &str, tuid: &str) -> Option<String> {
        self.by_name.insert(name.to_lowercase(), tuid.to_owned())
    }

    /// The `tuid` of a person: by id, else by name, whatever its case (Unicode's rules).
    pub fn find(&self, id: &[u8], alternate_id: Option<&[u8]>) -> Option<&str> {
        let by_id = || self.by_id.get(std::str::from_utf8(id).ok()?);
        let by_name = || self.by_name.get(&std::str::from_utf8(alternate_id?).ok()?.to_lowercase());
        by_id().or_else(by_name).map(String::as_str)
    }

    /// The number of ids and names.
    pub fn len(&self) -> usize {
        self.by_id.len() + self.by_name.len()
    }

    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Without the people.
impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identities({} keys)", self.len())
    }
}
