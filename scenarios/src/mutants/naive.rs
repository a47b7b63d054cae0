//! The plain connector.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clock::Timestamp;
use connector::decode::{Element, Page, Record};
use connector::fetch::{Fetcher, Purpose, Request, ResponseHead, Verdict};
use connector::normalize::{Normalized, Normalizer, PublishedAt, Rules};
use connector::poller::{Interval, Policy};

use super::bug::Bug;
use crate::case::CrashPoint;
use crate::drivers::{Crashes, DOMAIN_ID, MemorySink};

/// A connector that does what it must and nothing more: no pause, no quarantine, no budget. It
/// remembers its cursor across kills.
#[derive(Debug)]
pub struct Naive {
    bug: Option<Bug>,
    memory: Mutex<Memory>,
}

#[derive(Clone, Debug, Default)]
struct Memory {
    /// The link to fetch next.
    cursor: Option<String>,
    /// The latest `published` so far.
    newest: Option<Timestamp>,
}

impl Naive {
    /// A connector with one mistake, or with none.
    pub fn new(bug: Option<Bug>) -> Self {
        Self { bug, memory: Mutex::default() }
    }

    /// Polls for ever.
    pub async fn run(
        &self,
        fetcher: &Fetcher,
        policy: &Policy,
        sink: &MemorySink,
        crashes: &Crashes,
    ) {
        let clock = &fetcher.clock;
        if self.bug == Some(Bug::ForgetsCursorAtRestart) {
            *self.memory() = Memory::default();
        }
        let mut throttled = false;
        loop {
            let url = self.url(fetcher, policy, clock.now());
            let request = Request { url, purpose: Purpose::Page };
            let (body, next) = match fetcher.fetch(&request).await {
                Verdict::Page { body, next: Ok(next), .. } => (body, next),
                Verdict::Throttled { head } => {
                    throttled = true;
                    clock.sleep(self.patience(&head)).await;
                    continue;
                }
                _ => {
                    clock.sleep(self.retry()).await;
                    continue;
                }
            };
            let page = Elements::of(&body);
            if !page.is_array && self.bug != Some(Bug::SkipsUnreadablePage) {
                clock.sleep(self.retry()).await;
                continue;
            }
            if page.records.is_empty() && self.bug == Some(Bug::StopsAtEmptyPage) {
                return std::future::pending().await;
            }
            let lost = throttled && self.bug == Some(Bug::DropsPageAfter429);
            throttled = false;
            let lines = if lost { Normalized::default() } else { self.normalize(&page) };
            if self.bug == Some(Bug::CommitsBeforeReceipt) {
                self.commit(&page, next.clone());
            }
            if !lines.events.is_empty() {
                crashes.pass(CrashPoint::HandedToSink).await;
                sink.append(&lines.bytes, lines.events.len());
                crashes.pass(CrashPoint::Acknowledged).await;
            }
            self.commit(&page, next);
            crashes.pass(CrashPoint::Committed).await;
            if page.records.len() < policy.page_limit as usize {
                let Interval::Every(interval) = policy.poll_interval else { return };
                clock.sleep(interval).await;
            }
        }
    }

    /// How long to wait after a 429.
    fn patience(&self, head: &ResponseHead) -> Duration {
        if self.bug == Some(Bug::IgnoresRetryAfter) {
            return Duration::from_secs(1);
        }
        let asked = head.retry_after.unwrap_or_default();
        let reset = head.rate.reset.zip(head.date).map(|(reset, date)| reset.since(date));
        let reset = reset.filter(|wait| *wait <= RESET_MAX).unwrap_or_default();
        if asked.max(reset).is_zero() {
            return self.retry();
        }
        asked.max(reset) + Duration::from_secs(1)
    }

    fn retry(&self) -> Duration {
        if self.bug == Some(Bug::Hammers) { Duration::ZERO } else { RETRY }
    }

    fn url(&self, fetcher: &Fetcher, policy: &Policy, now: Timestamp) -> String {
        let memory = self.memory();
        let since = match (&memory.cursor, memory.newest) {
            (Some(_), Some(newest)) if self.bug == Some(Bug::SinceLastPublished) => newest,
            (Some(cursor), _) => return cursor.clone(),
            (None, _) if self.bug == Some(Bug::ForgetsCursorAtRestart) => now,
            (None, _) => now - policy.history - Duration::from_mins(15),
        };
        fetcher.origin.url(&format!(
            "/api/v1/logs?since={since}&limit={}&sortOrder=ASCENDING",
            policy.page_limit
        ))
    }

    fn normalize(&self, page: &Elements<'_>) -> Normalized {
        let newest = self.memory().newest;
        let mut normalizer = Normalizer::new(Rules::new(DOMAIN_ID));
        let mut out = Normalized::default();
        for (raw, published) in &page.records {
            if self.bug != Some(Bug::SinceLastPublished) || *published > newest {
                normalizer.record(raw, &mut out);
            }
        }
        out
    }

    fn commit(&self, page: &Elements<'_>, next: String) {
        let mut memory = self.memory();
        memory.cursor = Some(next);
        let newest = page.records.iter().filter_map(|(_, published)| *published).max();
        memory.newest = newest.max(memory.newest);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page, taken apart.
struct Elements<'b> {
    /// Each element, and its `published` if it has one that can be read.
    records: Vec<(&'b [u8], Option<Timestamp>)>,
    is_array: bool,
}

impl<'b> Elements<'b> {
    fn of(body: &'b [u8]) -> Self {
        let mut page = Page::new(body);
        let mut records = Vec::new();
        let mut record = Record::default();
        while let Some(element) = page.next(&mut record) {
            records.push(match element {
                Element::Record => (record.raw, published(&record)),
                Element::Broken(_, raw) => (raw, None),
            });
        }
        Self { records, is_array: page.is_array() }
    }
}

fn published(record: &Record<'_>) -> Option<Timestamp> {
    let at = PublishedAt::parse(&record.published?.text())?;
    Some(Timestamp::from_millis(at.as_millis()))
}

/// After anything but a page or a 429 that can be believed.
const RETRY: Duration = Duration::from_secs(10);

/// A Reset is believed up to here.
const RESET_MAX: Duration = Duration::from_mins(5);
