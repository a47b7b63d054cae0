//! Everything that is wrong with a configuration, in one piece.

use std::fmt;

/// Where a setting stands: file, line and key, or a variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// As it is shown.
    pub label: String,
    /// The line in the file, 0 where there is none: mistakes are reported in this order.
    pub line: usize,
}

impl Place {
    /// The same line, and what is there.
    pub(super) fn with(&self, what: &str) -> Self {
        Self { label: format!("{}: {what}", self.label), line: self.line }
    }
}

impl From<&str> for Place {
    fn from(label: &str) -> Self {
        Self { label: label.to_owned(), line: 0 }
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong, in one fragment.
    pub what: String,
    /// What to do, if that is not obvious.
    pub hint: Option<String>,
}

impl Problem {
    /// A mistake that explains itself.
    pub fn new(place: impl Into<Place>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), hint: None }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// All mistakes of a configuration, in the order in which they stand there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Report(pub Vec<Problem>);

impl Report {
    /// Sorts the mistakes as they stand in the file.
    /// One that stands in `[defaults]` is found by every connection, and reported once.
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        let mut once: Vec<Problem> = Vec::with_capacity(problems.len());
        for problem in problems {
            if !once.contains(&problem) {
                once.push(problem);
            }
        }
        once.sort_by_key(|problem| problem.place.line);
        Self(once)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        let noun = if count == 1 { "mistake" } else { "mistakes" };
        write!(f, "{count} {noun} in the configuration")?;
        for problem in &self.0 {
            write!(f, "\n{problem}")?;
        }
        Ok(())
    }
}

/// The word out of `known` that a typing mistake may have turned into `typed`.
pub(super) fn nearest<'k>(typed: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let (distance, word) = known.map(|known| (distance(typed, known), known)).min()?;
    (distance <= DISTANCE_MAX).then_some(word)
}

/// How many letters have to be added, dropped or changed to get from one word to the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, other) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// A typing mistake is at most this far from what was meant.
const DISTANCE_MAX: usize = 2;
