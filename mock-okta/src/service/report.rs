//! What has been, when all is over.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::log::Position;

use super::call::Endpoint;
use super::mock::MockOkta;

/// What an org has done until its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// How many requests have arrived, for each part of the API that was asked.
    pub requests: BTreeMap<Endpoint, u64>,
    /// How many pages of the log were delivered as they are, empty ones included.
    pub pages: u64,
    /// How many records the log shows at the end, history included.
    pub records_visible: u64,
    /// The faults that have never struck, by name, in the order in which they came, also those
    /// that were taken away.
    pub faults_idle: Vec<&'static str>,
}

impl MockOkta {
    /// Ends every server of this process, waits for a moment until they have, and says what this
    /// org has done. Counting a long history takes a while.
    ///
    /// ```
    /// # async fn example() {
    /// use bytes::Bytes;
    /// use clock::Clock;
    /// use http::Request;
    /// use mock_okta::faults::{FaultKind, FaultSpec, MissingNext};
    /// use mock_okta::{Endpoint, MockOkta};
    ///
    /// let mock = MockOkta::builder()
    ///     .users(20)
    ///     .fault(FaultSpec::new(FaultKind::MissingNext(MissingNext::default())))
    ///     .clock(Clock::stepped("2026-03-19T14:00:00Z".parse().unwrap()))
    ///     .start()
    ///     .unwrap();
    /// mock.inject("{}").unwrap();
    /// let request = Request::get("https://acme.okta.com/api/v1/logs")
    ///     .header("authorization", "SSWS wrong")
    ///     .body(Bytes::new())
    ///     .unwrap();
    /// mock.handle(request).await.unwrap();
    ///
    /// let report = mock.finish().await;
    /// assert_eq!(report.requests[&Endpoint::Logs], 1);
    /// assert_eq!(report.pages, 0);
    /// assert!(report.records_visible > 1);
    /// assert_eq!(report.faults_idle, ["missing-next"]);
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example());
    /// ```
    pub async fn finish(&self) -> Report {
        self.stop();
        // Who serves and does not poll what it serves with is not waited for.
        let _ = tokio::time::timeout(PATIENCE, self.process.servers_ended()).await;
        self.report()
    }

    /// What this org has done so far.
    pub fn report(&self) -> Report {
        let tenant = &self.door.tenant;
        let asked = |endpoint: &Endpoint| (*endpoint, tenant.ledger.count(*endpoint));
        Report {
            requests: Endpoint::ALL.iter().map(asked).filter(|(_, count)| *count > 0).collect(),
            pages: tenant.ledger.pages(),
            records_visible: tenant.log.count(Position::after(tenant.clock.now())),
            faults_idle: tenant.faults.idle(),
        }
    }
}

/// A little more than servers take to close what is still open.
const PATIENCE: Duration = Duration::from_secs(3);
