//! What the org does where nobody knows what Okta does (facts 10).
//!
//! A switch has a stable name, a default, and a few values, each with a stable name of its own:
//! the same words on the command line (`--switch bad-cursor=E0000029`), in the configuration file
//! (`[switches]`), on the control plane and in the fidelity table.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The state of every switch. The default is what the facts suggest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    values: [u8; SWITCHES.len()],
}

/// One thing that can be one way or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// The stable name.
    pub name: &'static str,
    /// What it decides.
    pub about: &'static str,
    /// Its values, the default first.
    pub values: &'static [&'static str],
}

macro_rules! switches {
    ($($(#[$doc:meta])* $field:ident: $kind:ident, $name:literal, $about:literal {
        $($(#[$value_doc:meta])* $value:ident = $text:literal,)+
    })+) => {
        $(
            #[doc = concat!("The values of `", $name, "`: ", $about, ".")]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            #[repr(u8)]
            pub enum $kind {
                $(#[doc = concat!("`", $text, "`")] $(#[$value_doc])* $value,)+
            }

            impl $kind {
                const ALL: &'static [Self] = &[$(Self::$value,)+];
            }
        )+

        /// Which place in [`Switches`] is whose.
        #[derive(Clone, Copy)]
        enum Place {
            $($kind,)+
        }

        /// Every switch there is.
        pub const SWITCHES: &[Switch] = &[
            $(Switch { name: $name, about: $about, values: &[$($text,)+] },)+
        ];

        impl Switches {
            $(
                #[doc = concat!("`", $name, "`: ", $about, ".")]
                pub fn $field(&self) -> $kind {
                    // Only `set` writes here, and only places of values that exist.
                    let place = usize::from(self.values[Place::$kind as usize]);
                    $kind::ALL.get(place).copied().unwrap_or_default()
                }
            )+
        }
    };
}

switches! {
    assertion_skew: AssertionSkew, "assertion-skew", "how far ahead `iat` of an assertion may lie" {
        #[default] Seconds5 = "5s",
        None = "0s",
        Minutes5 = "5m",
    }
    bad_cursor: BadCursor, "bad-cursor", "the refusal of a cursor that this log never issued" {
        #[default] Search = "E0000031",
        Paging = "E0000029",
        Validation = "E0000001",
    }
    bad_date: BadDate, "bad-date", "the refusal of a `since` or `until` that is no date" {
        #[default] Validation = "E0000001",
        BadRequest = "E0000030",
    }
    descending_open: DescendingOpen, "descending-open", "a descending request without `until`" {
        #[default] Bounded = "bounded",
        Refused = "refused",
    }
    empty_page: EmptyPage, "empty-page", "where the `next` of an empty polling page leads" {
        #[default] Same = "same",
        Advancing = "advancing",
    }
    grant_events: GrantEvents, "grant-events", "whether grants of access tokens appear in the log" {
        #[default] Logged = "logged",
        Silent = "silent",
    }
    inactive_app: InactiveApp, "inactive-app", "the refusal of a token to a deactivated app" {
        #[default] ClientId = "client-id",
        Generic = "generic",
    }
    inactive_key: InactiveKey, "inactive-key", "the refusal of an assertion by a deactivated key" {
        #[default] Kid = "kid",
        Signature = "signature",
    }
    invalid_token: InvalidToken, "invalid-token", "the `WWW-Authenticate` of a refused access token" {
        #[default] Long = "long",
        Short = "short",
    }
    limit_events: LimitEvents, "limit-events", "whether warnings about rate limits appear in the log" {
        #[default] Logged = "logged",
        Silent = "silent",
    }
    limit_range: LimitRange, "limit-range", "a `limit` that is out of range" {
        #[default] Refused = "refused",
        Clamped = "clamped",
    }
    limit_zero: LimitZero, "limit-zero", "a `limit` of 0" {
        #[default] Empty = "empty",
        DefaultPage = "default-page",
    }
    link: LinkForm, "link", "how the `Link` header is sent" {
        #[default] TwoLines = "two-lines",
        Folded = "folded",
    }
    lone_key: LoneKey, "lone-key", "an assertion without `kid` to an app with one key" {
        #[default] NeedsKid = "needs-kid",
        NeedsNoKid = "needs-no-kid",
    }
    next_limit: NextLimit, "next-limit", "whether `next` adds a `limit` that was not sent" {
        #[default] AsSent = "as-sent",
        Added = "added",
    }
    partial_scopes: PartialScopes, "partial-scopes", "a token for scopes of which only some are granted" {
        #[default] Subset = "subset",
        Refused = "refused",
    }
    since_after_until: SinceAfterUntil, "since-after-until", "a `since` behind its `until`" {
        #[default] Empty = "empty",
        Refused = "refused",
    }
    unasked_proof: UnaskedProof, "unasked-proof", "a proof with a request for a token that needs none" {
        #[default] Bound = "bound",
        Ignored = "ignored",
    }
    unknown_path: UnknownPath, "unknown-path", "the answer to a path that leads nowhere" {
        #[default] ErrorObject = "E0000008",
        Plain = "plain",
    }
}

impl Switches {
    /// Sets the switch `name` to `value`.
    ///
    /// # Errors
    /// When there is no such switch, or it has no such value; says what there is.
    ///
    /// ```
    /// use mock_okta::switches::{BadCursor, Switches};
    ///
    /// let mut switches = Switches::default();
    /// switches.set("bad-cursor", "E0000029").unwrap();
    /// assert_eq!(switches.bad_cursor(), BadCursor::Paging);
    /// assert!(switches.set("bad-cursor", "no").unwrap_err().to_string().contains("E0000031"));
    /// ```
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SwitchError> {
        let place = SWITCHES.iter().position(|switch| switch.name == name);
        let place = place.ok_or_else(|| SwitchError::NoSwitch { name: name.to_owned() })?;
        let switch = SWITCHES[place];
        let value = switch.values.iter().position(|known| *known == value);
        let value = value.ok_or(SwitchError::NoValue { switch })?;
        self.values[place] = value as u8;
        Ok(())
    }

    /// Each switch with its present value.
    pub fn all(&self) -> impl Iterator<Item = (Switch, &'static str)> {
        SWITCHES.iter().zip(self.values).map(|(switch, value)| {
            // Only `set` writes values, and only such as exist.
            (*switch, switch.values.get(usize::from(value)).copied().unwrap_or_default())
        })
    }
}

impl FromStr for Switches {
    type Err = SwitchError;

    /// Reads `NAME=VALUE`, or several of them with commas between.
    fn from_str(text: &str) -> Result<Self, SwitchError> {
        let mut switches = Self::default();
        for setting in text.split(',').filter(|setting| !setting.trim().is_empty()) {
            let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
            switches.set(name.trim(), value.trim())?;
        }
        Ok(switches)
    }
}

impl fmt::Display for Switches {
    /// Those that do not stand at their default, as they are read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moved = self.all().filter(|(switch, value)| switch.values.first() != Some(value));
        for (place, (switch, value)) in moved.enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{}={value}", switch.name)?;
        }
        Ok(())
    }
}

/// A setting that no switch has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SwitchError {
    /// No switch has this name.
    #[error("no switch is called `{name}`; there are {}", names())]
    NoSwitch {
        /// What was asked for.
        name: String,
    },
    /// The switch has no such value.
    #[error("`{}` can be {}", switch.name, switch.values.join(", "))]
    NoValue {
        /// The switch.
        switch: Switch,
    },
}

fn names() -> String {
    SWITCHES.iter().map(|switch| switch.name).collect::<Vec<_>>().join(", ")
}
