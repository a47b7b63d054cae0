//! Links that lead to the right place and are written in another way than usual.

use std::fmt::Write;

use http::header::LINK;

use crate::service::Endpoint;

use super::entry::{choice, fault};
use super::links::{ATTACKER, lead, next};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// A proxy has joined the two `Link` lines into one (facts 1.3).
    FoldedLink, "folded-link", Link, Link, Some(Endpoint::Logs), example "until = \"15m\"" {}
}

impl Rule for FoldedLink {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::alter(|reply| reply.links.folded = true)
    }
}

fault! {
    /// There are two `next` links, and only one of them leads on.
    RepeatedNext, "repeated-next", Link, Link, Some(Endpoint::Logs), example "wrong = \"last\"" {
        /// Which of the two is wrong.
        wrong: WrongNext = WrongNext::default(),
        /// The host that it leads to.
        host: String = ATTACKER.to_owned(),
    }
}

choice! {
    /// Which of two `next` links is wrong.
    WrongNext {
        /// The first.
        First = "first",
        /// The last.
        Last = "last",
    }
}

impl Rule for RepeatedNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        let right = format!("<{}://{}/{}>; rel=\"next\"", parts.scheme, parts.host, parts.target);
        let wrong = format!("<{}://{}/{}>; rel=\"next\"", parts.scheme, self.host, parts.target);
        let pair = match self.wrong {
            WrongNext::First => [wrong, right],
            WrongNext::Last => [right, wrong],
        };
        lines(occasion, &pair)
    }
}

fault! {
    /// The links are written in one of the other ways that the standard has (RFC 8288).
    OddLink, "odd-link", Link, Link, Some(Endpoint::Logs), example "form = \"parameters\"" {
        /// How they are written.
        form: LinkForm = LinkForm::default(),
    }
}

choice! {
    /// How links are written.
    LinkForm {
        /// `rel=next` without quotes.
        Unquoted = "unquoted",
        /// Other parameters around `rel`, with a comma and a semicolon in quotes.
        Parameters = "parameters",
        /// No white space, and `REL` in capitals.
        Tight = "tight",
        /// `rel` has two values, of which `next` is the second.
        TwoValues = "two-values",
        /// `next` comes before `self`.
        NextFirst = "next-first",
    }
}

impl Rule for OddLink {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        let url = format!("{}://{}/{}", parts.scheme, parts.host, parts.target);
        let own = occasion.sheet.and_then(|sheet| sheet.reply.links.own.clone());
        let own = own.unwrap_or_default();
        let pair = match self.form {
            LinkForm::Unquoted => [format!("<{own}>; rel=self"), format!("<{url}>; rel=next")],
            LinkForm::Parameters => ["self", "next"].map(|rel| {
                let url = if rel == "self" { &own } else { &url };
                format!(
                    "<{url}>; title=\"a, b; rel=\\\"prev\\\"\"; rel=\"{rel}\"; type=\"text/html\""
                )
            }),
            LinkForm::Tight => [format!("<{own}>;REL=\"self\""), format!("<{url}>;REL=\"next\"")],
            LinkForm::TwoValues => {
                [format!("<{own}>; rel=\"self\""), format!("<{url}>; rel=\"last next\"")]
            }
            LinkForm::NextFirst => {
                [format!("<{url}>; rel=\"next\""), format!("<{own}>; rel=\"self\"")]
            }
        };
        Verdict::alter(move |reply| {
            reply.remove(LINK);
            for line in &pair {
                reply.add(LINK, line);
            }
        })
    }
}

fault! {
    /// The `next` link is percent-encoded in another way, which means the same.
    ReencodedNext, "reencoded-next", Link, Link, Some(Endpoint::Logs), example "form = \"decoded\"" {
        /// In which.
        form: Encoding = Encoding::default(),
    }
}

choice! {
    /// How a query is percent-encoded.
    Encoding {
        /// Small letters: `%3a`.
        Small = "small",
        /// `%20` for a space instead of `+`.
        Spaces = "spaces",
        /// What need not be encoded is not: `:` for `%3A`.
        Decoded = "decoded",
        /// Everything is encoded that can be.
        Everything = "everything",
    }
}

impl Rule for ReencodedNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        let Some((path, query)) = parts.target.split_once('?') else { return Verdict::Pass };
        let other = self.form.write(query);
        if other == query {
            return Verdict::Pass;
        }
        lead(format!("{}://{}/{path}?{other}", parts.scheme, parts.host))
    }
}

impl Encoding {
    /// A form-encoded query in another encoding.
    fn write(self, query: &str) -> String {
        let mut text = String::with_capacity(query.len());
        let mut rest = query.chars();
        while let Some(char) = rest.next() {
            match (self, char) {
                (Self::Small, '%') => {
                    text.push('%');
                    text.extend(rest.by_ref().take(2).map(|digit| digit.to_ascii_lowercase()));
                }
                (Self::Spaces, '+') => text.push_str("%20"),
                (Self::Everything, '=' | '&' | '+') => text.push(char),
                (Self::Everything, '%') => {
                    text.push('%');
                    text.extend(rest.by_ref().take(2));
                }
                (Self::Everything, _) => {
                    // Form encoding has left nothing but ASCII, and into a string nothing fails.
                    let _ = write!(text, "%{:02X}", u32::from(char));
                }
                _ => text.push(char),
            }
        }
        match self {
            // The characters that a query may hold as they are (RFC 3986, section 3.4).
            Self::Decoded => {
                text.replace("%3A", ":").replace("%2F", "/").replace("%2C", ",").replace("%40", "@")
            }
            _ => text,
        }
    }
}

fault! {
    /// The parameters of the `next` link are in another order, `after` among them.
    ReorderedNext, "reordered-next", Link, Link, Some(Endpoint::Logs), example "order = \"reversed\"" {
        /// In which.
        order: ParameterOrder = ParameterOrder::default(),
    }
}

choice! {
    /// The order of parameters.
    ParameterOrder {
        /// By name, as other collections of Okta have it (facts 1.3).
        Alphabetical = "alphabetical",
        /// From the last to the first.
        Reversed = "reversed",
    }
}

impl Rule for ReorderedNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        let Some((path, query)) = parts.target.split_once('?') else { return Verdict::Pass };
        let mut params: Vec<&str> = query.split('&').collect();
        match self.order {
            ParameterOrder::Alphabetical => params.sort_unstable(),
            ParameterOrder::Reversed => params.reverse(),
        }
        let other = params.join("&");
        if other == query {
            return Verdict::Pass;
        }
        lead(format!("{}://{}/{path}?{other}", parts.scheme, parts.host))
    }
}

/// The page's own link, and then `more` of them.
fn lines(occasion: &Occasion<'_>, more: &[String]) -> Verdict {
    let own = occasion.sheet.and_then(|sheet| sheet.reply.links.own.as_deref());
    let own = own.map(|url| format!("<{url}>; rel=\"self\""));
    let lines: Vec<String> = own.into_iter().chain(more.iter().cloned()).collect();
    Verdict::alter(move |reply| {
        reply.remove(LINK);
        for line in &lines {
            reply.add(LINK, line);
        }
    })
}
