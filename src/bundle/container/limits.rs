//! The limits of reading: how much a bundle may ask of the machine (`bundle-format.md` section 1.9).
//!
//! They stand against bombs, so they come from the user and not from the bundle. A limit that was hit is said with its name, so
//! that whoever trusts the bundle enough can raise just that one.

use crate::bundle::{Code, Failure};

/// One of the limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Number of files.
    Files,
    /// Bytes of all files together, after unpacking.
    Bytes,
    /// Bytes of the manifest.
    Manifest,
    /// Bytes of the proof.
    Proof,
}

/// How much is read at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadLimits {
    /// Number of files.
    pub files: u64,
    /// Bytes of all files together, after unpacking.
    pub bytes: u64,
    /// Bytes of the manifest.
    pub manifest: u64,
    /// Bytes of the proof. A scattered filter of 100,000 records out of 10^10 has 1.5 million hashes, 71 MB.
    pub proof: u64,
}

impl Limit {
    /// All of them.
    pub const ALL: [Limit; 4] = [Limit::Files, Limit::Bytes, Limit::Manifest, Limit::Proof];

    /// The name by which it is raised.
    pub fn name(self) -> &'static str {
        match self {
            Limit::Files => "files",
            Limit::Bytes => "bytes",
            Limit::Manifest => "manifest",
            Limit::Proof => "proof",
        }
    }

    fn means(self) -> &'static str {
        match self {
            Limit::Files => "number of files",
            Limit::Bytes => "bytes of all files together",
            Limit::Manifest => "bytes of the manifest",
            Limit::Proof => "bytes of the proof",
        }
    }
}

impl ReadLimits {
    /// Where one limit stands.
    pub fn of(&self, limit: Limit) -> u64 {
        match limit {
            Limit::Files => self.files,
            Limit::Bytes => self.bytes,
            Limit::Manifest => self.manifest,
            Limit::Proof => self.proof,
        }
    }

    /// Sets one limit.
    pub fn set(&mut self, limit: Limit, value: u64) {
        match limit {
            Limit::Files => self.files = value,
            Limit::Bytes => self.bytes = value,
            Limit::Manifest => self.manifest = value,
            Limit::Proof => self.proof = value,
        }
    }

    /// The finding that a limit was hit: which, where it stands, and how it is raised.
    pub fn hit(&self, limit: Limit, found: impl Into<String>) -> Failure {
        let detail = format!("{}; --limit {}=VALUE raises it", limit.means(), limit.name());
        Failure::new(Code::Limit, detail).values(format!("at most {}", self.of(limit)), found)
    }
}

impl Default for ReadLimits {
    fn default() -> ReadLimits {
        ReadLimits { files: 1 << 20, bytes: 1 << 40, manifest: 1 << 30, proof: 1 << 30 }
    }
}
