//! Collects failures: all of them counted, the first hundred of each code and class kept (`bundle-format.md` section 2.1).
//!
//! The class counts too: a hundred times "could not be tested" must not push out the one that was tested and is false.

use crate::bundle::{Against, Class, Code, Failure};
use std::collections::{BTreeMap, BTreeSet};

/// Findings of one code and class that are kept in full; the others are counted.
pub const SHOWN: u64 = 100;

/// Actors whose worst class is kept; of further ones it counts against the whole. Names come from the bundle, so they are bounded.
const ACTORS_KEPT: usize = 65_536;

/// Findings that are only counted, and the actors that they name.
#[derive(Debug, Default)]
pub struct Tally {
    count: u64,
    actors: BTreeSet<String>,
    beyond_actors: bool,
}

impl Tally {
    /// Counts one finding.
    pub fn add(&mut self, actor: Option<String>) {
        self.count = self.count.saturating_add(1);
        match actor {
            Some(actor) if self.actors.contains(&actor) => {}
            Some(actor) if self.actors.len() < ACTORS_KEPT => drop(self.actors.insert(actor)),
            _ => self.beyond_actors = true,
        }
    }
}

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
        self.weigh(failure.actor.as_deref(), failure.class);
        let count = self.counts.entry((failure.code, failure.class)).or_default();
        *count = count.saturating_add(1);
        if *count <= SHOWN {
            self.kept.push(failure);
        }
    }

    /// Adds a finding that names no actor and has the class of its code; builds it only where it will be kept, as there may be
    /// millions of them.
    pub fn add_built(&mut self, code: Code, build: &dyn Fn() -> Failure) {
        let class = code.class();
        if self.counts.get(&(code, class)).is_none_or(|count| *count < SHOWN) {
            return self.add(build());
        }
        let mut tally = Tally::default();
        tally.add(None);
        self.count(code, class, tally);
    }

    /// Counts findings of one code and class beyond those that were added one by one.
    pub fn count(&mut self, code: Code, class: Class, tally: Tally) {
        let count = self.counts.entry((code, class)).or_default();
        *count = count.saturating_add(tally.count);
        tally.actors.iter().for_each(|actor| self.weigh(Some(actor), class));
        if tally.beyond_actors {
            self.weigh(None, class);
        }
    }

    /// Notes a class for the whole, and for the actor that it names.
    fn weigh(&mut self, actor: Option<&str>, class: Class) {
        self.worst.insert(class);
        let room = self.by_actor.len() < ACTORS_KEPT;
        match actor.map(|actor| (actor, self.by_actor.get_mut(actor))) {
            Some((_, Some(worst))) => *worst = class.min(*worst),
            Some((actor, None)) if room => drop(self.by_actor.insert(actor.to_owned(), class)),
            _ => drop(self.beyond_actors.insert(class)),
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
        let (kept, counts) = findings.finish();
        let of = |class| kept.iter().filter(|failure| failure.class == class).count();
        assert_eq!((of(Class::Undecidable), of(Class::Contradicted)), (100, 1));
        assert_eq!(counts[&Code::KeyUnknown], SHOWN * 3 + 1);
    }

    #[test]
    fn what_is_only_counted_is_never_built() {
        let (mut findings, built) = (Findings::default(), std::cell::Cell::new(0));
        for _ in 0..250 {
            findings.add_built(Code::BlobDup, &|| {
                built.set(built.get() + 1);
                Failure::new(Code::BlobDup, "")
            });
        }
        assert_eq!(built.get(), SHOWN);
        assert_eq!(findings.worst_beyond_actors(), Some(Class::Undecidable));
        let (kept, counts) = findings.finish();
        assert_eq!((kept.len(), counts[&Code::BlobDup]), (100, 250));
    }

    #[test]
    fn a_tally_weighs_on_everybody_it_names() {
        let (mut findings, mut tally) = (Findings::default(), Tally::default());
        ["a", "b", "a"].into_iter().for_each(|actor| tally.add(Some(actor.to_owned())));
        findings.count(Code::KeyValidity, Class::Contradicted, tally);
        assert_eq!((findings.worst_of("a"), findings.worst_of("c")), (Some(Class::Contradicted), None));
        assert_eq!(findings.worst_beyond_actors(), None);
        let mut tally = Tally::default();
        (0..=ACTORS_KEPT).for_each(|n| tally.add(Some(n.to_string())));
        findings.count(Code::KeyStatusUnproven, Class::Undecidable, tally);
        assert_eq!(findings.worst_beyond_actors(), Some(Class::Undecidable));
        assert_eq!(findings.finish().1.into_values().collect::<Vec<_>>(), [3, 65_537]);
    }
}
