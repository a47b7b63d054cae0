//! One request for the log, from arrival to answer.
//!
//! ```text
//!  arrival ─▶ edge ─▶ limits ─▶ credentials ─▶ service ─▶ page ─▶ stamp
//!  latency    outage  429       401, 403       500, 400   links   Date
//! ```
//!
//! The waits are asynchronous and at the two ends; everything that is decided is decided in
//! between, at one moment, by [`Tenant::decide`].

use std::sync::PoisonError;

use clock::Timestamp;
use http::{HeaderValue, Method, StatusCode};

use crate::api::{ApiError, Marks, Origin as Part, Reply, retry_after};
use crate::auth::{AuthError, challenge, check};
use crate::faults::{Occasion, Stage, Verdict};
use crate::ledger::{Delivery, Outcome, Served};
use crate::limits::{Admission, Principal};
use crate::log::Page;
use crate::query::{LogQuery, Origin, Params};

use super::body::STALL_MAX;
use super::mock::Dropped;
use super::tenant::Tenant;

/// A request for the log, parsed.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) origin: Origin,
    /// Path and query, as sent.
    pub(crate) target: String,
    pub(crate) params: Params,
    pub(crate) authorization: Option<HeaderValue>,
}

enum Decision {
    Drop(Dropped),
    Reply(Box<Reply>),
    Stall,
}

impl Tenant {
    /// Answers `call`; also says which request it was.
    pub(crate) async fn exchange(&self, call: &Call) -> (u64, Result<Reply, Dropped>) {
        let ordinal = self.ledger.open(self.clock.now(), call.method.as_str(), &call.target);
        if let Some(Verdict::Wait(delay)) =
            self.strike(Stage::Arrival, &self.occasion(call, ordinal))
        {
            self.clock.sleep(delay).await;
        }
        let answer = match self.decide(call, ordinal) {
            Decision::Drop(dropped) => Err(dropped),
            Decision::Reply(reply) => Ok(*reply),
            Decision::Stall => {
                self.clock.sleep(STALL_MAX).await;
                Err(Dropped::Reset)
            }
        };
        (ordinal, answer)
    }

    /// Decides about `call` at the present moment, and notes it in the ledger.
    fn decide(&self, call: &Call, ordinal: u64) -> Decision {
        let occasion = self.occasion(call, ordinal);
        let now = occasion.now;
        let mut page = None;
        let mut damaged = false;
        let mut reply = match self.strike(Stage::Edge, &occasion) {
            Some(Verdict::Drop(dropped)) => {
                self.ledger.close(ordinal, now, Outcome::default());
                return Decision::Drop(dropped);
            }
            Some(Verdict::Stall) => {
                self.ledger.close(ordinal, now, Outcome::default());
                return Decision::Stall;
            }
            Some(Verdict::Answer(reply)) => *reply,
            _ => match self.serve(call, &occasion) {
                Ok((reply, made)) => {
                    page = Some(made);
                    reply
                }
                Err(refusal) => *refusal,
            },
        };
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
        self.ledger.close(ordinal, now, outcome(&reply, page.as_ref(), delivery));
        Decision::Reply(Box::new(reply))
    }

    /// What the org itself answers: a page, or a refusal.
    fn serve(&self, call: &Call, occasion: &Occasion<'_>) -> Result<(Reply, Page), Box<Reply>> {
        let now = occasion.now;
        let credentials = check(call.authorization.as_ref(), &self.world.org().ssws_token);
        let principal = *credentials.as_ref().unwrap_or(&Principal::Nobody);
        let admission = self.admit(principal, now);
        let counted = |mut reply: Reply| {
            reply.rate = vec![admission.headers];
            reply
        };
        let error = |error: ApiError| counted(error.reply(&occasion.marks.error_id()));
        if !admission.admitted {
            let reset = Timestamp::from_seconds(admission.headers.reset);
            let mut reply = error(ApiError::rate_limited());
            reply.retry_after = self.retry_after.hint(&self.seed, occasion.request, [now, reset]);
            return Err(Box::new(reply));
        }
        if let Err(refused) = credentials {
            return Err(Box::new(match refused {
                AuthError::UnknownBearer => Reply {
                    www_authenticate: Some(challenge(&call.origin.authority)),
                    ..counted(Reply::empty(StatusCode::UNAUTHORIZED))
                },
                AuthError::NoSession | AuthError::WrongToken => error(ApiError::from(&refused)),
            }));
        }
        if let Some(Verdict::Answer(reply)) = self.strike(Stage::Service, occasion) {
            return Err(Box::new(counted(*reply)));
        }
        let key = self.world.key();
        let query = LogQuery::parse(&call.params, &self.log, key, now)
            .map_err(|refused| Box::new(error(ApiError::from(&refused))))?;
        let page = query.page(&self.log, now);
        let mut body = Vec::with_capacity(page.items.len() * EVENT_BYTES_TYPICAL + 2);
        self.log.write_page(&page, &mut body);
        let mut reply = counted(Reply::json(StatusCode::OK, Part::Application, body));
        reply.links = query.links(&call.origin, &call.params, &page, (key, now));
        Ok((reply, page))
    }

    fn admit(&self, principal: Principal, now: Timestamp) -> Admission {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner).admit(principal, now)
    }

    /// Asks the faults of `stage`, and notes which one struck.
    fn strike(&self, stage: Stage, occasion: &Occasion<'_>) -> Option<Verdict> {
        let (name, verdict) = self.faults.consult(stage, occasion)?;
        self.ledger.struck(occasion.request, name);
        Some(verdict)
    }

    fn occasion<'a>(&'a self, call: &'a Call, ordinal: u64) -> Occasion<'a> {
        let now = self.clock.now();
        Occasion {
            now,
            since_start: now.since(self.start),
            request: ordinal,
            page: self.ledger.pages() + 1,
            target: &call.target,
            after: call.params.value("after"),
            limit: self.token_limit,
            marks: Marks { world: &self.world, ordinal },
            seed: &self.seed,
            retry_after: self.retry_after,
        }
    }
}

fn outcome(reply: &Reply, page: Option<&Page>, delivery: Delivery) -> Outcome {
    let served = page.and_then(|page| {
        let (first, last) = page.span()?;
        Some(Served { order: page.order, first, last, count: page.items.len() })
    });
    Outcome {
        status: Some(reply.status.as_u16()),
        rate: reply.rate.first().copied(),
        retry_after: reply.retry_after.map(retry_after),
        served,
        delivery,
    }
}

const EVENT_BYTES_TYPICAL: usize = 2_560;
