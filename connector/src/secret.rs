//! Text that never prints.

use std::fmt;

use zeroize::Zeroizing;

/// A secret: shown by neither `Debug` nor `Display`, wiped from memory when dropped.
///
/// ```
/// use connector::secret::Secret;
///
/// let token = Secret::new("00abc".to_owned());
/// assert_eq!(format!("{token:?}"), "Secret(5 bytes)");
/// assert_eq!(token.expose(), "00abc");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes `text` into custody.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}
