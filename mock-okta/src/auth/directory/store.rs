//! The directory as one value.

use std::sync::Arc;
use std::time::Duration;

use clock::{Seed, Timestamp};

use crate::auth::dpop::Nonces;
use crate::auth::keyring::{Keyring, client_key};
use crate::world::{Id, World};

use super::api_tokens::{ApiToken, Owner};
use super::app_keys::AppKey;
use super::apps::{App, AppStatus, AuthMethod};
use super::grants::Grant;
use super::network::{Network, Zone};
use super::replays::Replays;
use super::revocations::Revocations;
use super::roles::{Assignment, Role};

/// Everything that decides who may talk to the org.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(super) world: Arc<World>,
    pub(super) api_tokens: Vec<ApiToken>,
    pub(super) apps: Vec<App>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) keyring: Keyring,
    pub(crate) nonces: Nonces,
    pub(crate) revocations: Revocations,
    /// Assertions that were used, by their age on the client's side.
    pub(crate) assertions: Replays,
    /// Proofs that were used, likewise.
    pub(crate) proofs: Replays,
    /// How many things were made since the org began.
    serial: u64,
}

impl Directory {
    /// The directory that an org begins with at `start`: an API token of a super administrator,
    /// and a service app that may read the log.
    pub(crate) fn new(seed: &Seed, world: &Arc<World>, start: Timestamp, dpop: bool) -> Self {
        let mut directory = Self {
            world: Arc::clone(world),
            api_tokens: Vec::new(),
            apps: Vec::new(),
            zones: Vec::new(),
            keyring: Keyring::new(seed),
            nonces: Nonces::new(seed),
            revocations: Revocations::default(),
            assertions: Replays::default(),
            proofs: Replays::default(),
            serial: 0,
        };
        let created = whole_seconds(start - SINCE);
        directory.first_token(created, start);
        directory.first_app(seed, created, dpop);
        let id = directory.next_id("nzo");
        let gateways =
            OFFICES.iter().filter_map(|(address, length)| Some((address.parse().ok()?, *length)));
        directory.zones.push(Zone { id, name: "Offices", gateways: gateways.collect() });
        directory
    }

    /// The app that the org begins with.
    pub(crate) fn first_client(&self) -> Id {
        self.world.fixture("0oa", FIRST_APP)
    }

    fn first_token(&mut self, created: Timestamp, start: Timestamp) {
        let org = self.world.org();
        self.api_tokens.push(ApiToken {
            id: org.api_token_id,
            name: "TruU TOTAL".to_owned(),
            secret: org.ssws_token.clone(),
            owner: Owner::new(&self.world.admin(0), Role::Super),
            network: Network::Anywhere,
            created,
            used: start,
        });
    }

    fn first_app(&mut self, seed: &Seed, created: Timestamp, dpop: bool) {
        let id = self.first_client();
        let grant = Grant {
            id: self.next_id("oag"),
            scope: "okta.logs.read".to_owned(),
            created,
            by: self.world.admin(0).id,
        };
        let role = Assignment { id: self.next_id("cra"), role: Role::ReadOnly, created };
        // What is embedded is a key, which a test makes sure of.
        let key = AppKey::read(&client_key(seed), self.next_id("pks"), created);
        self.apps.push(App {
            id,
            label: "TruU TOTAL - Log Reader".to_owned(),
            status: AppStatus::Active,
            application_type: "service".to_owned(),
            auth_method: AuthMethod::PrivateKeyJwt,
            secret: None,
            grant_types: vec!["client_credentials".to_owned()],
            response_types: vec!["token".to_owned()],
            dpop,
            jwks_uri: None,
            network: Network::Anywhere,
            keys: key.into_iter().collect(),
            grants: vec![grant],
            roles: vec![role],
            created,
            updated: created,
        });
    }

    /// An id that was not used before.
    pub(super) fn next_id(&mut self, prefix: &str) -> Id {
        self.serial += 1;
        self.world.mint().id(prefix, MADE | self.serial)
    }

    /// A text that nobody could guess who does not know the seed.
    pub(crate) fn secret(&mut self, length: usize) -> String {
        self.serial += 1;
        self.world.mint().text(SECRET, self.serial, length)
    }
}

/// What Okta's own tables keep no fractions of.
pub(crate) fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_seconds(time.as_seconds())
}

/// For how long the app and the token have existed when the org starts.
const SINCE: Duration = Duration::from_hours(20 * 24);
const FIRST_APP: u64 = 0xa99;
/// Numbers that nothing in the world has.
const MADE: u64 = 1 << 40;
const SECRET: u64 = 0x5ec2;
/// The documentation's and the private networks (RFC 5737 and 1918), loopback not among them.
const OFFICES: &[(&str, u32)] =
    &[("10.0.0.0", 8), ("192.168.0.0", 16), ("203.0.113.0", 24), ("2001:db8::", 32)];
