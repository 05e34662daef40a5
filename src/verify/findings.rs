//! Collects failures: all of them counted, the first hundred of each code and class kept (`bundle-format.md` section 2.1).
//!
//! The class counts too: a hundred times "could not be tested" must not push out the one that was tested and is false.

use crate::bundle::{Against, Class, Code, Failure};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of one code and class that are kept in full; the others are counted.
pub const SHOWN: u64 = 100;

/// Actors whose worst class is kept; of further ones it counts against the whole. Names come from the bundle, so they are bounded.
const ACTORS_KEPT: usize = 65_536;

/// What the checks found so far.
#[derive(Debug, Default)]
pub struct Findings {
    kept: Vec<Failure>,
    counts: BTreeMap<(Code, Class), u64>,
    worst: BTreeSet<Class>,
    by_actor: BTreeMap<String, Class>,
    beyond_actors: BTreeSet<Class>,
}

impl Findings {
    /// Adds a finding; counts it where a hundred of its code and class are kept already.
    pub fn add(&mut self, failure: Failure) {
        self.worst.insert(failure.class);
        let room = self.by_actor.len() < ACTORS_KEPT;
        match &failure.actor {
            Some(actor) if room || self.by_actor.contains_key(actor) => {
                let worst = self.by_actor.entry(actor.clone()).or_insert(failure.class);
                *worst = (*worst).min(failure.class);
            }
            _ => {
                self.beyond_actors.insert(failure.class);
            }
        }
        let count = self.counts.entry((failure.code, failure.class)).or_default();
        *count = count.saturating_add(1);
        if *count <= SHOWN {
            self.kept.push(failure);
        }
    }

    /// Adds many.
    pub fn extend(&mut self, failures: impl IntoIterator<Item = Failure>) {
        failures.into_iter().for_each(|failure| self.add(failure));
    }

    /// Whether a finding of this class was added.
    pub fn has(&self, class: Class) -> bool {
        self.worst.contains(&class)
    }

    /// Whether a finding of this code was added.
    pub fn has_code(&self, code: Code) -> bool {
        self.counts.keys().any(|(known, _)| *known == code)
    }

    /// Worst class that names this actor.
    pub fn worst_of(&self, actor: &str) -> Option<Class> {
        self.by_actor.get(actor).copied()
    }

    /// The actors that findings name, with the worst class of each.
    pub fn actors(&self) -> impl Iterator<Item = (&str, Class)> {
        self.by_actor.iter().map(|(actor, class)| (actor.as_str(), *class))
    }

    /// Worst class of the findings that name no actor.
    pub fn worst_beyond_actors(&self) -> Option<Class> {
        self.beyond_actors.first().copied()
    }

    /// The kept findings sorted by file, offset and code, and the count of every code.
    pub fn finish(mut self) -> (Vec<Failure>, BTreeMap<Code, u64>) {
        let key = |f: &Failure| (f.file.clone(), f.offset, f.record, f.code, f.message.clone());
        self.kept.sort_by_cached_key(key);
        let mut counts = BTreeMap::new();
        for ((code, _), count) in self.counts {
            let sum: &mut u64 = counts.entry(code).or_default();
            *sum = sum.saturating_add(count);
        }
        (self.kept, counts)
    }
}

/// A finding about one record of an actor.
pub fn about(mut failure: Failure, actor: &str, n: u64) -> Failure {
    failure.actor = Some(actor.to_owned());
    failure.n = Some(n);
    failure
}

/// The same finding, told against the actor itself.
pub fn blame_actor(failure: Failure) -> Failure {
    failure.against(Against::Actor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_of_class_u_do_not_push_out_one_of_class_t() {
        let mut findings = Findings::default();
        (0..SHOWN * 3).for_each(|at| {
            findings.add(Failure::new(Code::KeyUnknown, "").class(Class::Undecidable).record(at));
        });
        findings.add(Failure::new(Code::KeyUnknown, "").record(SHOWN * 3));
        assert!(findings.has_code(Code::KeyUnknown) && !findings.has_code(Code::Root));
        let (kept, counts) = findings.finish();
        let of = |class| kept.iter().filter(|failure| failure.class == class).count();
        assert_eq!((of(Class::Undecidable), of(Class::Contradicted)), (100, 1));
        assert_eq!(counts[&Code::KeyUnknown], SHOWN * 3 + 1);
    }
}
