//! Findings as a list of lines of one height: by severity, then by code, each with its number, and those that are folded or hidden
//! counted all the same.
//!
//! Today they are those of verification. Nothing here is about how they were found: what a scan finds would come as further groups.

use super::culprit::{Follow, follows};
use crate::bundle::{Class, Code, Failure};
use crate::verify::Verification;
use std::collections::BTreeMap;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Request {
    /// Of this bundle, by its number; `None`: of all.
    pub part: Option<usize>,
    /// Severities that are left out.
    pub hidden: Vec<Class>,
    /// Groups of which only the heading is shown.
    pub folded: Vec<Group>,
}

/// A group: a severity and a code.
pub type Group = (Class, Code);

/// A finding: the bundle, and its number among the findings of that.
pub type Place = (usize, usize);

/// A line of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Line {
    /// The heading of a severity.
    Severity(Class),
    /// The heading of a group.
    Group(Group),
    /// A finding.
    Finding(Place),
}

/// How many there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Number {
    /// That can be looked at.
    pub listed: usize,
    /// In all; of a code at most a hundred are kept, and the others only counted.
    pub told: u64,
}

/// The list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    /// What was asked for.
    pub request: Request,
    /// The lines in sight, were the window tall enough.
    pub lines: Vec<Line>,
    /// The findings in their order, those of folded groups included; hidden severities are not.
    pub order: Vec<Place>,
    /// The number of each severity, hidden or not, the gravest first.
    pub severities: [Number; 3],
    groups: BTreeMap<Group, Number>,
    /// Where the findings of a group begin in their order, and how many they are.
    places: BTreeMap<Group, (usize, usize)>,
    follows: Vec<(usize, Follow)>,
}

/// The severities, the gravest first.
pub const SEVERITIES: [Class; 3] = [Class::Contradicted, Class::Undecidable, Class::Warning];

/// What a severity means.
pub fn severity_words(severity: Class) -> &'static str {
    match severity {
        Class::Contradicted => "Tested and false",
        Class::Undecidable => "Could not be tested",
        Class::Warning => "Worth knowing",
    }
}

/// Said of every finding that does not touch the verdict.
pub const HINT: &str = "A hint, not a verdict: it does not touch what was verified.";

impl Findings {
    /// Those of the bundles, by their numbers.
    pub fn of(verifications: &[&Verification], request: Request) -> Findings {
        let wanted = verifications.iter().enumerate().filter(|(part, _)| request.part.is_none_or(|of| of == *part));
        let mut out = Findings::default();
        let mut grouped: BTreeMap<Group, Vec<Place>> = BTreeMap::new();
        for (part, verification) in wanted {
            for (at, failure) in verification.findings.iter().enumerate() {
                grouped.entry((failure.class, failure.code)).or_default().push((part, at));
            }
            out.count(verification);
            out.follows.extend(follows(verification).into_iter().map(|follow| (part, follow)));
        }
        let sorted = by_weight(verifications, grouped);
        let mut before = None;
        for (group, mut places) in sorted {
            let severity = group.0;
            if request.hidden.contains(&severity) {
                continue;
            }
            if before.replace(severity) != Some(severity) {
                out.lines.push(Line::Severity(severity));
            }
            out.lines.push(Line::Group(group));
            places.sort_by_key(|place| (place.0, failure(verifications, *place).and_then(|of| of.record)));
            if !request.folded.contains(&group) {
                out.lines.extend(places.iter().copied().map(Line::Finding));
            }
            out.places.insert(group, (out.order.len(), places.len()));
            out.order.extend(places);
        }
        out.request = request;
        out
    }

    /// The number of a group.
    pub fn number(&self, group: Group) -> Number {
        self.groups.get(&group).copied().unwrap_or_default()
    }

    /// What a finding follows from.
    pub fn follow(&self, (part, at): Place) -> Option<&Follow> {
        let of = |(number, follow): &&(usize, Follow)| *number == part && follow.listed.contains(&at);
        self.follows.iter().find(of).map(|(_, follow)| follow)
    }

    /// The finding after another, or before it; from none the first, or the last. It stops at the ends.
    pub fn next(&self, from: Option<Place>, on: bool) -> Option<Place> {
        let last = self.order.len().checked_sub(1)?;
        let at = from.and_then(|from| self.order.iter().position(|place| *place == from));
        let to = match (at, on) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => (at + 1).min(last),
            (Some(at), false) => at.saturating_sub(1),
        };
        self.order.get(to).copied()
    }

    /// The findings of a group that is not hidden.
    pub fn order_of(&self, group: Group) -> impl Iterator<Item = Place> {
        let (start, number) = self.places.get(&group).copied().unwrap_or_default();
        self.order.iter().skip(start).take(number).copied()
    }

    /// The line of a finding.
    pub fn line_of(&self, place: Place) -> Option<usize> {
        self.lines.iter().position(|line| *line == Line::Finding(place))
    }

    /// All that were found, in all severities.
    pub fn told(&self) -> u64 {
        self.severities.iter().map(|number| number.told).sum()
    }

    fn count(&mut self, verification: &Verification) {
        let mut listed: BTreeMap<Code, BTreeMap<Class, usize>> = BTreeMap::new();
        for failure in &verification.findings {
            *listed.entry(failure.code).or_default().entry(failure.class).or_default() += 1;
        }
        for (code, classes) in listed {
            let kept: usize = classes.values().sum();
            let more = verification.counts.get(&code).copied().unwrap_or(0).saturating_sub(kept as u64);
            // What is only counted is of the class whose hundred is full: of several the one with most.
            let full = classes.iter().max_by_key(|(class, number)| (**number, std::cmp::Reverse(**class)));
            let full = full.map(|(class, _)| *class);
            for (class, number) in classes {
                let told = number as u64 + if Some(class) == full { more } else { 0 };
                let severity = SEVERITIES.iter().position(|of| *of == class);
                let sums = [self.groups.entry((class, code)).or_default()].into_iter();
                for sum in sums.chain(severity.and_then(|at| self.severities.get_mut(at))) {
                    (sum.listed, sum.told) = (sum.listed + number, sum.told + told);
                }
            }
        }
    }
}

