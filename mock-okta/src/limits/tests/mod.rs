//! What facts 3 say about limits, seen from the limiter and from the other side of the in-process
//! transport.

mod buckets;
mod concurrency;
mod hints;
mod neighbours;
mod notices;
mod presets;
