//! The table of targets.

use super::{debug_text, event, link, page, timestamp, token};

/// One function that takes anything.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of its folder in `fuzz/corpus` and of its file
/// in `fuzz/fuzz_targets`.
pub const TARGETS: [(&str, Target); 6] = [
    ("debug_text", debug_text),
    ("event", event),
    ("link", link),
    ("page", page),
    ("timestamp", timestamp),
    ("token", token),
];
