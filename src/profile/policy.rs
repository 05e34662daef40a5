//! The policy file (C2SP tlog-policy; `bundle-format.md` Appendix A): logs, witnesses, groups and the quorum.
//!
//! A name may be a member once in the whole file, so the quorum is a tree. Groups stand after their members, so it is settled in
//! file order, without recursion, however deep a file nests.

use super::lines::{Line, ProfileError, key, lines, number, shown};
use crate::crypto::{KeyType, VKey};
use std::collections::{BTreeMap, BTreeSet};

/// Which logs count, which witnesses are known, and how many of them must have signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Log keys, in the order of the file; each has the origin as its name.
    pub logs: Vec<VKey>,
    /// Witnesses, in the order of the file, whether or not the quorum rests on them.
    pub witnesses: Vec<Witness>,
    groups: Vec<Group>,
    /// `None` for `quorum none`.
    quorum: Option<Member>,
}

/// A witness of the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witness {
    /// Its name in the policy, which need not be that of the key.
    pub name: String,
    /// Its key, of type 0x04 or 0x06.
    pub key: VKey,
}

/// A log or witness key and the line that it stands on.
#[derive(Clone, Debug)]
pub(super) struct PolicyKey {
    pub role: &'static str,
    pub line: u64,
    pub key: VKey,
}

/// `threshold` of `members` must have signed; 1 <= threshold <= members.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Group {
    name: String,
    threshold: usize,
    members: Vec<Member>,
}

/// Place in `witnesses` or `groups`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Member {
    Witness(usize),
    Group(usize),
}

impl Policy {
    /// Parses a policy file.
    ///
    /// # Errors
    /// The first fault, with its line.
    pub fn parse(text: &str) -> Result<Policy, ProfileError> {
        Policy::parse_with_keys(text).map(|(policy, _)| policy)
    }

    /// Parses a policy file and says on which line each key stands.
    pub(super) fn parse_with_keys(text: &str) -> Result<(Policy, Vec<PolicyKey>), ProfileError> {
        let mut reader = Reader::new();
        for line in lines(FILE, text) {
            let line = line?;
            reader.line(&line).map_err(|what| ProfileError::at(FILE, line.number, what))?;
        }
        if reader.quorum_line.is_none() {
            return Err(ProfileError::whole(FILE, "no `quorum` line"));
        }
        Ok((reader.policy, reader.keys))
    }

    /// Whether the witnesses whose names `signed` accepts satisfy the quorum; always true for `quorum none`.
    pub fn quorum_met(&self, signed: &dyn Fn(&str) -> bool) -> bool {
        self.quorum_is_none() || self.settled(&|name| signed(name).then_some(0)).is_some()
    }

    /// Whether the policy asks for no witness.
    pub fn quorum_is_none(&self) -> bool {
        self.quorum.is_none()
    }

    /// Every witness that the quorum rests on, once, in the order of the file.
    pub fn quorum_witnesses(&self) -> Vec<&Witness> {
        let (witnesses, _) = self.in_quorum();
        self.witnesses.iter().zip(witnesses).filter_map(|(witness, counts)| counts.then_some(witness)).collect()
    }

    /// The smallest time t such that the cosignatures (witness name, POSIX seconds) with time <= t satisfy the quorum.
    ///
    /// `None` for `quorum none` and for a quorum that is not met. Of several by one witness the earliest counts.
    pub fn quorum_time(&self, cosigned: &[(String, u64)]) -> Option<u64> {
        let mut earliest = BTreeMap::new();
        for (name, time) in cosigned {
            let slot = earliest.entry(name.as_str()).or_insert(*time);
            *slot = (*slot).min(*time);
        }
        self.settled(&|name| earliest.get(name).copied())
    }

    /// How many of the quorum's witnesses signed, who did not, and what that leaves short: the text of `E_QUORUM`.
    pub fn describe_missing(&self, signed: &dyn Fn(&str) -> bool) -> String {
        let witnesses = self.quorum_witnesses();
        let missing: Vec<&Witness> = witnesses.iter().copied().filter(|witness| !signed(&witness.name)).collect();
        let count = witnesses.len().saturating_sub(missing.len());
        let mut parts = vec![format!("{count} of {} witnesses signed", witnesses.len())];
        if !missing.is_empty() {
            let names = missing.iter().map(|witness| match witness.key.kind {
                KeyType::MlDsa44 => format!("{} (ML-DSA-44, not checked in this version)", shown(&witness.name)),
                _ => shown(&witness.name),
            });
            parts.push(format!("missing: {}", listed(names)));
        }
        let short = self.short_groups(signed);
        if !short.is_empty() {
            parts.push(listed(short.into_iter()));
        }
        parts.join("; ")
    }

