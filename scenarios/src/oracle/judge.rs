//! From evidence to claims.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::claims::{Claim, Tallies};
use super::evidence::{Evidence, Obligation, Quarantined, Record};
use super::hazard::Hazard;
use super::manners;
use super::output::Output;
use super::verdict::Verdict;
use crate::case::Expect;
use crate::reference::{self, Json, OUTPUT_DEPTH_MAX, Outcome, Rules};

/// Judges one run: the claims, and the numbers behind them.
pub fn judge(
    evidence: &Evidence,
    obligation: &Obligation,
    expect: &Expect,
) -> (Vec<Claim>, Tallies) {
    let mut judge = Judge {
        evidence,
        obligation,
        output: Output::read(&evidence.output),
        quarantine: count(&evidence.quarantine),
        tallies: Tallies { requests: evidence.requests.len() as u64, ..Tallies::default() },
        rejects: 0,
        excused: BTreeSet::new(),
        slowest: Duration::ZERO,
        lost: Examples::default(),
        mutated: Examples::default(),
        unkept: Examples::default(),
        disordered: Examples::default(),
        late: Examples::default(),
        last_line: None,
    };
    for block in evidence.log.chunks(BLOCK_RECORDS) {
        let due = ought(block, &obligation.rules);
        for (record, ought) in block.iter().zip(due) {
            judge.record(record, ought);
        }
    }
    judge.claims(expect)
}

/// What ought to become of each of `records`, worked out on every core.
fn ought(records: &[Record], rules: &Rules) -> Vec<Outcome> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = records.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = records
            .chunks(share)
            .map(|records| {
                scope.spawn(|| {
                    let outcomes = records.iter();
                    outcomes.map(|record| reference::normalize(&record.raw, rules)).collect()
                })
            })
            .collect();
        let outcomes = workers.into_iter().map(|worker| {
            let outcomes: Vec<Outcome> = worker.join().unwrap_or_else(|panic| {
                std::panic::resume_unwind(panic);
            });
            outcomes
        });
        outcomes.flatten().collect()
    })
}

struct Judge<'e> {
    evidence: &'e Evidence,
    obligation: &'e Obligation,
    output: Output<'e>,
    /// What is in quarantine and not accounted for yet, with how often.
    quarantine: BTreeMap<&'e Quarantined, u64>,
    tallies: Tallies,
    /// Records of the log that cannot be published.
    rejects: u64,
    /// What was rightly put into quarantine at least once.
    excused: BTreeSet<&'e Quarantined>,
    /// From being visible to being out.
    slowest: Duration,
    lost: Examples,
    mutated: Examples,
    unkept: Examples,
    disordered: Examples,
    late: Examples,
    /// The line of the event before.
    last_line: Option<usize>,
}

