//! The control plane, `/__admin`: what a test or a person asks the mock rather than Okta.
//!
//! | path | what |
//! |---|---|
//! | `GET /__admin/health` | that it is there, what time it has and for how long |
//! | `GET /__admin/version` | which mock it is |
//! | `GET /__admin/fidelity` | how faithful it is, behaviour by behaviour |
//! | `GET /__admin/config` | everything that is in effect, without secrets |
//! | `PATCH /__admin/config` | changes `switches` and `retry_after` |
//! | `GET /__admin/clock` | what time it is, and how it passes |
//! | `POST /__admin/clock?advance=90s` | moves a stepped clock; also `set` to a moment ahead, or another `mode` |
//! | `GET /__admin/faults` | what goes wrong, with how often it has struck; with `catalogue` every kind that there is |
//! | `POST /__admin/faults` | one more, for a `lifetime` if it has one |
//! | `DELETE /__admin/faults`, `DELETE /__admin/faults/{id}` | none of them, or one less |
//! | `GET /__admin/attacks` | the attacks on the org, and how far they are; with `catalogue` every kind that there is |
//! | `POST /__admin/attacks` | begins one |
//! | `DELETE /__admin/attacks/{instance}` | ends one |
//! | `GET /__admin/labels` | what the events of attacks really are, one a line |
//! | `GET /__admin/limits`, `PUT /__admin/limits` | what is let through; other numbers, what is not named stays |
//! | `GET /__admin/tokens` | the API tokens and access tokens that are out, without their secrets |
//! | `POST /__admin/tokens` | makes one of either kind, and tells its secret once |
//! | `PATCH /__admin/tokens/{id}` | changes what the administrator behind an API token is |
//! | `POST /__admin/tokens/{id}/expire`, `POST /__admin/tokens/{id}/revoke` | ends one before its time |
//! | `POST /__admin/keys/rotate` | access tokens are signed with the org's next key |
//! | `GET /__admin/apps`, `GET /__admin/apps/{id}/keys` | the service apps; the keys of one |
//! | `POST /__admin/apps/{id}/activate`, `POST /__admin/apps/{id}/deactivate` | an app works, or no longer |
//! | `POST /__admin/apps/{id}/keys/{key}/activate`, `POST /__admin/apps/{id}/keys/{key}/deactivate` | the same of one of its keys |
//! | `POST /__admin/inject` | puts records into the log, visible at once or from `at` on |
//! | `GET /__admin/ledger` | every record visible now, or between the positions `from` and `to`, one a line |
//! | `GET /__admin/requests` | the requests for Okta's API with their answers, one a line, the newest last |
//! | `DELETE /__admin/requests` | forgets them; their numbers go on |
//! | `GET /__admin/requests/count` | how many there are |
//! | `GET /__admin/requests/wait?count=5&timeout=10s` | answers once there are so many, or with 408 |
//! | `POST /__admin/reset` | everything but the time as it was at the start |
//! | `POST /__admin/shutdown` | stops every server of the process |
//! | `GET /__admin/tenants`, `POST /__admin/tenants` | the orgs beside the first one; one more |
//! | `GET /__admin/tenants/{name}`, `DELETE /__admin/tenants/{name}` | one of them; one less |
//!
//! `docs/CONTROL.md` has an example of each. None of these counts against a limit, meets a fault
//! or appears in the ledger. When the mock has an admin token, all of them want it as
//! `Authorization: Bearer`. An answer is JSON, or JSON a line; an error is
//! `{"error": "…", "hint": "…"}` with what is wrong, where, and if possible what to do.
//!
//! Everything up to `reset` is about one org: the first one, or below `/__admin/tenants/{name}`
//! that one.

mod apps;
mod asked;
mod attacks;
mod clock;
mod config;
mod faults;
mod inject;
mod limits;
mod plane;
mod process;
mod records;
mod refusal;
mod requests;
mod routes;
mod tenants;
#[cfg(test)]
mod tests;
mod tokens;

pub(crate) use self::plane::{Plane, admits};
pub(crate) use self::refusal::Refusal;
