//! `quarantine list` and `quarantine replay`: what could not be published, for a person.

mod line;
mod list;
mod meaning;
mod replay;

pub(super) use list::list;
pub(super) use replay::replay;

#[cfg(test)]
mod tests;
