//! Two versions of one policy, template or code side by side: who made, reviewed and promoted each, and how their texts differ.
//!
//! Facts only: a promotion without a review is said to name none and to have none before it; whether that was allowed is for a
//! rule to say.

use super::diff::{self, Diff};
use super::inspector::{ArtifactText, artifact_text};
use super::mention::Mention;
use super::words::one_line;
use crate::case::{Artifact, Case, Citation, Evidence, Name, Version};

/// Which two versions of what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Number of the log.
    pub log: usize,
    /// Policy, template or code.
    pub artifact: Artifact,
    /// Its name.
    pub name: String,
    /// The old and the new version.
    pub versions: [String; 2],
}

/// What the log says of one version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionFacts {
    /// The version.
    pub version: String,
    /// `sha256:` and hex; empty if not recorded.
    pub id: String,
    /// The record of the publish.
    pub published: Option<Mention>,
    /// Author; empty if not recorded.
    pub author: String,
    /// The version that it was made from, or its id where this log does not know it; empty if not recorded.
    pub parent: String,
    /// (reviewer, verdict, record).
    pub reviews: Vec<(String, String, Mention)>,
    /// What was done with it, in the order of the log.
    pub moves: Vec<MoveFacts>,
    /// Its text.
    pub text: ArtifactText,
}

/// A promotion, rollback or retirement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MoveFacts {
    /// `promote`, `rollback`, `retire`.
    pub op: String,
    /// Where from; empty if not recorded.
    pub from_env: String,
    /// Where to.
    pub env: String,
    /// The review that it names; empty: none.
    pub review: String,
    /// Whether a review that approves this version, by somebody other than its author, stands before it.
    pub is_reviewed: bool,
    /// Whether it takes effect.
    pub effective: bool,
    /// The record.
    pub record: Mention,
}

/// Two versions compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Old and new.
    pub facts: [VersionFacts; 2],
    /// Their texts; `Err`: which one is not there, and why.
    pub diff: Result<Diff, String>,
}

/// Compares two versions.
///
/// # Errors
/// The log has no record of one of them: a sentence.
pub fn compare(case: &Case, evidence: &Evidence, request: &Request) -> Result<Compared, String> {
    let [old, new] = &request.versions;
    let of = (request.log, request.artifact, request.name.as_str());
    let facts = [facts(case, evidence, of, old)?, facts(case, evidence, of, new)?];
    let diff = match (&facts[0].text, &facts[1].text) {
        (ArtifactText::Text(a), ArtifactText::Text(b)) => Ok(diff::diff(a, b)),
        (ArtifactText::Gone(why), _) => Err(format!("the text of version {old}: {why}")),
        (_, ArtifactText::Gone(why)) => Err(format!("the text of version {new}: {why}")),
    };
    Ok(Compared { facts, diff })
}

/// As lines: the facts of both, then the texts in unified form.
pub fn text(request: &Request, compared: &Compared) -> Vec<String> {
    let mut out = vec![format!("{} {}", request.artifact.word(), request.name)];
    compared.facts.iter().for_each(|facts| describe(&mut out, facts));
    // A name from the evidence must not begin a line of its own.
    let mut out: Vec<String> = out.iter().map(|line| one_line(line, LINE_CHARS)).collect();
    match &compared.diff {
        Ok(diff) => out.extend(diff::text(diff).into_iter().map(|line| format!("  | {line}"))),
        Err(why) => out.push(one_line(&format!("  not compared: {why}"), LINE_CHARS)),
    }
    out
}

