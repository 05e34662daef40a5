//! Salts: from the system's random source, or derived where a seal must be repeatable (tests and samples).

use crate::crypto::{Hasher, random_bytes};
use std::io;

/// Where salts come from.
#[derive(Clone, Debug)]
pub(super) enum Salts {
    /// The system's random source.
    System,
    /// `SHA-256("recount salt" LF seed LF origin LF first index LF count)`: no salt twice in one log.
    Derived {
        /// Seed, origin and the index at which the run began.
        run: String,
        /// Salts given so far.
        count: u64,
    },
}

impl Salts {
    /// Salts for a run that begins at `index` of the log `origin`.
    pub fn of(seed: Option<&str>, origin: &str, index: u64) -> Salts {
        match seed {
            None => Salts::System,
            Some(seed) => Salts::Derived { run: format!("recount salt\n{seed}\n{origin}\n{index}\n"), count: 0 },
        }
    }

    /// The next 32 bytes.
    pub fn next(&mut self) -> io::Result<[u8; 32]> {
        match self {
            Salts::System => random_bytes(),
            Salts::Derived { run, count } => {
                *count = count.saturating_add(1);
                let mut hasher = Hasher::new();
                hasher.update(run.as_bytes());
                hasher.update(count.to_string().as_bytes());
                Ok(hasher.finish().0)
            }
        }
    }
}
