//! Faults at work: their addresses with memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clock::{Seed, Timestamp};
use serde::{Serialize, Serializer};

use crate::service::Endpoint;

use super::rule::{Occasion, Stage, Verdict};
use super::spec::FaultSpec;
use super::trail::{Step, Trail};

/// The faults of an org, in the order in which they are asked.
#[derive(Debug)]
pub(crate) struct Faults {
    state: Mutex<State>,
    seed: Seed,
}

#[derive(Debug, Default)]
struct State {
    armed: Vec<Armed>,
    /// Those that went without having struck.
    missed: Vec<(FaultId, &'static str)>,
    /// How many there have ever been since the last reset.
    count: u64,
    /// How often everything was taken back to the start.
    edition: u64,
    trail: Trail,
}

#[derive(Debug)]
struct Armed {
    id: FaultId,
    spec: FaultSpec,
    /// From when on its offsets count.
    since: Timestamp,
    until: Option<Timestamp>,
    memory: Memory,
}

#[derive(Debug, Default)]
struct Memory {
    strikes: u64,
    /// Requests for which everything held but `every`.
    turns: u64,
    /// The latest page that was struck by its ordinal: each only once.
    page: u64,
    /// Pages that were struck and stay struck, by what was asked for.
    stuck: BTreeSet<String>,
}

/// Which fault of an org: `f1`, `f2`, … in the order in which they came, never used twice unless
/// the org is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(u64);

/// A fault that was added while the org runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Added {
    pub(crate) id: FaultId,
    edition: u64,
}

/// A fault at work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaultStatus {
    /// Which one.
    pub id: FaultId,
    /// What it is.
    pub fault: FaultSpec,
    /// How often it has struck.
    pub strikes: u64,
    /// When it goes by itself.
    #[serde(serialize_with = "shown_if_any")]
    pub until: Option<Timestamp>,
}

/// An org has no room for more faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an org has room for {} faults", Faults::MAX)]
pub struct FaultsFull;

impl Faults {
    /// How many faults an org can have at once.
    pub(crate) const MAX: usize = 1_000;

    /// The faults that an org has when it starts at `start`.
    pub(crate) fn new(specs: &[FaultSpec], seed: &Seed, start: Timestamp) -> Self {
        let state = Mutex::new(State::new(specs, start, 0));
        Self { state, seed: seed.child("faults") }
    }

    /// Takes everything back to how it was at `start`.
    pub(crate) fn reset(&self, specs: &[FaultSpec], start: Timestamp) {
        let mut state = self.state();
        *state = State::new(specs, start, state.edition + 1);
    }

    /// Adds a fault at `now`, behind the others, for `lifetime` or until it is removed. The
    /// offsets of its address count from `now`, its ordinals from the start of the mock.
    ///
    /// # Errors
    /// When there is no room for more.
    pub(crate) fn add(
        &self,
        spec: FaultSpec,
        now: Timestamp,
        lifetime: Option<Duration>,
    ) -> Result<Added, FaultsFull> {
        let mut state = self.state();
        state.forget(now);
        if state.armed.len() >= Self::MAX {
            return Err(FaultsFull);
        }
        let id = state.arm(spec, now, lifetime.map(|lifetime| now + lifetime));
        Ok(Added { id, edition: state.edition })
    }

    /// Removes a fault; says whether it was there.
    pub(crate) fn remove(&self, id: FaultId) -> bool {
        self.state().disarm(id)
    }

    /// Removes what was added, unless a reset has already done that.
    pub(crate) fn undo(&self, added: Added) {
        let mut state = self.state();
        if state.edition == added.edition {
            state.disarm(added.id);
        }
    }

    /// Those at work at `now`, in the order in which they are asked.
    pub(crate) fn list(&self, now: Timestamp) -> Vec<FaultStatus> {
        let mut state = self.state();
        state.forget(now);
        let status = |armed: &Armed| FaultStatus {
            id: armed.id,
            fault: armed.spec.clone(),
            strikes: armed.memory.strikes,
            until: armed.until,
        };
        state.armed.iter().map(status).collect()
    }

