//! Golden files, and the tests that own them.
//!
//! `seed/` is the customer's own pair of events, `events/` are events written for this project,
//! one file a family. What the connector makes of them is kept in `golden/`, to be reviewed by
//! people: `cargo insta review` shows what a change would change.
//!
//! The recorded events of other projects stay where they are, beside this repository; of them
//! only counts, reasons and digests are kept.

pub mod outcome;
pub mod review;

/// Where the golden files of `group` are.
pub fn settings(group: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("{}/golden/{group}", env!("CARGO_MANIFEST_DIR")));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[cfg(test)]
mod tests;
