use std::time::Duration;

use super::{Delivery, Ledger, Ticket};
use crate::Endpoint;
use crate::faults::{FaultKind, FaultSpec, Latency, MissingNext};
use crate::log::{Order, Position};
use crate::testing::{get, now, org};

#[tokio::test(start_paused = true)]
async fn every_request_and_what_it_was_served_is_noted() {
    let latency = FaultKind::Latency(Latency { delay: Duration::from_secs(2) });
    let mock = org()
        .fault(FaultSpec::new(latency))
        .fault(FaultSpec::new(FaultKind::MissingNext(MissingNext {})))
        .limit(4)
        .start()
        .unwrap();
    get(&mock, "/api/v1/logs?limit=10").await;
    get(&mock, "/api/v1/logs?limit=5&sortOrder=DESCENDING").await;
    get(&mock, "/api/v1/logs").await;
    let [page, bounded, refused] = &mock.ledger().requests()[..] else { panic!("three requests") };
    assert_eq!((page.ordinal, page.method.as_str()), (1, "GET"));
    assert_eq!(page.target, "/api/v1/logs?limit=10");
    assert_eq!((page.at, page.answered_at), (now(), Some(now() + Duration::from_secs(2))));
    assert_eq!((page.status, page.delivery), (Some(200), Delivery::Valid));
    assert_eq!(page.faults, ["latency", "missing-next"]);
    assert_eq!(page.rate.unwrap().remaining, 1);
    // The range that was noted is the page that was served.
    let served = page.served.unwrap();
    assert_eq!((served.order, served.count), (Order::Commit, 10));
    assert_eq!(mock.log().range(served.first..=served.last).count(), 10);
    assert_eq!(bounded.served.unwrap().order, Order::Published);
    assert_eq!(
        (refused.status, refused.served, refused.delivery),
        (Some(429), None, Delivery::None)
    );
    assert_eq!(mock.ledger().served().len(), 2);
    assert_eq!((mock.ledger().count(Endpoint::Logs), mock.ledger().pages()), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn ranges_tile_the_log_for_a_reader_that_follows_its_links() {
    let mock = org().start().unwrap();
    crate::testing::walk(&mock, "/api/v1/logs?limit=77").await;
    let served = mock.ledger().served();
    let mut seen = 0;
    let mut before = Position::before(mock.log().begin());
    for (_, page, _) in &served {
        assert!(page.first > before);
        seen +=
            mock.log().range(before..=page.last).filter(|record| record.position > before).count();
        before = page.last;
    }
    assert_eq!(seen, served.iter().map(|(_, page, _)| page.count).sum::<usize>());
}

#[test]
fn what_is_forgotten_is_still_counted() {
    let ledger = Ledger::default();
    let ticket = |ordinal, serial| Ticket { ordinal, serial, edition: 0 };
    let open = |endpoint| ledger.open(now(), endpoint, ["GET", "/"]);
    assert_eq!(open(Endpoint::Logs), ticket(1, 1));
    assert_eq!(open(Endpoint::Token), ticket(1, 2));
    assert_eq!(open(Endpoint::Logs), ticket(2, 3));
    assert_eq!(ledger.count(Endpoint::Logs), 2);
    // Noting something about a request that never was does no harm.
    for serial in [0, 99] {
        ledger.struck(ticket(1, serial), "outage");
    }
    assert!(ledger.requests().iter().all(|request| request.faults.is_empty()));
}
