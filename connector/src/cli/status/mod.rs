//! `status`: where each connection is, whether it runs, and what it left out.

mod human;
mod json;
mod report;

pub(super) use report::status;

#[cfg(test)]
mod tests;
