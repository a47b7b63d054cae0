//! The rules, by what they are about. Each file documents its rules in their own data: source,
//! scope and logic are what [`catalogue`](super::catalogue()) shows (facts 3.2).

pub(super) mod admin;
pub(super) mod apps;
pub(super) mod bombing;
pub(super) mod brute;
pub(super) mod console;
pub(super) mod cookie;
pub(super) mod device;
pub(super) mod dormant;
pub(super) mod proxy;
pub(super) mod push;
pub(super) mod reset;
pub(super) mod spray;
pub(super) mod stolen;
pub(super) mod travel;
pub(super) mod warning;

mod first_seen;
mod repository;
mod signs;
