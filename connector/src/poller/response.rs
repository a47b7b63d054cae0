//! What a response means for the stream.

use clock::Timestamp;

use super::command::{PageDecision, PageFacts};
use super::links;
use super::machine::{Beginning, Failures, Kept, Poller};
use super::policy::Interval;
use crate::cursor::{Candidate, Checkpoint, Fingerprint, Mode};
use crate::fetch::{Class, Failure, LinkFault, Purpose, ResponseHead, Verdict};
use crate::telemetry::Event;

impl Poller {
    /// A response to the server's time, or to a probe, is in: its body is of no interest.
    ///
    /// # Panics
    /// When no request is under way.
    pub fn responded(&mut self, now: Timestamp, verdict: Verdict) {
        let request = self.request.take().expect("a response follows a request");
        if request.purpose == Purpose::Time && self.mode == Mode::Running {
            self.server_time(now, verdict);
            return;
        }
        self.learn(now, verdict.head());
        match verdict {
            verdict if request.purpose != Purpose::Page => self.probed(now, &verdict),
            // Pages proper go to `page`.
            Verdict::Page { .. } => {}
            Verdict::Throttled { head } => self.throttled(now, &head),
            Verdict::Failed { failure, head } => self.failed(now, failure, head.retry_after),
        }
    }

    /// A complete 200 to a page request is in.
    ///
    /// # Panics
    /// When no request is under way.
    pub fn page(
        &mut self,
        now: Timestamp,
        facts: &PageFacts,
        next: Result<String, LinkFault>,
        head: &ResponseHead,
    ) -> PageDecision {
        let request = self.request.take().expect("a page follows a request");
        self.learn(now, head);
        if !facts.is_array {
            return self.unreadable(now, &request.url, facts, next, head);
        }
        let moves = next.as_ref().is_ok_and(|next| self.is_new(next, &request.url));
        match next {
            Ok(next) if moves => self.keep(now, &request.url, facts, next, head),
            // An empty page may repeat its link (facts 1.5), and a client should survive one
            // that has none (facts 1.2).
            Ok(_) | Err(LinkFault::Absent) if facts.records == 0 => {
                self.succeeded();
                self.end_tick(now);
                return PageDecision::Discard;
            }
            Ok(_) => {
                self.failed(now, bad_page("the next link leads in a circle"), None);
                return PageDecision::Discard;
            }
            Err(LinkFault::Absent) => {
                self.failed(now, bad_page("the page has no next link"), None);
                return PageDecision::Discard;
            }
            Err(LinkFault::Unusable) => {
                let what = "the next link leads away from the org's System Log";
                self.failed(now, bad_page(what), None);
                return PageDecision::Discard;
            }
        }
        PageDecision::Keep
    }

    /// A 200 that is no page (polling rule 3).
    fn unreadable(
        &mut self,
        now: Timestamp,
        url: &str,
        facts: &PageFacts,
        next: Result<String, LinkFault>,
        head: &ResponseHead,
    ) -> PageDecision {
        self.failures.unreadable += 1;
        let moves = next.ok().filter(|next| self.is_new(next, url));
        match moves {
            Some(next) if self.failures.unreadable > UNREADABLE_MAX => {
                self.events.push(Event::PoisonPage);
                self.keep(now, url, facts, next, head);
                PageDecision::KeepPoisoned
            }
            _ => {
                self.failed(now, bad_page("the response is no page of events"), None);
                PageDecision::Discard
            }
        }
    }

    /// Whether `next` leads on from the page that `url` brought: neither to that page nor to
    /// one before it.
    fn is_new(&self, next: &str, url: &str) -> bool {
        next != self.head && next != url && !self.trail.contains(next)
    }

    fn keep(
        &mut self,
        now: Timestamp,
        url: &str,
        facts: &PageFacts,
        next: String,
        head: &ResponseHead,
    ) {
        self.succeeded();
        self.shrink.page(&next);
        self.safe_time.add(&facts.tail, head.date);
        let checkpoint = Checkpoint {
            next: next.clone(),
            fingerprint: Fingerprint::of(&self.origin, self.policy.filter.as_deref()),
            safe_time: self.safe_time.value(),
        };
        let candidate = Candidate { checkpoint, gap: self.gap.take() };
        self.kept.push_back(Kept { candidate, newest: facts.newest });
        self.trail.push(std::mem::replace(&mut self.head, next));
        if self.is_full(url, facts, head) {
            self.due = now;
        } else {
            self.end_tick(now);
        }
    }

    /// Whether more is waiting behind this page (polling rule 2).
    fn is_full(&self, url: &str, facts: &PageFacts, head: &ResponseHead) -> bool {
        if facts.records == 0 {
            return false;
        }
        if facts.records >= links::limit(url) as usize {
            return true;
        }
        let Interval::Every(interval) = self.policy.poll_interval else { return false };
        matches!((facts.newest, head.date), (Some(newest), Some(date)) if newest < date - interval)
    }

    fn succeeded(&mut self) {
        let restarted_at = self.failures.restarted_at;
        if self.failures.in_a_row > 0 {
            self.events.push(Event::Recovered { after: self.failures.in_a_row });
        }
        self.failures = Failures { restarted_at, ..Failures::default() };
        self.caught_up = false;
    }

    fn server_time(&mut self, now: Timestamp, verdict: Verdict) {
        let date = verdict.head().date;
        match (date, verdict) {
            (Some(date), _) => self.beginning = Some(Beginning::At(date)),
            // A server without a clock: the local one has to do.
            (None, Verdict::Page { .. } | Verdict::Throttled { .. }) => {
                self.beginning = Some(Beginning::At(now));
            }
            (None, Verdict::Failed { failure, .. }) if failure.class == Class::Transient => {
                self.failed(now, failure, None);
            }
            (None, Verdict::Failed { .. }) => self.beginning = Some(Beginning::At(now)),
        }
    }

    fn probed(&mut self, now: Timestamp, verdict: &Verdict) {
        if let Verdict::Throttled { head } = verdict {
            self.hold_back(now, head, 1);
        }
        let reachable = matches!(verdict, Verdict::Page { .. });
        let since = reachable.then(|| self.reachable_since.unwrap_or(now));
        self.events.push(Event::Probed { reachable_since: since });
        if since != self.reachable_since {
            self.reachable_since = since;
            self.unsaved = true;
        }
        if let (Some(since), Some(after)) = (since, self.policy.auto_resume_after)
            && now.since(since) >= after
        {
            self.resume(now);
        }
    }
}

fn bad_page(what: &str) -> Failure {
    Failure { class: Class::Page, ..Failure::transient(what) }
}

/// Unreadable answers of one link that move nothing.
const UNREADABLE_MAX: u32 = 3;
