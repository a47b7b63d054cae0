//! Objects of which some members are read, as declarations.

use super::scan::{Broken, Scanner};
use super::token::Token;

/// What can stand behind a name.
pub(super) trait Read<'a>: Sized {
    /// Reads the value at the scanner's position, `depth` containers deep.
    fn read(scanner: &mut Scanner<'a>, depth: u32) -> Result<Self, Broken>;
}

impl<'a> Read<'a> for Option<Token<'a>> {
    #[inline]
    fn read(scanner: &mut Scanner<'a>, depth: u32) -> Result<Self, Broken> {
        scanner.value(depth).map(Some)
    }
}

/// Reads the object at `$scanner`, whose next byte is its `{`. A member that is named comes to
/// its arm, with the scanner at the value, any other one is skipped.
///
/// Names are expected in the order in which they are listed, without white space and without
/// escapes: each is then one comparison with a constant. Whatever comes otherwise is read name
/// by name.
macro_rules! members {
    ($scanner:ident, $depth:expr, { $($name:literal => $read:expr,)* }) => {{
        $scanner.take(b'{');
        if !$scanner.take(b'}') {
            loop {
                $(
                    if $scanner.literal(concat!("\"", $name, "\":").as_bytes()) {
                        $read;
                        if !$scanner.another(b'}')? {
                            break;
                        }
                    }
                )*
                let key = $scanner.key()?;
                match key.text().as_ref() {
                    $(name if name == $name.as_bytes() => $read,)*
                    _ => drop($scanner.value($depth)?),
                }
                if !$scanner.another(b'}')? {
                    break;
                }
            }
        }
    }};
}

/// Declares a struct for an object, with a field for each member that is read.
macro_rules! object {
    ($(#[$doc:meta])* $vis:vis struct $type:ident {
        $($(#[$field_doc:meta])* $field:ident: $kind:ty = $name:literal,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        $vis struct $type<'a> {
            /// The value as it stands; only when it is an object, the others can be there.
            pub whole: Option<Token<'a>>,
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl<'a> $type<'a> {
            /// Reads a value that was skipped; the members of any other kind are not there.
            pub fn of(token: Option<Token<'a>>) -> Self {
                let Some(token) = token else { return Self::default() };
                // The text was checked when the token was made.
                Read::read(&mut Scanner::new(token.as_bytes(), 0), 0).unwrap_or_default()
            }
        }

        impl<'a> Read<'a> for $type<'a> {
            fn read(scanner: &mut Scanner<'a>, depth: u32) -> Result<Self, Broken> {
                let mut this = Self::default();
                if scanner.peek() != Some(b'{') {
                    this.whole = Some(scanner.value(depth)?);
                    return Ok(this);
                }
                let start = scanner.at();
                members!(scanner, depth + 1, {
                    $($name => this.$field = Read::read(scanner, depth + 1)?,)*
                });
                this.whole = Some(Token::new(scanner.since(start)));
                Ok(this)
            }
        }
    };
}

pub(super) use {members, object};