    /// One line for each log, witness and group and for the quorum, in words that do not depend on spelling.
    pub(super) fn canonical(&self) -> Vec<String> {
        let logs = self.logs.iter().map(|key| format!("log {}", key.text()));
        let witnesses = self.witnesses.iter().map(|witness| format!("witness {} {}", witness.name, witness.key.text()));
        let groups = self.groups.iter().map(|group| {
            let mut members: Vec<&str> = group.members.iter().map(|member| self.name_of(*member)).collect();
            members.sort_unstable();
            format!("group {} {} {}", group.name, group.threshold, members.join(" "))
        });
        let quorum = format!("quorum {}", self.quorum.map_or("none", |member| self.name_of(member)));
        logs.chain(witnesses).chain(groups).chain([quorum]).collect()
    }

    /// When the quorum was reached, if a witness signed at `time_of` its name. A group is reached at the threshold-th smallest
    /// time of its members.
    fn settled(&self, time_of: &dyn Fn(&str) -> Option<u64>) -> Option<u64> {
        let witnesses: Vec<Option<u64>> = self.witnesses.iter().map(|witness| time_of(&witness.name)).collect();
        member_value(self.quorum?, &witnesses, &self.group_times(&witnesses))
    }

    fn group_times(&self, witnesses: &[Option<u64>]) -> Vec<Option<u64>> {
        let mut groups = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            let mut times: Vec<u64> =
                group.members.iter().filter_map(|member| member_value(*member, witnesses, &groups)).collect();
            times.sort_unstable();
            groups.push(group.threshold.checked_sub(1).and_then(|place| times.get(place).copied()));
        }
        groups
    }

    /// Which witnesses and which groups the quorum rests on.
    fn in_quorum(&self) -> (Vec<bool>, Vec<bool>) {
        let mut witnesses = vec![false; self.witnesses.len()];
        let mut groups = vec![false; self.groups.len()];
        let mut open: Vec<Member> = self.quorum.into_iter().collect();
        while let Some(member) = open.pop() {
            match member {
                Member::Witness(place) => mark(&mut witnesses, place),
                Member::Group(place) => {
                    mark(&mut groups, place);
                    open.extend(self.groups.get(place).iter().flat_map(|group| &group.members));
                }
            }
        }
        (witnesses, groups)
    }

    /// The groups of the quorum that are not reached.
    fn short_groups(&self, signed: &dyn Fn(&str) -> bool) -> Vec<String> {
        let witnesses: Vec<Option<u64>> =
            self.witnesses.iter().map(|witness| signed(&witness.name).then_some(0)).collect();
        let groups = self.group_times(&witnesses);
        let (_, counts) = self.in_quorum();
        let short = self.groups.iter().zip(&groups).zip(counts).filter(|((_, time), counts)| *counts && time.is_none());
        short
            .map(|((group, _), _)| {
                let has =
                    group.members.iter().filter(|member| member_value(**member, &witnesses, &groups).is_some()).count();
                let name = shown(&group.name);
                format!("group {name} needs {} of {}, has {has}", group.threshold, group.members.len())
            })
            .collect()
    }

    fn name_of(&self, member: Member) -> &str {
        let name = match member {
            Member::Witness(place) => self.witnesses.get(place).map(|witness| &witness.name),
            Member::Group(place) => self.groups.get(place).map(|group| &group.name),
        };
        name.map_or("", String::as_str)
    }
}

/// A policy as far as it was read.
struct Reader {
    policy: Policy,
    keys: Vec<PolicyKey>,
    names: BTreeMap<String, Member>,
    used: BTreeSet<String>,
    quorum_line: Option<u64>,
}

impl Reader {
    fn new() -> Reader {
        let policy = Policy { logs: Vec::new(), witnesses: Vec::new(), groups: Vec::new(), quorum: None };
        Reader { policy, keys: Vec::new(), names: BTreeMap::new(), used: BTreeSet::new(), quorum_line: None }
    }

