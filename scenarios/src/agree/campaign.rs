//! Many generated events, every one put to both implementations.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::generate::Generator;
use super::pair::{Disagreement, Fate, Pair};
use super::shrink::shrink;
use super::variant::Variant;

/// Which events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// The seed that they come from.
    pub seed: u64,
    /// The number of the first.
    pub from: u64,
    /// How many.
    pub events: u64,
}

/// What became of the events of a campaign in which both agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there were, by what became of them.
    pub fates: BTreeMap<Fate, u64>,
    /// Pages made of some of them.
    pub pages: u64,
}

/// One record about which the two do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The options under which they differ.
    pub rules: String,
    /// What they say differently, about the event as it was generated.
    pub disagreement: Disagreement,
    /// The record, made smaller; or the page, as it was.
    pub record: Vec<u8>,
    /// Which events show it again: one, or those before it as well, when what the normalizer
    /// remembers plays a part.
    pub again: Campaign,
}

/// Makes the pairs that events are put to; event by event chance picks one.
type Pairs<'p> = dyn Fn() -> Vec<(String, Pair)> + Sync + 'p;

impl Campaign {
    /// Puts every event to both implementations, under one of the [variants](Variant::all).
    ///
    /// # Errors
    /// The finding with the lowest number.
    pub fn run(&self) -> Result<Tally, Box<Finding>> {
        self.run_with(&|| {
            let variants = Variant::all().into_iter();
            variants.map(|it| (it.to_string(), Pair::new(it))).collect()
        })
    }

    /// The same with other pairs.
    ///
    /// # Errors
    /// The finding with the lowest number.
    pub fn run_with(&self, pairs: &Pairs<'_>) -> Result<Tally, Box<Finding>> {
        let generator = Generator::new(self.seed);
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let found_at = AtomicU64::new(u64::MAX);
        let results: Vec<_> = std::thread::scope(|scope| {
            let worker = |number| {
                let (generator, found_at) = (&generator, &found_at);
                scope.spawn(move || self.share(number, workers, generator, pairs, found_at))
            };
            let workers: Vec<_> = (0..workers).map(worker).collect();
            let joined = workers.into_iter().map(|worker| {
                worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            joined.collect()
        });
        let mut tally = Tally::default();
        let mut first: Option<(u64, Box<Finding>)> = None;
        for result in results {
            match result {
                Ok(share) => tally.add(&share),
                Err((at, finding)) if first.as_ref().is_none_or(|(first, _)| at < *first) => {
                    first = Some((at, finding));
                }
                Err(_) => {}
            }
        }
        first.map_or(Ok(tally), |(_, finding)| Err(finding))
    }

    /// Every `workers`-th block, beginning with block `worker`.
    fn share(
        &self,
        worker: usize,
        workers: usize,
        generator: &Generator,
        pairs: &Pairs<'_>,
        found_at: &AtomicU64,
    ) -> Result<Tally, (u64, Box<Finding>)> {
        let end = self.from.saturating_add(self.events);
        let mut tally = Tally::default();
        let starts = (self.from..end).step_by(BLOCK_EVENTS as usize);
        for start in starts.skip(worker).step_by(workers) {
            if found_at.load(Ordering::Relaxed) < start {
                break;
            }
            let block =
                Self { seed: self.seed, from: start, events: BLOCK_EVENTS.min(end - start) };
            tally.add(&block.one_block(generator, pairs).inspect_err(|(at, _)| {
                found_at.fetch_min(*at, Ordering::Relaxed);
            })?);
        }
        Ok(tally)
    }

    /// One block, whose normalizers begin without memory.
    fn one_block(
        &self,
        generator: &Generator,
        pairs: &Pairs<'_>,
    ) -> Result<Tally, (u64, Box<Finding>)> {
        let mut tally = Tally::default();
        let mut kept = pairs();
        let mut page = Vec::new();
        for number in self.from..self.from + self.events {
            let choice = generator.choice(number, kept.len());
            let record = generator.event(number);
            let (rules, pair) = &mut kept[choice];
            let upto = Self { events: number - self.from + 1, ..*self };
            match pair.check(&record) {
                Ok(fate) => {
                    *tally.fates.entry(fate).or_default() += 1;
                    // A page is taken apart by brackets only where an element is no JSON.
                    if number % PAGE_EVERY < PAGE_EVENTS && fate != Fate::Rejected("json") {
                        page.push(record);
                    }
                }
                Err(disagreement) => {
                    let mut fresh = |record: &[u8]| {
                        let mut pairs = pairs();
                        pairs.swap_remove(choice).1.check(record).is_err()
                    };
                    let alone = fresh(&record);
                    let again =
                        if alone { Self { from: number, events: 1, ..*self } } else { upto };
                    let record = if alone { shrink(&record, &mut fresh) } else { record };
                    let rules = rules.clone();
                    return Err((number, Box::new(Finding { rules, disagreement, record, again })));
                }
            }
            if number % PAGE_EVERY == PAGE_EVENTS - 1 && !page.is_empty() {
                tally.pages += 1;
                pair.check_page(&page).map_err(|disagreement| {
                    let record = [b"[", &page.join(&b',')[..], b"]"].concat();
                    let rules = rules.clone();
                    (number, Box::new(Finding { rules, disagreement, record, again: upto }))
                })?;
                page.clear();
            }
        }
        Ok(tally)
    }
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.pages += other.pages;
        for (fate, count) in &other.fates {
            *self.fates.entry(*fate).or_default() += count;
        }
    }

    /// How many events there were.
    pub fn events(&self) -> u64 {
        self.fates.values().sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} events, {} pages: both agree", self.events(), self.pages)?;
        for (number, (fate, count)) in self.fates.iter().enumerate() {
            write!(f, "{}{fate} {count}", if number == 0 { "\n  " } else { ", " })?;
        }
        Ok(())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the connector and the reference differ, the connector first")?;
        writeln!(f, "  {}", self.disagreement)?;
        writeln!(f, "  rules: {}", self.rules)?;
        writeln!(f, "  record: {}", self.record.escape_ascii())?;
        let Campaign { seed, from, events } = self.again;
        write!(f, "  again: scenarios agree --seed {seed} --from {from} --events {events}")
    }
}

impl std::error::Error for Finding {}

/// Events that one normalizer sees.
const BLOCK_EVENTS: u64 = 1_000;

/// Of so many events in a row…
const PAGE_EVERY: u64 = 40;

/// … so many become a page too.
const PAGE_EVENTS: u64 = 10;
