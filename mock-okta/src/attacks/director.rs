//! Who puts attacks on stage, at the start and while the org runs.

use std::sync::{Arc, Mutex, PoisonError};

use clock::{Seed, Timestamp};

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
    /// How many have begun.
    begun: Mutex<u32>,
}

impl Director {
    pub(crate) fn new(world: Arc<World>, seed: &Seed, (lag, volume): (CommitLag, Volume)) -> Self {
        let history = SharedHistory::default();
        let campaigns = Arc::new(Campaigns::new(Arc::clone(&world)));
        let seed = seed.child("attacks");
        Self { world, seed, lag, volume, history, campaigns, begun: Mutex::new(0) }
    }

    /// Whom they touched, for those who plan everybody's days.
    pub(crate) fn history(&self) -> &SharedHistory {
        &self.history
    }

    /// What the log reads them from.
    pub(crate) fn campaigns(&self) -> &Arc<Campaigns> {
        &self.campaigns
    }

    /// Begins an attack of `kind` at `moment`, with events from then on.
    pub(crate) fn begin(
        &self,
        kind: &'static Kind,
        parameters: Parameters,
        moment: Timestamp,
    ) -> Arc<Campaign> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        *begun += 1;
        let number = *begun;
        let touched = self.history.touched();
        let timeline = Timeline { world: &self.world, volume: self.volume, touched: &touched };
        // By kind and moment, so that one more attack changes nothing about the others.
        let seed = self.seed.child(kind.name).child_at(moment.as_millis() as u64);
        let mut stage = Stage::new(&self.world, timeline, kind, &seed, moment.as_millis());
        if parameters.is_look_alike() {
            stage.enter(BreachStage::None, &[]);
        }
        (kind.play)(&mut stage, &parameters);
        let campaign = Arc::new(stage.finish(number, parameters, &self.lag));
        self.history.touch(&campaign.successes);
        self.campaigns.push(Arc::clone(&campaign));
        campaign
    }

    /// Ends a campaign: what it would still do after `now` does not happen. Says whether there is
    /// one of that name.
    pub(crate) fn end(&self, instance: &str, now: Timestamp) -> bool {
        self.campaigns.cut(instance, now.as_millis())
    }
}
