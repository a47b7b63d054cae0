use std::time::Duration;

use clock::{Seed, Timestamp};

use super::{Command, Finish, Interval, Outcome, PageDecision, PageFacts, Policy, Poller};
use crate::cursor::{Checkpoint, Fingerprint, GapReason, Instruction, Mode, Saved, Status};
use crate::fetch::{
    Class, Failure, LinkFault, Origin, Purpose, RateHeaders, ResponseHead, Verdict,
};
use crate::publish::Refusal;
use crate::telemetry::Event;

/// A poller with a clock and a hand that reports outcomes.
struct Bench {
    poller: Poller,
    now: Timestamp,
    /// What the server's clock shows beside ours.
    server_ahead_ms: i64,
    pages: u32,
    events: Vec<Event>,
}

fn start() -> Timestamp {
    "2026-03-15T12:00:00Z".parse().unwrap()
}

fn blocked() -> Outcome {
    Outcome::Blocked("no space left on device".to_owned())
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn link(n: u32) -> String {
    format!("https://acme.okta.com/api/v1/logs?since=x&limit=1000&after=1_{n}")
}

impl Bench {
    /// A connection that ran before and stands at `link(0)`.
    fn running(policy: Policy) -> Self {
        let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
        let checkpoint = Checkpoint {
            next: link(0),
            fingerprint: Fingerprint::of(&origin, None),
            safe_time: start() - secs(60),
        };
        Self::with(policy, Saved { checkpoint: Some(checkpoint), ..Saved::NEW })
    }

    fn with(policy: Policy, saved: Saved) -> Self {
        let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
        let poller = Poller::new(origin, policy, saved, Seed::new(1), start());
        Self { poller, now: start(), server_ahead_ms: 0, pages: 0, events: Vec::new() }
    }

    fn next(&mut self) -> Command {
        let command = self.poller.next(self.now);
        self.events.extend(self.poller.drain_events());
        command
    }

    fn observe(&mut self, outcome: Outcome) {
        self.poller.observe(self.now, outcome);
        self.events.extend(self.poller.drain_events());
    }

    /// Waits, saves and delivers until a request goes out; returns its URL.
    fn fetch(&mut self) -> String {
        for _ in 0..20 {
            match self.next() {
                Command::Fetch(request) => return request.url,
                Command::Wait(Some(until)) => self.now = until,
                Command::Deliver(_) => self.observe(Outcome::Delivered),
                Command::Save(_) => self.observe(Outcome::Saved),
                other => panic!("a request was due, not {other:?}"),
            }
        }
        panic!("no request goes out");
    }

    fn head(&self) -> ResponseHead {
        ResponseHead { date: Some(self.server_now()), ..ResponseHead::default() }
    }

    fn server_now(&self) -> Timestamp {
        self.now.shifted(self.server_ahead_ms)
    }

    /// A page of `records` fresh records that leads on.
    fn page(&mut self, records: usize) -> PageDecision {
        self.pages += 1;
        let next = link(self.pages);
        self.page_with(records, Ok(next))
    }

    fn page_with(&mut self, records: usize, next: Result<String, LinkFault>) -> PageDecision {
        let published = self.server_now() - secs(5);
        let facts = PageFacts {
            records,
            is_array: true,
            newest: (records > 0).then_some(published),
            tail: vec![published; records.min(100)],
        };
        let head = self.head();
        self.respond(&facts, next, &head)
    }

    fn respond(
        &mut self,
        facts: &PageFacts,
        next: Result<String, LinkFault>,
        head: &ResponseHead,
    ) -> PageDecision {
        let decision = self.poller.page(self.now, facts, next, head);
        self.events.extend(self.poller.drain_events());
        decision
    }

    fn responded(&mut self, verdict: Verdict) {
        self.poller.responded(self.now, verdict);
        self.events.extend(self.poller.drain_events());
    }

    fn fail(&mut self, class: Class, what: &str) {
        let failure = Failure { class, what: what.to_owned(), timed_out: false };
        let head = self.head();
        self.responded(Verdict::Failed { failure, head });
    }

    fn throttle(&mut self, head: ResponseHead) {
        self.responded(Verdict::Throttled { head });
    }

    /// Saves, until something else is to be done.
    fn deliver(&mut self) -> Command {
        loop {
            match self.next() {
                Command::Save(_) => self.observe(Outcome::Saved),
                other => return other,
            }
        }
    }

    /// How long until the next request.
    fn wait(&mut self) -> Duration {
        let before = self.now;
        self.fetch();
        self.now.since(before)
    }

    fn mode(&self) -> Mode {
        self.poller.status().mode
    }
}

#[test]
fn rule_1_the_next_link_is_followed_verbatim() {
    let mut bench = Bench::running(Policy::default());
    assert_eq!(bench.fetch(), link(0));
    let odd = "https://acme.okta.com/api/v1/logs?filter=a+eq+%22b%22&after=%7e1".to_owned();
    assert_eq!(bench.page_with(100, Ok(odd.clone())), PageDecision::Keep);
    assert_eq!(bench.fetch(), odd);
}

#[test]
fn rule_2_a_full_page_is_followed_at_once_and_a_short_one_ends_the_tick() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page(1_000);
    assert_eq!(bench.wait(), Duration::ZERO);
    bench.page(999);
    assert_eq!(bench.wait(), secs(60), "ticks are counted from start to start");

    // Fewer than the limit, but from long ago: the log has more.
    let old = bench.server_now() - secs(61);
    let facts = PageFacts { records: 3, is_array: true, newest: Some(old), tail: vec![old; 3] };
    let head = bench.head();
    bench.respond(&facts, Ok(link(99)), &head);
    assert_eq!(bench.wait(), Duration::ZERO);
}

