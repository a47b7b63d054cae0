//! What a driver gives to the oracle.

use clock::Timestamp;

use crate::oracle::{Evidence, Obligation};

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    /// For the oracle.
    pub evidence: Evidence,
    /// What was asked of the connector.
    pub obligation: Obligation,
    /// One line an observation, for the comparison of runs.
    pub trace: Vec<String>,
}

/// Why a case could not be run.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// The setup of the case makes no sense to the mock.
    #[error("the org of the case: {0}")]
    Org(String),
    /// The connector could not be started, or ended unasked.
    #[error("the connector: {0}")]
    Connector(String),
    /// A program could not be run.
    #[error("{0}")]
    Program(String),
}

/// The moment at which every virtual org starts: a Monday, in the morning.
pub const EPOCH: Timestamp = Timestamp::from_seconds(1_773_644_400);

/// The customer's domain in every case.
pub const DOMAIN_ID: &str = "customer-domain-001";