/// What a log says of one version; `of` is the log's number, the artifact and its name.
///
/// # Errors
/// The log has no record of it: a sentence.
pub(super) fn facts(
    case: &Case,
    evidence: &Evidence,
    (log, artifact, name): (usize, Artifact, &str),
    version: &str,
) -> Result<VersionFacts, String> {
    let unknown = || format!("no record of {} {name}@{version} in this log", artifact.word());
    let name = case.names().find(name).ok_or_else(unknown)?;
    let versions = case.world().versions.of((log, artifact, name));
    let found = versions.iter().find(|known| case.text(known.version) == version).ok_or_else(unknown)?;
    let text = |name: Name| case.text(name).to_owned();
    let cited = Citation { name, version: found.version, id: found.id };
    let reviews =
        found.reviews.iter().map(|(row, verdict, reviewer)| (text(*reviewer), text(*verdict), Mention::of(case, *row)));
    let moves = found.moves.iter().map(|step| MoveFacts {
        op: text(step.op),
        from_env: text(step.from_env),
        env: text(step.env),
        review: text(step.review),
        is_reviewed: is_reviewed(case, found, step.row),
        effective: step.effective,
        record: Mention::of(case, step.row),
    });
    Ok(VersionFacts {
        version: version.to_owned(),
        id: text(found.id),
        published: found.published.map(|row| Mention::of(case, row)),
        author: text(found.author),
        // Some write the version, some its id.
        parent: match versions.iter().find(|known| found.parent.is_some() && known.id == found.parent) {
            Some(known) => format!("version {}", case.text(known.version)),
            None => text(found.parent),
        },
        reviews: reviews.collect(),
        moves: moves.collect(),
        text: artifact_text(case, evidence, log, artifact, &cited),
    })
}

/// A review counts only if its own checks did not fail and the signer may speak for the reviewer (`events.md` section 1, `by`).
fn is_reviewed(case: &Case, version: &Version, before: crate::case::Row) -> bool {
    version.reviews.iter().any(|(row, verdict, reviewer)| {
        let counts = case.assurance(*row).has_effect() && case.context(*row).attested;
        *row < before && counts && case.text(*verdict) == "approve" && *reviewer != version.author
    })
}

fn describe(out: &mut Vec<String>, facts: &VersionFacts) {
    let or = |text: &str| if text.is_empty() { "not recorded".to_owned() } else { text.to_owned() };
    out.push(format!("  version {}", facts.version));
    out.push(format!("    id         {}", or(&facts.id)));
    let published = facts.published.as_ref().map_or("not in this log".to_owned(), Mention::words);
    let parent = if facts.parent.is_empty() { String::new() } else { format!(", made from {}", facts.parent) };
    out.push(format!("    published  {published}, author {}{parent}", or(&facts.author)));
    for (reviewer, verdict, record) in &facts.reviews {
        let own = if *reviewer == facts.author { ", who is the author" } else { "" };
        out.push(format!("    review     {verdict} by {reviewer}{own} in {}", record.words()));
    }
    if facts.reviews.is_empty() {
        out.push("    review     none recorded".to_owned());
    }
    facts.moves.iter().for_each(|step| out.push(format!("    {:<10} {}", step.op, moved_words(step))));
}

/// `promote record 46 (verified) from dev to prod; names no review`, with what else stands before it.
pub(super) fn move_words(step: &MoveFacts) -> String {
    format!("{} {}", step.op, moved_words(step))
}

fn moved_words(step: &MoveFacts) -> String {
    let (op, env, record) = (&step.op, &step.env, step.record.words());
    let effect = if step.effective { "" } else { "; takes no effect" };
    if op == "retire" {
        return format!("{record} in {env}{effect}");
    }
    let from = if step.from_env.is_empty() { String::new() } else { format!(" from {}", step.from_env) };
    let review = if step.review.is_empty() { "names no review".to_owned() } else { format!("names {}", step.review) };
    let reviewed = match op.as_str() {
        "promote" if step.is_reviewed => ", an approval by somebody else stands before it",
        "promote" => ", no approval by somebody else stands before it",
        _ => "",
    };
    format!("{record}{from} to {env}; {review}{reviewed}{effect}")
}

/// Characters of a line that this program writes itself.
const LINE_CHARS: usize = 2000;
