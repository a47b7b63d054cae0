//! The table, read.

use std::fmt;

use serde::Serialize;

/// One behaviour of the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The stable name, `area.subject`.
    pub id: &'static str,
    /// What the org does, in a sentence.
    pub statement: &'static str,
    /// The section of the facts that says so.
    pub facts: &'static str,
    /// How sure it is that Okta does the same.
    pub confidence: Confidence,
    /// The switch that makes it otherwise, where there is one.
    pub switch: Option<&'static str>,
    /// The test that holds it: module and name, as `cargo test` shows it, or the name of a file
    /// of integration tests and a test in it.
    pub test: &'static str,
}

/// How sure a statement about Okta is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// In Okta's own documentation or published data.
    Confirmed,
    /// Seen in recorded traffic, samples, or the code of clients that work.
    Observed,
    /// Inferred, contradictory, or unknown: a choice of this project.
    Uncertain,
}

impl Confidence {
    fn read(text: &str) -> Option<Self> {
        [Self::Confirmed, Self::Observed, Self::Uncertain]
            .into_iter()
            .find(|confidence| confidence.to_string() == text)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Confirmed => "confirmed",
            Self::Observed => "observed",
            Self::Uncertain => "uncertain",
        })
    }
}

/// Every behaviour, by id.
///
/// ```
/// let rows = mock_okta::fidelity::rows();
/// let two_lines = rows.iter().find(|row| row.id == "link.two-lines").unwrap();
/// assert_eq!((two_lines.facts, two_lines.switch), ("1.3", Some("link")));
/// ```
pub fn rows() -> Vec<Row> {
    TABLE.lines().skip(1).filter_map(read).collect()
}

pub(super) fn read(line: &'static str) -> Option<Row> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, statement, facts, confidence, switch, test] = columns[..] else { return None };
    Some(Row {
        id,
        statement,
        facts,
        confidence: Confidence::read(confidence)?,
        switch: Some(switch).filter(|switch| !switch.is_empty()),
        test,
    })
}

/// With a line of headings; tabs between columns.
pub(super) const TABLE: &str = include_str!("rows.tsv");
