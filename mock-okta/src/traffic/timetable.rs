//! What people do when, and how often things happen that nobody's day decides.

use super::flow::Errand;
use super::shape::{ALL_DAY, OFFICE_HOURS, Shape};
use crate::world::Engine;

/// Something that people do at some time after they came to work.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) errand: Errand,
    /// How long after arrival.
    pub(crate) after_minutes: i64,
    /// The places in the order of arrival fall into [`CLASSES`]; each class does it so much
    /// later than the one before. Zero: all at once.
    pub(crate) spread_minutes: i64,
    /// How many of a million do it.
    pub(crate) per_million: u32,
}

impl Visit {
    /// How long after arrival whoever has `place` in the order of arrival does it.
    pub(crate) fn after(&self, place: u64) -> i64 {
        self.after_minutes + self.spread_minutes * (place % CLASSES) as i64
    }
}

const fn visit(
    errand: Errand,
    (after_minutes, spread_minutes): (i64, i64),
    per_million: u32,
) -> Visit {
    Visit { errand, after_minutes, spread_minutes, per_million }
}

/// The day of a person who works, fitted to scenario facts 4.1 ("OIE medium"): 1.25 sign-ins,
/// 2.75 apps besides the dashboard.
pub(crate) static DAY: [Visit; 11] = [
    visit(Errand::SignIn, (0, 0), 1_000_000),
    // No sign-in takes longer than that.
    visit(Errand::Launch, (3, 1), 700_000),
    visit(Errand::Launch, (25, 4), 500_000),
    visit(Errand::Launch, (80, 9), 500_000),
    // After lunch, when the idle session has expired.
    visit(Errand::SignIn, (240, 6), 250_000),
    visit(Errand::Launch, (292, 3), 450_000),
    visit(Errand::Launch, (330, 8), 350_000),
    visit(Errand::Launch, (410, 9), 250_000),
    visit(Errand::SignOut, (490, 8), 200_000),
    // Only administrators do, in either session; as late as the sign-in before it.
    visit(Errand::Console, (4, 0), 1_000_000),
    visit(Errand::Console, (244, 6), 1_000_000),
];

/// Which of [`DAY`] is the second sign-in: what comes after it belongs to the second session of
/// those who do it, and to the first of the others.
pub(crate) const RETURN: usize = 4;

/// Which of [`DAY`] is the end of it, for those who say so.
pub(crate) const SIGN_OUT: usize = 8;

/// After how many minutes a sign-in is over.
pub(crate) const SIGN_IN_MINUTES_MAX: i64 = 3;

/// After how many minutes an administrator has also opened the Admin Console.
pub(crate) const CONSOLE_MINUTES_MAX: i64 = 6;

/// How many minutes after arrival the last of [`DAY`] can happen.
pub(crate) const DAY_MINUTES_MAX: i64 = 490 + 8 * (CLASSES as i64 - 1);

/// Into how many classes people are divided, so that not everybody does the same at once.
pub(crate) const CLASSES: u64 = 8;

/// Something that happens in an org of a million people so many times on a working day.
#[derive(Debug)]
pub(crate) struct Rate {
    pub(crate) errand: Errand,
    pub(crate) per_million_people: u64,
    pub(crate) shape: &'static Shape,
    /// Who does it.
    pub(crate) actor: Actor,
}

/// Who does something that is not part of a person's own day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// An administrator who is at work, to somebody who works here; a program with the org's API
    /// token while none is.
    Admin,
    /// An administrator who is at work, with what no program may do.
    AdminInPerson,
    /// An administrator as above or a directory, to somebody whose time here begins or ends.
    AdminOnOutsider,
    /// Somebody who is at work, on their own account.
    Anyone,
    /// A machine of the org, or the org itself, about somebody who works here.
    Machine,
    /// Somebody outside, about somebody who works here.
    Stranger,
}

const fn rate(
    errand: Errand,
    per_million_people: u64,
    shape: &'static Shape,
    actor: Actor,
) -> Rate {
    Rate { errand, per_million_people, shape, actor }
}

/// Scenario facts 4.1 (12 % of all events have no person's day behind them) and 4.2 (the mix).
pub(crate) static RATES: [Rate; 17] = [
    rate(Errand::ApiToken, 300, &OFFICE_HOURS, Actor::AdminInPerson),
    rate(Errand::AppAccess, 235_000, &OFFICE_HOURS, Actor::Admin),
    rate(Errand::Blocked, 3_000, &ALL_DAY, Actor::Stranger),
    rate(Errand::Enrolment, 12_000, &OFFICE_HOURS, Actor::Anyone),
    rate(Errand::Export, 900, &OFFICE_HOURS, Actor::AdminInPerson),
    rate(Errand::GroupChange, 315_000, &OFFICE_HOURS, Actor::Admin),
    rate(Errand::Joiner, 1_500, &OFFICE_HOURS, Actor::AdminOnOutsider),
    rate(Errand::Leaver, 1_200, &OFFICE_HOURS, Actor::AdminOnOutsider),
    rate(Errand::Notification, 98_000, &OFFICE_HOURS, Actor::Machine),
    rate(Errand::Privilege, 1_300, &OFFICE_HOURS, Actor::AdminInPerson),
    rate(Errand::ProfileSync, 140_000, &ALL_DAY, Actor::Machine),
    rate(Errand::RateWarning, 15_000, &ALL_DAY, Actor::Machine),
    rate(Errand::Reset, 6_800, &OFFICE_HOURS, Actor::Admin),
    rate(Errand::Reveal, 1_500, &OFFICE_HOURS, Actor::Anyone),
    rate(Errand::ServiceToken, 260_000, &ALL_DAY, Actor::Machine),
    rate(Errand::Setting, 15_000, &OFFICE_HOURS, Actor::Admin),
    rate(Errand::Threat, 4_000, &ALL_DAY, Actor::Stranger),
];

/// How many events of imports there are, which come by the clock.
pub(crate) const IMPORTED_PER_MILLION_PEOPLE: u64 = 355_000;

/// Suspensions are rare enough to share the rate of leavers: one in so many.
pub(crate) const LEAVERS_PER_SUSPENSION: u64 = 3;

/// How many events an org of a million people logs on an average working day; what
/// `events_per_day` is measured against. A test holds it to what really comes out.
pub(crate) fn events_per_million_people(engine: Engine) -> u64 {
    match engine {
        Engine::Classic => 5_800_000,
        Engine::Oie => EVENTS_PER_MILLION_PEOPLE,
    }
}

/// The same of Identity Engine.
pub(crate) const EVENTS_PER_MILLION_PEOPLE: u64 = 15_000_000;

/// How many in a hundred of what machines and their masters do with Identity Engine there are on
/// `engine`: 8 % of less instead of 12 % (scenario facts 4.1). What people do for themselves, and
/// limits that are neared, are the same; so of notices there are fewer still to be had.
pub(crate) fn percent_on(engine: Engine, errand: Errand) -> u64 {
    match errand {
        _ if engine == Engine::Oie => 100,
        Errand::AppAccess
        | Errand::Collector
        | Errand::GroupChange
        | Errand::Import(..)
        | Errand::ProfileSync
        | Errand::ServiceToken => 27,
        Errand::Notification => 10,
        _ => 100,
    }
}
