//! Sequence, links, refs, time and open runs: what records say about each other (`bundle-format.md` sections 1.5 and 2.2).
//!
//! Memory: per record its leaf (see `leaves`) and 16 bytes in its key's list.

use super::clocks::Clocks;
use super::findings::{Findings, about, blame_actor};
use super::key_use::KeyUse;
use super::leaves::Leaves;
use super::place::Place;
use crate::bundle::key_event::Head;
use crate::bundle::record::Record;
use crate::bundle::{Code, Failure, Time};
use crate::crypto::{Digest, KeyId};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is known about the chain of one actor.
#[derive(Debug, Default)]
pub struct Chain {
    /// First disclosed sequence number.
    pub first: u64,
    /// Last disclosed record: n, leaf, index.
    pub head: Option<(u64, Digest, u64)>,
    /// Missing ranges of n, first and last; at most a hundred.
    pub gaps: Vec<(u64, u64)>,
    /// Index up to which the authority vouches that the chain ends at its head.
    pub complete_to: Option<u64>,
    named: bool,
    last_time: Option<Time>,
    stated: Option<(Head, u64)>,
    keys: HashMap<KeyId, KeyUse>,
    repeated: BTreeMap<u64, Digest>,
}

/// Records of one key: how many, index of the first and of the last.
pub type Span = (u64, u64, u64);

/// Records that all revokes together may look at one by one: a second or two.
const LOOKS_MAX: u64 = 1 << 30;

/// All chains, and the index over the leaves.
#[derive(Debug)]
pub struct Chains {
    /// By actor.
    pub actors: BTreeMap<String, Chain>,
    leaves: Leaves,
    last_unread: Option<u64>,
    open_calls: HashSet<u32>,
    open_runs: HashMap<Digest, u32>,
    names: HashMap<String, String>,
    clocks: Clocks,
    looks_left: u64,
}

impl Chains {
    /// Before the first record.
    pub fn new(clocks: Clocks) -> Chains {
        Chains {
            actors: BTreeMap::new(),
            leaves: Leaves::default(),
            last_unread: None,
            open_calls: HashSet::new(),
            open_runs: HashMap::new(),
            names: HashMap::new(),
            clocks,
            looks_left: LOOKS_MAX,
        }
    }

    /// Notes that `index` was not read, though its line may be there.
    pub fn skip(&mut self, index: u64, leaf: Option<Digest>) {
        self.last_unread = Some(index);
        if let Some(leaf) = leaf {
            self.leaves.push(index, leaf);
        }
    }

    /// Whether every index strictly between `after` (`None`: the start) and the one now reached was read.
    pub fn all_read_since(&self, after: Option<u64>) -> bool {
        self.last_unread.is_none_or(|unread| after.is_some_and(|after| unread <= after))
    }

    /// The chain of an actor.
    pub fn head(&self, actor: &str) -> Option<(u64, Digest, u64)> {
        self.actors.get(actor)?.head
    }

    /// Whether the record at `index` is one that moved the chain of `actor` on.
    pub fn has_signed(&self, actor: &str, index: u64) -> bool {
        let Some(position) = self.leaves.position_of(index) else { return false };
        self.actors.get(actor).is_some_and(|chain| chain.keys.values().any(|used| used.holds(position)))
    }

    /// Takes in a record that passed its checks; gives the log indices of the records that it refers to, each in the
    /// place of its ref and `None` where it was not read, or `None` if it was
    /// out of sequence and changed nothing.
    pub fn accept(&mut self, record: &Record, place: &Place<'_>, findings: &mut Findings) -> Option<Vec<Option<u64>>> {
        let position = self.leaves.push(place.index, place.leaf);
        let told = |failure: Failure| place.of(about(failure, &record.actor, record.n).key(record.key.hex()));
        if let Some(other) = self.leaves.find(&place.leaf).and_then(|at| self.leaves.index_of(at)) {
            findings.add(told(Failure::new(Code::WarnLeafDup, format!("records {other} and {}", place.index))));
        }
        if !self.sequence(record, place, position, findings, &told) {
            return None;
        }
        self.confusable(record, findings, &told);
        let parents = self.refs(record, findings, &told);
        self.time(record, place.index, findings, &told);
        if let Some(position) = position {
            self.open(record, position);
            self.leaves.insert(position);
        }
        Some(parents)
    }

