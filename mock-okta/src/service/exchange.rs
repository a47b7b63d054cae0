//! One request of Okta's API, from arrival to answer.
//!
//! ```text
//!  arrival ─▶ edge ─▶ limits ─▶ credentials ─▶ service ─▶ page ─▶ link ─▶ transfer ─▶ stamp ─▶ delivery
//!  a place    outage  429       401, 403       500, 400   records next    bytes       Date     the place
//!  latency                                                                                     is free
//! ```
//!
//! The waits are asynchronous and at the two ends; everything that is decided is decided in
//! between, at one moment, by [`Tenant::decide`]. An answer that is late is finished by
//! [`Tenant::finish`] when it is sent. What an endpoint itself has to say is its
//! handler's: a plain function of the request.

use std::time::Duration;

use clock::Timestamp;
use http::Method;

use crate::api::{ApiError, Marks, Reply, refuse, retry_after};
use crate::auth::{Caller, admit, identify};
use crate::faults::{Occasion, Sheet, Stage, Step, Verdict};
use crate::ledger::{Delivery, Outcome, Served, Ticket};
use crate::limits::{Admission, Notice, Place, Principal};
use crate::log::Page;
use crate::switches::LimitEvents;

use super::body::STALL_MAX;
use super::call::Call;
use super::mock::Dropped;
use super::tenant::Tenant;
use super::wire::Unanswered;

/// What a handler says.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// The page of the log that the reply holds, if it does.
    pub(crate) page: Option<Page>,
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self { reply, page: None }
    }
}

/// What one exchange goes by.
pub(crate) struct Exchange<'a> {
    pub(crate) call: &'a Call,
    /// Who asks: whoever the credentials belong to.
    pub(crate) caller: &'a Caller,
    pub(crate) occasion: &'a Occasion<'a>,
}

impl Exchange<'_> {
    /// An error of the management API as an answer.
    pub(crate) fn refuse(&self, error: &ApiError) -> Answer {
        error.reply(&self.occasion.marks.error_id()).into()
    }
}

/// How an exchange ended.
pub(crate) struct Ended {
    /// Which request of all it was.
    pub(crate) serial: u64,
    pub(crate) answer: Result<Reply, Unanswered>,
    /// The place of the request, to be kept until the answer is delivered.
    pub(crate) place: Option<Place>,
}

enum Decision {
    Answer(Box<Made>),
    Drop(Dropped),
    Garble,
    Stall,
}

/// An answer that is not sent yet.
struct Made {
    answer: Answer,
    /// How much later it will be.
    delay: Duration,
    /// Whether the handler made it.
    handled: bool,
}

impl Made {
    /// What a fault says instead of anybody else.
    fn by_fault(reply: Reply, delay: Duration) -> Self {
        Self { answer: reply.into(), delay, handled: false }
    }
}

