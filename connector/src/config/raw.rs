//! Settings as they were typed, with where that was.

use std::collections::BTreeMap;

use super::report::Place;

/// A configuration before anything in it is believed.
#[derive(Debug, Default)]
pub(super) struct RawConfig {
    /// Where it came from, for messages about what is missing.
    pub(super) origin: String,
    /// Where the state is.
    pub(super) state: Option<Setting>,
    /// The connections, defaults filled in.
    pub(super) connections: Vec<RawConnection>,
    /// What a person should know, although nothing is wrong.
    pub(super) notes: Vec<String>,
}

/// A connection before anything in it is believed.
#[derive(Debug, Default)]
pub(super) struct RawConnection {
    /// Where it stands.
    pub(super) place: Place,
    /// By key.
    pub(super) settings: BTreeMap<&'static str, Setting>,
}

/// One setting.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// Where it stands.
    pub(super) place: Place,
    /// What it says.
    pub(super) value: Value,
}

/// What a setting says.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Text, also of a number that came from a variable.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A reference to a variable.
    FromVariable(String),
    /// A reference to a file.
    FromFile(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A table, by key.
    Table(BTreeMap<String, Setting>),
    /// A list.
    List(Vec<Setting>),
    /// Something else, by the name of its type.
    Other(&'static str),
}

impl Value {
    /// What it is, for a message about what it should have been.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number",
            Self::FromVariable(_) | Self::FromFile(_) | Self::Table(_) => "a table",
            Self::Boolean(_) => "a boolean",
            Self::List(_) => "an array",
            Self::Other(kind) => kind,
        }
    }
}