    fn sequence(
        &mut self,
        record: &Record,
        place: &Place<'_>,
        position: Option<u32>,
        findings: &mut Findings,
        told: &dyn Fn(Failure) -> Failure,
    ) -> bool {
        let head = self.head(&record.actor);
        let next = head.map_or(0, |(n, ..)| n.saturating_add(1));
        if record.n < next {
            findings.add(told(self.repeat(record, place)));
            return false;
        }
        if record.n > next {
            let (last, range) = (record.n.saturating_sub(1), format!("n = {next} to {}", record.n.saturating_sub(1)));
            let all_read = self.all_read_since(head.map(|(.., index)| index));
            let code = if all_read { Code::ActorSeqGap } else { Code::WarnActorGap };
            let between = format!(
                "between record {} and record {}",
                head.map_or("none".into(), |h| h.2.to_string()),
                place.index
            );
            findings.add(told(Failure::new(code, between).values(range, "not read")));
            let gaps = &mut self.actors.entry(record.actor.clone()).or_default().gaps;
            if gaps.len() < 100 {
                gaps.push((next, last));
            }
        } else if let Some((_, leaf, index)) = head
            && record.prev != Some(leaf)
        {
            let found = record.prev.map(|prev| prev.b64()).unwrap_or_default();
            let failure = Failure::new(Code::ActorPrev, format!("the record before it is {index}"));
            findings.add(told(blame_actor(failure.values(leaf.b64(), found))));
        }
        self.move_head(record, place, findings, told);
        if let (Some(position), Some(chain)) = (position, self.actors.get_mut(&record.actor)) {
            chain.keys.entry(record.key).or_default().add(record, position);
        }
        true
    }

    /// Moves the chain's head, after comparing with what the authority stated about it.
    fn move_head(
        &mut self,
        record: &Record,
        place: &Place<'_>,
        findings: &mut Findings,
        told: &dyn Fn(Failure) -> Failure,
    ) {
        let chain = self.actors.entry(record.actor.clone()).or_default();
        if let Some((stated, set)) = chain.stated.take() {
            let agrees =
                record.n > stated.n && (stated.n.checked_add(1) != Some(record.n) || record.prev == Some(stated.leaf));
            if !agrees {
                findings.add(told(head_failure(&stated, set, &format!("record {} has n = {}", place.index, record.n))));
            }
        }
        if chain.head.is_none() {
            chain.first = record.n;
        }
        chain.head = Some((record.n, place.leaf, place.index));
        chain.complete_to = None;
    }

    /// A record whose n is not beyond its chain's head.
    fn repeat(&mut self, record: &Record, place: &Place<'_>) -> Failure {
        let earlier = self.find(&record.actor, record.n);
        let chain = self.actors.entry(record.actor.clone()).or_default();
        let repeated = chain.repeated.get(&record.n).copied();
        chain.repeated.entry(record.n).or_insert(place.leaf);
        let two_lines =
            earlier.is_some_and(|(_, leaf)| leaf != place.leaf) || repeated.is_some_and(|leaf| leaf != place.leaf);
        let head = chain.head.map_or(0, |(n, ..)| n.saturating_add(1));
        let failure = Failure::new(Code::ActorSeqDup, if two_lines { "two different lines have this n" } else { "" });
        let failure = failure.values(
            format!("n >= {head}"),
            match earlier {
                Some((index, _)) => format!("n = {}, which record {index} has", record.n),
                None => format!("n = {}", record.n),
            },
        );
        if two_lines { blame_actor(failure) } else { failure }
    }

    /// Index and leaf of the record of `actor` with sequence number `n`.
    fn find(&self, actor: &str, n: u64) -> Option<(u64, Digest)> {
        let chain = self.actors.get(actor)?;
        let position = chain.keys.values().find_map(|used| used.find(n))?;
        Some((self.leaves.index_of(position)?, self.leaves.leaf(position)?))
    }

