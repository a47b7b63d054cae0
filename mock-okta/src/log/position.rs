//! Places in the log.

use std::fmt;
use std::str::FromStr;

use clock::Timestamp;

/// A place in the log: a millisecond, and the how-manieth record in it, counted from 1.
///
/// Its text is an ascending cursor, `<milliseconds>_<ordinal>` (facts 1.3). Ordinal 0 is the
/// place before every record of that millisecond: what a page without records leads to.
///
/// ```
/// use clock::Timestamp;
/// use mock_okta::log::Position;
///
/// let position: Position = "1714675441520_1".parse().unwrap();
/// assert_eq!(position.time, Timestamp::from_millis(1_714_675_441_520));
/// assert_eq!(position.ordinal, 1);
/// assert_eq!(position.to_string(), "1714675441520_1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The commit of the record; in `published` order, its `published`.
    pub time: Timestamp,
    /// Counted from 1 within the millisecond.
    pub ordinal: u32,
}

impl Position {
    /// The place before every record of the millisecond `time`.
    pub const fn before(time: Timestamp) -> Self {
        Self { time, ordinal: 0 }
    }

    /// The place after every record of the millisecond `time`.
    pub const fn after(time: Timestamp) -> Self {
        Self { time, ordinal: u32::MAX }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.time.as_millis(), self.ordinal)
    }
}

impl FromStr for Position {
    type Err = ParsePositionError;

    /// Reads exactly what `Display` writes: no sign, no leading zero, nothing around it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (millis, ordinal) = text.split_once('_').ok_or(ParsePositionError)?;
        let position = Self {
            time: Timestamp::from_millis(decimal(millis)?),
            ordinal: u32::try_from(decimal(ordinal)?).map_err(|_| ParsePositionError)?,
        };
        if position.to_string() == text { Ok(position) } else { Err(ParsePositionError) }
    }
}

fn decimal(digits: &str) -> Result<i64, ParsePositionError> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ParsePositionError);
    }
    digits.parse().map_err(|_| ParsePositionError)
}

/// A text that no log has ever issued as a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of the form `<milliseconds>_<ordinal>`")]
pub struct ParsePositionError;
