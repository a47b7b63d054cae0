//! Makes a connector and the mock meet, and gives verdicts.

pub mod agree;
pub mod case;
pub mod cli;
pub mod detections;
pub mod drivers;
pub mod fuzz;
pub mod mutants;
pub mod oracle;
pub mod reference;
pub mod report;
pub mod runner;
