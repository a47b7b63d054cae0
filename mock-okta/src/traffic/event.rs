//! One event of the log as JSON, in Okta's order of keys (facts 7.4) and with its habits
//! (facts 7.3).

use clock::Timestamp;

use crate::world::{Id, Laptop, UserAgent, Uuid, Vantage};

use super::behaviors::Insight;
use super::context;
use super::json::{Json, Text};

/// What is fixed for a type of event.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) event_type: &'static str,
    pub(crate) display_message: Option<&'static str>,
    pub(crate) legacy: Option<&'static str>,
}

/// Everything that an event says.
pub(crate) struct Event<'a> {
    pub(crate) kind: &'static Kind,
    /// What it says instead of its type's `displayMessage`, for the few types that name somebody.
    pub(crate) message: Option<Text<'a>>,
    pub(crate) uuid: Uuid,
    pub(crate) published: Timestamp,
    pub(crate) severity: &'static str,
    pub(crate) actor: Party<'a>,
    /// Nothing for work in the background.
    pub(crate) client: Option<Client<'a>>,
    pub(crate) device: Option<&'a Laptop>,
    /// What Okta concludes from what is new about a sign-in, for the events that say so; they also
    /// tell more about the way that the request came.
    pub(crate) insight: Option<Insight<'a>>,
    pub(crate) authentication: Authentication<'a>,
    /// Result and reason.
    pub(crate) outcome: Option<(&'static str, Option<Text<'a>>)>,
    pub(crate) debug: &'a [(&'static str, Text<'a>)],
    pub(crate) transaction: Transaction<'a>,
    /// Null when there is none.
    pub(crate) targets: &'a [Target<'a>],
}

/// Somebody or something that acts.
#[derive(Clone, Copy)]
pub(crate) struct Party<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) kind: &'static str,
    pub(crate) alternate_id: Text<'a>,
    pub(crate) name: Text<'a>,
}

/// Something that is acted on.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) party: Party<'a>,
    pub(crate) detail: &'a [(&'static str, Text<'a>)],
    /// `changeDetails` as JSON, where the type has it.
    pub(crate) change: Option<&'a str>,
}

/// Who asked, and from where.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) agent: &'static UserAgent,
    /// Which version of it.
    pub(crate) version: u16,
    pub(crate) vantage: Vantage,
    /// The OAuth client, when there is one.
    pub(crate) id: Option<&'a Id>,
}

/// How somebody proved who they are.
#[derive(Clone, Copy, Default)]
pub(crate) struct Authentication<'a> {
    pub(crate) provider: Option<&'static str>,
    pub(crate) credential_provider: Option<&'static str>,
    pub(crate) credential_type: Option<&'static str>,
    /// Id and type.
    pub(crate) issuer: Option<(Text<'a>, &'static str)>,
    pub(crate) interface: Option<&'static str>,
    pub(crate) session: Option<Text<'a>>,
}

/// What the event is a part of.
#[derive(Clone, Copy)]
pub(crate) struct Transaction<'a> {
    /// `WEB`, `JOB`, or null for what the org does of itself (corpus of real events).
    pub(crate) kind: Option<&'static str>,
    pub(crate) id: Text<'a>,
    pub(crate) api_token: Option<&'a Id>,
}

impl Event<'_> {
    /// Appends the event to `out`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let json = &mut Json::new(out);
        json.raw("{\"actor\":");
        self.actor.write(json);
        json.raw(",\"detailEntry\":null}");
        context::client(json, self.client.as_ref());
        context::device(json, self.device);
        self.authentication(json);
        json.raw(",\"displayMessage\":");
        match self.message {
            Some(message) => json.text(message),
            None => json.nullable(self.kind.display_message),
        };
        json.raw(",\"eventType\":").plain(self.kind.event_type);
        match self.outcome {
            Some((result, reason)) => {
                json.raw(",\"outcome\":{\"result\":").plain(result).raw(",\"reason\":");
                match reason {
                    Some(reason) => json.text(reason),
                    None => json.raw("null"),
                };
                json.raw("}");
            }
            None => {
                json.raw(",\"outcome\":null");
            }
        }
        json.raw(",\"published\":").moment(self.published);
        let insight = self.insight.as_ref();
        context::security(json, self.client.as_ref(), insight);
        json.raw(",\"severity\":").plain(self.severity);
        json.raw(",\"debugContext\":{\"debugData\":").strings(self.debug, "{}").raw("}");
        json.raw(",\"legacyEventType\":").nullable(self.kind.legacy);
        self.transaction(json);
        json.raw(",\"uuid\":").uuid(self.uuid).raw(",\"version\":\"0\"");
        context::request(json, self.client.as_ref(), insight.is_some());
        self.targets(json);
        json.raw("}");
    }

    fn authentication(&self, json: &mut Json<'_>) {
        let context = &self.authentication;
        json.raw(",\"authenticationContext\":{\"authenticationProvider\":");
        json.nullable(context.provider);
        json.raw(",\"credentialProvider\":").nullable(context.credential_provider);
        json.raw(",\"credentialType\":").nullable(context.credential_type);
        match context.issuer {
            Some((id, kind)) => {
                json.raw(",\"issuer\":{\"id\":").text(id).raw(",\"type\":").plain(kind).raw("}");
            }
            None => {
                json.raw(",\"issuer\":null");
            }
        }
        json.raw(",\"interface\":").nullable(context.interface);
        json.raw(",\"authenticationStep\":0,\"rootSessionId\":");
        match context.session {
            Some(session) => {
                json.text(session).raw(",\"externalSessionId\":").text(session).raw("}");
            }
            None => {
                json.raw("null,\"externalSessionId\":null}");
            }
        }
    }

    fn transaction(&self, json: &mut Json<'_>) {
        json.raw(",\"transaction\":{\"type\":").nullable(self.transaction.kind);
        json.raw(",\"id\":").text(self.transaction.id).raw(",\"detail\":{");
        if let Some(token) = self.transaction.api_token {
            json.raw("\"requestApiTokenId\":").ascii(token.as_bytes());
        }
        json.raw("}}");
    }

    fn targets(&self, json: &mut Json<'_>) {
        if self.targets.is_empty() {
            json.raw(",\"target\":null");
            return;
        }
        let mut opening = ",\"target\":[";
        for target in self.targets {
            json.raw(opening);
            target.party.write(json);
            json.raw(",\"detailEntry\":").strings(target.detail, "null");
            if let Some(change) = target.change {
                json.raw(",\"changeDetails\":").raw(change);
            }
            json.raw("}");
            opening = ",";
        }
        json.raw("]");
    }
}

impl Party<'_> {
    /// The members that actors and targets share, without the closing brace.
    pub(super) fn write(&self, json: &mut Json<'_>) {
        json.raw("{\"id\":").text(self.id);
        json.raw(",\"type\":").plain(self.kind);
        json.raw(",\"alternateId\":").text(self.alternate_id);
        json.raw(",\"displayName\":").text(self.name);
    }
}