#[test]
fn rule_2_the_limit_is_that_of_the_link() {
    // A link that names none has Okta's own limit of 100.
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page_with(1_000, Ok("https://acme.okta.com/api/v1/logs?after=1_1".to_owned()));
    bench.fetch();
    bench.page(100);
    assert_eq!(bench.wait(), Duration::ZERO);
}

#[test]
fn rule_3_an_unreadable_page_moves_nothing_until_it_is_poison() {
    let mut bench = Bench::running(Policy::default());
    let unreadable = PageFacts { records: 2, ..PageFacts::default() };
    for _ in 0..3 {
        assert_eq!(bench.fetch(), link(0));
        let head = bench.head();
        let decision = bench.respond(&unreadable, Ok(link(1)), &head);
        assert_eq!(decision, PageDecision::Discard);
    }
    assert_eq!(bench.fetch(), link(0));
    let head = bench.head();
    assert_eq!(bench.respond(&unreadable, Ok(link(1)), &head), PageDecision::KeepPoisoned);
    assert!(bench.events.contains(&Event::PoisonPage));
    assert_eq!(bench.fetch(), link(1));
}

#[test]
fn rule_3_an_unreadable_page_that_leads_nowhere_pauses() {
    let mut bench = Bench::running(Policy::default());
    for _ in 0..5 {
        bench.fetch();
        let head = bench.head();
        bench.respond(&PageFacts::default(), Err(LinkFault::Absent), &head);
    }
    let Mode::Paused(pause) = bench.mode() else { panic!("paused") };
    assert_eq!((pause.class, pause.failures), (Some(Class::Page), 5));
}

#[test]
fn rule_4_a_page_that_leads_nowhere_is_not_published() {
    for next in [
        Err(LinkFault::Absent),
        Err(LinkFault::Unusable),
        Ok(link(0)), // the page itself
        Ok(link(7)), // one that was followed before
    ] {
        let mut bench = Bench::running(Policy::default());
        bench.fetch();
        bench.page_with(1_000, Ok(link(7)));
        bench.fetch();
        bench.page_with(1_000, Ok(link(8)));
        bench.fetch();
        assert_eq!(bench.page_with(10, next.clone()), PageDecision::Discard, "{next:?}");
        assert_eq!(bench.fetch(), link(8), "{next:?}");
    }
}

