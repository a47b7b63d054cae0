//! What was measured, next to what it is held to.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;

use clock::Timestamp;
use serde::Serialize;

use crate::history::History;
use crate::log::{Log, Order};
use crate::traffic::targets::{
    ACTORS, ACTORS_CLASSIC, BROWSERS, DISTINCT, FACTORS, FACTORS_CLASSIC, FAILURES, NON_USER,
    NON_USER_CLASSIC, NON_USER_OIE, PEAKS, PER_PERSON_CLASSIC, PER_PERSON_OIE,
    SECOND_FACTORS_CLASSIC, SECOND_FACTORS_OIE, SHARES_CLASSIC, SHARES_OIE, SIZES_CLASSIC,
    SIZES_OIE, SYSTEMS, Target,
};
use crate::world::{Engine, OFFICES};
use crate::{BuildError, MockOkta};

use super::census::Census;

/// A working day of an org, measured.
#[derive(Debug, Serialize)]
pub struct Report {
    /// What everything random in the org comes from.
    pub seed: u64,
    /// How many people work there.
    pub users: u32,
    /// Which engine it runs on.
    pub engine: String,
    /// When the day begins: midnight at the headquarters.
    pub day: String,
    /// How many events it has.
    pub events: u64,
    /// How large they are together.
    pub bytes: u64,
    /// What was measured and what it is held to.
    pub sections: Vec<Section>,
    /// Every event type with how often it was seen.
    pub types: Vec<(String, u64)>,
    /// Events by the hour at the headquarters.
    pub hours: [u64; 24],
    /// Sessions that started by the same.
    pub starts: [u64; 24],
    /// Events of the days of that week, Monday first.
    pub week: [u64; 7],
    /// Events by size, in steps of [`Report::SIZE_STEP`] bytes.
    pub sizes: Vec<u64>,
}

/// Figures of one sort.
#[derive(Debug, Serialize)]
pub struct Section {
    /// What they are about.
    pub title: &'static str,
    /// What they count in.
    pub unit: &'static str,
    /// One by one.
    pub rows: Vec<Measured>,
}

/// One figure.
#[derive(Debug, Serialize)]
pub struct Measured {
    /// What is measured.
    pub name: &'static str,
    /// How much it is; nothing when there was nothing to measure.
    pub measured: Option<f64>,
    /// The least that it should be.
    pub low: f64,
    /// The most.
    pub high: f64,
    /// Where that is from, in the scenario facts.
    pub facts: &'static str,
    /// Whether it is as it should be.
    pub holds: bool,
}

impl Report {
    /// How many people there are when nothing is said: enough for what happens to one in a
    /// thousand to be counted.
    pub const USERS: u32 = 16_000;
    /// The day when nothing is said, a Thursday without a holiday near it.
    pub const DAY: &str = "2026-03-19T00:00:00Z";
    /// What everything comes from when nothing is said.
    pub const SEED: u64 = 29;
    /// How many bytes make a step of [`Report::sizes`].
    pub const SIZE_STEP: usize = 250;

    /// Measures the org of a seed, so many people and an engine, on the day that `day` falls on at its
    /// headquarters, on `jobs` threads.
    ///
    /// # Errors
    /// When there is no such org, or it writes what is no event.
    pub fn of(
        (seed, users, engine): (u64, u32, Engine),
        day: Timestamp,
        jobs: NonZeroUsize,
    ) -> Result<Self, DescribeError> {
        let builder = MockOkta::builder().seed(seed).users(users).engine(engine);
        let day = local_day(day, OFFICES[0].utc_offset_minutes);
        // The epoch was a Thursday.
        let weekday = (day.start.as_millis().div_euclid(DAY_MS) + 3).rem_euclid(7);
        let monday = day.start.shifted(-weekday * DAY_MS);
        let week = builder.clone().generate(monday..monday.shifted(7 * DAY_MS))?;
        let log = week.log();
        let week = std::array::from_fn(|weekday| {
            let begin = monday.shifted(weekday as i64 * DAY_MS);
            count_events(&log, begin..begin.shifted(DAY_MS))
        });
        let history = builder.generate(day.clone())?;
        Ok(Self::new(&census(&history, jobs)?, (seed, users, engine), day.start, week))
    }

    /// A moment of [`Report::DAY`].
    pub fn day() -> Timestamp {
        Self::DAY.parse().unwrap_or(Timestamp::EPOCH)
    }

    fn new(
        census: &Census,
        (seed, users, engine): (u64, u32, Engine),
        day: Timestamp,
        week: [u64; 7],
    ) -> Self {
        let mut types: Vec<_> =
            census.types.iter().map(|(name, sizes)| (name.clone(), sizes.len() as u64)).collect();
        types.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut sizes = Vec::new();
        for size in census.sizes() {
            let step = size as usize / Self::SIZE_STEP;
            sizes.resize(sizes.len().max(step + 1), 0);
            sizes[step] += 1;
        }
        Self {
            seed,
            users,
            engine: engine.to_string(),
            day: day.to_string(),
            events: census.events,
            bytes: census.bytes,
            sections: sections(census, engine),
            types,
            hours: census.hours.map(|(events, _)| events),
            starts: census.hours.map(|(_, starts)| starts),
            week,
            sizes,
        }
    }
}

/// Counts what `history` holds.
fn census(history: &History, jobs: NonZeroUsize) -> serde_json::Result<Census> {
    let (offset, mut census) = (OFFICES[0].utc_offset_minutes, Census::default());
    history.portions(
        jobs,
        |portion| portion.bytes,
        |lines| {
            lines
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
                .try_for_each(|line| census.add(line, offset))
        },
    )?;
    Ok(census)
}

