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
    /// How many campaigns were cut short.
    cuts: usize,
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

    /// Takes out of a campaign what is committed after `now_ms`; says whether there is one of that
    /// name.
    pub(crate) fn cut(&self, instance: &str, now_ms: i64) -> bool {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let place = kept.all.iter().position(|campaign| campaign.instance() == instance);
        let Some(place) = place else { return false };
        let left = kept.all[place].until(now_ms);
        let mut all = std::mem::take(&mut *kept);
        all.all[place] = Arc::new(left);
        kept.cuts = all.cuts + 1;
        all.all.into_iter().for_each(|campaign| kept.push(campaign));
        true
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
        let kept = self.kept();
        (kept.all.len() + kept.cuts) as u64
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