#[test]
fn rule_4_an_empty_page_may_lead_nowhere() {
    for next in [Err(LinkFault::Absent), Ok(link(0))] {
        let mut bench = Bench::running(Policy::default());
        bench.fetch();
        assert_eq!(bench.page_with(0, next), PageDecision::Discard);
        assert_eq!(bench.wait(), secs(60));
        assert!(!bench.events.iter().any(|event| matches!(event, Event::AttemptFailed { .. })));
    }
    // But its link is kept when it is new, and never followed elsewhere.
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    assert_eq!(bench.page_with(0, Ok(link(5))), PageDecision::Keep);
    assert_eq!(bench.fetch(), link(5));
    assert_eq!(bench.page_with(0, Err(LinkFault::Unusable)), PageDecision::Discard);
    assert!(bench.events.iter().any(|event| matches!(event, Event::AttemptFailed { .. })));
}

#[test]
fn rule_5_pages_are_committed_in_order_and_one_is_fetched_ahead() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page(1_000);
    let Command::Deliver(first) = bench.next() else { panic!("the page is delivered first") };
    assert_eq!(first.checkpoint.next, link(1));
    assert!(matches!(bench.next(), Command::Fetch(_)), "the next page is fetched meanwhile");
    bench.page(1_000);
    assert!(matches!(bench.next(), Command::Wait(None)), "and no more than that");
    bench.observe(Outcome::Delivered);
    let Command::Deliver(second) = bench.next() else { panic!("the second page is delivered") };
    assert_eq!(second.checkpoint.next, link(2));
}

#[test]
fn rule_5_the_safe_time_is_the_median_and_never_later_than_the_server() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    let at = bench.server_now();
    let facts = PageFacts {
        records: 3,
        is_array: true,
        newest: Some(at + secs(86_400)),
        tail: vec![at - secs(10), at + secs(86_400), at + secs(86_400)],
    };
    let head = bench.head();
    bench.respond(&facts, Ok(link(1)), &head);
    let Command::Deliver(candidate) = bench.next() else { panic!("delivered") };
    assert_eq!(candidate.checkpoint.safe_time, at);
}

#[test]
fn rule_6_a_dead_cursor_begins_again_before_the_safe_time() {
    let mut bench = Bench::running(Policy::default());
    let safe = start() - secs(60);
    assert_eq!(bench.fetch(), link(0));
    bench.fail(Class::Cursor, "400");
    assert_eq!(bench.fetch(), link(0), "once may be a hiccup");
    bench.fail(Class::Cursor, "400");
    let since = safe - secs(15 * 60);
    let fresh = bench.fetch();
    let expected = since.to_string().replace(':', "%3A");
    assert!(fresh.contains(&format!("since={expected}&limit=1000&sortOrder=ASCENDING")), "{fresh}");
    assert!(!fresh.contains("until") && !fresh.contains("after"), "{fresh}");

    // Until something newer than the safe time is committed, a second death is a failure.
    bench.fail(Class::Cursor, "400");
    bench.fetch();
    bench.fail(Class::Cursor, "400");
    assert_eq!(bench.fetch(), fresh);
    bench.fail(Class::Cursor, "400");
    let Mode::Paused(pause) = bench.mode() else { panic!("paused") };
    assert_eq!((pause.class, pause.failures), (Some(Class::Cursor), 5));
}

#[test]
fn rule_6_after_progress_a_cursor_may_die_again() {
    let mut bench = Bench::running(Policy::default());
    for round in 0..3 {
        bench.fetch();
        bench.fail(Class::Cursor, "400");
        bench.fetch();
        bench.fail(Class::Cursor, "400");
        assert!(bench.fetch().contains("since="), "{round}");
        bench.page(1_000);
        bench.fetch();
        bench.page(1_000);
    }
    let deaths = bench.events.iter().filter(|event| matches!(event, Event::CursorDead { .. }));
    assert_eq!(deaths.count(), 3);
}

#[test]
fn rule_6_a_restart_beyond_retention_is_clipped_and_writes_a_gap() {
    let mut bench = Bench::running(Policy::default());
    bench.now = start() + secs(100 * 86_400);
    bench.fetch();
    bench.fail(Class::Cursor, "400");
    bench.fetch();
    bench.fail(Class::Cursor, "400");
    bench.fetch();
    bench.page(10);
    let Command::Deliver(candidate) = bench.next() else { panic!("delivered") };
    let gap = candidate.gap.expect("the gap is committed with the first page of the new stream");
    assert_eq!(gap.reason, GapReason::Retention);
    assert_eq!(gap.from, start() - secs(60 + 15 * 60));
    assert!(gap.to >= bench.now - secs(90 * 86_400 + 60));
    bench.observe(Outcome::Delivered);
    assert_eq!(bench.fetch(), link(1));
    bench.page(10);
    let Command::Deliver(candidate) = bench.next() else { panic!("delivered") };
    assert_eq!(candidate.gap, None, "and only with that");
}

