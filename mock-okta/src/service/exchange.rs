//! One request of Okta's API, from arrival to answer.
//!
//! ```text
//!  arrival ─▶ edge ─▶ limits ─▶ credentials ─▶ service ─▶ page ─▶ stamp
//!  latency    outage  429       401, 403       500, 400   links   Date
//! ```
//!
//! The waits are asynchronous and at the two ends; everything that is decided is decided in
//! between, at one moment, by [`Tenant::decide`]. What an endpoint itself has to say is its
//! handler's: a plain function of the request.

use std::sync::PoisonError;

use clock::Timestamp;
use http::{Method, StatusCode};

use crate::api::{ApiError, Marks, Reply, retry_after};
use crate::auth::{AuthError, Caller, challenge, identify};
use crate::faults::{Occasion, Stage, Verdict};
use crate::ledger::{Delivery, Outcome, Served, Ticket};
use crate::limits::{Admission, Principal};
use crate::log::Page;

use super::body::STALL_MAX;
use super::call::{Call, Endpoint};
use super::mock::Dropped;
use super::tenant::Tenant;

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
    #[expect(dead_code, reason = "its first user comes with the next change")]
    pub(crate) caller: &'a Caller,
    pub(crate) occasion: &'a Occasion<'a>,
}

impl Exchange<'_> {
    /// An error of the management API as an answer.
    pub(crate) fn refuse(&self, error: &ApiError) -> Answer {
        error.reply(&self.occasion.marks.error_id()).into()
    }
}

enum Decision {
    Drop(Dropped),
    Reply(Box<Reply>),
    Stall,
}

impl Tenant {
    /// Answers `call` with what `handler` says, unless something comes between; also says which
    /// request it was.
    pub(crate) async fn exchange(
        &self,
        call: &Call,
        handler: impl FnOnce(&Self, &Exchange<'_>) -> Answer,
    ) -> (u64, Result<Reply, Dropped>) {
        let arrived = [call.method.as_str(), call.target.as_str()];
        let ticket = self.ledger.open(self.clock.now(), call.endpoint, arrived);
        if let Some(Verdict::Wait(delay)) =
            self.strike(Stage::Arrival, &self.occasion(call, ticket))
        {
            self.clock.sleep(delay).await;
        }
        let answer = match self.decide(call, ticket, handler) {
            Decision::Drop(dropped) => Err(dropped),
            Decision::Reply(reply) => Ok(*reply),
            Decision::Stall => {
                self.clock.sleep(STALL_MAX).await;
                Err(Dropped::Reset)
            }
        };
        (ticket.serial, answer)
    }

    /// Decides about `call` at the present moment, and notes it in the ledger.
    fn decide(
        &self,
        call: &Call,
        ticket: Ticket,
        handler: impl FnOnce(&Self, &Exchange<'_>) -> Answer,
    ) -> Decision {
        let occasion = self.occasion(call, ticket);
        let now = occasion.now;
        let mut damaged = false;
        let Answer { mut reply, page } = match self.strike(Stage::Edge, &occasion) {
            Some(Verdict::Drop(dropped)) => {
                self.ledger.close(ticket, now, Outcome::default());
                return Decision::Drop(dropped);
            }
            Some(Verdict::Stall) => {
                self.ledger.close(ticket, now, Outcome::default());
                return Decision::Stall;
            }
            Some(Verdict::Answer(reply)) => (*reply).into(),
            _ => self.serve(call, &occasion, handler),
        };
        // HEAD shows what a page would be like, and delivers none.
        let page = page.filter(|_| call.method != Method::HEAD);
        if page.is_some()
            && let Some(Verdict::Alter { damages, how }) = self.strike(Stage::Page, &occasion)
        {
            damaged = damages;
            how(&mut reply);
        }
        reply.date = Some(now);
        if let Some(Verdict::Alter { how, .. }) = self.strike(Stage::Stamp, &occasion) {
            how(&mut reply);
        }
        let delivery = match (&page, damaged) {
            (None, _) => Delivery::None,
            (Some(_), true) => Delivery::Damaged,
            (Some(_), false) => Delivery::Valid,
        };
        self.ledger.close(ticket, now, outcome(&reply, page.as_ref(), delivery));
        Decision::Reply(Box::new(reply))
    }

    /// What the org itself answers: what the handler says, or a refusal.
    fn serve(
        &self,
        call: &Call,
        occasion: &Occasion<'_>,
        handler: impl FnOnce(&Self, &Exchange<'_>) -> Answer,
    ) -> Answer {
        let identified = identify(self, call);
        let admission = self.admit(call.endpoint, &identified, occasion.now);
        let mut answer = match &admission {
            Some(admission) if !admission.admitted => self.rate_limited(admission, occasion).into(),
            _ => match &identified {
                Ok(caller) => match self.strike(Stage::Service, occasion) {
                    Some(Verdict::Answer(reply)) => (*reply).into(),
                    _ => handler(self, &Exchange { call, caller, occasion }),
                },
                Err(refused) => refusal(*refused, call, occasion).into(),
            },
        };
        answer.reply.rate = admission.map(|admission| admission.headers).into_iter().collect();
        answer
    }

    fn rate_limited(&self, admission: &Admission, occasion: &Occasion<'_>) -> Reply {
        let reset = Timestamp::from_seconds(admission.headers.reset);
        let mut reply = ApiError::rate_limited().reply(&occasion.marks.error_id());
        let times = [occasion.now, reset];
        reply.retry_after = self.retry_after.hint(&self.seed, occasion.request, times);
        reply
    }

    /// Counts a request; nothing for an endpoint that is not limited.
    fn admit(
        &self,
        endpoint: Endpoint,
        identified: &Result<Caller, AuthError>,
        now: Timestamp,
    ) -> Option<Admission> {
        let principal = identified.as_ref().map_or(Principal::Nobody, |caller| caller.principal);
        let mut limiter = self.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        limiter.admit(endpoint, principal, now)
    }

    /// Asks the faults of `stage`, and notes which one struck.
    fn strike(&self, stage: Stage, occasion: &Occasion<'_>) -> Option<Verdict> {
        let (name, verdict) = self.faults.consult(stage, occasion)?;
        self.ledger.struck(occasion.ticket, name);
        Some(verdict)
    }

    fn occasion<'a>(&'a self, call: &'a Call, ticket: Ticket) -> Occasion<'a> {
        let now = self.clock.now();
        Occasion {
            now,
            since_start: now.since(self.start),
            ticket,
            endpoint: call.endpoint,
            request: ticket.ordinal,
            page: self.ledger.pages() + 1,
            target: &call.target,
            after: call.params.value("after"),
            limit: self.token_limit,
            marks: Marks { world: &self.world, ordinal: ticket.serial },
            seed: &self.seed,
            retry_after: self.retry_after,
        }
    }
}

fn refusal(error: AuthError, call: &Call, occasion: &Occasion<'_>) -> Reply {
    match error {
        AuthError::UnknownBearer => Reply {
            www_authenticate: Some(challenge(&call.origin.authority)),
            ..Reply::empty(StatusCode::UNAUTHORIZED)
        },
        AuthError::NoSession | AuthError::WrongToken => {
            ApiError::from(&error).reply(&occasion.marks.error_id())
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
    }
}
