//! From text to expression.

use std::str::FromStr;

use super::error::{DEPTH_MAX, FilterError, LENGTH_MAX, SyntaxError};
use super::expression::{Clause, Expression, Operator, Test};
use super::lexer::{Lexer, Word};
use super::schema::Path;

impl FromStr for Expression {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        let expression = parse(text)
            .map_err(|mistake| FilterError::Syntax { filter: text.to_owned(), mistake })?;
        expression.try_visit(&mut check)?;
        Ok(expression)
    }
}

/// Whether events have the attribute, and the attribute the operator.
fn check(clause: &Clause) -> Result<(), FilterError> {
    if !clause.path.is_known() {
        return Err(FilterError::UnknownField(clause.path.to_string()));
    }
    match clause.test {
        // Since May 2021 (facts 2.1).
        Test::Is(operator @ Operator::Co, _) if clause.path.is_url() => {
            Err(FilterError::Unsupported { operator, field: clause.path.to_string() })
        }
        _ => Ok(()),
    }
}

/// Reads `text` by the grammar alone.
fn parse(text: &str) -> Result<Expression, SyntaxError> {
    if text.len() > LENGTH_MAX {
        let clean = text.floor_char_boundary(LENGTH_MAX);
        return Err(SyntaxError::TooLong(text[..clean].encode_utf16().count()));
    }
    let mut parser = Parser { words: Lexer::new(text), depth: 0 };
    let expression = parser.filter()?;
    match parser.words.word() {
        None => Ok(expression),
        Some(Word { text: ")", at }) => Err(SyntaxError::Unopened(at)),
        Some(word) => Err(unexpected(word)),
    }
}

/// By recursive descent; `depth` says how deep.
struct Parser<'a> {
    words: Lexer<'a>,
    depth: usize,
}

impl Parser<'_> {
    fn filter(&mut self) -> Result<Expression, SyntaxError> {
        self.list("or", Self::conjunction, Expression::Or)
    }

    fn conjunction(&mut self) -> Result<Expression, SyntaxError> {
        self.list("and", Self::term, Expression::And)
    }

    /// One or more of `part`, with the word `between` between them.
    fn list(
        &mut self,
        between: &str,
        part: fn(&mut Self) -> Result<Expression, SyntaxError>,
        join: fn(Vec<Expression>) -> Expression,
    ) -> Result<Expression, SyntaxError> {
        let first = part(self)?;
        if !self.words.take_if(between) {
            return Ok(first);
        }
        let mut parts = vec![first, part(self)?];
        while self.words.take_if(between) {
            parts.push(part(self)?);
        }
        Ok(join(parts))
    }

    fn term(&mut self) -> Result<Expression, SyntaxError> {
        let Some(word) = self.words.word() else {
            return Err(SyntaxError::NoTerm(self.words.at()));
        };
        match word.text {
            "(" => self.group(word.at),
            ")" if self.depth == 0 => Err(SyntaxError::Unopened(word.at)),
            ")" => Err(unexpected(word)),
            not if not.eq_ignore_ascii_case("not") => {
                let at = self.words.at();
                if !self.words.take_if("(") {
                    return Err(SyntaxError::NoParenthesis(at));
                }
                Ok(Expression::Not(Box::new(self.group(at)?)))
            }
            path => self.clause(path, word.at),
        }
    }

    /// What follows the parenthesis at position `open`.
    fn group(&mut self, open: usize) -> Result<Expression, SyntaxError> {
        if self.depth == DEPTH_MAX {
            return Err(SyntaxError::TooDeep(open));
        }
        self.depth += 1;
        let inner = self.filter()?;
        self.depth -= 1;
        match self.words.word() {
            Some(Word { text: ")", .. }) => Ok(inner),
            Some(word) => Err(unexpected(word)),
            None => Err(SyntaxError::Unclosed(open)),
        }
    }

    fn clause(&mut self, path: &str, at: usize) -> Result<Expression, SyntaxError> {
        if let Some((before, _)) = path.split_once(['[', ']']) {
            return Err(SyntaxError::ValuePath(at + before.encode_utf16().count()));
        }
        let Some(word) = self.words.word() else {
            return Err(SyntaxError::NoOperator(self.words.at()));
        };
        let test = if word.text.eq_ignore_ascii_case("pr") {
            Test::Present
        } else {
            let operator = Operator::read(word.text).ok_or_else(|| SyntaxError::Operator {
                operator: word.text.to_owned(),
                at: word.at,
            })?;
            let at = self.words.at();
            let value = self.words.value()?;
            Test::Is(
                operator,
                value.ok_or_else(|| SyntaxError::NoValue { operator: word.text.to_owned(), at })?,
            )
        };
        Ok(Expression::Clause(Clause { path: Path::new(path), test }))
    }
}

fn unexpected(word: Word<'_>) -> SyntaxError {
    SyntaxError::Unexpected { characters: word.text.to_owned(), at: word.at }
}