#[test]
fn rule_7_the_first_start_asks_for_the_time_and_stores_where_it_begins() {
    let policy = Policy { history: secs(3_600), ..Policy::default() };
    let mut bench = Bench::with(policy, Saved::NEW);
    // The local clock is two hours slow: only the server's counts.
    bench.server_ahead_ms = 7_200_000;
    let Command::Fetch(request) = bench.next() else { panic!("the time is asked for") };
    assert_eq!(request.url, "https://acme.okta.com/.well-known/okta-organization");
    assert_eq!(request.purpose, Purpose::Time);
    let head = bench.head();
    let not_found = Failure { class: Class::Request, what: "404".to_owned(), timed_out: false };
    bench.responded(Verdict::Failed { failure: not_found, head });
    let Command::Begin { checkpoint, gap } = bench.next() else { panic!("it is stored first") };
    assert_eq!(gap, None);
    let since = bench.server_now() - secs(3_600 + 15 * 60);
    assert_eq!(checkpoint.safe_time, since);
    assert!(matches!(bench.next(), Command::Wait(_)), "nothing is fetched before that");
    bench.observe(Outcome::Begun);
    assert_eq!(bench.fetch(), checkpoint.next);
}

#[test]
fn rule_7_a_beginning_that_cannot_be_stored_is_tried_again() {
    let mut bench = Bench::with(Policy::default(), Saved::NEW);
    bench.fetch();
    let head = bench.head();
    bench.responded(Verdict::Page { body: "{}".into(), next: Err(LinkFault::Absent), head });
    let Command::Begin { checkpoint, .. } = bench.next() else { panic!("it is stored") };
    bench.observe(Outcome::Unsaved);
    let Command::Wait(Some(until)) = bench.next() else { panic!("later") };
    bench.now = until;
    let Command::Begin { checkpoint: again, .. } = bench.next() else { panic!("again") };
    assert_eq!(checkpoint, again);
}

#[test]
fn rule_9_the_budget_ends_before_the_limit_does() {
    let mut bench = Bench::running(Policy::default());
    let mut sent = 0;
    let opened = bench.now;
    // A window of ten requests; the local clock is an hour fast.
    bench.server_ahead_ms = -3_600_000;
    let reset = bench.server_now() + secs(60);
    loop {
        bench.fetch();
        if bench.now > opened {
            break;
        }
        sent += 1;
        bench.pages += 1;
        let head = ResponseHead {
            rate: RateHeaders { limit: Some(10), remaining: Some(10 - sent), reset: Some(reset) },
            ..bench.head()
        };
        let facts = PageFacts {
            records: 1_000,
            is_array: true,
            newest: Some(bench.server_now()),
            tail: vec![bench.server_now()],
        };
        let next = Ok(link(bench.pages));
        bench.respond(&facts, next, &head);
    }
    assert_eq!(sent, 9, "one request is left for a test of the connection");
    assert_eq!(bench.now.since(opened), secs(61), "Reset − Date + 1 s");
}

/// (`Retry-After`, Reset − Date in seconds, limit) and the bounds of the wait in seconds.
type Throttling = (Option<u64>, Option<i64>, u32, (u64, u64));

