//! Bundles read into a case: each verified, its rows taken in the same pass.

use super::trusted::{Trusted, named};
use super::{EvidenceState, Session, SessionError, Standing};
use crate::bundle::Failure;
use crate::bundle::container::{Container, ReadLimits};
use crate::case::{Case, Evidence, Part, Tables};
use crate::crypto::Digest;
use crate::profile::SeenNote;
use crate::store::{CaseFolder, Trust};
use crate::verify::{Depth, Options};
use crate::watch::Watch;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A case that grows bundle by bundle.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub tables: Tables,
    pub parts: Vec<Arc<Part>>,
    pub evidence: Evidence,
    /// The profiles that the verdicts rest on, each once.
    pub used: Vec<Trust>,
    /// Of some bundle only the beginning was read.
    partial: bool,
}

impl Reading {
    /// Goes on from a case whose verdicts rest on `used`.
    pub fn from(case: Case, evidence: Evidence, used: Vec<Trust>) -> Reading {
        let parts = case.parts().to_vec();
        let tables = Arc::clone(case.tables());
        drop(case);
        Reading { tables: Arc::unwrap_or_clone(tables), parts, evidence, used, partial: false }
    }

    /// Verifies a bundle and takes it in. Checkpoints of the bundles before it count as remembered, so that a fork shows.
    pub fn add(&mut self, path: &Path, digest: Digest, trusted: &Trusted, watch: &Watch) -> Result<(), SessionError> {
        let (container, faults) = open(path)?;
        self.add_container((container, faults), digest, trusted, Extent::All(Depth::Full), watch)
    }

    /// As [`Reading::add`], of a container that is open.
    fn add_container(
        &mut self,
        (container, faults): (Container, Vec<Failure>),
        digest: Digest,
        trusted: &Trusted,
        extent: Extent,
        watch: &Watch,
    ) -> Result<(), SessionError> {
        let seen: Vec<SeenNote> =
            self.parts.iter().filter_map(|part| part.verification.remember.clone()).map(note).collect();
        let profile = trusted.profile_for(&container);
        let (depth, most) = match extent {
            Extent::All(depth) => (depth, None),
            Extent::Beginning(most) => (Depth::Integrity, Some(most)),
        };
        let options =
            Options { profile, profile_failures: trusted.failures.clone(), seen: &seen, depth, ..Options::default() };
        let tables = &mut self.tables;
        let (part, is_whole) = match most {
            None => (Part::read(&container, faults, digest, &options, tables, watch), true),
            Some(most) => Part::read_beginning((&container, faults), digest, &options, tables, most, watch),
        };
        self.partial |= !is_whole;
        if watch.is_cancelled() {
            return Err(SessionError::Cancelled);
        }
        if let Some(used) = profile.map(named).filter(|used| !self.used.contains(used)) {
            self.used.push(used);
        }
        self.parts.push(Arc::new(part));
        self.evidence.push(Some(Arc::new(container)));
        Ok(())
    }

    /// The case.
    pub fn finish(self) -> (Case, Evidence) {
        (Case::of(Arc::new(self.tables), self.parts), self.evidence)
    }

    /// A case without a folder.
    fn loose(self) -> Session {
        let (case, evidence) = self.finish();
        Session {
            folder: None,
            case: Arc::new(case),
            evidence: Arc::new(evidence),
            standing: Standing::Now,
            notices: Vec::new(),
            state: EvidenceState::Whole,
            recalled: None,
        }
    }
}

fn note(bytes: Vec<u8>) -> SeenNote {
    SeenNote { path: "another bundle of this case".to_owned(), bytes }
}

fn open(path: &Path) -> Result<(Container, Vec<Failure>), SessionError> {
    let mut faults = Vec::new();
    let opened = Container::open(path, &ReadLimits::default(), &mut faults);
    let container = opened.map_err(|source| SessionError::Bundle { path: path.to_owned(), source })?;
    Ok((container, faults))
}

/// Opens bundles as a case without a folder: nothing is kept.
///
/// # Errors
/// A bundle that cannot be read at all; a cancel.
pub fn read_bundles(paths: &[PathBuf], trusted: &Trusted, watch: &Watch) -> Result<Session, SessionError> {
    read_bundles_to(paths, trusted, Depth::Full, watch)
}

/// As [`read_bundles`], to a chosen depth: a first look says of nothing that it is verified.
///
/// # Errors
/// As [`read_bundles`].
pub fn read_bundles_to(
    paths: &[PathBuf],
    trusted: &Trusted,
    depth: Depth,
    watch: &Watch,
) -> Result<Session, SessionError> {
    let named = |path: &PathBuf| {
        let (container, faults) = open(path)?;
        // A first look is in a hurry: nothing is cited by its content address before all was checked.
        let digest = match depth {
            Depth::Full => CaseFolder::content_address(path, watch).unwrap_or(UNKNOWN),
            Depth::Integrity => UNKNOWN,
        };
        Ok((container, faults, digest))
    };
    let containers: Vec<_> = paths.iter().map(named).collect::<Result<_, SessionError>>()?;
    read_containers(containers, trusted, depth, watch)
}

/// The beginning of a bundle, about `most` records, so that they can be looked at while the rest is read; nothing in it is verified.
/// `true` beside it: there was no more, and this is what `read_bundles_to` gives to the depth of integrity.
///
/// # Errors
/// As [`read_bundles`].
pub fn read_beginning(
    path: &Path,
    trusted: &Trusted,
    most: usize,
    watch: &Watch,
) -> Result<(Session, bool), SessionError> {
    let mut reading = Reading::default();
    reading.add_container(open(path)?, UNKNOWN, trusted, Extent::Beginning(most), watch)?;
    let is_whole = !reading.partial;
    Ok((reading.loose(), is_whole))
}

/// As [`read_bundles_to`], of containers that are open, with the faults of opening them and their content addresses, zero where
/// they are not known.
///
/// # Errors
/// A cancel.
pub fn read_containers(
    containers: Vec<(Container, Vec<Failure>, Digest)>,
    trusted: &Trusted,
    depth: Depth,
    watch: &Watch,
) -> Result<Session, SessionError> {
    let mut reading = Reading::default();
    for (container, faults, digest) in containers {
        reading.add_container((container, faults), digest, trusted, Extent::All(depth), watch)?;
    }
    Ok(reading.loose())
}

/// How much of a bundle is read.
#[derive(Clone, Copy)]
enum Extent {
    /// All, to a depth.
    All(Depth),
    /// About so many records from its beginning, to the depth of integrity.
    Beginning(usize),
}

/// Where a bundle was not read whole.
const UNKNOWN: Digest = Digest([0; 32]);
