//! The rules that every field follows: null, text, number, boolean.

use std::borrow::Cow;

use super::drift::Drift;
use crate::decode::{Kind, Token};

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
    #[inline]
    pub(super) fn read(
        token: Option<Token<'a>>,
        path: &'static str,
        drift: &mut Drift,
    ) -> Option<Self> {
        let token = token?;
        match token.kind() {
            Kind::String => (!token.is_nothing()).then_some(Self::Quoted(token)),
            Kind::Null => None,
            kind => Self::drifted(token, kind, path, drift),
        }
    }

    #[cold]
    fn drifted(
        token: Token<'a>,
        kind: Kind,
        path: &'static str,
        drift: &mut Drift,
    ) -> Option<Self> {
        drift.note(path, kind);
        matches!(kind, Kind::Number | Kind::Boolean).then_some(Self::Bare(token))
    }

    /// The value as it stands in the record.
    pub(super) fn token(self) -> Token<'a> {
        match self {
            Self::Quoted(token) | Self::Bare(token) => token,
        }
    }

    /// The characters.
    pub(super) fn text(self) -> Cow<'a, [u8]> {
        self.token().text()
    }

    /// Appends the value as a JSON string.
    #[inline]
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

/// Reads `token` as the text at `path`, where a number is as good.
pub(super) fn text_or_number<'a>(
    token: Option<Token<'a>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Text<'a>> {
    match token {
        Some(token) if token.kind() == Kind::Number => Some(Text::Bare(token)),
        token => Text::read(token, path, drift),
    }
}

/// Reads `token` as the number at `path`; a string is no number.
#[inline]
pub(super) fn number<'a>(
    token: Option<Token<'a>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    due(token?, Kind::Number, path, drift)
}

/// Reads `token` as the boolean at `path`; the texts `true` and `false` count, in any case.
#[inline]
pub(super) fn boolean(
    token: Option<Token<'_>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<bool> {
    let token = token?;
    if let Some(token) = due(token, Kind::Boolean, path, drift) {
        return Some(token.as_bytes() == b"true");
    }
    word(token)
}

/// The same where text is documented, so that text is no drift.
pub(super) fn boolean_or_text(
    token: Option<Token<'_>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<bool> {
    match token {
        Some(token) if token.kind() == Kind::String => word(token),
        token => boolean(token, path, drift),
    }
}

fn word(token: Token<'_>) -> Option<bool> {
    let says = |word| token.is_ignoring_case(word).then_some(word == "true");
    says("true").or_else(|| says("false"))
}

/// Reads `token` as the object at `path`, so that a list or a text where Okta sends an object
/// is noticed.
#[inline]
pub(super) fn object<'a>(
    token: Option<Token<'a>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    due(token?, Kind::Object, path, drift)
}

/// Reads `token` as the array at `path`.
#[inline]
pub(super) fn array<'a>(
    token: Option<Token<'a>>,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    due(token?, Kind::Array, path, drift)
}

#[inline]
fn due<'a>(
    token: Token<'a>,
    due: Kind,
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    let kind = token.kind();
    if kind == due {
        return Some(token);
    }
    if kind != Kind::Null && !token.is_nothing() {
        drift.note(path, kind);
    }
    None
}
