//! What the org's machines do by the clock and not by chance: imports from directories, and the
//! collector that reads this log and needs a token for it (scenario facts 4.2).
//!
//! A small org has less to import and a collector that is in less of a hurry, or machines would
//! be most of its log.

use crate::world::{OFFICES, World, mix};

use super::behaviors::Behaviors;
use super::flow::{Errand, Flow};
use super::flows::import::{Directory, Phase};
use super::shape::{MINUTES_PER_DAY, local};
use super::timetable::percent_on;
use super::volume::Volume;

/// How much there is to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jobs<'a> {
    world: &'a World,
    /// How many people would cause as much of themselves.
    people: u64,
    /// The same of what machines cause, which an older engine says less about.
    busy: u64,
    /// How many events of imports a day has.
    imported: u64,
}

impl<'a> Jobs<'a> {
    /// The jobs of an org, in which imports cause `imported` events a day for a million people.
    pub(super) fn new(world: &'a World, volume: Volume, imported: u64) -> Self {
        let people = volume.scale(u128::from(world.users()));
        let busy = people * percent_on(world.engine(), Errand::Collector) / 100;
        Self { world, people, busy, imported: busy * imported / 1_000_000 }
    }

    /// Adds what begins in `minute`.
    pub(super) fn plan(&self, minute: i64, flows: &mut Vec<Flow>) {
        if self.people == 0 {
            return;
        }
        let past_the_hour = (self.world.key() % 60) as i64;
        let since = (minute - past_the_hour).rem_euclid(self.period());
        self.import(Directory::Active, self.of_active_directory(), (minute, since), flows);
        let (_, now) = local(minute, OFFICES[0].utc_offset_minutes);
        let since = (now - NIGHTLY).rem_euclid(MINUTES_PER_DAY);
        self.import(Directory::Hr, self.imported / HR_SHARE, (minute, since), flows);
        if minute.rem_euclid(self.collector_minutes()) == 0 {
            let key = mix(self.world.key() ^ mix(minute as u64 ^ COLLECTOR));
            let after_ms = (self.world.key() >> 8) % 50_000 + key % 400;
            flows.push(job(Errand::Collector, (minute, after_ms as i64), key, 0));
        }
    }

    /// How many minutes lie between two grants to the collector: one to five in an org of two
    /// thousand people or more, and never more than a token lasts.
    pub(super) fn collector_minutes(&self) -> i64 {
        (PEOPLE_PER_GRANT / self.busy.max(1)).clamp(1, 60) as i64
    }

    /// How many grants to the collector a day has.
    pub(super) fn collector_grants(&self) -> u64 {
        (MINUTES_PER_DAY / self.collector_minutes()) as u64
    }

    /// How many minutes lie between two imports from Active Directory: an hour, unless there is
    /// hardly anybody.
    fn period(&self) -> i64 {
        if self.people < HOURLY_FROM { MINUTES_PER_DAY / 4 } else { 60 }
    }

    /// How many people an import from Active Directory touches on average.
    fn of_active_directory(&self) -> u64 {
        let imports = (MINUTES_PER_DAY / self.period()) as u64;
        let left = self.imported - self.imported / HR_SHARE;
        left.saturating_sub(imports * EVENTS_AROUND) / imports
    }

    /// The part of an import that falls on `minute`, when the last one began `since` minutes ago
    /// and touches `usual` people or so.
    fn import(
        &self,
        from: Directory,
        usual: u64,
        (minute, since): (i64, i64),
        flows: &mut Vec<Flow>,
    ) {
        let begin = minute - since;
        let key = mix(self.world.key() ^ mix(begin as u64) ^ IMPORT ^ from as u64);
        // From half of it to one and a half.
        let people = usual * (512 + key % 1_025) / 1_024;
        let a_minute = CHANGES_A_MINUTE.max(people.div_ceil(IMPORT_MINUTES_MAX));
        let minutes = people.div_ceil(a_minute).max(1) as i64;
        if since >= minutes {
            return;
        }
        if since == 0 {
            flows.push(job(Errand::Import(from, Phase::Begin), (minute, 0), key, 0));
        }
        let done = since as u64 * a_minute;
        let now = (people - done).min(a_minute);
        let batches = now.div_ceil(BATCH);
        for batch in 0..batches {
            let size = (now - batch * BATCH).min(BATCH) as u8;
            let after_ms = BATCHES_FROM_MS + batch * BATCHES_MS / batches;
            let of_batch = mix(key ^ mix(done + batch * BATCH));
            let subject = 1 + (of_batch % u64::from(self.world.users().max(1))) as u32;
            let errand = Errand::Import(from, Phase::Batch(size));
            flows.push(job(errand, (minute, after_ms as i64), key, subject));
        }
        if since == minutes - 1 {
            let errand = Errand::Import(from, Phase::End);
            flows.push(job(errand, (minute, END_MS + (key % 4_000) as i64), key, 0));
        }
    }
}

fn job(errand: Errand, (minute, after_ms): (i64, i64), key: u64, subject: u32) -> Flow {
    Flow {
        errand,
        start: minute * 60_000 + after_ms,
        actor: 0,
        subject,
        key,
        day_key: key,
        session: 3,
        day: minute.div_euclid(MINUTES_PER_DAY) as i32,
        behaviors: Behaviors::default(),
    }
}

const IMPORT: u64 = 0x1390;
const COLLECTOR: u64 = 0xc011;
/// With so many people, the collector gets a token every minute.
const PEOPLE_PER_GRANT: u64 = 10_000;
/// From how many people on there is an import every hour.
const HOURLY_FROM: u64 = 250;
/// One in so many people is imported from the app for hiring, at night.
const HR_SHARE: u64 = 5;
/// When it is night, by the clock of the headquarters.
const NIGHTLY: i64 = 2 * 60;
/// What an import shows besides those whom it touches.
const EVENTS_AROUND: u64 = 4;
/// 50 a second (scenario facts 4.1), unless that takes too long.
const CHANGES_A_MINUTE: u64 = 3_000;
const IMPORT_MINUTES_MAX: u64 = 30;
const BATCH: u64 = 12;
/// When in a minute people are touched.
const BATCHES_FROM_MS: u64 = 5_000;
const BATCHES_MS: u64 = 45_000;
/// When in the last minute an import ends: after the last of them.
const END_MS: i64 = 52_000;