    /// The names of those that have never struck, in the order in which they came, whether they
    /// are still there or not.
    pub(crate) fn idle(&self) -> Vec<&'static str> {
        let state = self.state();
        let armed = state.armed.iter().filter(|armed| armed.is_idle());
        let there = armed.map(|armed| (armed.id, armed.spec.kind.name()));
        let all: BTreeMap<_, _> = state.missed.iter().copied().chain(there).collect();
        all.into_values().collect()
    }

    /// Notes that a request arrives, and says where it stands in what its client does.
    pub(crate) fn arrive(&self, endpoint: Endpoint, target: &str, after: Option<&str>) -> Step {
        self.state().trail.arrive(endpoint, target, after)
    }

    /// Notes that a walk goes on at the URL `next`.
    pub(crate) fn leads(&self, walk: u64, next: &str) {
        self.state().trail.leads(walk, next);
    }

    /// What the faults of `stage` make of a request: the first that does not let it pass, with
    /// its name.
    pub(crate) fn consult(
        &self,
        stage: Stage,
        occasion: &Occasion<'_>,
    ) -> Option<(&'static str, Verdict)> {
        let mut state = self.state();
        state.forget(occasion.now);
        let mut of_stage = state.armed.iter_mut().filter(|armed| armed.spec.kind.stage() == stage);
        of_stage.find_map(|armed| {
            let verdict = armed.strike(occasion, &self.seed);
            (!matches!(verdict, Verdict::Pass)).then_some((armed.spec.kind.name(), verdict))
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn new(specs: &[FaultSpec], start: Timestamp, edition: u64) -> Self {
        let mut state = Self { edition, ..Self::default() };
        for spec in specs.iter().take(Faults::MAX) {
            state.arm(spec.clone(), start, None);
        }
        state
    }

    fn disarm(&mut self, id: FaultId) -> bool {
        let place = self.armed.iter().position(|armed| armed.id == id);
        let gone = place.map(|place| self.armed.remove(place));
        let there = gone.is_some();
        self.miss(gone);
        there
    }

    /// Remembers those that went without having struck.
    fn miss(&mut self, gone: impl IntoIterator<Item = Armed>) {
        let idle = gone.into_iter().filter(Armed::is_idle);
        let room = Faults::MAX.saturating_sub(self.missed.len());
        self.missed.extend(idle.take(room).map(|armed| (armed.id, armed.spec.kind.name())));
    }

    fn arm(&mut self, spec: FaultSpec, since: Timestamp, until: Option<Timestamp>) -> FaultId {
        self.count += 1;
        let id = FaultId(self.count);
        self.armed.push(Armed { id, spec, since, until, memory: Memory::default() });
        id
    }

    /// Lets go of those whose time is over.
    fn forget(&mut self, now: Timestamp) {
        if self.armed.iter().any(|armed| armed.is_over(now)) {
            let gone: Vec<Armed> = self.armed.extract_if(.., |armed| armed.is_over(now)).collect();
            self.miss(gone);
        }
    }
}

impl Armed {
    fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| now >= until)
    }

    fn is_idle(&self) -> bool {
        self.memory.strikes == 0
    }

    fn strike(&mut self, occasion: &Occasion<'_>, seed: &Seed) -> Verdict {
        let occasion = &Occasion { since_start: occasion.now.since(self.since), ..*occasion };
        let Self { spec: FaultSpec { address, kind }, memory, id, .. } = self;
        let rule = kind.rule();
        if memory.stuck.contains(&occasion.call.target) {
            return rule.verdict(occasion);
        }
        let endpoint = address.endpoint.or(kind.sketch().endpoint);
        let covered = endpoint.is_none_or(|endpoint| endpoint == occasion.call.endpoint)
            && address.times.is_none_or(|times| memory.strikes < times)
            && (address.pages.is_none() || memory.page != occasion.page)
            && address.covers(occasion, &seed.child_at(id.0 - 1));
        if !covered {
            return Verdict::Pass;
        }
        let verdict = rule.verdict(occasion);
        if matches!(verdict, Verdict::Pass) {
            return verdict;
        }
        memory.turns += 1;
        if address.every.is_some_and(|every| !memory.turns.is_multiple_of(every)) {
            return Verdict::Pass;
        }
        memory.strikes += 1;
        if address.pages.is_some() {
            memory.page = occasion.page;
        }
        if rule.sticks() && memory.stuck.len() < STUCK_MAX {
            memory.stuck.insert(occasion.call.target.clone());
        }
        verdict
    }
}

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "f{}", self.0)
    }
}

impl FromStr for FaultId {
    type Err = ParseFaultIdError;

    fn from_str(text: &str) -> Result<Self, ParseFaultIdError> {
        let number = text.strip_prefix('f').and_then(|number| number.parse().ok());
        let id = number.map(Self).filter(|id| id.0 > 0 && id.to_string() == text);
        id.ok_or(ParseFaultIdError)
    }
}

impl Serialize for FaultId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A text that is no id of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("faults are called f1, f2 and so on")]
pub struct ParseFaultIdError;

#[expect(clippy::ref_option, reason = "serde passes fields by reference")]
fn shown_if_any<S: Serializer>(value: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(value),
        None => to.serialize_none(),
    }
}

/// How many pages one fault can keep unfit for ever.
const STUCK_MAX: usize = 1_024;
