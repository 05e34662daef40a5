//! What a case holds, as lists to choose from: bundles, agents, runs, policies, templates; each with the filter that means it.

use super::words::counted;
use crate::case::filter::{Field, Term};
use crate::case::{Artifact, Case, Name, Row};
use crate::verify::Verdict;
use std::collections::BTreeMap;

/// One line of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What it is called; text from the evidence.
    pub name: String,
    /// Records.
    pub records: u64,
    /// The filter that means it; `None`: it is not a filter but a bundle, by number.
    pub filter: Option<String>,
}

/// A list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// Its lines, at most [`ITEMS_MAX`].
    pub items: Vec<Item>,
    /// Lines that are not listed.
    pub hidden: usize,
}

/// A bundle of the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BundleItem {
    /// Name.
    pub name: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// Records.
    pub records: u64,
}

/// The bundles, named by `names`.
pub fn bundles(case: &Case, names: &[String]) -> Vec<BundleItem> {
    let item = |(at, part): (usize, &std::sync::Arc<crate::case::Part>)| BundleItem {
        name: names.get(at).cloned().unwrap_or_else(|| part.origin().to_owned()),
        verdict: part.verification.verdict,
        records: part.rows.len() as u64,
    };
    case.parts().iter().enumerate().map(item).collect()
}

/// The lists below the bundles, of one bundle (by its number) or of the whole case; one without a line is left out.
///
/// A bundle's lists have what its log knows, counted in its own records.
pub fn sections(case: &Case, part: Option<usize>) -> Vec<Section> {
    let world = case.world();
    let log = part.map(|part| case.order().log_of(part));
    let ours = |of: usize| log.is_none_or(|log| log == of);
    let tally = Tally::of(case, part);
    let contexts = case.tables().contexts.all().iter().zip(tally.contexts.iter().copied());
    let agents = sum(world.agents.keys().filter(|(of, _)| ours(*of)).map(|(_, name)| (*name, 0)))
        .into_iter()
        .chain(contexts.clone().filter(|(_, records)| *records > 0).map(|(context, records)| (context.agent, records)));
    let runs = sum(world.runs.keys().filter(|(of, _)| ours(*of)).map(|(_, name)| (*name, 0)));
    let versions = |artifact| {
        let known = world.versions.all.iter().filter(|((of, kind, _), _)| ours(*of) && *kind == artifact);
        let known = known.flat_map(|((_, _, name), all)| all.iter().map(|version| ((*name, version.version), 0)));
        let cited = contexts.clone().map(|(context, records)| (context.cites(artifact), records));
        let cited = cited.filter(|(of, records)| of.name.is_some() && *records > 0);
        sum(known.chain(cited.map(|(of, records)| ((of.name, of.version), records))))
    };
    let mut out = vec![
        named(case, "Agents", sum(agents), |name| Term::exactly(Field::From, name)),
        named(case, "Runs", sum(runs.into_iter().chain(tally.runs)), |name| Term::exactly(Field::Run, name)),
        versioned(case, "Policies", versions(Artifact::Policy), Artifact::Policy),
        versioned(case, "Templates", versions(Artifact::Template), Artifact::Template),
    ];
    out.retain(|section| !section.items.is_empty());
    out
}

/// Records counted: by the number of their context, and by run.
struct Tally {
    contexts: Vec<u64>,
    runs: BTreeMap<Name, u64>,
}

impl Tally {
    /// One pass over the records.
    fn of(case: &Case, part: Option<usize>) -> Tally {
        let mut tally = Tally { contexts: vec![0; case.tables().contexts.all().len()], runs: BTreeMap::new() };
        let records = part.map_or(case.len(), |part| case.parts().get(part).map_or(0, |part| part.rows.len()));
        // Records of one run come in bunches: the map is asked only where the run changes.
        let mut run = (Name::default(), 0u64);
        for at in 0..records as Row {
            let row = part.map_or(at, |part| case.order().position(part, at));
            if let Some(count) = tally.contexts.get_mut(case.context_number(row) as usize) {
                *count += 1;
            }
            let name = case.run(row);
            if name != run.0 {
                *tally.runs.entry(run.0).or_insert(0) += run.1;
                run = (name, 0);
            }
            run.1 += 1;
        }
        *tally.runs.entry(run.0).or_insert(0) += run.1;
        tally
    }
}

impl Section {
    /// What is not listed, as a sentence; `None`: all is.
    pub fn missing(&self) -> Option<String> {
        (self.hidden > 0).then(|| format!("{} not listed", counted(self.hidden, "more line")))
    }
}

/// One name can be met more than once.
fn sum<K: Ord>(all: impl Iterator<Item = (K, u64)>) -> BTreeMap<K, u64> {
    let mut out = BTreeMap::new();
    for (name, records) in all {
        *out.entry(name).or_insert(0) += records;
    }
    out
}

fn named(case: &Case, heading: &'static str, all: BTreeMap<Name, u64>, term: impl Fn(&str) -> Term) -> Section {
    let mut items: Vec<Item> = all
        .into_iter()
        .filter(|(name, _)| name.is_some())
        .map(|(name, records)| {
            let name = case.text(name).to_owned();
            Item { filter: Some(term(&name).to_string()), name, records }
        })
        .collect();
    items.sort_by_cached_key(|item| natural(&item.name));
    cut(heading, items)
}

fn versioned(case: &Case, heading: &'static str, all: BTreeMap<(Name, Name), u64>, artifact: Artifact) -> Section {
    let mut items: Vec<Item> = all
        .into_iter()
        .map(|((name, version), records)| {
            let (name, version) = (case.text(name), case.text(version));
            let filter = Term::version(artifact, name, version).to_string();
            Item { name: format!("{name} {version}"), records, filter: Some(filter) }
        })
        .collect();
    items.sort_by_cached_key(|item| natural(&item.name));
    cut(heading, items)
}

fn cut(heading: &'static str, mut items: Vec<Item>) -> Section {
    let hidden = items.len().saturating_sub(ITEMS_MAX);
    items.truncate(ITEMS_MAX);
    Section { heading, items, hidden }
}

/// Numbers inside names by their value: `r-9` before `r-10`.
pub(super) fn natural(text: &str) -> Vec<(String, u64)> {
    let mut out = vec![(String::new(), 0u64)];
    let mut in_number = false;
    for c in text.chars() {
        match (c.to_digit(10), out.last_mut()) {
            (Some(digit), Some(last)) => {
                last.1 = last.1.saturating_mul(10).saturating_add(u64::from(digit));
                in_number = true;
            }
            (None, Some(last)) if !in_number => last.0.push(c),
            _ => {
                out.push((c.to_string(), 0));
                in_number = false;
            }
        }
    }
    out
}

/// Lines of one list that are kept: more than anybody scrolls through.
pub const ITEMS_MAX: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_by_their_numbers() {
        let mut names = ["r-10", "r-9", "r-101", "a", "r-9b"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["a", "r-9", "r-9b", "r-10", "r-101"]);
    }
}