    fn confusable(&mut self, record: &Record, findings: &mut Findings, told: &dyn Fn(Failure) -> Failure) {
        let chain = self.actors.entry(record.actor.clone()).or_default();
        if std::mem::replace(&mut chain.named, true) {
            return;
        }
        let first = self.names.entry(skeleton(&record.actor)).or_insert_with(|| record.actor.clone());
        if *first != record.actor {
            findings.add(told(Failure::new(Code::WarnActorConfusable, "").values(first.clone(), &record.actor)));
        }
    }

    fn refs(
        &mut self,
        record: &Record,
        findings: &mut Findings,
        told: &dyn Fn(Failure) -> Failure,
    ) -> Vec<Option<u64>> {
        let mut parents = Vec::new();
        for leaf in &record.refs {
            let found = self.leaves.find(leaf);
            parents.push(found.and_then(|position| self.leaves.index_of(position)));
            match found {
                Some(position) => {
                    if record.kind == "tool.result" {
                        self.open_calls.remove(&position);
                    }
                }
                None if self.all_read_since(None) && !self.leaves.is_full() => {
                    findings.add(told(
                        Failure::new(Code::RefUnresolved, "").values("a record before this one", leaf.b64()),
                    ));
                }
                None => findings
                    .add(told(Failure::new(Code::WarnRefOutside, "").values("a record that was read", leaf.b64()))),
            }
        }
        parents
    }

    fn time(&mut self, record: &Record, index: u64, findings: &mut Findings, told: &dyn Fn(Failure) -> Failure) {
        if record.synthetic {
            return;
        }
        let chain = self.actors.entry(record.actor.clone()).or_default();
        if let Some(last) = chain.last_time.filter(|last| *last > record.time) {
            let values = (format!("{} or later", last.text()), record.time.text());
            findings.add(told(Failure::new(Code::WarnTimeBackwards, "").values(values.0, values.1)));
        }
        chain.last_time = Some(record.time);
        self.clocks.check(record.time, index).into_iter().for_each(|failure| findings.add(told(failure)));
    }

    fn open(&mut self, record: &Record, position: u32) {
        match (record.kind.as_str(), &record.run) {
            ("run.start", Some(run)) => {
                self.open_runs.entry(Digest::of(run.as_bytes())).or_insert(position);
            }
            ("run.end", Some(run)) => {
                self.open_runs.remove(&Digest::of(run.as_bytes()));
            }
            ("tool.call", _) => {
                self.open_calls.insert(position);
            }
            _ => {}
        }
    }

    /// Compares what a key event states about chain ends with the chains.
    pub fn heads(&mut self, heads: &[Head], index: u64, findings: &mut Findings, told: &dyn Fn(Failure) -> Failure) {
        for head in heads {
            let found = self.head(&head.actor);
            let wrong = match found {
                Some((n, leaf, _)) if n == head.n => leaf != head.leaf,
                Some((n, ..)) if n > head.n => true,
                Some((_, _, at)) => self.all_read_since(Some(at)),
                None => self.all_read_since(None),
            };
            let before = self.actors.get(&head.actor).and_then(|chain| chain.stated.as_ref());
            if let Some((stated, set)) = before.filter(|(stated, set)| self.contradicts(head, stated, *set)) {
                let found = format!("n = {}, leaf {} (record {set})", stated.n, stated.leaf.b64());
                findings.add(told(head_failure(head, index, &found)));
                continue;
            }
            let chain = match self.actors.get_mut(&head.actor) {
                Some(chain) => chain,
                None if wrong => {
                    findings.add(told(head_failure(head, index, "no record of this actor")));
                    continue;
                }
                None => self.actors.entry(head.actor.clone()).or_default(),
            };
            if wrong {
                let have = found.map_or("no record".to_owned(), |(n, leaf, _)| format!("n = {n}, leaf {}", leaf.b64()));
                findings.add(told(head_failure(head, index, &have)));
            } else {
                chain.complete_to = found.filter(|(n, ..)| *n == head.n).map(|_| index);
                chain.stated = Some((head.clone(), index));
            }
        }
    }

    /// Whether a chain that ended at `stated` when record `set` was written cannot end at `head` now, with nothing read between.
    fn contradicts(&self, head: &Head, stated: &Head, set: u64) -> bool {
        match head.n.cmp(&stated.n) {
            Ordering::Less => true,
            Ordering::Equal => head.leaf != stated.leaf,
            Ordering::Greater => self.all_read_since(Some(set)),
        }
    }

