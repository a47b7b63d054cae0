//! The same person in too many places (O1 to O4).

use std::collections::BTreeMap;
use std::time::Duration;

use clock::Timestamp;

use super::super::detector::Detector;
use super::super::entity::{Entity, Facet};
use super::super::event::{Event, Word};
use super::super::hit::{Draft, Hit, Reading};
use super::super::place::Point;
use super::super::rule::{Rule, Scope, Span};
use super::super::window::Pick;
use super::super::windowed::Windowed;
use super::repository::{chronicle, elastic, panther, sentinel};
use super::signs::{SESSION_START, login_succeeded};

pub(in super::super) static RULES: [Rule; 4] = [
    Rule {
        id: "O1",
        name: "sessions started from different countries",
        scope: Scope::User,
        span: Span::Window(Duration::from_mins(30)),
        sources: &[elastic!(
            "initial_access_okta_user_sessions_started_from_different_geolocations"
        )],
        logic: "user.authentication.* or user.session.start with SUCCESS or ALLOW, not through a \
                proxy, actor.id not `unknown`: 2 or more countries for one actor.id",
        start: |rule, _| {
            Windowed::start(rule, is_somewhere, country_of_actor, |window| window.distinct(0) >= 2)
        },
    },
    Rule {
        id: "O2",
        name: "impossible travel",
        scope: Scope::User,
        span: Span::Memory(REFERENCE_FOR),
        sources: &[panther!("standard_rules/impossible_travel_login")],
        logic: "user.session.start SUCCESS whose great-circle distance from the account's last \
                one, at most 24 h ago and from another address, was covered at more than 900 km/h. \
                A login through a named VPN, a private relay or a satellite (AS 22351) is no \
                reference and, being rated informational, no hit; isProxy alone is not that flag",
        start: |rule, _| Box::new(Travel { rule, references: BTreeMap::new() }),
    },
    Rule {
        id: "O3",
        name: "logins from different countries within 3 hours",
        scope: Scope::User,
        span: Span::Window(Duration::from_hours(3)),
        sources: &[sentinel!("LoginfromUsersfromDifferentCountrieswithin3hours")],
        logic: "user.session.start SUCCESS: 2 or more countries for one actor.alternateId",
        start: |rule, _| {
            Windowed::start(rule, login_succeeded, country_of_account, |window| {
                window.distinct(0) >= 2
            })
        },
    },
    Rule {
        id: "O4",
        name: "logins from several cities",
        scope: Scope::User,
        span: Span::Window(Duration::from_hours(24)),
        sources: &[
            chronicle!("okta_user_logins_from_multiple_cities"),
            "splunk/security_content/detections/application/\
             okta_user_logins_from_multiple_cities.yml",
        ],
        logic: "user.session.start with any outcome: more than 1 city for one actor.alternateId",
        start: |rule, _| {
            Windowed::start(rule, is_login, city_of_account, |window| window.distinct(0) > 1)
        },
    },
];

fn is_somewhere(event: &Event) -> bool {
    let authenticates = event.event_type.starts_with("user.authentication.") || is_login(event);
    let succeeded = event.ended("SUCCESS") || event.ended("ALLOW");
    let known = event.actor.id.as_deref() != Some("unknown");
    authenticates && succeeded && known && !event.network.proxy
}

fn is_login(event: &Event) -> bool {
    event.is(SESSION_START)
}

fn country_of_actor(event: &Event) -> Option<Pick<1, 0>> {
    Some(Pick::words(Entity::actor(event)?, [event.client.place.country.clone()]))
}

fn country_of_account(event: &Event) -> Option<Pick<1, 0>> {
    Some(Pick::words(Entity::account(event)?, [event.client.place.country.clone()]))
}

fn city_of_account(event: &Event) -> Option<Pick<1, 0>> {
    Some(Pick::words(Entity::account(event)?, [event.client.place.city.clone()]))
}

/// O2: the last login of each account that may serve as a reference.
struct Travel {
    rule: &'static Rule,
    references: BTreeMap<Word, Reference>,
}

struct Reference {
    at: Timestamp,
    uuid: Word,
    ip: Word,
    point: Point,
}

impl Travel {
    fn login(&mut self, account: &Word, login: Reference, flagged: bool) -> Option<Hit> {
        let reference = self.references.get(account);
        let impossible = reference
            .filter(|reference| !flagged && reference.is_usable(login.at))
            .filter(|reference| reference.ip != login.ip && is_impossible(reference, &login));
        let hit = impossible.and_then(|reference| {
            let evidence = [(reference.at, &reference.uuid), (login.at, &login.uuid)];
            let entity = Entity::of(Facet::Account, account);
            Some(Draft::of(evidence)?.into_hit(self.rule, Reading::AnyWindow, entity))
        });
        if !flagged {
            self.references.insert(account.clone(), login);
        }
        hit
    }
}

impl Reference {
    fn is_usable(&self, now: Timestamp) -> bool {
        now.since(self.at) <= REFERENCE_FOR
    }
}

fn is_impossible(reference: &Reference, login: &Reference) -> bool {
    // The published rule divides by this when no time has passed.
    let hours = (login.at.since(reference.at).as_secs_f64() / 3_600.0).max(0.0001);
    reference.point.km_to(login.point) / hours > KM_PER_HOUR_MAX
}

impl Detector for Travel {
    fn observe(&mut self, _: Timestamp, events: &[Event], hits: &mut Vec<Hit>) {
        for event in events.iter().filter(|event| login_succeeded(event)) {
            let client = &event.client;
            if let (Some(account), Some(ip), Some(point)) =
                (&event.actor.alternate_id, &client.ip, client.place.point)
            {
                let (at, uuid, ip) = (event.published, event.uuid.clone(), ip.clone());
                let satellite = event.network.as_number.as_deref() == Some(SATELLITE);
                let flagged = event.network.vpn || satellite;
                hits.extend(self.login(account, Reference { at, uuid, ip, point }, flagged));
            }
        }
    }

    fn settle(&mut self, now: Timestamp, _: &mut Vec<Hit>) {
        self.references.retain(|_, reference| reference.is_usable(now));
    }

    fn finish(&mut self, _: &mut Vec<Hit>) {}
}

/// How long a login serves as a reference.
const REFERENCE_FOR: Duration = Duration::from_hours(24);

/// The speed of an airliner.
const KM_PER_HOUR_MAX: f64 = 900.0;

/// The network of a satellite operator that aeroplanes use.
const SATELLITE: &str = "22351";
