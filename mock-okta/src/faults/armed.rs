//! Faults at work: their addresses with memory.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use clock::Seed;

use super::rule::{Occasion, Stage, Verdict};
use super::spec::FaultSpec;

/// The faults of an org, in the order in which they are asked.
#[derive(Debug)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    seed: Seed,
}

#[derive(Debug)]
struct Armed {
    spec: FaultSpec,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    strikes: u64,
    /// Pages that were struck by ordinal: each only once.
    pages: BTreeSet<u64>,
    /// Pages that were struck and stay struck, by what was asked for.
    stuck: BTreeSet<String>,
}

impl Faults {
    pub(crate) fn new(specs: &[FaultSpec], seed: &Seed) -> Self {
        let arm = |spec: &FaultSpec| Armed { spec: spec.clone(), memory: Mutex::default() };
        Self { armed: specs.iter().map(arm).collect(), seed: seed.child("faults") }
    }

    /// What the faults of `stage` make of a request: the first that does not let it pass, with
    /// its name.
    pub(crate) fn consult(
        &self,
        stage: Stage,
        occasion: &Occasion<'_>,
    ) -> Option<(&'static str, Verdict)> {
        let of_stage = self.armed.iter().enumerate();
        of_stage.filter(|(_, armed)| armed.spec.kind.stage() == stage).find_map(|(index, armed)| {
            let verdict = armed.strike(occasion, &self.seed.child_at(index as u64));
            (!matches!(verdict, Verdict::Pass)).then_some((armed.spec.kind.name(), verdict))
        })
    }
}

impl Armed {
    fn strike(&self, occasion: &Occasion<'_>, seed: &Seed) -> Verdict {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let rule = self.spec.kind.rule();
        if memory.stuck.contains(occasion.target) {
            return rule.verdict(occasion);
        }
        let address = &self.spec.address;
        let endpoint = address.endpoint.or(rule.endpoint());
        let covered = endpoint.is_none_or(|endpoint| endpoint == occasion.endpoint)
            && address.covers(occasion.since_start, occasion.request, occasion.page)
            && address.times.is_none_or(|times| memory.strikes < times)
            && (address.pages.is_none() || !memory.pages.contains(&occasion.page))
            && address
                .per_million
                .is_none_or(|chance| seed.draw_at(occasion.request).chance(chance));
        if !covered {
            return Verdict::Pass;
        }
        let verdict = rule.verdict(occasion);
        if !matches!(verdict, Verdict::Pass) {
            memory.strikes += 1;
            if address.pages.is_some() {
                memory.pages.insert(occasion.page);
            }
            if rule.sticks() && memory.stuck.len() < STUCK_MAX {
                memory.stuck.insert(occasion.target.to_owned());
            }
        }
        verdict
    }
}

/// How many pages one fault can keep unfit for ever.
const STUCK_MAX: usize = 1_024;