#[test]
fn rule_10_a_429_waits_as_its_headers_say_whatever_they_say() {
    let date = |bench: &Bench| bench.server_now();
    let cases: &[Throttling] = &[
        (None, Some(48), 60, (49, 50)),
        (Some(30), None, 60, (30, 31)),
        (Some(30), Some(48), 60, (49, 50)),
        (Some(90), Some(48), 60, (90, 91)),
        (Some(86_400), None, 60, (3_600, 3_601)),
        (None, Some(86_400), 60, (300, 301)),
        // Nothing that can be believed: the backoff of failed attempts.
        (None, None, 60, (1, 3)),
        (None, Some(-10), 60, (1, 3)),
        (None, Some(30), 0, (1, 3)),
        (Some(0), None, 60, (1, 3)),
    ];
    for (retry_after, reset, limit, (low, high)) in cases.iter().copied() {
        let mut bench = Bench::running(Policy::default());
        bench.server_ahead_ms = 12_345_000;
        bench.fetch();
        let head = ResponseHead {
            retry_after: retry_after.map(secs),
            rate: RateHeaders {
                limit: Some(limit),
                remaining: Some(0),
                reset: reset.map(|after| date(&bench).shifted(after * 1_000)),
            },
            ..bench.head()
        };
        bench.throttle(head);
        let wait = bench.wait();
        assert!((secs(low)..=secs(high)).contains(&wait), "{retry_after:?} {reset:?}: {wait:?}");
    }
}

#[test]
fn rule_11_attempts_are_spaced_and_the_fifth_failure_pauses() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    let mut waits = Vec::new();
    for _ in 0..4 {
        bench.fail(Class::Transient, "503 Service Unavailable");
        waits.push(bench.wait().as_secs_f64());
    }
    for (wait, base) in waits.iter().zip([2.0, 10.0, 50.0, 250.0]) {
        assert!((0.8 * base..=1.2 * base).contains(wait), "{waits:?}");
    }
    bench.fail(Class::Transient, "503 Service Unavailable");
    let Mode::Paused(pause) = bench.mode() else { panic!("paused") };
    assert_eq!(pause.failures, 5);
    assert_eq!(pause.what, "503 Service Unavailable");
    assert!(matches!(bench.next(), Command::Save(Status { mode: Mode::Paused(_), .. })));
}

#[test]
fn rule_11_a_link_that_times_out_is_asked_for_smaller_pages() {
    let mut bench = Bench::running(Policy::default());
    let timeout = Failure { timed_out: true, ..Failure::transient("no response within 35 s") };
    for _ in 0..3 {
        assert_eq!(bench.fetch(), link(0));
        let head = bench.head();
        bench.responded(Verdict::Failed { failure: timeout.clone(), head });
    }
    let half = |n: u32| link(n).replace("limit=1000", "limit=500");
    assert_eq!(bench.fetch(), half(0));
    // The server carries the smaller limit along; after ten good pages the usual one returns.
    for n in 1..=9 {
        bench.page_with(500, Ok(half(n)));
        assert_eq!(bench.fetch(), half(n));
    }
    bench.page_with(500, Ok(half(10)));
    assert_eq!(bench.fetch(), link(10));
    bench.page_with(1_000, Ok(link(11)));
    assert_eq!(bench.fetch(), link(11));
}

#[test]
fn rule_12_a_success_between_failures_starts_the_count_anew() {
    let mut bench = Bench::running(Policy::default());
    for _ in 0..5 {
        for _ in 0..4 {
            bench.fetch();
            bench.fail(Class::Transient, "reset");
        }
        bench.fetch();
        bench.page(10);
    }
    assert_eq!(bench.mode(), Mode::Running);
}

#[test]
fn rule_12_refusals_are_tried_twice_more_and_then_pause() {
    for class in [Class::Credential, Class::Permission] {
        let mut bench = Bench::running(Policy::default());
        bench.fetch();
        bench.fail(class, "401");
        assert_eq!(bench.wait(), secs(30));
        bench.fail(class, "401");
        assert_eq!(bench.wait(), secs(120));
        bench.fail(class, "401");
        let Mode::Paused(pause) = bench.mode() else { panic!("paused") };
        assert_eq!(pause.class, Some(class));
    }
}

#[test]
fn rule_12_a_paused_connection_probes_and_a_person_resumes_it() {
    let mut bench = Bench::running(Policy::default());
    for _ in 0..5 {
        bench.fetch();
        bench.fail(Class::Transient, "503");
    }
    assert_eq!(bench.wait(), secs(15 * 60));
    bench.fail(Class::Transient, "503");
    assert_eq!(bench.wait(), secs(15 * 60));
    let head = bench.head();
    bench.responded(Verdict::Page { body: "[]".into(), next: Ok(link(1)), head });
    assert_eq!(bench.poller.status().reachable_since, Some(bench.now));
    assert!(matches!(bench.mode(), Mode::Paused(_)), "only a person resumes");
    bench.observe(Outcome::Instructed(Instruction::Resume));
    assert_eq!(bench.mode(), Mode::Running);
    assert_eq!(bench.fetch(), link(0), "from the untouched cursor");
}

