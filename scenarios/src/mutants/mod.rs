//! Known-bad connectors. A harness that does not catch them proves nothing.
//!
//! There is one plain connector, some 150 lines, which is right, and which makes one mistake on
//! demand. Without a mistake it has to pass, so that whatever a mutant is caught by is its
//! mistake.

mod bug;
mod naive;

pub use bug::Bug;
pub use naive::Naive;
