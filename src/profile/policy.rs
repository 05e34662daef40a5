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
mod tests {
    use super::*;
    use crate::crypto::SecretKey;

    fn vkey(kind: KeyType, seed: u8) -> String {
        VKey::new("holder.example", kind, &SecretKey::from_seed(&[seed; 32]).public()).text()
    }

    fn witness(name: &str, seed: u8) -> String {
        format!("witness {name} {}\n", vkey(KeyType::Cosignature, seed))
    }

    /// Seven witnesses a to g, and `rest`.
    fn policy(rest: &str) -> Result<Policy, ProfileError> {
        let witnesses: String = "abcdefg".chars().zip(1..).map(|(c, seed)| witness(&c.to_string(), seed)).collect();
        Policy::parse(&format!("{witnesses}{rest}"))
    }

    fn met(policy: &Policy, signed: &str) -> bool {
        policy.quorum_met(&|name| signed.contains(name))
    }

    fn time(policy: &Policy, cosigned: &[(&str, u64)]) -> Option<u64> {
        policy.quorum_time(&cosigned.iter().map(|(name, time)| ((*name).to_owned(), *time)).collect::<Vec<_>>())
    }

    #[test]
    fn groups_all_any_and_k() {
        for (rest, yes, no) in [
            ("quorum a", vec!["a", "ab"], vec!["", "b"]),
            ("group x all a b c\nquorum x", vec!["abc"], vec!["ab", ""]),
            ("group x any a b c\nquorum x", vec!["c", "ab"], vec!["", "d"]),
            ("group x 2 a b c\nquorum x", vec!["ab", "bc", "abc"], vec!["a", "ad", ""]),
        ] {
            let policy = policy(rest).unwrap();
            assert!(yes.iter().all(|signed| met(&policy, signed)), "{rest}");
            assert!(!no.iter().any(|signed| met(&policy, signed)), "{rest}");
        }
    }

