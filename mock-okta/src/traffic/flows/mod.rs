//! The families of flows. Each file holds the script of its flows, which says what happens and
//! when, and how each act of theirs is written down as an event.

pub(crate) mod access;
mod addresses;
pub(crate) mod background;
mod by_token;
pub(crate) mod classic;
pub(crate) mod console;
pub(crate) mod enrolment;
pub(crate) mod federation;
pub(crate) mod guess;
pub(crate) mod handover;
pub(crate) mod import;
pub(crate) mod insight;
pub(crate) mod launch;
pub(crate) mod lifecycle;
pub(crate) mod notice;
pub(crate) mod policy;
pub(crate) mod privilege;
pub(crate) mod protection;
pub(crate) mod report;
pub(crate) mod security;
pub(crate) mod service;
pub(crate) mod settings;
pub(crate) mod sign_in;
mod sign_in_events;
pub(crate) mod standing;
pub(crate) mod trouble;

pub(crate) use self::addresses::is_classic_sign_in;
