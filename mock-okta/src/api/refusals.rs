//! How a request for the log that makes no sense is refused (facts 2.2, 2.3 and 4.3), and, where
//! Okta is silent, the ways to choose from (facts 10).

use crate::query::{FilterError, KeywordError, QueryError};
use crate::switches::{BadCursor, BadDate, Switches};

use super::errors::ApiError;

impl ApiError {
    /// What is said to a request for the log.
    pub(crate) fn query(error: &QueryError, switches: &Switches) -> Self {
        match error {
            QueryError::BadCursor => Self::bad_cursor(switches.bad_cursor()),
            QueryError::BadDate(name) => bad_date(name, switches.bad_date()),
            QueryError::BadLimit => validation("limit", "must be an integer between 0 and 1000"),
            QueryError::BadSortOrder => validation("sortOrder", "must be ASCENDING or DESCENDING"),
            QueryError::DescendingOpen => {
                validation("sortOrder", "must be ASCENDING when until is empty")
            }
            QueryError::Filter(error) => filter(error),
            QueryError::Keywords(error) => keywords(*error),
            QueryError::SinceAfterUntil => validation("since", "must not be after until"),
            QueryError::SinceTooOld => {
                let summary = concat!(
                    "Invalid parameter: The since parameter is over 180 days prior to the ",
                    "current day."
                );
                Self::bad_request("E0000053", summary, [])
            }
        }
    }

    /// As neighbours of the System Log word it (facts 1.3), or as a validation of parameters.
    pub(crate) fn bad_cursor(switch: BadCursor) -> Self {
        match switch {
            BadCursor::Paging => {
                let cause = "Invalid cursor.".to_owned();
                Self::bad_request("E0000029", "Invalid paging request.", [cause])
            }
            BadCursor::Search => Self::invalid_cursor(),
            BadCursor::Validation => validation("after", "Invalid cursor."),
        }
    }
}

/// As the documentation has it, or as somebody got it in 2018 (facts 4.3).
fn bad_date(name: &str, switch: BadDate) -> ApiError {
    match switch {
        BadDate::BadRequest => {
            let summary = concat!(
                "Bad request. Invalid date. Dates must be of the form ",
                "yyyy-MM-dd'T'HH:mm:ss.SSSZZ, e.g. 2013-01-01T12:00:00.000-07:00."
            );
            ApiError::bad_request("E0000030", summary, [])
        }
        BadDate::Validation => {
            let unknown = concat!(
                "The date format in your query is not recognized. Please enter dates using ",
                "ISO8601 string format."
            );
            let invalid = "must be a valid date-time or empty.";
            let summary = format!("Api validation failed: '{name}': {unknown} '{name}': {invalid}");
            let causes = [format!("{name}: {unknown}"), format!("{name}: {invalid}")];
            ApiError::bad_request("E0000001", summary, causes)
        }
    }
}

/// Facts 2.2.
fn filter(error: &FilterError) -> ApiError {
    match error {
        FilterError::Syntax { filter, mistake } => {
            ApiError::bad_request("E0000053", format!("Invalid filter '{filter}': {mistake}"), [])
        }
        FilterError::UnknownField(field) => {
            ApiError::bad_request("E0000053", format!("field is not valid: {field}"), [])
        }
        FilterError::Unsupported { operator, field } => {
            let summary = format!(
                "The supplied combination of operator and field is not currently supported. \
                 Operator: {operator}, Field: {field}"
            );
            ApiError::bad_request("E0000031", summary, [])
        }
    }
}

/// Facts 2.3; what is said to too many keywords is not known.
fn keywords(error: KeywordError) -> ApiError {
    let (mistake, remedy) = match error {
        KeywordError::TooLong => {
            ("items longer than 40 characters", "shorten the items in your search")
        }
        KeywordError::TooMany => {
            ("more than 10 items", "reduce the number of items in your search")
        }
    };
    let summary = format!(
        "Api validation failed: 'q': Freeform search cannot contain {mistake}. Please {remedy} or \
         use an advanced filter to query by specific fields."
    );
    ApiError::bad_request("E0000001", summary, [])
}

/// A parameter that is not what it must be, in words of this project's choice.
fn validation(name: &str, must: &str) -> ApiError {
    let summary = format!("Api validation failed: {name}");
    ApiError::bad_request("E0000001", summary, [format!("{name}: {must}")])
}
