//! `agree`: do the connector's normalization and the reference say the same?

use std::io::Write;

use super::Outcome;
use super::args::{Agree, Failure};
use crate::agree::Campaign;

pub(super) fn agree(agree: &Agree) -> Result<Outcome, Failure> {
    let campaign = Campaign { seed: agree.seed, from: agree.from, events: agree.events };
    let (text, outcome) = match campaign.run() {
        Ok(tally) => (tally.to_string(), Outcome::Holds),
        Err(finding) => (finding.to_string(), Outcome::Fails),
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "seed {}: {text}", agree.seed)
        .map_err(Failure::io("standard output is closed"))?;
    Ok(outcome)
}