/// Why a day cannot be described.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DescribeError {
    /// There is no such org.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The org has written what is no event: a bug of the mock.
    #[error("the mock has written what is no event")]
    Event(#[from] serde_json::Error),
}

/// How many events are published in `span`, without writing one.
fn count_events(log: &Log, span: Range<Timestamp>) -> u64 {
    let last = span.end.shifted(-1);
    let minutes = log.forward(Order::Published, [span.start, last], Timestamp::MAX);
    minutes.map(|items| items.len() as u64).sum()
}

/// The date of `moment`, from midnight to midnight on a clock `offset_minutes` from UTC.
pub(super) fn local_day(moment: Timestamp, offset_minutes: i64) -> Range<Timestamp> {
    let midnight = moment.as_millis().div_euclid(DAY_MS) * DAY_MS - offset_minutes * 60_000;
    let midnight = Timestamp::from_millis(midnight);
    midnight..midnight.shifted(DAY_MS)
}

fn sections(census: &Census, engine: Engine) -> Vec<Section> {
    let held_to = HeldTo::of(engine);
    let people = census.people();
    let events = census.events as f64;
    let business: u64 = census.businesses.values().sum();
    let starts: u64 = census.systems.values().sum();
    let factors: u64 = census.factors.values().sum();
    let percent = |count: u64, of: f64| count as f64 * 100.0 / of;
    let of = |counts: &BTreeMap<&'static str, u64>, name: &str| {
        counts.get(name).copied().unwrap_or_default()
    };
    let starting = |counts: &BTreeMap<String, u64>, name: &str| -> u64 {
        counts.iter().filter(|(key, _)| key.starts_with(name)).map(|(_, count)| count).sum()
    };
    let distinct = &census.distinct;
    vec![
        section("Groups of events", "% of all", held_to.shares, |name| {
            Some(percent(of(&census.groups, name), events))
        }),
        section("Events of people", "for each who comes to work", held_to.per_person, |name| {
            let count = if name == "all" { events } else { of(&census.of_people, name) as f64 };
            Some(count / people)
        }),
        section("What is nobody's day", "% of all", &[held_to.non_user], |_| {
            Some(percent(business, events))
        }),
        section("What that is", "% of it", &NON_USER, |name| {
            Some(percent(of(&census.businesses, name), business as f64))
        }),
        section("Who acts", "% of all", held_to.actors, |name| {
            Some(percent(starting(&census.actors, name), events))
        }),
        section("What goes wrong, and what is rare", "%", held_to.failures, |name| {
            census.failure(name)
        }),
        section("The busiest hour", "times the mean hour", &PEAKS[1..], |_| {
            let starts = census.hours.map(|(_, starts)| starts as f64);
            Some(starts.into_iter().fold(0.0, f64::max) * 24.0 / starts.into_iter().sum::<f64>())
        }),
        section("Sizes", "bytes", held_to.sizes, |name| census.size(name)),
        section("Second factors", "% of those that succeed", held_to.factors, |name| {
            Some(percent(starting(&census.factors, name), factors as f64))
        }),
        section("How often", "for each who signs in", &[held_to.second_factors], |_| {
            Some(factors as f64 / people)
        }),
        section("Systems", "% of session starts", &SYSTEMS, |name| {
            Some(percent(starting(&census.systems, name), starts as f64))
        }),
        section("Browsers", "% of session starts", &BROWSERS, |name| {
            Some(percent(starting(&census.browsers, name), starts as f64))
        }),
        section("How many there are", "", &DISTINCT, |name| match name {
            "apps" => Some(distinct.apps.len() as f64),
            "addresses per person who signs in" => Some(distinct.vantages.len() as f64 / people),
            "sessions per person" => Some(starts as f64 / people),
            _ => None,
        }),
    ]
}

/// What differs between the engines.
struct HeldTo {
    shares: &'static [Target],
    per_person: &'static [Target],
    non_user: Target,
    actors: &'static [Target],
    failures: &'static [Target],
    sizes: &'static [Target],
    factors: &'static [Target],
    second_factors: Target,
}

impl HeldTo {
    fn of(engine: Engine) -> Self {
        match engine {
            Engine::Classic => Self {
                shares: &SHARES_CLASSIC,
                per_person: &PER_PERSON_CLASSIC,
                non_user: NON_USER_CLASSIC,
                actors: &ACTORS_CLASSIC,
                failures: &FAILURES[1..],
                sizes: &SIZES_CLASSIC,
                factors: &FACTORS_CLASSIC,
                second_factors: SECOND_FACTORS_CLASSIC,
            },
            Engine::Oie => Self {
                shares: &SHARES_OIE,
                per_person: &PER_PERSON_OIE,
                non_user: NON_USER_OIE,
                actors: &ACTORS,
                failures: &FAILURES,
                sizes: &SIZES_OIE,
                factors: &FACTORS,
                second_factors: SECOND_FACTORS_OIE,
            },
        }
    }
}

fn section(
    title: &'static str,
    unit: &'static str,
    targets: &[Target],
    measure: impl Fn(&str) -> Option<f64>,
) -> Section {
    let rows = targets.iter().map(|target| {
        let measured = measure(target.name).filter(|measured| measured.is_finite());
        let Target { name, facts, low, high } = *target;
        let holds = measured.is_some_and(|measured| target.holds(measured));
        Measured { name, measured, low, high, facts, holds }
    });
    Section { title, unit, rows: rows.collect() }
}

const DAY_MS: i64 = 86_400_000;
