//! How every reading command opens a bundle and verifies it.

use super::args::{Limits, TrustFrom};
use super::trust::{self, Chosen};
use super::{Exit, Fault};
use crate::bundle::container::Container;
use crate::case::{Case, Evidence, Part, Tables};
use crate::crypto::Digest;
use crate::verify::{Graded, Options, Seen, Verdict, Verification, verify};
use crate::watch::Watch;
use std::path::Path;
use std::sync::Arc;

impl Exit {
    /// The exit status that a verdict is.
    pub(super) fn of(verdict: Verdict) -> Exit {
        match verdict {
            Verdict::Verified => Exit::Fine,
            Verdict::Contradicted => Exit::Contradicted,
            Verdict::Undecidable => Exit::Undecidable,
        }
    }
}

/// Verifies a bundle as [`check`] does, and reads it as a case of its own.
pub fn read(from: &TrustFrom, limits: &Limits, bundle: &Path) -> Result<(Case, Evidence), Fault> {
    let chosen = trust::choose(from)?;
    let options = options(&chosen, limits);
    let (mut faults, mut tables, mut evidence) = (Vec::new(), Tables::default(), Evidence::default());
    let told = |error: std::io::Error| Fault::io(&bundle.display().to_string(), &error);
    let container = Container::open(bundle, &options.limits, &mut faults).map_err(told)?;
    let part = Part::read(&container, faults, Digest([0; 32]), &options, &mut tables, &Watch::new());
    evidence.push(Some(Arc::new(container)));
    Ok((Case::of(Arc::new(tables), vec![Arc::new(part)]), evidence))
}

/// Verifies a bundle with the chosen trust and no memory; `sink` gets every record with its grade.
pub fn check(
    from: &TrustFrom,
    limits: &Limits,
    bundle: &Path,
    sink: &mut dyn FnMut(Graded<'_>),
) -> Result<(Container, Verification), Fault> {
    let chosen = trust::choose(from)?;
    let options = options(&chosen, limits);
    let mut faults = Vec::new();
    let told = |error: std::io::Error| Fault::io(&bundle.display().to_string(), &error);
    let container = Container::open(bundle, &options.limits, &mut faults).map_err(told)?;
    let verification = verify(&container, faults, &options, &Watch::new(), &mut |seen| {
        if let Seen::Record(graded) = seen {
            sink(graded);
        }
    });
    Ok((container, verification))
}

/// What a bundle is verified with.
fn options<'c>(chosen: &'c Chosen, limits: &Limits) -> Options<'c> {
    Options {
        profile: chosen.profile.as_ref(),
        profile_failures: chosen.failures.clone(),
        limits: limits.read(),
        ..Options::default()
    }
}
