//! Facts 1.1 to 1.3, 1.5, 1.6, 2.3, 4.3 and 10, over the in-process transport.

mod keywords;
mod matching;
mod requests;
mod switches;
