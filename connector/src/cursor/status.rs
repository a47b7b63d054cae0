//! Whether a connection runs, and what people tell it.

use clock::Timestamp;

use crate::fetch::Class;

/// Whether a connection runs, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Running, paused or disabled.
    pub mode: Mode,
    /// Since when a paused connection could go on.
    pub reachable_since: Option<Timestamp>,
    /// Since when sink or store take nothing, of a running one.
    pub blocked: Option<Blocked>,
}

/// Why and since when nothing gets out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Since when.
    pub since: Timestamp,
    /// What sink or store said.
    pub what: String,
}

/// Whether a connection runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It polls.
    Running,
    /// It waits for a person.
    Paused(Pause),
    /// A person switched it off.
    Disabled {
        /// When.
        since: Timestamp,
    },
}

/// Why and since when a connection waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// When it paused.
    pub since: Timestamp,
    /// The class of the last failure; `None` when a person paused it.
    pub class: Option<Class>,
    /// What happened last.
    pub what: String,
    /// Attempts that failed in a row.
    pub failures: u32,
}

impl Status {
    /// A connection that polls.
    pub const RUNNING: Self = Self { mode: Mode::Running, reachable_since: None, blocked: None };
}

/// What a person can tell a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Stop for good, until enabled.
    Disable,
    /// Go on after [`Instruction::Disable`].
    Enable,
    /// Stop until resumed.
    Pause,
    /// Go on from the cursor.
    Resume,
    /// Go on from now, and record what is skipped.
    ResumeFromNow,
}

impl Instruction {
    /// Every instruction.
    pub const ALL: [Self; 5] =
        [Self::Disable, Self::Enable, Self::Pause, Self::Resume, Self::ResumeFromNow];

    /// The stable name, in the state store and in logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::ResumeFromNow => "resume --now",
        }
    }
}
