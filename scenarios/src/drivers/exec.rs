//! Real processes.
use std::path::Path;
use super::{DriverError, Run};
use crate::case::Case;
/// todo
pub fn run(_case: &Case, _programs: &Path) -> Result<Run, DriverError> { Err(DriverError::Program("x".into())) }
