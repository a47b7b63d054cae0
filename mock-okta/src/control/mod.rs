//! The control plane, `/__admin`: what a test or a person asks the mock rather than Okta.
//!
//! | path | what |
//! |---|---|
//! | `GET /__admin/fidelity` | what the org does and how sure it is that Okta does, a JSON array |
//! | `GET /__admin/health` | that it is there, and what time it has |
//! | `GET /__admin/version` | which mock it is |
//! | `GET /__admin/ledger?from=&to=` | every record visible now, or between two positions, one a line |
//! | `GET /__admin/requests` | every request for the log and its answer, one a line |
//! | `GET /__admin/clock`, `POST /__admin/clock?advance=90s` | the time; a stepped clock is moved |
//! | `POST /__admin/shutdown` | stops the server |
//!
//! None of these counts against a limit, meets a fault or appears in the ledger. When the mock
//! has an admin token, all of them want it as `Authorization: Bearer`.

mod access;
mod clock;
mod records;
mod routes;
#[cfg(test)]
mod tests;

pub(crate) use self::routes::routes;
