//! The sample incident, carried inside the program: three bundles and the keys to believe them under.
//!
//! Its profile is called "Demonstration keys" wherever it is named, so that nobody takes it for a profile of their own.

use crate::bundle::Failure;
use crate::bundle::container::{Container, ReadLimits};
use crate::crypto::Digest;
use crate::profile::TrustProfile;
use crate::session::Trusted;
use std::path::{Path, PathBuf};

/// The bundles with the faults of opening them, and their content addresses.
pub fn containers() -> Vec<(Container, Vec<Failure>, Digest)> {
    let open = |bytes: &[u8]| {
        let mut faults = Vec::new();
        let container = Container::from_zip_bytes(bytes.to_vec(), &ReadLimits::default(), &mut faults);
        (container, faults, Digest::of(bytes))
    };
    BUNDLES.iter().map(|(_, bytes)| open(bytes)).collect()
}

/// Their names.
pub fn names() -> Vec<String> {
    BUNDLES.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Writes them into a folder; gives their paths, in their order.
///
/// # Errors
/// What the system says.
pub fn write_to(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let write = |(name, bytes): &(&str, &[u8])| {
        let path = dir.join(name);
        std::fs::write(&path, bytes).map(|()| path)
    };
    BUNDLES.iter().map(write).collect()
}

/// The trust that they are opened under.
pub fn trusted() -> Trusted {
    match TrustProfile::from_texts(PROFILE, POLICY, AUTHORITY, EXPORTERS, "") {
        Ok(profile) => Trusted { profiles: vec![profile], failures: Vec::new(), explicit: true },
        Err(failures) => Trusted { profiles: Vec::new(), failures, explicit: true },
    }
}

/// Name of the profile.
pub const PROFILE: &str = "Demonstration keys";
const BUNDLES: &[(&str, &[u8])] = &[
    ("broad-access.sab", include_bytes!("../../sample-logs/broad-access.sab")),
    ("least-privilege.sab", include_bytes!("../../sample-logs/least-privilege.sab")),
    ("tampered.sab", include_bytes!("../../sample-logs/tampered.sab")),
];
const POLICY: &str = include_str!("../../sample-logs/trust/policy");
const AUTHORITY: &str = include_str!("../../sample-logs/trust/authority");
const EXPORTERS: &str = include_str!("../../sample-logs/trust/exporters");