#[test]
fn rule_12_resume_from_now_records_what_is_skipped() {
    let mut bench = Bench::running(Policy::default());
    bench.observe(Outcome::Instructed(Instruction::Pause));
    assert!(matches!(bench.next(), Command::Save(_)));
    bench.observe(Outcome::Saved);
    bench.now = bench.now + secs(86_400);
    bench.observe(Outcome::Instructed(Instruction::ResumeFromNow));
    assert!(bench.fetch().ends_with("/.well-known/okta-organization"));
    let head = bench.head();
    bench.responded(Verdict::Page { body: "{}".into(), next: Err(LinkFault::Absent), head });
    let Command::Begin { checkpoint, gap } = bench.next() else { panic!("it is stored") };
    let gap = gap.expect("a day is skipped");
    assert_eq!((gap.from, gap.reason), (start() - secs(60), GapReason::Skipped));
    assert_eq!(gap.to, bench.now - secs(15 * 60));
    bench.observe(Outcome::Begun);
    assert_eq!(bench.fetch(), checkpoint.next);
}

#[test]
fn rule_12_auto_resume_is_opt_in() {
    let policy = Policy { auto_resume_after: Some(secs(20 * 60)), ..Policy::default() };
    let mut bench = Bench::running(policy);
    for _ in 0..5 {
        bench.fetch();
        bench.fail(Class::Transient, "503");
    }
    for _ in 0..3 {
        bench.fetch();
        let head = bench.head();
        bench.responded(Verdict::Page { body: "[]".into(), next: Ok(link(1)), head });
    }
    assert_eq!(bench.mode(), Mode::Running);
}

#[test]
fn rule_12_a_sink_that_fails_blocks_and_never_pauses() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page(1_000);
    let mut waits = Vec::new();
    for _ in 0..20 {
        let Command::Deliver(candidate) = bench.deliver() else { panic!("it is delivered") };
        assert_eq!(candidate.checkpoint.next, link(1), "the same page each time");
        bench.observe(blocked());
        let Command::Wait(Some(until)) = bench.deliver() else { panic!("nothing is fetched") };
        waits.push(until.since(bench.now));
        bench.now = until;
    }
    assert!(*waits.last().unwrap() >= secs(48) && waits.iter().all(|wait| *wait <= secs(60)));
    assert!(bench.poller.status().blocked.is_some(), "the state has a name");
    assert!(matches!(bench.deliver(), Command::Deliver(_)));
    bench.observe(Outcome::Delivered);
    assert_eq!(bench.poller.status(), Status::RUNNING);
    assert_eq!(bench.fetch(), link(1));
}

#[test]
fn rule_12_pages_that_were_forgotten_can_come_again() {
    // A page is stuck at the sink and the next one is fetched; a person pauses and resumes.
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page_with(1_000, Ok(link(1)));
    assert!(matches!(bench.next(), Command::Deliver(_)));
    assert_eq!(bench.fetch(), link(1));
    bench.page_with(1_000, Ok(link(2)));
    bench.observe(blocked());
    bench.observe(Outcome::Instructed(Instruction::Pause));
    assert_eq!(bench.poller.pages_waiting(), 0);
    bench.observe(Outcome::Instructed(Instruction::Resume));
    assert_eq!(bench.fetch(), link(0));
    assert_eq!(bench.page_with(1_000, Ok(link(1))), PageDecision::Keep);
    assert_eq!(bench.fetch(), link(1));
    assert_eq!(bench.page_with(1_000, Ok(link(2))), PageDecision::Keep);
}