fn failure<'v>(verifications: &[&'v Verification], (part, at): Place) -> Option<&'v Failure> {
    verifications.get(part)?.findings.get(at)
}

/// By severity, and in each first what is about single records' bytes: the others often follow from them.
fn by_weight(verifications: &[&Verification], grouped: BTreeMap<Group, Vec<Place>>) -> Vec<(Group, Vec<Place>)> {
    let own = |places: &[Place]| {
        let culprits = |place: &Place| {
            let found = failure(verifications, *place);
            found.is_some_and(super::culprit::is_own)
        };
        places.iter().any(culprits)
    };
    let mut out: Vec<(Group, Vec<Place>)> = grouped.into_iter().collect();
    out.sort_by_cached_key(|((severity, code), places)| (*severity, !own(places), *code));
    out
}

#[cfg(test)]
mod tests {
    use super::super::culprit::tests::verification;
    use super::*;

    fn sample() -> [Verification; 2] {
        let at = |code, record| Failure::new(code, "").record(record);
        let mut one = verification(
            vec![at(Code::Root, 0), at(Code::KeyUnknown, 9), at(Code::SigInvalid, 7), at(Code::SigInvalid, 3)],
            20,
        );
        one.findings.push(at(Code::KeyUnknown, 4).class(Class::Undecidable));
        one.counts.insert(Code::KeyUnknown, 402);
        let two = verification(vec![at(Code::WarnActorGap, 5), at(Code::SigInvalid, 1)], 20);
        [one, two]
    }

    /// The lines as text.
    fn lines(found: &Findings) -> Vec<String> {
        let line = |line: &Line| match line {
            Line::Severity(class) => severity_words(*class).to_owned(),
            Line::Group(group) => format!("  {} {}", group.1.name(), found.number(*group).told),
            Line::Finding((part, at)) => format!("    {part}:{at}"),
        };
        found.lines.iter().map(line).collect()
    }

    #[test]
    fn the_gravest_come_first_and_of_those_what_is_about_records() {
        let [one, two] = sample();
        let found = Findings::of(&[&one, &two], Request::default());
        assert_eq!(
            lines(&found),
            [
                "Tested and false",
                "  E_SIG_INVALID 3",
                "    0:3",
                "    0:2",
                "    1:1",
                "  E_ROOT 1",
                "    0:0",
                "  E_KEY_UNKNOWN 401",
                "    0:1",
                "Could not be tested",
                "  E_KEY_UNKNOWN 1",
                "    0:4",
                "Worth knowing",
                "  W_ACTOR_GAP 1",
                "    1:0",
            ]
        );
        assert_eq!(found.severities.map(|number| (number.listed, number.told)), [(5, 405), (1, 1), (1, 1)]);
        assert_eq!(found.told(), 407);
    }

    #[test]
    fn what_is_hidden_or_folded_is_counted_and_next_walks_folded_groups() {
        let request = Request {
            part: Some(0),
            hidden: vec![Class::Undecidable],
            folded: vec![(Class::Contradicted, Code::SigInvalid)],
        };
        let [one, two] = sample();
        let found = Findings::of(&[&one, &two], request);
        assert_eq!(found.severities.map(|number| number.listed), [4, 1, 0]);
        assert_eq!(lines(&found).len(), 6);
        assert_eq!(found.order, [(0, 3), (0, 2), (0, 0), (0, 1)]);
        assert_eq!((found.next(None, true), found.next(None, false)), (Some((0, 3)), Some((0, 1))));
        assert_eq!((found.next(Some((0, 3)), true), found.next(Some((0, 3)), false)), (Some((0, 2)), Some((0, 3))));
        assert_eq!(found.next(Some((0, 1)), true), Some((0, 1)), "it stops at the end");
        assert_eq!((found.line_of((0, 3)), found.line_of((0, 0))), (None, Some(3)));
        assert_eq!(Findings::default().next(None, true), None);
    }

    #[test]
    fn ten_thousand_findings_are_one_line_each_and_headings() {
        let codes = Code::ALL.iter().copied().cycle().take(100);
        let one = |code: Code| (0..100).map(move |record| Failure::new(code, "").record(record));
        let of = verification(codes.flat_map(one).collect(), 100);
        let found = Findings::of(&[&of], Request::default());
        assert_eq!(found.order.len(), 10_000);
        assert_eq!(found.lines.iter().filter(|line| matches!(line, Line::Finding(_))).count(), 10_000);
        assert!(found.lines.len() <= 10_000 + 3 + Code::ALL.len());
    }
}
