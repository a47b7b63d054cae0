//! Who puts attacks on stage, at the start and while the org runs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clock::{Clock, Seed, Timestamp};

use crate::log::{Log, minute_of};
use crate::traffic::{CommitLag, SharedHistory, Timeline, Volume};
use crate::world::World;

use super::campaign::Campaign;
use super::catalogue::{BreachStage, Kind};
use super::parameters::Parameters;
use super::source::Campaigns;
use super::stage::Stage;

/// Makes campaigns, and remembers whom they touched.
#[derive(Debug)]
pub(crate) struct Director {
    world: Arc<World>,
    seed: Seed,
    lag: CommitLag,
    volume: Volume,
    history: SharedHistory,
    campaigns: Arc<Campaigns>,
    /// Those that the org began with. Whoever changes anything about campaigns holds it.
    given: Mutex<Vec<Arc<Campaign>>>,
}

/// Why an attack does not begin while the org runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttackRefused {
    /// There is nobody to attack: the org only replays.
    #[error("nobody works in an org that only replays")]
    NobodyWorks,
    /// What has happened stays as it is.
    #[error("{0} has passed")]
    Passed(Timestamp),
    /// The org's time passes faster than the attack can be put together.
    #[error("the org's time passes faster than the attack can be put together")]
    TooFast,
    /// The org has undergone all that it can.
    #[error(
        "an org has room for {} attacks with {} events in all",
        Director::RUNS_MAX,
        Director::EVENTS_MAX
    )]
    TooMany,
}

impl Director {
    /// How many attacks there may be, those that are over included.
    pub(crate) const RUNS_MAX: usize = 1_000;
    /// How many events they may have together.
    pub(crate) const EVENTS_MAX: usize = 1_000_000;

    pub(crate) fn new(world: Arc<World>, seed: &Seed, (lag, volume): (CommitLag, Volume)) -> Self {
        let history = SharedHistory::default();
        let campaigns = Arc::new(Campaigns::new(Arc::clone(&world)));
        let seed = seed.child("attacks");
        Self { world, seed, lag, volume, history, campaigns, given: Mutex::default() }
    }

    /// Whom they touched, for those who plan everybody's days.
    pub(crate) fn history(&self) -> &SharedHistory {
        &self.history
    }

    /// What the log reads them from.
    pub(crate) fn campaigns(&self) -> &Arc<Campaigns> {
        &self.campaigns
    }

    /// Gives the org an attack of `kind` to begin with, with events from `moment` on.
    pub(crate) fn give(&self, kind: &'static Kind, parameters: Parameters, moment: Timestamp) {
        let mut given = self.given();
        let campaign = self.play(kind, parameters, moment);
        given.push(Arc::clone(&campaign));
        self.push(campaign);
    }

    /// Begins an attack of `kind` when it is `wanted`, but not before a minute of which nobody has
    /// seen anything: what is new about a victim's sign-ins in it, and with it every event of it, may
    /// follow from the attack. Where time is faster than the attack can be put together, it begins
    /// later.
    ///
    /// # Errors
    /// When there is nobody to attack, no room for more, or too little time.
    pub(crate) fn begin(
        &self,
        kind: &'static Kind,
        parameters: &Parameters,
        wanted: Timestamp,
        (log, clock): (&Log, &Clock),
    ) -> Result<Arc<Campaign>, AttackRefused> {
        let _given = self.given();
        if self.world.users() == 0 {
            return Err(AttackRefused::NobodyWorks);
        }
        let before = self.campaigns.all();
        if before.len() >= Self::RUNS_MAX {
            return Err(AttackRefused::TooMany);
        }
        let events = before.iter().map(|campaign| campaign.deeds.len()).sum::<usize>();
        let (mut reached, mut room) = (clock.now(), ROOM);
        for _ in 0..TRIES {
            let begun = clock.now();
            let moment = wanted.max(next_minute(reached + room));
            let campaign = self.play(kind, parameters.clone(), moment);
            if events + campaign.deeds.len() > Self::EVENTS_MAX {
                return Err(AttackRefused::TooMany);
            }
            reached = log.while_nobody_reads(|read_until| {
                let reached = clock.now().max(read_until);
                if reached < moment {
                    self.push(Arc::clone(&campaign));
                }
                reached
            });
            if reached < moment {
                return Ok(campaign);
            }
            room = ROOM + clock.now().since(begun) * 2;
        }
        Err(AttackRefused::TooFast)
    }

    /// Ends a campaign: what it would do from the next minute on does not happen. Says whether there
    /// is one of that name.
    pub(crate) fn end(&self, instance: &str, (log, clock): (&Log, &Clock)) -> bool {
        let _given = self.given();
        if !self.campaigns.all().iter().any(|campaign| campaign.instance() == instance) {
            return false;
        }
        log.while_nobody_reads(|read_until| {
            let moment = next_minute(clock.now().max(read_until));
            self.campaigns.cut(instance, moment.as_millis());
            self.remember();
        });
        true
    }

    /// Takes everything back to what the org began with.
    pub(crate) fn reset(&self) {
        let given = self.given();
        self.campaigns.set(given.clone());
        self.remember();
    }

    fn play(
        &self,
        kind: &'static Kind,
        parameters: Parameters,
        moment: Timestamp,
    ) -> Arc<Campaign> {
        let before = self.campaigns.all();
        let touched = self.history.touched();
        let timeline = Timeline { world: &self.world, volume: self.volume, touched: &touched };
        // By kind and moment, so that one more attack changes nothing about the others.
        let mut seed = self.seed.child(kind.name).child_at(moment.as_millis() as u64);
        let is_twin = |other: &&Arc<Campaign>| {
            other.kind.name == kind.name && other.start_ms == moment.as_millis()
        };
        match before.iter().filter(is_twin).count() {
            0 => {}
            // The same attack at the same moment is another one: no event is in the log twice.
            twins => seed = seed.child_at(twins as u64),
        }
        let mut stage = Stage::new(&self.world, timeline, kind, &seed, moment.as_millis());
        if parameters.is_look_alike() {
            stage.enter(BreachStage::None, &[]);
        }
        (kind.play)(&mut stage, &parameters);
        Arc::new(stage.finish(before.len() as u32 + 1, parameters, &self.lag))
    }

    fn push(&self, campaign: Arc<Campaign>) {
        self.campaigns.push(campaign);
        self.remember();
    }

    /// Makes everybody's history what the campaigns say.
    fn remember(&self) {
        let all = self.campaigns.all();
        self.history.set(all.iter().flat_map(|campaign| campaign.successes.iter().copied()));
    }

    fn given(&self) -> MutexGuard<'_, Vec<Arc<Campaign>>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first minute that begins after `moment`.
fn next_minute(moment: Timestamp) -> Timestamp {
    Timestamp::from_millis((minute_of(moment) + 1) * 60_000)
}

/// How long a change to what is yet to come may take, at first.
const ROOM: Duration = Duration::from_secs(1);
/// How often an attack is put together for a later minute, because time has overtaken it.
const TRIES: u32 = 6;