    /// The records of one key from index `since` on: how many, first and last.
    pub fn signed_since(&self, actor: &str, key: KeyId, since: u64) -> Option<Span> {
        let used = self.actors.get(actor)?.keys.get(&key)?;
        self.span(used, used.place_of(since, &self.leaves), None)
    }

    /// The records of one key that cannot be shown to be older than `time`: how many, first and last index.
    ///
    /// # Errors
    /// `E_LIMIT` where revokes made it look at too many records already (`bundle-format.md` section 1.11).
    pub fn delayed(&mut self, actor: &str, key: KeyId, time: Time) -> Result<Option<Span>, Box<Failure>> {
        let Some(used) = self.actors.get(actor).and_then(|chain| chain.keys.get(&key)) else { return Ok(None) };
        let micros = time.micros();
        let seen = self.clocks.first_size_at(time);
        let after = seen.map_or(used.records.len(), |size| used.place_of(size, &self.leaves));
        let mut claimed: Option<(u64, u32, u32)> = None;
        if used.latest.is_some_and(|latest| latest >= micros) {
            let cost = u64::try_from(after).unwrap_or(u64::MAX);
            let left = self.looks_left.checked_sub(cost).ok_or_else(|| {
                let failure = Failure::new(Code::Limit, format!("records of key {} after their revocation", key.hex()));
                Box::new(failure.values(format!("at most {LOOKS_MAX} records looked at for revokes"), "more"))
            })?;
            self.looks_left = left;
            for (position, _) in used.records.iter().take(after).filter(|(_, claimed)| *claimed >= micros) {
                let (count, first, _) = claimed.unwrap_or((0, *position, *position));
                claimed = Some((count.saturating_add(1), first, *position));
            }
        }
        Ok(self.span(used, after, claimed))
    }

    /// The records of a key from place `from` in its list on, and those `before` it: count, first and last position.
    fn span(&self, used: &KeyUse, from: usize, before: Option<(u64, u32, u32)>) -> Option<Span> {
        let length = used.records.len();
        let rest = u64::try_from(length.saturating_sub(from)).ok()?;
        let at = |place: usize| used.records.get(place).map(|(position, _)| *position);
        let first = before.map(|(_, first, _)| first).or_else(|| at(from))?;
        let last = if rest > 0 { at(length.checked_sub(1)?)? } else { before?.2 };
        let count = before.map_or(0, |(count, ..)| count).saturating_add(rest);
        Some((count, self.leaves.index_of(first)?, self.leaves.index_of(last)?))
    }

    /// Reports what stayed open where every later index up to `size` was read; then lets go of the index over the records.
    pub fn finish(&mut self, whole: bool, findings: &mut Findings) {
        if self.leaves.is_full() {
            let detail = "refs, repeated lines and open runs beyond 2^32 records; this limit is fixed";
            findings.add(Failure::new(Code::Limit, detail).values("at most 4294967296 records", "more"));
        }
        let mut open: Vec<(u32, &str)> =
            self.open_calls.iter().map(|at| (*at, "a tool call without a result")).collect();
        open.extend(self.open_runs.values().map(|at| (*at, "a run without an end")));
        open.sort_unstable();
        for (position, what) in open.into_iter().filter(|_| whole) {
            let Some(index) = self.leaves.index_of(position) else { continue };
            if self.all_read_since(Some(index)) {
                findings.add(Failure::new(Code::WarnOpenRun, what).record(index));
            }
        }
        self.leaves = Leaves::default();
        self.actors.values_mut().for_each(|chain| chain.keys = HashMap::new());
    }
}

fn head_failure(head: &Head, set: u64, found: &str) -> Failure {
    let wanted = format!("{} ends at n = {}, leaf {} (record {set})", head.actor, head.n, head.leaf.b64());
    Failure::new(Code::Head, "").values(wanted, found)
}

/// NFKC(casefold(NFKC(x))): names with one skeleton look alike.
fn skeleton(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let folded = caseless::default_case_fold_str(&name.nfkc().collect::<String>());
    folded.nfkc().collect()
}

#[cfg(test)]
mod tests;
