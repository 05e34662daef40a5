//! Versions of policies, templates and code: published, reviewed, moved from environment to environment.

use super::happening::{Artifact, What};
use super::names::Name;
use super::rows::Citation;
use super::world::At;
use super::{Case, Row};
use std::collections::BTreeMap;

/// One version of one artifact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// The version.
    pub version: Name,
    /// Its digest: that of the publish, else the one that others cite.
    pub id: Name,
    /// The record of the publish.
    pub published: Option<Row>,
    /// The version that it was made from.
    pub parent: Name,
    /// Author.
    pub author: Name,
    /// (record, verdict, reviewer).
    pub reviews: Vec<(Row, Name, Name)>,
    /// Promotions, rollbacks and retirements of it.
    pub moves: Vec<Move>,
}

/// A change of what is in force in an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The record.
    pub row: Row,
    /// Whether it takes effect.
    pub effective: bool,
    /// `promote`, `rollback` or `retire`.
    pub op: Name,
    /// Where to.
    pub env: Name,
    /// Where from.
    pub from_env: Name,
    /// What.
    pub cited: Citation,
    /// The review that it rests on.
    pub review: Name,
}

/// (log, artifact, name).
pub type ArtifactKey = (usize, Artifact, Name);

/// From which record on what is in force.
type Changes = Vec<(Row, Option<Citation>)>;

/// All versions.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// Each artifact's versions, in the order in which they were first seen.
    pub all: BTreeMap<ArtifactKey, Vec<Version>>,
    /// What was in force from when: by artifact and environment, in the order of the log. `None`: retired.
    in_force: BTreeMap<(ArtifactKey, Name), Changes>,
    /// The records that changed what is in force, of every name, environment and log, by artifact and in their order.
    changes: BTreeMap<Artifact, Vec<Row>>,
}

impl Versions {
    /// The versions of an artifact.
    pub fn of(&self, key: ArtifactKey) -> &[Version] {
        self.all.get(&key).map_or(&[], Vec::as_slice)
    }

    /// What is in force before `row` in `env`, and since which record; `None`: never promoted there, or retired.
    pub fn in_force(&self, key: ArtifactKey, env: Name, row: Row) -> Option<(Row, Citation)> {
        let moves = self.in_force.get(&(key, env))?;
        let at = moves.partition_point(|(at, _)| *at < row).checked_sub(1)?;
        let (since, cited) = moves.get(at)?;
        cited.map(|cited| (*since, cited))
    }

    /// What was in force from which record on, in their order; `None`: nothing.
    pub fn moves(&self, key: ArtifactKey, env: Name) -> &[(Row, Option<Citation>)] {
        self.in_force.get(&(key, env)).map_or(&[], Vec::as_slice)
    }

    /// Everything that is in force before `row` in `env` of a log.
    pub fn all_in_force(&self, log: usize, env: Name, row: Row) -> Vec<(Artifact, Row, Citation)> {
        let keys = self.in_force.keys().filter(|((of, ..), in_env)| *of == log && *in_env == env);
        keys.filter_map(|(key, env)| self.in_force(*key, *env, row).map(|(since, cited)| (key.1, since, cited)))
            .collect()
    }

    /// The record of the next change of what is in force in `env`, after `row`.
    pub fn next_change(&self, key: ArtifactKey, env: Name, row: Row) -> Option<Row> {
        let moves = self.in_force.get(&(key, env))?;
        moves.get(moves.partition_point(|(at, _)| *at <= row)).map(|(at, _)| *at)
    }

    /// The records that changed what is in force of an artifact, wherever, in their order.
    pub fn changes(&self, artifact: Artifact) -> &[Row] {
        self.changes.get(&artifact).map_or(&[], Vec::as_slice)
    }

    /// What `row` changed: name, environment, what was in force before it and what after; `None`: it changed nothing.
    pub fn changed_by(&self, artifact: Artifact, row: Row) -> Option<(Name, Name, Option<Citation>, Option<Citation>)> {
        self.in_force.iter().filter(|((key, _), _)| key.1 == artifact).find_map(|((key, env), moves)| {
            let at = moves.binary_search_by_key(&row, |(at, _)| *at).ok()?;
            let before = at.checked_sub(1).and_then(|before| moves.get(before)).and_then(|(_, cited)| *cited);
            Some((key.2, *env, before, moves.get(at).and_then(|(_, cited)| *cited)))
        })
    }

    /// Puts the changes of each artifact into one order, so that the next one is found by halving.
    fn index(&mut self) {
        for ((key, _), moves) in &self.in_force {
            let mut before = None;
            for (row, cited) in moves {
                if before != *cited {
                    self.changes.entry(key.1).or_default().push(*row);
                }
                before = *cited;
            }
        }
        self.changes.values_mut().for_each(|rows| rows.sort_unstable());
    }

    fn version(&mut self, key: ArtifactKey, version: Name) -> &mut Version {
        let versions = self.all.entry(key).or_default();
        let at = versions.iter().position(|known| known.version == version).unwrap_or_else(|| {
            versions.push(Version { version, ..Version::default() });
            versions.len() - 1
        });
        &mut versions[at]
    }

    fn change(&mut self, key: ArtifactKey, change: Move, op: &str) {
        let by_env = self.in_force.entry((key, change.env)).or_default();
        match op {
            "promote" | "rollback" => by_env.push((change.row, Some(change.cited))),
            "retire" => {
                let retired = by_env.last().and_then(|(_, cited)| *cited);
                if retired.is_some_and(|now| now.version == change.cited.version) {
                    by_env.push((change.row, None));
                }
            }
            _ => {}
        }
    }
}

/// Collects all versions.
pub fn of(case: &Case, happenings: &[At<'_>]) -> Versions {
    let mut versions = Versions::default();
    for at in happenings {
        match *at.what {
            What::Version { artifact, op, cited, parent, from_env, to_env, review, author } => {
                let key = (at.log, artifact, cited.name);
                let op_text = case.names().text(op);
                let version = versions.version(key, cited.version);
                if !version.id.is_some() {
                    version.id = cited.id;
                }
                if op_text == "publish" {
                    version.published.get_or_insert(at.row);
                    (version.parent, version.author) = (parent, author);
                    if cited.id.is_some() {
                        version.id = cited.id;
                    }
                    continue;
                }
                let id = if cited.id.is_some() { cited.id } else { version.id };
                let env = to_env.some().unwrap_or(case.context(at.row).env);
                let cited = Citation { id, ..cited };
                let change = Move { row: at.row, effective: at.effective, op, env, from_env, cited, review };
                version.moves.push(change);
                if at.effective {
                    versions.change(key, change, op_text);
                }
            }
            What::Review { subject, cited, verdict, .. } => {
                let Some(artifact) = Artifact::of(case.names().text(subject)) else { continue };
                let reviewer = case.context(at.row).actor;
                let version = versions.version((at.log, artifact, cited.name), cited.version);
                version.reviews.push((at.row, verdict, reviewer));
            }
            _ => {}
        }
    }
    versions.index();
    versions
}