impl Judge<'_> {
    fn record(&mut self, record: &Record, ought: Outcome) {
        let due = (self.obligation.from..=self.obligation.to).contains(&record.commit);
        match ought {
            Outcome::Published(expected) => self.event(record, &expected, due),
            Outcome::Excluded { .. } => self.tallies.excluded += u64::from(due),
            Outcome::Rejected { reason } => self.reject(record, reason, due),
        }
    }

    fn event(&mut self, record: &Record, expected: &Json, due: bool) {
        let Some(Json::String(id)) = expected.member("event_id") else {
            unreachable!("the reference gives every event an id")
        };
        let id = id.to_string();
        if due && record.damaged && !record.delivered {
            self.unreadable(record);
        }
        self.tallies.due += u64::from(due);
        let Some(copies) = self.output.take(&id) else {
            if due {
                self.tallies.lost += 1;
                self.lost.add(|| format!("{id} (visible at {})", record.commit));
            }
            return;
        };
        self.tallies.published += u64::from(due);
        let (first, others) = (copies.first, copies.others.clone());
        if let Some(last) = self.last_line
            && first < last
        {
            self.disordered.add(|| format!("{id} in line {first}, after line {last}"));
        }
        self.last_line = Some(first);
        if let Some(arrival) = self.evidence.arrivals.get(first).filter(|_| due) {
            self.slowest = self.slowest.max(arrival.since(record.commit));
            if *arrival > self.obligation.deadline {
                self.late.add(|| format!("{id} at {arrival}"));
            }
        }
        let text = expected.to_text();
        for number in std::iter::once(first).chain(others) {
            let line = self.output.line(number);
            // Equal bytes are equal values; whatever else is equal has to be read.
            if line != text.as_bytes()
                && let Some(difference) = difference(line, expected)
            {
                self.mutated.add(|| format!("{id} in line {number}: {difference}"));
            }
        }
    }

    /// A record that only ever came on a page that is none: if that page is given up, its bytes
    /// have to be in the quarantine.
    fn unreadable(&mut self, record: &Record) {
        let mut pages = self.evidence.quarantine.iter().filter(|kept| kept.reason == "page");
        if !pages.any(|page| contains(&page.raw, &record.raw)) {
            let at = record.commit;
            self.unkept.add(|| format!("a page that is none, with what was visible at {at}"));
        }
    }

    fn reject(&mut self, record: &Record, reason: &'static str, due: bool) {
        let kept = Quarantined { reason: reason.to_owned(), raw: record.raw.clone() };
        let stored = self.quarantine.get_key_value(&kept).map(|(stored, _)| *stored);
        self.excused.extend(stored);
        let found = match self.quarantine.get_mut(&kept) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        self.tallies.quarantined += u64::from(found);
        if due && record.delivered {
            self.rejects += 1;
            if !found {
                let raw = String::from_utf8_lossy(&record.raw);
                self.unkept.add(|| format!("{reason}: {raw:.60}"));
            }
        }
    }

    fn claims(mut self, expect: &Expect) -> (Vec<Claim>, Tallies) {
        self.tallies.duplicates = self.output.duplicates();
        let mut claims = vec![self.delivery()];
        claims.push(self.mutated.claim("delivery/mutated", "every event is as the mapping says"));
        claims.push(self.unexpected());
        claims.push(self.disordered.claim("delivery/order", "events come out in the log's order"));
        claims.push(self.duplicates(expect));
        claims.push(self.drained());
        claims.extend(self.quarantined(expect));
        claims.push(self.delay(expect));
        claims.push(manners::early(&self.evidence.requests));
        claims.push(manners::spacing(self.evidence));
        claims.push(manners::foreign(self.evidence));
        claims.push(self.pauses(expect));
        claims.push(manners::before_pauses(self.evidence));
        claims.push(exactly("gaps/count", self.evidence.gaps, expect.gaps));
        claims.push(self.hazards(expect));
        (claims, self.tallies)
    }

    fn delivery(&self) -> Claim {
        let Tallies { due, published, .. } = self.tallies;
        let said = format!("published {published} of {due}");
        let mut claim = self.lost.claim("delivery/lost", &said);
        if due == 0 {
            // A run in which nothing was due shows nothing.
            claim.verdict = claim.verdict.max(Verdict::Inconclusive);
        }
        claim
    }

    fn unexpected(&self) -> Claim {
        let mut examples = Examples::default();
        for number in self.output.strange.iter().copied().chain(self.output.unaccounted()) {
            let line = String::from_utf8_lossy(self.output.line(number));
            examples.add(|| format!("line {number}: {line:.60}"));
        }
        examples.claim("delivery/unexpected", "nothing comes out that is not in the log")
    }

    fn duplicates(&self, expect: &Expect) -> Claim {
        let duplicates = self.tallies.duplicates;
        Claim::new(
            "delivery/duplicates",
            Verdict::of(duplicates <= expect.duplicates_max),
            format!("{duplicates} duplicates, at most {}", expect.duplicates_max),
        )
    }

    fn drained(&self) -> Claim {
        let deadline = self.obligation.deadline;
        if self.evidence.arrivals.len() != self.output.len() {
            return Claim::new("liveness/drained", Verdict::Na, "arrivals are not known");
        }
        self.late.claim("liveness/drained", &format!("everything is out by {deadline}"))
    }

    fn delay(&self, expect: &Expect) -> Claim {
        let id = "liveness/delay";
        let slowest = humantime::format_duration(Duration::from_secs(self.slowest.as_secs()));
        match expect.delay_max {
            _ if self.evidence.arrivals.len() != self.output.len() => {
                Claim::new(id, Verdict::Na, "arrivals are not known")
            }
            None => Claim::new(id, Verdict::Na, format!("the slowest took {slowest}")),
            Some(max) => Claim::new(
                id,
                Verdict::of(self.slowest <= max.0),
                format!(
                    "the slowest took {slowest}, at most {}",
                    humantime::format_duration(max.0)
                ),
            ),
        }
    }

    /// Every record that cannot be published is kept, and nothing else is.
    fn quarantined(&mut self, expect: &Expect) -> Vec<Claim> {
        let pages = Reasons(&self.quarantine).count("page");
        let mut surplus = Examples::default();
        let crashed = self.evidence.sightings.iter().any(|sighting| sighting.what == "crash");
        for (kept, count) in &self.quarantine {
            // What a replay after a crash quarantines again is a duplicate, not a mistake.
            let again = crashed && self.excused.contains(*kept);
            if *count > 0 && kept.reason != "page" && !again {
                let raw = String::from_utf8_lossy(&kept.raw);
                surplus.add(|| format!("{count} × {}: {raw:.60}", kept.reason));
            }
        }
        vec![
            self.unkept.claim("quarantine/kept", "what cannot be published is kept as it is"),
            surplus.claim("quarantine/surplus", "nothing is kept that is not broken"),
            exactly("quarantine/count", self.excused.len() as u64, expect.quarantined),
            exactly("quarantine/pages", pages, expect.poison_pages),
        ]
    }

    fn pauses(&self, expect: &Expect) -> Claim {
        let sightings = self.evidence.sightings.iter();
        let count = sightings.filter(|sighting| sighting.what == "paused").count() as u64;
        let most = expect.pauses_max.unwrap_or(expect.pauses);
        let expected = if most == expect.pauses {
            most.to_string()
        } else {
            format!("{} to {most}", expect.pauses)
        };
        let holds = (expect.pauses..=most).contains(&count);
        Claim::new("pause/count", Verdict::of(holds), format!("{count}, expected {expected}"))
    }

    fn hazards(&self, expect: &Expect) -> Claim {
        let mut missing = Vec::new();
        let mut seen = Vec::new();
        for name in &expect.must_observe {
            let page_limit = self.obligation.page_limit;
            let count = Hazard::from_name(name)
                .map_or(0, |hazard| hazard.count(self.evidence, page_limit, self.rejects));
            if count == 0 {
                missing.push(name.as_str());
            } else {
                seen.push(format!("{name} × {count}"));
            }
        }
        if missing.is_empty() {
            let verdict = if seen.is_empty() { Verdict::Na } else { Verdict::Pass };
            return Claim::new("hazards/observed", verdict, seen.join(", "));
        }
        let detail = format!("never happened: {}", missing.join(", "));
        Claim::new("hazards/observed", Verdict::Inconclusive, detail)
    }
}

