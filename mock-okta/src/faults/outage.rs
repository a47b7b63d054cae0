//! An org that is not there, or not the one that was asked for.

use std::time::Duration;

use http::StatusCode;
use http::header::LOCATION;

use crate::api::{ApiError, Origin, Reply};
use crate::durations::spelled;
use crate::limits::RetryHint;
use crate::service::Dropped;

use super::entry::{choice, fault};
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// Nothing behind the edge answers (facts 4.4).
    Outage, "outage", Outage, Edge, None, example "answer = \"503-html\"\nfrom = \"2h\"\nuntil = \"2h10m\"" {
        /// What comes back instead.
        answer: OutageAnswer = OutageAnswer::default(),
        /// What a 502, 503 or 504 says in `Retry-After`, in whole seconds.
        #[serde(with = "spelled::optional")]
        retry_after: Option<Duration> = None,
    }
}

choice! {
    /// What comes back during an outage.
    OutageAnswer {
        /// 503 with a page of the load balancer.
        UnavailableHtml = "503-html",
        /// 502 with a page of the load balancer.
        BadGatewayHtml = "502-html",
        /// 503 with Okta's error object, `E0000010`.
        UnavailableJson = "503-json",
        /// 504 with a page of the load balancer.
        GatewayTimeoutHtml = "504-html",
        /// The connection is closed without an answer.
        Refuse = "refuse",
        /// The connection is reset.
        Reset = "reset",
        /// Nothing, for as long as the client waits.
        Stall = "stall",
    }
}

impl Rule for Outage {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let mut reply = match self.answer {
            OutageAnswer::BadGatewayHtml => Reply::edge_html(StatusCode::BAD_GATEWAY),
            OutageAnswer::GatewayTimeoutHtml => Reply::edge_html(StatusCode::GATEWAY_TIMEOUT),
            OutageAnswer::UnavailableHtml => Reply::edge_html(StatusCode::SERVICE_UNAVAILABLE),
            OutageAnswer::UnavailableJson => {
                let mut reply = ApiError::read_only().reply(&occasion.marks.error_id());
                // The limits are behind the edge, so an answer in front of them has no headers.
                reply.origin = Origin::Dispatcher;
                reply
            }
            OutageAnswer::Refuse => return Verdict::Drop(Dropped::Refused),
            OutageAnswer::Reset => return Verdict::Drop(Dropped::Reset),
            OutageAnswer::Stall => return Verdict::Stall,
        };
        reply.retry_after = self.retry_after.map(|wait| RetryHint::Seconds(wait.as_secs()));
        Verdict::answer(reply)
    }
}

fault! {
    /// Nobody is there at all: in process the connection is refused, as when the name does not
    /// resolve or the port is closed; over sockets it is closed as soon as it has asked.
    Unreachable, "unreachable", Outage, Edge, None, example "on = \"10s\"\noff = \"50s\"" {}
}

impl Rule for Unreachable {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::Drop(Dropped::Refused)
    }
}

fault! {
    /// A page for people that says that the org is being worked on, though its status is 200.
    MaintenancePage, "maintenance-page", Outage, Edge, None, example "times = 3" {}
}

impl Rule for MaintenancePage {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let body = concat!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Scheduled maintenance</title>",
            "</head>\n<body><h1>We will be back soon</h1>\n<p>Your organization is undergoing ",
            "scheduled maintenance.</p></body>\n</html>\n"
        );
        Verdict::answer(Reply {
            content_type: Some("text/html"),
            ..Reply::json(StatusCode::OK, Origin::Edge, body)
        })
    }
}

fault! {
    /// The org has moved, or somebody says so (facts 4.4). Credentials must not follow to
    /// another host.
    Redirect, "redirect", Outage, Edge, None, example "status = \"307\"\nhost = \"renamed.okta.com\"" {
        /// With which status.
        status: RedirectStatus = RedirectStatus::default(),
        /// To where.
        to: RedirectTo = RedirectTo::default(),
        /// To which host, with a port if need be, when it is another one.
        host: String = "collector.attacker.example".to_owned(),
    }
}

choice! {
    /// The status of a redirect.
    RedirectStatus {
        /// 302 Found.
        Found = "302",
        /// 301 Moved Permanently.
        MovedPermanently = "301",
        /// 307 Temporary Redirect.
        Temporary = "307",
        /// 308 Permanent Redirect.
        Permanent = "308",
    }
}

choice! {
    /// Where a redirect leads. Path and query stay.
    RedirectTo {
        /// To another host.
        OtherHost = "other-host",
        /// To the same host by `http`.
        Http = "http",
        /// To the same host by `https`.
        Https = "https",
        /// To a page where people sign in.
        Login = "login",
    }
}

impl Rule for Redirect {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let status = match self.status {
            RedirectStatus::Found => StatusCode::FOUND,
            RedirectStatus::MovedPermanently => StatusCode::MOVED_PERMANENTLY,
            RedirectStatus::Temporary => StatusCode::TEMPORARY_REDIRECT,
            RedirectStatus::Permanent => StatusCode::PERMANENT_REDIRECT,
        };
        let (scheme, own) = (&occasion.call.origin.scheme, &occasion.call.origin.authority);
        let target = &occasion.call.target;
        let location = match self.to {
            RedirectTo::OtherHost => format!("{scheme}://{}{target}", self.host),
            RedirectTo::Http => format!("http://{own}{target}"),
            RedirectTo::Https => format!("https://{own}{target}"),
            RedirectTo::Login => format!("{scheme}://{own}/login/login.htm?fromURI=%2F"),
        };
        let mut reply = Reply::edge_html(status);
        reply.set(LOCATION, &location);
        Verdict::answer(reply)
    }
}

fault! {
    /// Somebody in front of the org lets nobody through: 403, as a network zone or a firewall
    /// answers.
    Forbidden, "forbidden", Outage, Edge, None, example "body = \"empty\"" {
        /// What it says.
        body: ForbiddenBody = ForbiddenBody::default(),
    }
}

choice! {
    /// What a 403 of the edge says.
    ForbiddenBody {
        /// A page of HTML.
        Html = "html",
        /// Nothing.
        Empty = "empty",
        /// JSON, but not one of Okta's error objects.
        Json = "json",
    }
}

impl Rule for Forbidden {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let status = StatusCode::FORBIDDEN;
        Verdict::answer(match self.body {
            ForbiddenBody::Html => Reply::edge_html(status),
            ForbiddenBody::Empty => {
                Reply { content_type: None, ..Reply::json(status, Origin::Edge, "") }
            }
            ForbiddenBody::Json => {
                Reply::json(status, Origin::Edge, "{\"status\":403,\"message\":\"Forbidden\"}")
            }
        })
    }
}
