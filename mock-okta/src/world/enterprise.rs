//! The world as one value.

use clock::Seed;

use super::catalogue::{App, Group, SignOnMode, apps, group, popularity};
use super::engine::Engine;
use super::ids::{Id, Mint, mix};
use super::org::Org;
use super::people::{Habits, Person};
use super::seating::{headcount, office_of};
use super::whereabouts::Resident;

/// An enterprise of a given size, derived from a seed.
///
/// ```
/// use clock::Seed;
/// use mock_okta::world::World;
///
/// let world = World::new(&Seed::new(7), 1_000_000);
/// let person = world.person(731_042);
/// assert!(person.id.as_str().starts_with("00u"));
/// assert_eq!(person.login, World::new(&Seed::new(7), 1_000_000).person(731_042).login);
/// ```
#[derive(Debug)]
pub struct World {
    engine: Engine,
    users: u32,
    org: Org,
    mint: Mint,
    key: u64,
    people: Seed,
    apps: Vec<App>,
    dashboard: App,
    behavior_rules: [Id; 7],
    popularity: Vec<u64>,
}

impl World {
    /// The most people that a world can have.
    pub const USERS_MAX: u32 = 1_000_000;

    /// The world of `users` people (at most [`World::USERS_MAX`]) that belongs to `seed`.
    pub fn new(seed: &Seed, users: u32) -> Self {
        Self::with_engine(seed, users, Engine::default())
    }

    /// The same people, in an org that runs on `engine`.
    pub fn with_engine(seed: &Seed, users: u32, engine: Engine) -> Self {
        let users = users.min(Self::USERS_MAX);
        let seed = seed.child("world");
        let mint = Mint::new(&seed);
        let org = Org::new(&seed, &mint);
        let apps = apps(&mint, users, (&org.mail_domain, engine));
        let dashboard = App::at(
            mint.id("0oa", mix(DASHBOARD)),
            ("Okta Dashboard".to_owned(), "okta_enduser".to_owned(), SignOnMode::OpenIdConnect),
            // It is a part of the org, and no app of somebody else's.
            (&org.host, "enduser/callback"),
        );
        Self {
            engine,
            users,
            org,
            dashboard,
            behavior_rules: std::array::from_fn(|rule| mint.id("bhv", rule as u64)),
            key: seed.child("key").draw().next(),
            people: seed.child("people"),
            popularity: popularity(apps.len()),
            apps,
            mint,
        }
    }

    /// Which engine the org runs on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// How many people work here.
    pub fn users(&self) -> u32 {
        self.users
    }

    /// What identifies the org.
    pub fn org(&self) -> &Org {
        &self.org
    }

    /// Person `number`, counted from 1. Numbers beyond [`World::users`] belong to people who
    /// have not started yet or have left.
    pub fn person(&self, number: u32) -> Person {
        let office = office_of(number);
        let place = (office, self.headcount(office));
        let (seed, mint, domain) = (&self.people, &self.mint, &self.org.mail_domain);
        Person::derive(seed, mint, domain, number, place, self.engine)
    }

    /// Where person `number` is when, without the rest of the person.
    pub(crate) fn resident(&self, number: u32) -> Resident {
        let office = office_of(number);
        let key = self.people.draw_at(u64::from(number)).next();
        Resident { number, key, office, colleagues: self.headcount(office) }
    }

    /// How person `number` signs in.
    pub(crate) fn habits(&self, number: u32) -> Habits {
        Habits::of(self.resident(number).key, self.engine)
    }

    /// Administrator `index`, of whom there are [`World::admins`].
    pub fn admin(&self, index: u32) -> Person {
        self.person(self.admin_number(index))
    }

    /// The number of administrator `index`, who is a person like others.
    pub(crate) fn admin_number(&self, index: u32) -> u32 {
        let admins = self.admins().max(1);
        let seat = u64::from(index % admins) * u64::from(self.users) / u64::from(admins);
        1 + seat as u32
    }

    /// Whether person `number` is one of them.
    pub(crate) fn is_admin(&self, number: u32) -> bool {
        let seat = u64::from(number.saturating_sub(1));
        let index = (seat * u64::from(self.admins())).div_ceil(u64::from(self.users.max(1)));
        self.admin_number(index as u32) == number
    }

    /// How many administrators there are: 0.2 % of the people, at least three (scenario facts
    /// 4.6).
    pub fn admins(&self) -> u32 {
        (self.users / 500).max(3).min(self.users.max(1))
    }

    pub(crate) fn mint(&self) -> &Mint {
        &self.mint
    }

    /// What keeps this org's hashes apart from another's.
    pub(crate) fn key(&self) -> u64 {
        self.key
    }

    /// Every app, the most used first.
    pub(crate) fn apps(&self) -> &[App] {
        &self.apps
    }

    pub(crate) fn app(&self, index: usize) -> &App {
        &self.apps[index % self.apps.len()]
    }

    /// Okta's own dashboard, which is an app too.
    pub(crate) fn dashboard(&self) -> &App {
        &self.dashboard
    }

    /// The ids of the org's rules about behaviours.
    pub(crate) fn behavior_rules(&self) -> &[Id; 7] {
        &self.behavior_rules
    }

    /// The index of an app by popularity, for a uniform `draw`.
    pub(crate) fn popular_app(&self, draw: u64) -> usize {
        let total = self.popularity.last().copied().unwrap_or_default();
        let mark = ((u128::from(draw) * u128::from(total)) >> 64) as u64;
        self.popularity.partition_point(|sum| *sum <= mark)
    }

    pub(crate) fn groups(&self) -> u32 {
        (10 + self.users / 40).min(GROUPS_MAX)
    }

    pub(crate) fn group(&self, number: u32) -> Group {
        group(&self.mint, number % self.groups())
    }

    /// An id that is fixed for the org and named by `purpose`: policies, rules, authenticators.
    pub(crate) fn fixture(&self, prefix: &str, purpose: u64) -> Id {
        self.mint.id(prefix, mix(purpose ^ FIXTURE))
    }

    /// How many of the people work at `office`.
    pub(crate) fn headcount(&self, office: usize) -> u32 {
        headcount(self.users, office)
    }
}

const GROUPS_MAX: u32 = 5_000;
const FIXTURE: u64 = 0xf1f1;
/// The dashboard is fixture 1.
const DASHBOARD: u64 = 1 ^ FIXTURE;
