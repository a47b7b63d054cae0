//! Makes a connector and the mock meet, and gives verdicts.

pub mod reference;