impl Tenant {
    /// Answers `call` with what `handler` says, unless something comes between.
    pub(crate) async fn exchange(
        &self,
        call: &Call,
        handler: impl FnOnce(&Self, &Exchange<'_>) -> Answer,
    ) -> Ended {
        let arrived = [call.method.as_str(), call.target.as_str()];
        let ticket = self.ledger.open(self.clock.now(), call.endpoint, arrived);
        let retry = [call.header("x-okta-retry-for"), call.header("x-okta-retry-count")];
        self.ledger.retried(ticket, retry);
        let step = self.faults.arrive(call.endpoint, &call.target, call.params.value("after"));
        let arrival = (ticket, step);
        let place = self.limiter().arrive(call.endpoint);
        match self.strike(Stage::Arrival, &self.occasion(call, arrival)) {
            Some(Verdict::Lose(loss)) => self.directory().lose(loss, self.clock.now()),
            Some(Verdict::Wait(delay)) => self.clock.sleep(delay).await,
            _ => {}
        }
        let answer = match self.decide(call, (arrival, place.is_some()), handler) {
            Decision::Answer(made) => {
                if !made.delay.is_zero() {
                    self.clock.sleep(made.delay).await;
                }
                Ok(self.finish(call, arrival, *made))
            }
            Decision::Drop(dropped) => Err(Unanswered::Dropped(dropped)),
            Decision::Garble => Err(Unanswered::Garbled),
            Decision::Stall => {
                self.clock.sleep(STALL_MAX).await;
                Err(Unanswered::Dropped(Dropped::Reset))
            }
        };
        Ended { serial: ticket.serial, answer, place }
    }

    /// Decides about `call`, which found a `place` or did not, at the present moment.
    fn decide(
        &self,
        call: &Call,
        (arrival, place): ((Ticket, Step), bool),
        handler: impl FnOnce(&Self, &Exchange<'_>) -> Answer,
    ) -> Decision {
        let occasion = self.occasion(call, arrival);
        self.log.read_until(occasion.now);
        let unanswered = match self.strike(Stage::Edge, &occasion) {
            Some(Verdict::Answer(reply, delay)) => {
                return Decision::Answer(Box::new(Made::by_fault(*reply, delay)));
            }
            Some(Verdict::Drop(dropped)) => Decision::Drop(dropped),
            Some(Verdict::Garble) => Decision::Garble,
            Some(Verdict::Stall) => Decision::Stall,
            _ => return Decision::Answer(Box::new(self.serve(call, (&occasion, place), handler))),
        };
        self.ledger.close(occasion.ticket, occasion.now, Outcome::default());
        unanswered
    }

    /// The answer to `call` as it is sent at the present moment; notes it in the ledger.
    fn finish(&self, call: &Call, arrival: (Ticket, Step), made: Made) -> Reply {
        let Made { answer: Answer { mut reply, page }, handled, .. } = made;
        let occasion = self.occasion(call, arrival);
        // HEAD shows what a page would be like, and delivers none.
        let is_head = call.method == Method::HEAD;
        let page = page.filter(|_| !is_head);
        let (mut damaged, mut changes) = (false, Vec::new());
        let is_whole = reply.status.is_success() && handled && !is_head;
        for stage in [Stage::Page, Stage::Link, Stage::Transfer].into_iter().filter(|_| is_whole) {
            let sheet =
                Sheet { log: &self.log, now: occasion.now, page: page.as_ref(), reply: &reply };
            let occasion = Occasion { sheet: Some(sheet), ..occasion };
            if let Some(Verdict::Alter(alteration)) = self.strike(stage, &occasion) {
                damaged |= alteration.damages;
                changes.extend(alteration.changes);
                (alteration.how)(&mut reply);
            }
        }
        if let (Some(_), Some(next)) = (&page, &reply.links.next) {
            self.faults.leads(occasion.step.walk, next);
        }
        reply.date = Some(occasion.now);
        if let Some(Verdict::Alter(alteration)) = self.strike(Stage::Stamp, &occasion) {
            (alteration.how)(&mut reply);
        }
        let delivery = match (&page, damaged) {
            (None, _) => Delivery::None,
            (Some(_), true) => Delivery::Damaged,
            (Some(_), false) => Delivery::Valid,
        };
        let outcome = Outcome { changes, ..outcome(&reply, page.as_ref(), delivery) };
        self.ledger.close(occasion.ticket, occasion.now, outcome);
        reply
    }

    /// What the org itself answers: what the handler says, or a refusal.
    fn serve(
        &self,
        call: &Call,
        (occasion, place): (&Occasion<'_>, bool),
        handler: impl FnOnce(&Self, &Exchange<'_>) -> Answer,
    ) -> Made {
        let identity = identify(self, call, occasion.now);
        let principal = identity.principal;
        let admission = if place {
            self.limiter().admit(call.endpoint, principal, occasion.now)
        } else {
            Some(self.limiter().crowded(occasion.now))
        };
        let notices = admission.iter().flat_map(|admission| &admission.notices);
        for notice in notices {
            self.notice(notice, call, principal, occasion);
        }
        let own = |answer| Made { answer, delay: Duration::ZERO, handled: true };
        let mut made = match &admission {
            Some(admission) if !admission.admitted => {
                own(self.rate_limited(admission, occasion).into())
            }
            _ => match admit(self, call, occasion.now, identity) {
                Ok(caller) => match self.strike(Stage::Service, occasion) {
                    Some(Verdict::Answer(reply, delay)) => Made::by_fault(*reply, delay),
                    _ => own(handler(self, &Exchange { call, caller: &caller, occasion })),
                },
                Err(refused) => own(refuse(self, call, occasion, &refused).into()),
            },
        };
        made.answer.reply.rate = admission.map(|admission| admission.headers).into_iter().collect();
        made
    }

    fn rate_limited(&self, admission: &Admission, occasion: &Occasion<'_>) -> Reply {
        let reset = Timestamp::from_seconds(admission.headers.reset);
        let mut reply = ApiError::rate_limited().reply(&occasion.marks.error_id());
        let times = [occasion.now, reset];
        reply.retry_after = self.retry_after().hint(&self.seed, occasion.request, times);
        reply
    }

    /// Notes in the log what the limiter noticed on the occasion of `call` by `principal`.
    fn notice(&self, notice: &Notice, call: &Call, principal: Principal, occasion: &Occasion<'_>) {
        if self.switches().limit_events() == LimitEvents::Logged {
            let note = self.note(notice.kind(), call, principal, occasion.marks);
            self.log_note(&notice.told_in(note, call), occasion.now);
        }
    }

    /// Asks the faults of `stage`, and notes which one struck.
    fn strike(&self, stage: Stage, occasion: &Occasion<'_>) -> Option<Verdict> {
        let (name, verdict) = self.faults.consult(stage, occasion)?;
        self.ledger.struck(occasion.ticket, name);
        Some(verdict)
    }

    fn occasion<'a>(&'a self, call: &'a Call, (ticket, step): (Ticket, Step)) -> Occasion<'a> {
        let now = self.clock.now();
        Occasion {
            now,
            since_start: now.since(self.start),
            ticket,
            step,
            call,
            request: ticket.ordinal,
            page: self.ledger.pages() + 1,
            limit: self.limiter().limits().share(call.endpoint, None).unwrap_or_default(),
            marks: Marks { world: &self.world, ordinal: ticket.serial },
            seed: &self.seed,
            retry_after: self.retry_after(),
            switches: self.switches(),
            sheet: None,
        }
    }
}

fn outcome(reply: &Reply, page: Option<&Page>, delivery: Delivery) -> Outcome {
    let served = page.and_then(|page| {
        let (first, last) = page.span()?;
        let (count, matching) = (page.items.len(), page.matching);
        Some(Served { order: page.order, first, last, count, matching })
    });
    Outcome {
        status: Some(reply.status.as_u16()),
        rate: reply.rate.first().copied(),
        retry_after: reply.retry_after.map(retry_after),
        served,
        delivery,
        changes: Vec::new(),
    }
}
