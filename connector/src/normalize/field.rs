//! The rules that every field follows: null, text, number, boolean, and drift.

use std::collections::BTreeMap;

use crate::decode::{Kind, Token};

/// Fields whose type was not the one that is due, with how often it happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift(BTreeMap<DriftKey, u64>);

/// A field and the type that was seen in it.
pub type DriftKey = (&'static str, Kind);

impl Drift {
    /// How often each pair was seen, in order of field and type.
    pub fn counts(&self) -> impl Iterator<Item = (DriftKey, u64)> + '_ {
        self.0.iter().map(|(key, count)| (*key, *count))
    }

    /// Whether every field had the type that is due.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn note(&mut self, path: &'static str, kind: Kind) {
        *self.0.entry((path, kind)).or_default() += 1;
    }
}

/// A value that is due as text, with the null rules applied: JSON null, a missing key and the
/// strings `null` and `""` are no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text<'a> {
    /// A JSON string, quotes included.
    Quoted(Token<'a>),
    /// A number or a boolean, to be put into quotes.
    Bare(Token<'a>),
}

impl<'a> Text<'a> {
    /// Reads `token` as the text at `path`.
    pub(super) fn read(
        token: Option<Token<'a>>,
        path: &'static str,
        drift: &mut Drift,
    ) -> Option<Self> {
        let token = token?;
        match token.kind() {
            Kind::String => (!is_nothing(token)).then_some(Self::Quoted(token)),
            Kind::Null => None,
            kind @ (Kind::Number | Kind::Boolean) => {
                drift.note(path, kind);
                Some(Self::Bare(token))
            }
            kind @ (Kind::Array | Kind::Object) => {
                drift.note(path, kind);
                None
            }
        }
    }

    /// The characters.
    pub(super) fn text(self) -> std::borrow::Cow<'a, [u8]> {
        match self {
            Self::Quoted(token) | Self::Bare(token) => token.text(),
        }
    }

    /// Appends the value as a JSON string.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Quoted(token) => out.extend_from_slice(token.as_bytes()),
            Self::Bare(token) => {
                out.push(b'"');
                out.extend_from_slice(token.as_bytes());
                out.push(b'"');
            }
        }
    }
}

/// Reads `token` as the number at `path`; a string is no number.
pub(super) fn number<'a>(
    token: Option<Token<'a>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    let token = token?;
    match token.kind() {
        Kind::Number => Some(token),
        Kind::Null => None,
        Kind::String if is_nothing(token) => None,
        kind => {
            drift.note(path, kind);
            None
        }
    }
}

/// Reads `token` as the boolean at `path`; the texts `true` and `false` count, in any case.
pub(super) fn boolean(
    token: Option<Token<'_>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<bool> {
    let token = token?;
    match token.kind() {
        Kind::Boolean => Some(token.as_bytes() == b"true"),
        Kind::Null => None,
        Kind::String if is_nothing(token) => None,
        kind => {
            drift.note(path, kind);
            let says = |word| token.is_ignoring_case(word).then_some(word == "true");
            says("true").or_else(|| says("false"))
        }
    }
}

/// Reads `token` as the object at `path`, so that a list or a text where Okta sends an object
/// is noticed.
pub(super) fn object<'a>(
    token: Option<Token<'a>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    container(token, Kind::Object, path, drift)
}

/// Reads `token` as the array at `path`.
pub(super) fn array<'a>(
    token: Option<Token<'a>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    container(token, Kind::Array, path, drift)
}

fn container<'a>(
    token: Option<Token<'a>>,
    due: Kind,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    let token = token?;
    match token.kind() {
        kind if kind == due => Some(token),
        Kind::Null => None,
        Kind::String if is_nothing(token) => None,
        kind => {
            drift.note(path, kind);
            None
        }
    }
}

/// The two strings that say that there is nothing.
fn is_nothing(token: Token<'_>) -> bool {
    token.is("") || token.is("null")
}
