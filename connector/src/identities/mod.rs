//! Identity files: where the map from people to `tuid` comes from (normalization, section 3).
//!
//! ```text
//!  CSV  ─┐                                   ┌─▶ Identities, for the next page
//!        ├─▶ read ─▶ IdentityFile ─▶ Watch ──┤
//!  JSON ─┘   mistakes, with lines            └─▶ mistakes: the old map stays
//! ```
//!
//! A mistake never repeats what stands in the file: names and ids are personal data, and logs
//! travel.

mod file;
mod read;
mod watch;

pub use file::IdentityFile;
pub use read::{Format, Mistake, read};
pub use watch::{Reread, Watch};

#[cfg(test)]
mod tests;