    fn line(&mut self, line: &Line<'_>) -> Result<(), String> {
        match line.items.as_slice() {
            ["log", vkey] | ["log", vkey, _] => self.log(vkey, line.number),
            ["witness", name, vkey] | ["witness", name, vkey, _] => self.witness(name, vkey, line.number),
            ["group", name, threshold, members @ ..] if !members.is_empty() => self.group(name, threshold, members),
            ["quorum", name] => self.quorum(name, line.number),
            ["log", ..] => Err("a log line has the form `log VKEY [URL]`".to_owned()),
            ["witness", ..] => Err("a witness line has the form `witness NAME VKEY [URL]`".to_owned()),
            ["group", ..] => Err("a group line has the form `group NAME all|any|K MEMBER...`".to_owned()),
            ["quorum", ..] => Err("a quorum line has the form `quorum NAME` or `quorum none`".to_owned()),
            [word, ..] => Err(format!("unknown kind of line: {}", shown(word))),
            [] => Ok(()),
        }
    }

    fn log(&mut self, vkey: &str, line: u64) -> Result<(), String> {
        let key = key(vkey, &[KeyType::Note])?;
        self.place("log", line, &key)?;
        self.policy.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &str, vkey: &str, line: u64) -> Result<(), String> {
        let key = key(vkey, &[KeyType::Cosignature, KeyType::MlDsa44])?;
        self.place("witness", line, &key)?;
        self.define(name, Member::Witness(self.policy.witnesses.len()))?;
        self.policy.witnesses.push(Witness { name: name.to_owned(), key });
        Ok(())
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), String> {
        let threshold = match threshold {
            "all" => members.len(),
            "any" => 1,
            text => number(text)
                .and_then(|count| usize::try_from(count).ok())
                .filter(|count| (1..=members.len()).contains(count))
                .ok_or_else(|| {
                    format!("the threshold must be all, any or 1 to {}, not {}", members.len(), shown(text))
                })?,
        };
        let members = members.iter().map(|member| self.member(member)).collect::<Result<Vec<Member>, String>>()?;
        self.define(name, Member::Group(self.policy.groups.len()))?;
        self.policy.groups.push(Group { name: name.to_owned(), threshold, members });
        Ok(())
    }

    fn quorum(&mut self, name: &str, line: u64) -> Result<(), String> {
        if let Some(first) = self.quorum_line {
            return Err(format!("a second `quorum` line; the first is line {first}"));
        }
        self.policy.quorum = if name == NONE { None } else { Some(self.defined(name)?) };
        self.quorum_line = Some(line);
        Ok(())
    }

    /// Keeps a key's line, unless an earlier line of this role has the same public key.
    fn place(&mut self, role: &'static str, line: u64, key: &VKey) -> Result<(), String> {
        let twin = self.keys.iter().find(|other| other.role == role && other.key.public == key.public);
        if let Some(twin) = twin {
            return Err(format!("the public key of this {role} stands on line {} already", twin.line));
        }
        self.keys.push(PolicyKey { role, line, key: key.clone() });
        Ok(())
    }

    fn define(&mut self, name: &str, member: Member) -> Result<(), String> {
        if name == NONE {
            return Err("the name none is reserved".to_owned());
        }
        if self.names.insert(name.to_owned(), member).is_some() {
            return Err(format!("the name {} is defined twice", shown(name)));
        }
        Ok(())
    }

    fn member(&mut self, name: &str) -> Result<Member, String> {
        let member = self.defined(name)?;
        if !self.used.insert(name.to_owned()) {
            return Err(format!("{} is a member twice; a name may be a member once in the file", shown(name)));
        }
        Ok(member)
    }

    fn defined(&self, name: &str) -> Result<Member, String> {
        self.names.get(name).copied().ok_or_else(|| format!("{} is not defined on an earlier line", shown(name)))
    }
}

/// The value of a member, given those of the witnesses and of the groups so far.
fn member_value(member: Member, witnesses: &[Option<u64>], groups: &[Option<u64>]) -> Option<u64> {
    match member {
        Member::Witness(place) => witnesses.get(place).copied().flatten(),
        Member::Group(place) => groups.get(place).copied().flatten(),
    }
}

fn mark(marks: &mut [bool], place: usize) {
    if let Some(mark) = marks.get_mut(place) {
        *mark = true;
    }
}

/// The items with commas, cut after [`LISTED_MAX`].
fn listed(items: impl ExactSizeIterator<Item = String>) -> String {
    let rest = items.len().saturating_sub(LISTED_MAX);
    let mut shown: Vec<String> = items.take(LISTED_MAX).collect();
    if rest > 0 {
        shown.push(format!("{rest} more"));
    }
    shown.join(", ")
}

const FILE: &str = "policy";
const NONE: &str = "none";
/// Names in one message: the number that C2SP asks every implementation to support.
const LISTED_MAX: usize = 32;

#[cfg(test)]
mod tests;
