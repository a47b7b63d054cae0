//! The org writes into its own log.

use std::net::IpAddr;

use clock::Timestamp;

use crate::api::Marks;
use crate::limits::Principal;
use crate::log::{Note, NoteKind, NotedClient, NotedParty};
use crate::world::{Id, Uuid, Vantage, mix};

use super::call::Call;
use super::tenant::Tenant;

impl Tenant {
    /// A note of `kind` about `call`, which `principal` made. Outcome, targets and `debugData`
    /// are for the caller to add.
    pub(crate) fn note(
        &self,
        kind: &'static NoteKind,
        call: &Call,
        principal: Principal,
        marks: Marks<'_>,
    ) -> Note {
        let known = principal.id();
        let agent = call.header("user-agent");
        let session = self.world.mint().text(SESSION, marks.ordinal, 22);
        Note {
            kind,
            actor: self.actor(principal),
            client: NotedClient {
                agent: agent.map(|agent| agent.chars().take(AGENT_CHARS_MAX).collect()),
                id: known.filter(|id| !id.is_api_token()),
                address: self.address(known).to_string(),
            },
            session: Some(format!("trs{session}")),
            outcome: None,
            debug: Vec::new(),
            transaction: marks.request_id(),
            api_token: known.filter(Id::is_api_token),
            targets: Vec::new(),
        }
    }

    /// Puts `note` into the log, as published `at` that moment. When the log has no room for
    /// more, it is lost, as whatever else comes into being.
    pub(crate) fn log_note(&self, note: &Note, at: Timestamp) {
        self.log.grow(at, |number| {
            let minute = at.as_millis().div_euclid(60_000);
            // Behind the ordinals of the traffic, which has fewer events in a minute.
            let ordinal = NOTES_FROM + number % NOTES;
            note.bytes(Uuid::of(self.world.key(), minute, ordinal, at), at)
        });
    }

    /// Who `principal` is to the log: whoever owns the API token, or the app itself (facts 7.3).
    fn actor(&self, principal: Principal) -> NotedParty {
        let Principal::Known(id) = principal else {
            return NotedParty::named("User", "unknown", ["unknown", "unknown"]);
        };
        let directory = self.directory();
        if id.is_api_token() {
            let token = directory.api_token(id.as_str());
            return token.map_or_else(
                |_| NotedParty::named("User", "unknown", ["unknown", "unknown"]),
                |token| {
                    let owner = &token.owner;
                    NotedParty::named("User", owner.id.as_str(), [&owner.login, &owner.name])
                },
            );
        }
        let label = directory.app(id.as_str()).map_or("unknown", |app| &app.label);
        NotedParty::named("PublicClientApp", id.as_str(), [id.as_str(), label])
    }

    /// Where the programs of `principal` run. An org knows its clients by their address; in
    /// process there is none, and over loopback they all have the same.
    fn address(&self, principal: Option<Id>) -> IpAddr {
        let text = principal.as_ref().map_or("nobody", Id::as_str);
        let key = text.bytes().fold(self.world.key(), |key, byte| mix(key ^ u64::from(byte)));
        Vantage::data_centre(key).address.0
    }
}

const SESSION: u64 = 0x5e56;
/// How much of a `User-Agent` is noted.
const AGENT_CHARS_MAX: usize = 512;
/// `Uuid` has room for 10,240,000 events in a minute, of which the traffic may have ten million.
const NOTES_FROM: u32 = 10_000_000;
const NOTES: u32 = 240_000;
