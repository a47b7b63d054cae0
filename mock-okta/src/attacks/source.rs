//! Campaigns as a source of the log. Their events are kept as what they are about and written when
//! somebody reads them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use clock::Timestamp;

use crate::log::{Entry, Order, Source};
use crate::world::World;

use super::campaign::Campaign;

/// Every campaign of an org; more can be added while it runs.
pub(crate) struct Campaigns {
    world: Arc<World>,
    kept: RwLock<Kept>,
}

#[derive(Default)]
struct Kept {
    all: Vec<Arc<Campaign>>,
    /// By minute: which campaign, which of its deeds.
    by_commit: BTreeMap<i64, Vec<(u32, u32)>>,
    by_published: BTreeMap<i64, Vec<(u32, u32)>>,
    /// How often they were others.
    changes: u64,
}

impl Campaigns {
    /// None yet.
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world, kept: RwLock::default() }
    }

    /// Adds one. Once the org runs, none of its events may be committed in the past.
    pub(crate) fn push(&self, campaign: Arc<Campaign>) {
        self.kept.write().unwrap_or_else(PoisonError::into_inner).push(campaign);
    }

    /// Takes out of a campaign what happens from `cut_ms` on; says whether there is one of that
    /// name.
    pub(crate) fn cut(&self, instance: &str, cut_ms: i64) -> bool {
        let mut all = self.all();
        let place = all.iter().position(|campaign| campaign.instance() == instance);
        let Some(place) = place else { return false };
        if let Some(left) = all[place].until(cut_ms) {
            all[place] = Arc::new(left);
            self.set(all);
        }
        true
    }

    /// Says that there are `all` of these and no others.
    pub(crate) fn set(&self, all: Vec<Arc<Campaign>>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Kept { changes: kept.changes, ..Kept::default() };
        for campaign in all {
            kept.push(campaign);
        }
        kept.changes += 1;
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Campaign>> {
        self.kept().all.clone()
    }

    fn kept(&self) -> RwLockReadGuard<'_, Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn push(&mut self, campaign: Arc<Campaign>) {
        let number = self.all.len() as u32;
        for (index, deed) in (0..).zip(&campaign.deeds) {
            let place = (number, index);
            let minute = |millis: i64| millis.div_euclid(60_000);
            self.by_commit.entry(minute(deed.commit)).or_default().push(place);
            self.by_published.entry(minute(deed.step.published)).or_default().push(place);
        }
        self.all.push(campaign);
        self.changes += 1;
    }

    fn minutes(&self, order: Order) -> &BTreeMap<i64, Vec<(u32, u32)>> {
        match order {
            Order::Commit => &self.by_commit,
            Order::Published => &self.by_published,
        }
    }
}

impl Source for Campaigns {
    fn entries(&self, order: Order, minute: i64, out: &mut Vec<Entry>) {
        let kept = self.kept();
        let places = kept.minutes(order).get(&minute).into_iter().flatten();
        out.extend(places.map(|(campaign, index)| {
            let deed = &kept.all[*campaign as usize].deeds[*index as usize];
            Entry {
                commit: deed.commit,
                published: Some(deed.step.published),
                minute: i64::from(*campaign),
                index: *index,
            }
        }));
    }

    fn next_minute(&self, order: Order, from: i64, _: Timestamp) -> Option<i64> {
        self.kept().minutes(order).range(from..).next().map(|(minute, _)| *minute)
    }

    fn previous_minute(&self, order: Order, from: i64, _: Timestamp) -> Option<i64> {
        self.kept().minutes(order).range(..=from).next_back().map(|(minute, _)| *minute)
    }

    fn version(&self, _: Order, _: i64) -> u64 {
        self.kept().changes
    }

    fn write(&self, entry: &Entry, out: &mut Vec<u8>) {
        let campaign = self.kept().all.get(entry.minute as usize).map(Arc::clone);
        if let Some(campaign) = campaign
            && let Some(deed) = campaign.deeds.get(entry.index as usize)
        {
            campaign.write(&self.world, deed, out);
        }
    }
}

impl fmt::Debug for Campaigns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Campaigns({})", self.kept().all.len())
    }
}
