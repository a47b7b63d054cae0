//! The ledger as one value.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clock::Timestamp;

use crate::limits::RateHeaders;
use crate::service::Endpoint;

use super::request::{Delivery, RequestRecord, Served};

/// Every request since the start.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    requests: VecDeque<RequestRecord>,
    /// How many requests were forgotten because there were too many.
    forgotten: u64,
    counts: BTreeMap<Endpoint, u64>,
    pages: u64,
}

/// A request in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// Which request for its endpoint it is, counted from 1.
    pub(crate) ordinal: u64,
    /// Which request of all.
    pub(crate) serial: u64,
}

/// How a request ended.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) status: Option<u16>,
    pub(crate) rate: Option<RateHeaders>,
    pub(crate) retry_after: Option<String>,
    pub(crate) served: Option<Served>,
    pub(crate) delivery: Delivery,
}

impl Ledger {
    /// The most requests that are remembered; older ones are forgotten first.
    pub const REQUESTS_MAX: usize = 1_000_000;

    /// Every request that is remembered, in the order of arrival.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.book().requests.iter().cloned().collect()
    }

    /// What was served to whom: the ordinal of the request, and the records on its page.
    pub fn served(&self) -> Vec<(u64, Served, Delivery)> {
        let book = self.book();
        let pages = book.requests.iter();
        pages
            .filter_map(|request| Some((request.ordinal, request.served?, request.delivery)))
            .collect()
    }

    /// How many requests have arrived for `endpoint`.
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.book().counts.get(&endpoint).copied().unwrap_or_default()
    }

    /// How many pages were delivered as they are, empty ones included.
    pub fn pages(&self) -> u64 {
        self.book().pages
    }

    /// Notes that a request arrived at `at`, and says which it is.
    pub(crate) fn open(
        &self,
        at: Timestamp,
        endpoint: Endpoint,
        [method, target]: [&str; 2],
    ) -> Ticket {
        let mut book = self.book();
        if book.requests.len() >= Self::REQUESTS_MAX {
            book.requests.pop_front();
            book.forgotten += 1;
        }
        let count = book.counts.entry(endpoint).or_default();
        *count += 1;
        let ordinal = *count;
        let serial = book.forgotten + book.requests.len() as u64 + 1;
        book.requests.push_back(RequestRecord {
            endpoint,
            ordinal,
            at,
            answered_at: None,
            method: method.to_owned(),
            target: target.to_owned(),
            retry_for: None,
            retry_count: None,
            status: None,
            faults: Vec::new(),
            rate: None,
            retry_after: None,
            served: None,
            delivery: Delivery::None,
        });
        Ticket { ordinal, serial }
    }

    /// Notes what a request says about itself as a retry: of which request, and which time.
    pub(crate) fn retried(&self, ticket: Ticket, [retry_for, count]: [Option<&str>; 2]) {
        if retry_for.is_none() && count.is_none() {
            return;
        }
        let kept = |text: &str| text.chars().take(RETRY_TEXT_MAX).collect();
        self.book().with(ticket, |request| {
            request.retry_for = retry_for.map(kept);
            request.retry_count = count.map(kept);
        });
    }

    /// Notes that a fault struck a request.
    pub(crate) fn struck(&self, ticket: Ticket, fault: &'static str) {
        self.book().with(ticket, |request| request.faults.push(fault));
    }

    /// Notes how a request ended at `at`.
    pub(crate) fn close(&self, ticket: Ticket, at: Timestamp, outcome: Outcome) {
        let mut book = self.book();
        book.pages += u64::from(outcome.delivery == Delivery::Valid);
        book.with(ticket, |request| {
            request.answered_at = Some(at);
            request.status = outcome.status;
            request.rate = outcome.rate;
            request.retry_after = outcome.retry_after;
            request.served = outcome.served;
            request.delivery = outcome.delivery;
        });
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    /// Changes a request, if it is still remembered.
    fn with(&mut self, ticket: Ticket, change: impl FnOnce(&mut RequestRecord)) {
        let place = ticket.serial.checked_sub(self.forgotten + 1);
        if let Some(request) = place.and_then(|place| self.requests.get_mut(place as usize)) {
            change(request);
        }
    }
}

/// How much is kept of what a request says about itself: a request id has 32 characters.
const RETRY_TEXT_MAX: usize = 64;
