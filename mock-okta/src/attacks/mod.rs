//! Attacks, and what only looks like them, with the truth about every event.
//!
//! An attack is a script of its own file: it casts people of the org and strangers, and lets them
//! do what people also do every day, with other things and from other places. What each event
//! really is stays out of the event: it is a [`Label`] beside it.
//!
//! ```text
//!  spec ─▶ kind ─▶ play(stage) ─▶ campaign ─▶ log
//!                    │                └─────▶ labels
//!                    └─ who, in whose name, with what, when
//! ```

mod account_takeover;
mod anonymous_admin;
mod brute_force;
mod campaign;
mod casting;
mod catalogue;
mod credential_stuffing;
mod cross_tenant;
mod director;
mod document;
mod dormant_reactivation;
mod entries;
mod errands;
mod guesses;
mod helpdesk_takeover;
mod impossible_travel;
mod mfa_fatigue;
mod mistakes;
mod morning_surge;
mod moves;
mod offboarding;
mod outcome;
mod parameters;
mod password_spray;
mod privilege_escalation;
mod prompts;
mod recoveries;
mod reported_activity;
mod run;
mod session_hijack;
mod source;
mod spec;
mod sso_burst;
mod stage;
mod stolen_session;
#[cfg(test)]
mod tests;

pub use self::campaign::{Label, Role};
pub use self::catalogue::{BreachStage, Kind, kinds};
pub use self::director::AttackRefused;
pub(crate) use self::director::Director;
pub use self::document::{json, lines};
pub use self::parameters::{Form, Parameter, Parameters};
pub use self::run::{AttackRun, AttackState};
pub use self::spec::{AttackSpec, AttackSpecError, AttackTime};
