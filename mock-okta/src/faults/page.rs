//! Pages that are complete and not as they should be.

use bytes::Bytes;

use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// Status 200, the right headers, links included, and a body that is no array.
    ///
    /// What makes a page bad is usually in the page: unless `sticky = false`, a page that was
    /// struck stays bad whenever the same URL is asked for again, whatever the address says.
    MalformedPage, "malformed-page", Content, Page, Some(Endpoint::Logs), example "body = \"unclosed\"\npages = 3" {
        /// What the body is.
        body: MalformedBody = MalformedBody::default(),
        /// Whether the page stays bad.
        sticky: bool = true,
    }
}

choice! {
    /// What stands where the page should be.
    MalformedBody {
        /// A page of HTML.
        Html = "html",
        /// Nothing at all.
        Empty = "empty",
        /// The JSON literal `null`.
        Null = "null",
        /// A JSON object.
        Object = "object",
        /// An error object of Okta's, under status 200.
        Error = "error",
        /// The page as a JSON string.
        Quoted = "quoted",
        /// Every record, and a comma after the last.
        TrailingComma = "trailing-comma",
        /// Every record, and no closing bracket.
        Unclosed = "unclosed",
        /// The page, and then another array.
        Twice = "twice",
    }
}

impl Rule for MalformedPage {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let body = self.body;
        let error = crate::api::ApiError::internal().reply(&occasion.marks.error_id()).body;
        Verdict::damage(move |reply| {
            let page = &reply.body;
            let open = &page[..page.len().saturating_sub(1)];
            reply.body = match body {
                MalformedBody::Empty => "".into(),
                MalformedBody::Error => error,
                MalformedBody::Html => {
                    "<!DOCTYPE html><html><body><p>One moment, please.</p></body></html>".into()
                }
                MalformedBody::Null => "null".into(),
                MalformedBody::Object => r#"{"records":[],"notice":"try again"}"#.into(),
                MalformedBody::Quoted => quoted(page),
                MalformedBody::TrailingComma => [open, b",]"].concat().into(),
                MalformedBody::Twice => [page, b"[]".as_slice()].concat().into(),
                MalformedBody::Unclosed => page.slice(..open.len()),
            };
        })
    }

    fn sticks(&self) -> bool {
        self.sticky
    }
}

/// A body as a JSON string. Bytes that are no text become question marks: it is no page anyway.
fn quoted(page: &Bytes) -> Bytes {
    serde_json::Value::from(String::from_utf8_lossy(page)).to_string().into()
}

fault! {
    /// A byte order mark in front of the page, which parsers may refuse (RFC 8259, section 8.1).
    ByteOrderMark, "byte-order-mark", Content, Page, Some(Endpoint::Logs), example "every = 3" {}
}

impl Rule for ByteOrderMark {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::alter(|reply| reply.body = [b"\xef\xbb\xbf", &reply.body[..]].concat().into())
    }
}

fault! {
    /// The page is the right one, and its `Content-Type` says that it is something else.
    WrongContentType, "wrong-content-type", Content, Page, Some(Endpoint::Logs), example "value = \"text/plain\"" {
        /// What it says; nothing for no header at all.
        value: String = "text/html; charset=ISO-8859-1".to_owned(),
    }
}

impl Rule for WrongContentType {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let value = self.value.clone();
        Verdict::alter(move |reply| {
            reply.content_type = None;
            if !value.is_empty() {
                reply.set(http::header::CONTENT_TYPE, &value);
            }
        })
    }
}
