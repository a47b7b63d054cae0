//! How a kind of fault describes itself, so that the catalogue is what the code does.

use std::time::Duration;

use serde::Serialize;
use toml::Table;

use crate::service::Endpoint;

use super::ordinals::Ordinals;
use super::rule::Stage;

/// What a fault is about. The catalogue is in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Theme {
    /// The org is not there.
    Outage,
    /// The org answers with an error.
    Error,
    /// The org has had enough.
    Limit,
    /// Credentials are no longer good enough.
    Access,
    /// The bytes do not arrive as they should.
    Transport,
    /// What is on the page.
    Content,
    /// Where the page leads.
    Link,
    /// How a walk goes on.
    Cursor,
    /// What time it is.
    Clock,
}

/// What the code says about a kind of fault.
#[derive(Debug)]
pub(crate) struct Sketch {
    pub(crate) name: &'static str,
    pub(crate) theme: Theme,
    pub(crate) stage: Stage,
    /// What it is about unless its address says otherwise; nothing for all of the API.
    pub(crate) endpoint: Option<Endpoint>,
    /// The lines of its documentation.
    pub(crate) about: &'static [&'static str],
    pub(crate) params: &'static [ParamSketch],
    /// The parameters as they are when nothing is said.
    pub(crate) defaults: fn() -> Table,
    /// An example without `kind`; may be empty.
    pub(crate) example: &'static str,
}

/// What the code says about a parameter.
#[derive(Debug)]
pub(crate) struct ParamSketch {
    pub(crate) name: &'static str,
    pub(crate) about: &'static [&'static str],
    pub(crate) takes: &'static str,
    pub(crate) choices: &'static [(&'static str, &'static [&'static str])],
}

/// What a parameter can be.
pub(crate) trait Shape {
    /// In words.
    const TAKES: &'static str;
    /// Each value with its documentation, where there are only so many.
    const CHOICES: &'static [(&'static str, &'static [&'static str])] = &[];
}

impl Shape for bool {
    const TAKES: &'static str = "true or false";
}

impl Shape for i64 {
    const TAKES: &'static str = "an integer";
}

impl Shape for u16 {
    const TAKES: &'static str = "a number";
}

impl Shape for u32 {
    const TAKES: &'static str = "a number";
}

impl Shape for u64 {
    const TAKES: &'static str = "a number";
}

impl Shape for usize {
    const TAKES: &'static str = "a number";
}

impl Shape for String {
    const TAKES: &'static str = "a text";
}

impl Shape for Ordinals {
    const TAKES: &'static str = "ordinals, such as `3`, `5..8` or `9..`";
}

impl Shape for Endpoint {
    const TAKES: &'static str = "one of";
    const CHOICES: &'static [(&'static str, &'static [&'static str])] = &[
        ("apps", &[" `/api/v1/apps` and what is below it, and `/api/v1/api-tokens`."]),
        ("clients", &[" `/oauth2/v1/clients`."]),
        ("logs", &[" `/api/v1/logs`."]),
        ("open", &[" `/oauth2/v1/keys` and `/.well-known`."]),
        ("token", &[" `/oauth2/v1/token`."]),
    ];
}

impl Shape for Duration {
    const TAKES: &'static str = "a duration";
}

impl<T: Shape> Shape for Option<T> {
    const TAKES: &'static str = T::TAKES;
    const CHOICES: &'static [(&'static str, &'static [&'static str])] = T::CHOICES;
}

/// Declares a kind of fault: its type, how it is read and written, and its [`Sketch`]. What it
/// does is its `Rule`, which is written out below the declaration.
macro_rules! fault {
    (
        $(#[doc = $about:literal])+
        $kind:ident, $name:literal, $theme:ident, $stage:ident, $endpoint:expr, example $example:literal {
            $(
                $(#[doc = $param_about:literal])+
                $(#[serde($($serde:tt)+)])?
                $param:ident: $type:ty = $default:expr,
            )*
        }
    ) => {
        #[doc = concat!("`", $name, "`")]
        #[doc = ""]
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $kind {
            $(
                $(#[doc = $param_about])+
                $(#[serde($($serde)+)])?
                pub $param: $type,
            )*
        }

        impl Default for $kind {
            fn default() -> Self {
                Self { $($param: $default,)* }
            }
        }

        impl $crate::faults::rule::Described for $kind {
            const SKETCH: &'static $crate::faults::entry::Sketch = &$crate::faults::entry::Sketch {
                name: $name,
                theme: $crate::faults::entry::Theme::$theme,
                stage: $crate::faults::rule::Stage::$stage,
                endpoint: $endpoint,
                about: &[$($about,)+],
                params: &[$(
                    $crate::faults::entry::ParamSketch {
                        name: stringify!($param),
                        about: &[$($param_about,)+],
                        takes: <$type as $crate::faults::entry::Shape>::TAKES,
                        choices: <$type as $crate::faults::entry::Shape>::CHOICES,
                    },
                )*],
                // Numbers, texts and tables of them: nothing here that TOML cannot hold.
                defaults: || toml::Table::try_from(Self::default()).unwrap_or_default(),
                example: $example,
            };
        }
    };
}

/// Declares the values of a parameter that has only so many, each with its name. The first is
/// the default.
macro_rules! choice {
    (
        $(#[doc = $about:literal])+
        $choice:ident {
            $(#[doc = $first_about:literal])+
            $first:ident = $first_name:literal,
            $($(#[doc = $value_about:literal])+ $value:ident = $value_name:literal,)*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize,
        )]
        #[non_exhaustive]
        pub enum $choice {
            $(#[doc = $first_about])+
            #[default]
            #[serde(rename = $first_name)]
            $first,
            $($(#[doc = $value_about])+ #[serde(rename = $value_name)] $value,)*
        }

        impl $crate::faults::entry::Shape for $choice {
            const TAKES: &'static str = "one of";
            const CHOICES: &'static [(&'static str, &'static [&'static str])] = &[
                ($first_name, &[$($first_about,)+]),
                $(($value_name, &[$($value_about,)+]),)*
            ];
        }
    };
}

/// Declares a table whose keys describe themselves.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub struct $table:ident {
            $(
                $(#[doc = $about:literal])+
                $(#[serde($($serde:tt)+)])?
                pub $key:ident: $type:ty,
            )*
        }
    ) => {
        $(#[$meta])*
        pub struct $table {
            $(
                $(#[doc = $about])+
                $(#[serde($($serde)+)])?
                pub $key: $type,
            )*
        }

        impl $table {
            /// What the code says about the keys.
            pub(crate) const KEYS: &'static [$crate::faults::entry::ParamSketch] = &[$(
                $crate::faults::entry::ParamSketch {
                    name: stringify!($key),
                    about: &[$($about,)+],
                    takes: <$type as $crate::faults::entry::Shape>::TAKES,
                    choices: <$type as $crate::faults::entry::Shape>::CHOICES,
                },
            )*];
        }
    };
}

pub(crate) use {choice, fault, table};
