//! What a case holds, as lists to choose from: bundles, agents, runs, policies, templates; each with the filter that means it.

use super::words::counted;
use crate::case::filter::{Field, Term};
use crate::case::{Artifact, Case, Name};
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

/// The lists below the bundles; one without a line is left out.
pub fn sections(case: &Case) -> Vec<Section> {
    let world = case.world();
    let agents = sum(world.agents.iter().map(|((_, name), agent)| (*name, agent.records)));
    let runs = sum(world.runs.iter().map(|((_, name), run)| (*name, run.records)));
    let mut out = vec![
        named(case, "Agents", agents, |name| Term::exactly(Field::From, name)),
        named(case, "Runs", runs, |name| Term::exactly(Field::Run, name)),
    ];
    out.push(versions(case, "Policies", Artifact::Policy));
    out.push(versions(case, "Templates", Artifact::Template));
    out.retain(|section| !section.items.is_empty());
    out
}

impl Section {
    /// What is not listed, as a sentence; `None`: all is.
    pub fn missing(&self) -> Option<String> {
        (self.hidden > 0).then(|| format!("{} not listed", counted(self.hidden, "more line")))
    }
}

/// Several logs can hold one name.
fn sum(all: impl Iterator<Item = (Name, u64)>) -> BTreeMap<Name, u64> {
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

fn versions(case: &Case, heading: &'static str, artifact: Artifact) -> Section {
    let mut cited: BTreeMap<(Name, Name), u64> = BTreeMap::new();
    for ((_, kind, name), versions) in &case.world().versions.all {
        if *kind == artifact {
            versions.iter().for_each(|version| {
                cited.entry((*name, version.version)).or_insert(0);
            });
        }
    }
    // Counted by context: few, however many records there are.
    let mut by_context = vec![0u64; case.tables().contexts.all().len()];
    for row in 0..case.len() {
        if let Some(count) = by_context.get_mut(case.context_number(row as crate::case::Row) as usize) {
            *count += 1;
        }
    }
    for (context, records) in case.tables().contexts.all().iter().zip(by_context) {
        let of = if artifact == Artifact::Policy { context.policy } else { context.template };
        if of.name.is_some() {
            *cited.entry((of.name, of.version)).or_insert(0) += records;
        }
    }
    let mut items: Vec<Item> = cited
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
