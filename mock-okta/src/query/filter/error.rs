//! Why a filter is refused.

use super::expression::Operator;

/// A filter that this org does not evaluate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FilterError {
    /// Not of the grammar.
    #[error("not a filter: {mistake}")]
    Syntax {
        /// The filter, as sent.
        filter: String,
        mistake: SyntaxError,
    },
    /// An attribute that events do not have, or that filters may not use.
    #[error("events have no attribute `{0}` for filters")]
    UnknownField(String),
    /// An operator that this attribute does not have.
    #[error("`{field}` has no operator `{operator}`")]
    Unsupported { operator: Operator, field: String },
}

/// Where a text leaves the grammar. Positions are counted from 0, in UTF-16 units.
///
/// Unlike elsewhere, these texts are what is sent: after `Invalid filter '…': ` (facts 2.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SyntaxError {
    #[error("End of input at position {0} but expected an attribute operator")]
    NoOperator(usize),
    #[error("Expected '(' at position {0}")]
    NoParenthesis(usize),
    #[error("End of input at position {0} but expected a filter expression")]
    NoTerm(usize),
    #[error("End of input at position {at} while expecting a value for operator {operator}")]
    NoValue { operator: String, at: usize },
    /// Okta's own text, which leaves out two of its operators (facts 2.2).
    #[error(
        "Unrecognized attribute operator '{operator}' at position {at}. Expected: \
         eq,co,sw,pr,gt,ge,lt,le"
    )]
    Operator { operator: String, at: usize },
    #[error("More than {DEPTH_MAX} nested groups at position {0}")]
    TooDeep(usize),
    #[error("More than {LENGTH_MAX} bytes at position {0}")]
    TooLong(usize),
    #[error("No closing parenthesis matching opening parenthesis at position {0}")]
    Unclosed(usize),
    #[error("Unexpected characters '{characters}' at position {at}")]
    Unexpected { characters: String, at: usize },
    #[error("No opening parenthesis matching closing parenthesis at position {0}")]
    Unopened(usize),
    #[error("End of input in a string value that began at position {0}")]
    UnterminatedValue(usize),
    #[error(
        "Invalid filter value '{value}' at position {at}. Expected a string in quotes, a number or \
         a boolean value (true,false)"
    )]
    Value { value: String, at: usize },
    /// `[ ]` is the one part of SCIM's filters that the System Log leaves out (facts 2.1).
    #[error("Value paths are not supported at position {0}")]
    ValuePath(usize),
}

/// How long a filter may be, in bytes.
pub(super) const LENGTH_MAX: usize = 8_192;
/// How deep its groups may be nested: reading and evaluating one are recursive.
pub(super) const DEPTH_MAX: usize = 32;
