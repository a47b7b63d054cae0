//! `filter`: which events, said in the System Log's subset of SCIM (facts 2.1; RFC 7644,
//! section 3.4.2.2).
//!
//! ```text
//!  filter      = conjunction ("or" conjunction)*
//!  conjunction = term ("and" term)*
//!  term        = "(" filter ")" | "not" "(" filter ")" | path "pr" | path operator value
//!  operator    = eq ne gt ge lt le co sw ew
//!  value       = "text" | number | true | false | null
//! ```
//!
//! * Operators are read in any case, attributes only in their own. Every attribute at the top of
//!   an event also has an alias in snake case, `event_type` for `eventType`, as examples of
//!   Okta's documentation do.
//! * Where a path meets an array, any element may match; two clauses may be met by different
//!   elements. `ne` is the opposite of `eq`: no element is equal. An attribute that is absent is
//!   null.
//! * Texts are compared byte for byte, in the case in which they are written. `gt`, `ge`, `lt` and
//!   `le` compare by time when both sides are date-times. That holds for `severity` too, which
//!   makes ERROR less than INFO (facts 2.1).
//! * A value of another type than the attribute's is never equal and in no order: `isProxy` is
//!   met by `true`, not by `"true"`.
//!
//! First the grammar is checked, then each attribute in its turn; the first mistake is reported.
//! Okta's own words are known for three of the mistakes (facts 2.2). The others are worded after
//! the SCIM library that these come from, and count positions as it does, in UTF-16 units.

mod error;
mod evaluation;
mod expression;
mod lexer;
mod parser;
mod schema;
#[cfg(test)]
mod tests;

pub(crate) use self::error::FilterError;
pub(crate) use self::expression::Expression;
