//! The ledger as one value.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clock::Timestamp;
use tokio::sync::watch;

use crate::limits::RateHeaders;
use crate::service::Endpoint;

use super::query::RequestQuery;
use super::request::{Change, Delivery, RequestRecord, Served};

/// Every request since the start.
#[derive(Debug, Default)]
pub struct Ledger {
    book: Mutex<Book>,
    /// Told whenever the book has changed.
    changes: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Book {
    requests: VecDeque<RequestRecord>,
    /// How many requests were forgotten: because there were too many, or on demand.
    forgotten: u64,
    counts: BTreeMap<Endpoint, u64>,
    pages: u64,
    /// How often the ledger has begun anew.
    edition: u32,
}

/// A request in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// Which request for its endpoint it is, counted from 1.
    pub(crate) ordinal: u64,
    /// Which request of all.
    pub(crate) serial: u64,
    /// Of which edition of the ledger: what was on its way when it began anew is in no book.
    pub(crate) edition: u32,
}

/// How a request ended.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) status: Option<u16>,
    pub(crate) rate: Option<RateHeaders>,
    pub(crate) retry_after: Option<String>,
    pub(crate) served: Option<Served>,
    pub(crate) delivery: Delivery,
    pub(crate) changes: Vec<Change>,
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

    /// The requests that `query` asks for, in the order of arrival.
    pub fn matching(&self, query: &RequestQuery) -> Vec<RequestRecord> {
        let book = self.book();
        book.requests.iter().filter(|request| query.matches(request)).cloned().collect()
    }

    /// How many requests `query` asks for.
    pub fn count_matching(&self, query: &RequestQuery) -> u64 {
        self.book().requests.iter().filter(|request| query.matches(request)).count() as u64
    }

    /// Returns once at least `count` requests are there that `query` asks for, with how many
    /// they are. Without end if they never come: who cannot wait so long uses a timeout.
    ///
    /// ```
    /// # async fn example() {
    /// use bytes::Bytes;
    /// use http::Request;
    /// use mock_okta::MockOkta;
    /// use mock_okta::ledger::{RequestQuery, StatusIs};
    ///
    /// let mock = MockOkta::builder().users(50).start().unwrap();
    /// let refused = RequestQuery { status: Some(StatusIs::Class(4)), ..RequestQuery::default() };
    /// let request = Request::get("https://acme.okta.com/api/v1/logs").body(Bytes::new()).unwrap();
    /// let (seen, _) = tokio::join!(mock.ledger().wait_for(&refused, 1), mock.handle(request));
    /// assert_eq!(seen, 1);
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example());
    /// ```
    pub async fn wait_for(&self, query: &RequestQuery, count: u64) -> u64 {
        let mut changes = self.changes.subscribe();
        let mut seen = Seen::default();
        loop {
            changes.borrow_and_update();
            let matching = self.book().resume(query, &mut seen);
            // The sender lives as long as `self`, so it never ends the wait by itself.
            if matching >= count || changes.changed().await.is_err() {
                return matching;
            }
        }
    }

    /// At most `max` requests that `query` asks for, from the request `from` of all on and up
    /// to `to`, each with its number.
    pub(crate) fn stretch(
        &self,
        query: &RequestQuery,
        [from, to]: [u64; 2],
        max: usize,
    ) -> Vec<RequestRecord> {
        let book = self.book();
        let first = book.place(from).min(book.requests.len());
        let rest = book.requests.range(first..).take_while(|request| request.serial <= to);
        rest.filter(|request| query.matches(request)).take(max).cloned().collect()
    }

    /// The number of the first of the last `count` requests that `query` asks for.
    pub(crate) fn first_of_last(&self, query: &RequestQuery, count: usize) -> Option<u64> {
        let book = self.book();
        let matching = book.requests.iter().rev().filter(|request| query.matches(request));
        matching.take(count).last().map(|request| request.serial)
    }

    /// How many requests of all have arrived.
    pub(crate) fn last_serial(&self) -> u64 {
        self.book().last_serial()
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
        let (serial, edition) = (book.last_serial() + 1, book.edition);
        book.requests.push_back(RequestRecord {
            serial,
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
            changes: Vec::new(),
        });
        drop(book);
        self.changes.send_replace(());
        Ticket { ordinal, serial, edition }
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
        self.changes.send_replace(());
    }

    /// Notes how a request ended at `at`.
    pub(crate) fn close(&self, ticket: Ticket, at: Timestamp, outcome: Outcome) {
        let mut book = self.book();
        book.pages += u64::from(book.holds(ticket) && outcome.delivery == Delivery::Valid);
        book.with(ticket, |request| {
            request.answered_at = Some(at);
            request.status = outcome.status;
            request.rate = outcome.rate;
            request.retry_after = outcome.retry_after;
            request.served = outcome.served;
            request.delivery = outcome.delivery;
            request.changes = outcome.changes;
        });
        drop(book);
        self.changes.send_replace(());
    }

    /// Forgets the requests, but not how many there were. Says how many it forgot.
    pub(crate) fn forget(&self) -> u64 {
        let mut book = self.book();
        let count = book.requests.len() as u64;
        book.requests.clear();
        book.forgotten += count;
        count
    }

    /// Begins anew: the next request is the first.
    pub(crate) fn reset(&self) {
        let mut book = self.book();
        *book = Book { edition: book.edition.wrapping_add(1), ..Book::default() };
        drop(book);
        self.changes.send_replace(());
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    /// Changes a request, if it is still remembered.
    fn with(&mut self, ticket: Ticket, change: impl FnOnce(&mut RequestRecord)) {
        let place = ticket.serial.checked_sub(self.forgotten + 1);
        let place = place.filter(|_| self.holds(ticket));
        if let Some(request) = place.and_then(|place| self.requests.get_mut(place as usize)) {
            change(request);
        }
    }

    fn holds(&self, ticket: Ticket) -> bool {
        ticket.edition == self.edition
    }

    fn last_serial(&self) -> u64 {
        self.forgotten + self.requests.len() as u64
    }

    /// Where the request `serial` of all is, or the first that is remembered.
    fn place(&self, serial: u64) -> usize {
        serial.saturating_sub(self.forgotten + 1) as usize
    }

    /// How many requests `query` asks for, given what was `seen` of the book before.
    fn resume(&self, query: &RequestQuery, seen: &mut Seen) -> u64 {
        if (seen.edition, seen.forgotten) != (self.edition, self.forgotten) {
            *seen = Seen { edition: self.edition, forgotten: self.forgotten, ..Seen::default() };
        }
        let mut open = 0;
        let mut settled = true;
        for request in self.requests.iter().skip(seen.settled) {
            let matches = u64::from(query.matches(request));
            // What is answered changes no more, so it is looked at once.
            settled &= request.answered_at.is_some();
            if settled {
                seen.settled += 1;
                seen.matching += matches;
            } else {
                open += matches;
            }
        }
        seen.matching + open
    }
}

/// What somebody who waits has seen of the book.
#[derive(Debug, Default)]
struct Seen {
    edition: u32,
    forgotten: u64,
    /// So many requests from the first on are answered, and so many of them match.
    settled: usize,
    matching: u64,
}

/// How much is kept of what a request says about itself: a request id has 32 characters.
const RETRY_TEXT_MAX: usize = 64;