    #[test]
    fn nested_groups() {
        let policy = policy("group x 2 a b c\ngroup y any d e\ngroup top all x y f\nquorum top").unwrap();
        assert!(met(&policy, "abdf") && met(&policy, "bcef") && met(&policy, "abcdefg"));
        assert!(!met(&policy, "abd") && !met(&policy, "adf") && !met(&policy, "abcf") && !met(&policy, ""));
        let names: Vec<&str> = policy.quorum_witnesses().iter().map(|witness| witness.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f"]);
        assert_eq!(
            policy.describe_missing(&|name| "af".contains(name)),
            "2 of 6 witnesses signed; missing: \"b\", \"c\", \"d\", \"e\"; group \"x\" needs 2 of 3, has 1, \
             group \"y\" needs 1 of 2, has 0, group \"top\" needs 3 of 3, has 1"
        );
    }

    #[test]
    fn quorum_none_is_met_and_has_no_time() {
        let policy = Policy::parse("quorum\tnone\n").unwrap();
        assert!(policy.quorum_is_none() && met(&policy, "") && policy.quorum_witnesses().is_empty());
        assert_eq!(time(&policy, &[("a", 1)]), None);
    }

    #[test]
    fn the_quorum_time_is_the_smallest_that_suffices() {
        let two = policy("group x 2 a b c\nquorum x").unwrap();
        assert_eq!(time(&two, &[("a", 30), ("b", 10), ("c", 20)]), Some(20));
        assert_eq!(time(&two, &[("a", 30), ("a", 5), ("b", 10)]), Some(10), "the earliest of one witness counts");
        assert_eq!(time(&two, &[("a", 5), ("a", 7)]), None, "one witness counts once");
        assert_eq!(time(&two, &[("d", 1), ("z", 1), ("a", 5)]), None);
        let nested = policy("group x 2 a b c\ngroup y any d e\ngroup top all x y\nquorum top").unwrap();
        assert_eq!(time(&nested, &[("a", 1), ("b", 2), ("d", 50), ("e", 40)]), Some(40));
        assert_eq!(time(&nested, &[("a", 1), ("b", 99), ("c", 60), ("d", 50)]), Some(60));
    }

    #[test]
    fn every_fault_has_its_line() {
        let log = format!("log {}", vkey(KeyType::Note, 1));
        for (text, line, what) in [
            ("".to_owned(), None, "no `quorum` line"),
            ("\nquorum a".to_owned(), Some(2), "not defined on an earlier line"),
            ("quorum none\nquorum none".to_owned(), Some(2), "a second `quorum` line; the first is line 1"),
            ("quorum none none".to_owned(), Some(1), "a quorum line has the form"),
            ("logs x".to_owned(), Some(1), "unknown kind of line: \"logs\""),
            ("quorum none\r\n".to_owned(), Some(1), "carriage return"),
            ("log x".to_owned(), Some(1), "not of the form NAME+ID+BASE64"),
            (format!("{log} https://log.example/ more"), Some(1), "a log line has the form"),
            (format!("{log}\n{log}"), Some(2), "the public key of this log stands on line 1 already"),
            (format!("log {}", vkey(KeyType::Record, 1)), Some(1), "of type 0xff"),
            (format!("witness a {}", vkey(KeyType::Note, 1)), Some(1), "of type 0x01"),
            (witness("none", 1), Some(1), "the name none is reserved"),
            (witness("a", 1) + &witness("a", 2), Some(2), "the name \"a\" is defined twice"),
            (witness("a", 1) + &witness("b", 1), Some(2), "the public key of this witness stands on line 1 already"),
        ] {
            let fault = Policy::parse(&text).unwrap_err();
            assert_eq!((fault.file, fault.line), ("policy", line), "{text}");
            assert!(fault.what.contains(what), "{}", fault.what);
        }
        for (group, what) in [
            ("group x any", "a group line has the form"),
            ("group none any a", "reserved"),
            ("group a any b", "defined twice"),
            ("group x any x", "not defined on an earlier line"),
            ("group x any none", "not defined on an earlier line"),
            ("group x 0 a", "1 to 1"),
            ("group x 2 a", "1 to 1"),
            ("group x 01 a", "1 to 1"),
            ("group x most a", "1 to 1"),
            ("group x 2 a a", "a member twice"),
        ] {
            let fault = policy(group).unwrap_err();
            assert_eq!(fault.line, Some(8), "{group}");
            assert!(fault.what.contains(what), "{}", fault.what);
        }
        assert_eq!(policy("group x any a\ngroup y any a\nquorum x").unwrap_err().line, Some(9));
    }

    #[test]
    fn ml_dsa_witnesses_are_read_and_named_as_not_checked() {
        let public = [7u8; 1312];
        let id = crate::crypto::KeyId::of("w.example", KeyType::MlDsa44, &public);
        let key = VKey { name: "w.example".to_owned(), id, kind: KeyType::MlDsa44, public: public.to_vec() };
        let policy = Policy::parse(&format!("witness w {}\nquorum w", key.text())).unwrap();
        let missing = policy.describe_missing(&|_| false);
        assert_eq!(missing, "0 of 1 witnesses signed; missing: \"w\" (ML-DSA-44, not checked in this version)");
    }

    #[test]
    fn deep_nesting_does_not_recurse() {
        let mut text = witness("g0", 1);
        for depth in 1..60_000 {
            text.push_str(&format!("group g{depth} 1 g{}\n", depth - 1));
        }
        let policy = Policy::parse(&format!("{text}quorum g59999\n")).unwrap();
        assert!(met(&policy, "g0"));
        assert_eq!(time(&policy, &[("g0", 9)]), Some(9));
        assert!(policy.describe_missing(&|_| false).ends_with("59967 more"));
    }

    #[test]
    fn the_shared_policies_read() {
        let Some(folder) = crate::profile::shared_vectors() else { return };
        let text = std::fs::read_to_string(folder.join("sab/policy")).unwrap();
        let policy = Policy::parse(&text).unwrap();
        assert_eq!((policy.logs.len(), policy.quorum_witnesses().len()), (1, 1));
        assert!(met(&policy, "w1") && !met(&policy, ""));
    }
}
