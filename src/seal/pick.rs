//! Which blobs go along, which are withheld, which are missing.

use super::full::BlobUse;
use crate::crypto::Digest;
use std::collections::HashMap;

/// Decides over every blob of the full bundle.
#[derive(Debug)]
pub(super) struct Picker {
    open: HashMap<Digest, bool>,
    withheld: HashMap<Digest, String>,
    warnings: Vec<String>,
}

impl Picker {
    /// `uses`: the blobs that disclosed records name; `before`: what the full bundle withholds already.
    pub fn new(uses: &HashMap<Digest, BlobUse>, before: &[(Digest, String)], withhold: &[(String, String)]) -> Picker {
        let mut picker = Picker { open: HashMap::new(), withheld: HashMap::new(), warnings: Vec::new() };
        let mut unsalted = 0u64;
        for (id, how) in uses {
            match how.withheld.and_then(|at| withhold.get(at)) {
                Some((_, reason)) => {
                    picker.withheld.insert(*id, reason.clone());
                    unsalted = unsalted.saturating_add(u64::from(!how.salted));
                }
                None => {
                    picker.open.insert(*id, false);
                }
            }
        }
        for (id, reason) in before.iter().filter(|(id, _)| uses.contains_key(id)) {
            picker.open.remove(id);
            picker.withheld.entry(*id).or_insert_with(|| reason.clone());
        }
        if unsalted > 0 {
            picker
                .warnings
                .push(format!("{unsalted} withheld blobs have no salt: who guesses their content can confirm it"));
        }
        picker
    }

    /// Whether this blob goes along; each once.
    pub fn take(&mut self, id: &Digest) -> bool {
        self.open.get_mut(id).is_some_and(|taken| !std::mem::replace(taken, true))
    }

    /// The withheld blobs, ascending, and what is worth telling.
    pub fn finish(self) -> (Vec<(Digest, String)>, Vec<String>) {
        let mut withheld: Vec<_> = self.withheld.into_iter().collect();
        withheld.sort();
        let mut warnings = self.warnings;
        let missing = self.open.values().filter(|taken| !**taken).count();
        if missing > 0 {
            warnings.push(format!("{missing} blobs that the records name are missing in the full bundle too"));
        }
        (withheld, warnings)
    }
}
