//! The case: what the records of verified bundles say, and how to ask for some of them.
//!
//! Nothing here decides whether a record may be believed. That is done, before, in `verify`.

pub mod filter;
