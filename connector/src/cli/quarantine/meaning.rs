//! Reasons that a person can act on.

use crate::decode::Reason;

/// What a reason means, and what can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// One sentence, without a full stop.
    pub(super) what: &'static str,
    /// Another one.
    pub(super) to_do: &'static str,
}

/// The meaning of what the state calls `name`.
pub(super) fn of_name(name: &str) -> Meaning {
    Reason::ALL.into_iter().find(|reason| reason.name() == name).map_or(UNKNOWN, meaning)
}

fn meaning(reason: Reason) -> Meaning {
    match reason {
        Reason::Json => Meaning {
            what: "an element of a page is no JSON value in UTF-8, or nests deeper than 128",
            to_do: "compare it with Okta's own log at that time: if it is whole there, something on \
                    the way damages responses (a proxy, an inspecting firewall); if it is not, tell \
                    Okta's support",
        },
        Reason::NotAnObject => Meaning {
            what: "an element of a page is JSON, but no object, so it is no event",
            to_do: "there is nothing in it to publish: find out what puts it there, then \
                    `quarantine replay --discard-unpublishable`",
        },
        Reason::EventType => Meaning {
            what: "an event has no `eventType`, or one that is no text",
            to_do: "look the event up in Okta's own log: without a type nobody can say whether it \
                    is due; discard it once that is settled",
        },
        Reason::Uuid => Meaning {
            what: "an event that is due has no `uuid`, which its `event_id` is derived from",
            to_do: "look the event up in Okta's own log, and hand it on by hand if it matters",
        },
        Reason::Published => Meaning {
            what: "an event that is due has no `published` that is a date-time with a zone",
            to_do: "look the event up in Okta's own log; a form of time that Okta has begun to use \
                    needs a newer version, then `quarantine replay`",
        },
        Reason::Page => Meaning {
            what: "a whole response stayed unreadable, so the stream went on behind it; what could \
                   be made out of it was published",
            to_do: "see what answered in Okta's place (a login page, a proxy), then read that time \
                    again from Okta; `quarantine replay` after an update of this program",
        },
    }
}

/// Whatever a newer version calls a reason.
const UNKNOWN: Meaning = Meaning {
    what: "a reason that this version does not know",
    to_do: "use the version that put it there",
};
