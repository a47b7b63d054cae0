//! Each kind of fault, seen from the other side: in process, and in `wire` over a socket.

mod access;
mod addresses;
mod catalogue;
mod client;
mod content;
mod injects;
mod links;
mod runtime;
mod specs;
mod status;
mod time;
mod transport;
mod wire;

use super::FaultSpec;
use crate::MockOkta;
use crate::ledger::{Change, Delivery};
use crate::testing::{Answer, get, org};

/// An org with one fault, written as in a configuration file.
fn with(fault: &str) -> MockOkta {
    org().fault(toml::from_str(fault).unwrap()).start().unwrap()
}

/// What struck the last request, and what became of its page.
fn last_fault(mock: &MockOkta) -> (Vec<&'static str>, Delivery) {
    let request = mock.ledger().requests().pop().unwrap();
    (request.faults, request.delivery)
}

fn last_changes(mock: &MockOkta) -> Vec<Change> {
    mock.ledger().requests().pop().unwrap().changes
}

/// The first page of an org with one fault, which strikes.
async fn page_with(fault: &str) -> Answer {
    let mock = with(fault);
    let answer = get(&mock, "/api/v1/logs?limit=5").await;
    let name = toml::from_str::<FaultSpec>(fault).unwrap().kind.name();
    assert_eq!(last_fault(&mock).0, [name], "{fault}");
    answer
}
