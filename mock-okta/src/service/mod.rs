//! The mock as a whole: built, asked in process, or served over sockets.

mod body;
mod builder;
mod exchange;
mod mock;
mod serve;
mod tenant;
#[cfg(test)]
mod tests;

pub use self::body::{Body, BodyError};
pub(crate) use self::body::{Manner, Paced, Piece};
pub use self::builder::{BuildError, Builder};
pub(crate) use self::exchange::Call;
pub use self::mock::{Dropped, MockOkta, Surface};
pub(crate) use self::tenant::Tenant;