/// What is different about a line, `None` when nothing is.
fn difference(line: &[u8], expected: &Json) -> Option<String> {
    match Json::read(line, OUTPUT_DEPTH_MAX) {
        Ok(json) => reference::same(&json, expected).err().map(|difference| difference.to_string()),
        Err(_) => Some("the line is no JSON".to_owned()),
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && haystack.windows(needle.len()).any(|window| window == needle)
}

fn exactly(id: &'static str, seen: u64, expected: u64) -> Claim {
    Claim::new(id, Verdict::of(seen == expected), format!("{seen}, expected {expected}"))
}

fn count(quarantine: &[Quarantined]) -> BTreeMap<&Quarantined, u64> {
    let mut counts = BTreeMap::new();
    for kept in quarantine {
        *counts.entry(kept).or_default() += 1;
    }
    counts
}

/// The quarantine by reason.
struct Reasons<'q, 'e>(&'q BTreeMap<&'e Quarantined, u64>);

impl Reasons<'_, '_> {
    fn count(&self, reason: &str) -> u64 {
        self.0.iter().filter(|(kept, _)| kept.reason == reason).map(|(_, count)| count).sum()
    }
}

/// How often something went wrong, and the first few times.
#[derive(Debug, Default)]
struct Examples {
    count: u64,
    shown: Vec<String>,
}

impl Examples {
    fn add(&mut self, text: impl FnOnce() -> String) {
        self.count += 1;
        if self.shown.len() < EXAMPLES_MAX {
            self.shown.push(text());
        }
    }

    /// Passes, saying `good`, when nothing went wrong.
    fn claim(&self, id: &'static str, good: &str) -> Claim {
        if self.count == 0 {
            return Claim::new(id, Verdict::Pass, good);
        }
        let more = if self.count > self.shown.len() as u64 { ", …" } else { "" };
        let detail = format!("{}: {}{more}", self.count, self.shown.join(", "));
        Claim::new(id, Verdict::Fail, detail)
    }
}

const EXAMPLES_MAX: usize = 3;

/// Records whose outcomes are held at a time.
const BLOCK_RECORDS: usize = 8_192;
