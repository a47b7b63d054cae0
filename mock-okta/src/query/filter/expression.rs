//! A filter as a value.

use std::fmt;

use serde_json::Number;

use super::schema::Path;

/// What an event has to be like. `Display` writes it with no more parentheses than it needs;
/// what is written reads as the same expression again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// All of two or more.
    And(Vec<Expression>),
    Clause(Clause),
    Not(Box<Expression>),
    /// Any of two or more.
    Or(Vec<Expression>),
}

/// What one attribute has to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(super) path: Path,
    pub(super) test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Is(Operator, Literal),
    /// `pr`: it has a value that is not empty.
    Present,
}

/// How an attribute is compared with a value (facts 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Co,
    Eq,
    Ew,
    Ge,
    Gt,
    Le,
    Lt,
    Ne,
    Sw,
}

/// A value as it stands in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Bool(bool),
    Null,
    Number(Number),
    Text(String),
}

impl Expression {
    /// Calls `visit` for every clause from left to right, until it fails.
    pub(super) fn try_visit<E>(
        &self,
        visit: &mut impl FnMut(&Clause) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().try_for_each(|part| part.try_visit(visit))
            }
            Self::Clause(clause) => visit(clause),
            Self::Not(part) => part.try_visit(visit),
        }
    }

    /// Writes `parts` with `between` between them, and around a part that binds no tighter than
    /// they do, parentheses.
    fn write(
        f: &mut fmt::Formatter<'_>,
        parts: &[Self],
        between: &str,
        loose: fn(&Self) -> bool,
    ) -> fmt::Result {
        for (place, part) in parts.iter().enumerate() {
            if place > 0 {
                f.write_str(between)?;
            }
            if loose(part) {
                write!(f, "({part})")?;
            } else {
                write!(f, "{part}")?;
            }
        }
        Ok(())
    }
}

impl Operator {
    /// Reads an operator in any case.
    pub(super) fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.name().eq_ignore_ascii_case(word))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Co => "co",
            Self::Eq => "eq",
            Self::Ew => "ew",
            Self::Ge => "ge",
            Self::Gt => "gt",
            Self::Le => "le",
            Self::Lt => "lt",
            Self::Ne => "ne",
            Self::Sw => "sw",
        }
    }

    pub(super) const ALL: [Self; 9] =
        [Self::Co, Self::Eq, Self::Ew, Self::Ge, Self::Gt, Self::Le, Self::Lt, Self::Ne, Self::Sw];
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => {
                Self::write(f, parts, " and ", |part| matches!(part, Self::And(_) | Self::Or(_)))
            }
            Self::Clause(clause) => clause.fmt(f),
            Self::Not(part) => write!(f, "not ({part})"),
            Self::Or(parts) => Self::write(f, parts, " or ", |part| matches!(part, Self::Or(_))),
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.test {
            Test::Is(operator, literal) => write!(f, "{} {operator} {literal}", self.path),
            Test::Present => write!(f, "{} pr", self.path),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Null => f.write_str("null"),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => serde_json::Value::from(text.as_str()).fmt(f),
        }
    }
}
