//! Recount: opens signed audit exports of multi-agent AI systems offline and says what can be believed.

pub mod crypto;