#[test]
fn rule_6_a_pause_does_not_forget_the_fresh_stream() {
    let mut bench = Bench::running(Policy::default());
    for _ in 0..2 {
        bench.fetch();
        bench.fail(Class::Cursor, "400");
    }
    let fresh = bench.fetch();
    for _ in 0..3 {
        bench.fail(Class::Transient, "503");
        if bench.mode() == Mode::Running {
            bench.fetch();
        }
    }
    assert!(matches!(bench.mode(), Mode::Paused(_)));
    bench.observe(Outcome::Instructed(Instruction::Resume));
    assert_eq!(bench.fetch(), fresh, "the old cursor is dead");
}

#[test]
fn rule_13_what_comes_late_does_not_end_disable() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page(1_000);
    assert!(matches!(bench.next(), Command::Deliver(_)));
    bench.observe(Outcome::Instructed(Instruction::Disable));
    bench.observe(Outcome::Refused(Refusal { class: Class::Sink, what: "413".to_owned() }));
    assert!(matches!(bench.mode(), Mode::Disabled { .. }));
}

#[test]
fn a_status_that_cannot_be_stored_is_tried_at_growing_intervals() {
    let mut bench = Bench::running(Policy::default());
    bench.observe(Outcome::Instructed(Instruction::Pause));
    let mut waits = Vec::new();
    for _ in 0..10 {
        assert!(matches!(bench.next(), Command::Save(_)));
        bench.observe(Outcome::Unsaved);
        let Command::Wait(Some(until)) = bench.next() else { panic!("not at once") };
        waits.push(until.since(bench.now));
        bench.now = until;
    }
    assert!(waits[0] >= Duration::from_millis(800) && waits[9] >= secs(48), "{waits:?}");
}

#[test]
fn rule_12_a_refusal_of_the_sink_pauses_and_moves_nothing() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page(1_000);
    assert!(matches!(bench.next(), Command::Deliver(_)));
    let refusal = Refusal { class: Class::Sink, what: "413".to_owned() };
    bench.observe(Outcome::Refused(refusal));
    let Mode::Paused(pause) = bench.mode() else { panic!("paused") };
    assert_eq!(pause.class, Some(Class::Sink));
    assert_eq!(bench.poller.pages_waiting(), 0);
    bench.observe(Outcome::Instructed(Instruction::Resume));
    assert_eq!(bench.fetch(), link(0));
}

#[test]
fn rule_13_disable_stops_at_once_and_only_enable_ends_it() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.observe(Outcome::Instructed(Instruction::Disable));
    assert!(!bench.poller.is_fetching(), "the answer is of no interest any more");
    assert!(matches!(bench.next(), Command::Save(Status { mode: Mode::Disabled { .. }, .. })));
    bench.observe(Outcome::Saved);
    assert!(matches!(bench.next(), Command::Wait(None)));
    bench.observe(Outcome::Instructed(Instruction::Resume));
    assert!(matches!(bench.mode(), Mode::Disabled { .. }));
    bench.observe(Outcome::Instructed(Instruction::Enable));
    assert_eq!(bench.fetch(), link(0));
}

#[test]
fn until_caught_up_ends_with_the_last_short_page() {
    let policy = Policy { until_caught_up: true, ..Policy::default() };
    let mut bench = Bench::running(policy.clone());
    bench.fetch();
    bench.page(1_000);
    bench.fetch();
    bench.page(5);
    assert!(matches!(bench.next(), Command::Deliver(_)));
    assert!(matches!(bench.next(), Command::Wait(_)), "not before it is committed");
    bench.observe(Outcome::Delivered);
    assert_eq!(bench.next(), Command::Finish(Finish::CaughtUp));

    let mut bench = Bench::running(policy);
    for _ in 0..3 {
        bench.fetch();
        bench.fail(Class::Credential, "401");
    }
    assert!(matches!(bench.next(), Command::Save(_)));
    bench.observe(Outcome::Saved);
    assert!(matches!(bench.next(), Command::Finish(Finish::Paused(_))));
}

#[test]
fn rule_10_a_probe_that_is_refused_holds_back_as_well() {
    let mut bench = Bench::running(Policy::default());
    for _ in 0..5 {
        bench.fetch();
        bench.fail(Class::Transient, "503");
    }
    bench.fetch();
    let head = ResponseHead { retry_after: Some(secs(3_000)), ..bench.head() };
    bench.throttle(head);
    bench.observe(Outcome::Instructed(Instruction::Resume));
    assert!(bench.wait() >= secs(3_000), "not one request before its time");
}

#[test]
fn rule_4_a_link_that_was_edited_is_still_the_same_link() {
    let mut bench = Bench::running(Policy::default());
    let timeout = Failure { timed_out: true, ..Failure::transient("no response") };
    for _ in 0..3 {
        bench.fetch();
        let head = bench.head();
        bench.responded(Verdict::Failed { failure: timeout.clone(), head });
    }
    let edited = bench.fetch();
    assert!(edited.contains("limit=500"));
    assert_eq!(bench.page_with(500, Ok(edited)), PageDecision::Discard);
}

#[test]
fn a_page_under_way_is_committed_before_the_stream_begins_elsewhere() {
    let mut bench = Bench::running(Policy::default());
    bench.fetch();
    bench.page(1_000);
    assert!(matches!(bench.next(), Command::Deliver(_)));
    bench.observe(Outcome::Instructed(Instruction::Pause));
    bench.observe(Outcome::Instructed(Instruction::ResumeFromNow));
    assert!(matches!(bench.next(), Command::Save(_)));
    bench.observe(Outcome::Saved);
    assert!(bench.fetch().ends_with("/.well-known/okta-organization"));
    let head = bench.head();
    bench.responded(Verdict::Page { body: "{}".into(), next: Err(LinkFault::Absent), head });
    assert!(matches!(bench.next(), Command::Wait(_)), "the page is still under way");
    bench.observe(Outcome::Delivered);
    assert!(matches!(bench.next(), Command::Begin { .. }));
}

#[test]
fn a_start_in_the_servers_future_begins_now() {
    let policy = Policy { since: Some(start() + secs(86_400)), ..Policy::default() };
    let mut bench = Bench::with(policy, Saved::NEW);
    bench.fetch();
    let head = bench.head();
    bench.responded(Verdict::Page { body: "{}".into(), next: Err(LinkFault::Absent), head });
    let Command::Begin { checkpoint, .. } = bench.next() else { panic!("it is stored") };
    assert_eq!(checkpoint.safe_time, start());
}

#[test]
fn beginning_again_keeps_what_is_stored_until_the_new_beginning_is() {
    let policy = Policy { restart_at: Some(start() - secs(3_600)), ..Policy::default() };
    let mut bench = Bench::running(policy);
    assert!(bench.fetch().ends_with("/.well-known/okta-organization"));
    let head = bench.head();
    bench.responded(Verdict::Page { body: "{}".into(), next: Err(LinkFault::Absent), head });
    let Command::Begin { checkpoint, gap } = bench.next() else { panic!("it is stored") };
    assert_eq!((checkpoint.safe_time, gap), (start() - secs(3_600), None));
    bench.observe(Outcome::Begun);
    assert_eq!(bench.fetch(), checkpoint.next);
}

#[test]
fn auto_is_no_hot_loop_when_the_headers_say_nothing() {
    let mut bench = Bench::running(Policy { poll_interval: Interval::Auto, ..Policy::default() });
    bench.fetch();
    for n in 1..=10 {
        bench.page_with(0, Ok(link(n)));
        assert!(bench.wait() >= secs(1));
    }
}

#[test]
fn auto_spreads_requests_over_the_window() {
    let policy = Policy { poll_interval: Interval::Auto, ..Policy::default() };
    let mut bench = Bench::running(policy);
    bench.fetch();
    let opened = bench.now;
    for n in 1..=20u32 {
        let elapsed = bench.now.since(opened);
        let reset = bench.server_now() + secs(60).saturating_sub(elapsed);
        let head = ResponseHead {
            rate: RateHeaders { limit: Some(60), remaining: Some(60 - n), reset: Some(reset) },
            ..bench.head()
        };
        let facts = PageFacts { is_array: true, ..PageFacts::default() };
        bench.respond(&facts, Ok(link(n)), &head);
        let wait = bench.wait();
        assert!((secs(0)..=Duration::from_millis(1_500)).contains(&wait), "{n}: {wait:?}");
    }
    assert!(bench.now.since(opened) > secs(15), "not all at once");
}
