//! Policy, template and code of a record: what it cites, what was in force, and the texts of both.
//!
//! The three-valued comparison stays three-valued: nothing recorded is neither agreement nor difference.

use super::super::mention::Mention;
use super::super::summary::member_text;
use super::super::table::Artifact as Named;
use super::text::{Lines, TEXT_BYTES};
use crate::bundle::json::Value;
use crate::case::{Artifact, Case, Citation, Evidence, Line, Row, spelled, template};

/// Whether what a record cites is what was in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// It is.
    Agrees,
    /// It is not.
    Differs,
    /// No promotion to the record's environment stands before it, so there is nothing to compare.
    NotRecorded,
}

impl Agreement {
    /// Of the case's answer.
    pub fn of(agrees: Option<bool>) -> Agreement {
        match agrees {
            Some(true) => Agreement::Agrees,
            Some(false) => Agreement::Differs,
            None => Agreement::NotRecorded,
        }
    }

    /// The word of screens and reports.
    pub fn word(self) -> &'static str {
        match self {
            Agreement::Agrees => "agrees",
            Agreement::Differs => "differs",
            Agreement::NotRecorded => "not recorded",
        }
    }
}

/// The text of an artifact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ArtifactText {
    /// It was found by its id.
    Text(String),
    /// Why there is none.
    Gone(String),
}

/// One artifact that a record cites, beside the one in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionState {
    /// Policy, template or code.
    pub artifact: Artifact,
    /// What the record cites.
    pub cited: Named,
    /// What was promoted last to the record's environment, and where.
    pub in_force: Option<(Mention, Named)>,
    /// Whether they agree.
    pub agreement: Agreement,
    /// Text of the cited one.
    pub cited_text: ArtifactText,
    /// Text of the one in force, where there is one.
    pub in_force_text: Option<ArtifactText>,
}

/// A template with its variables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendering {
    /// (name, value as text), in the order of the record.
    pub vars: Vec<(String, String)>,
    /// What the cited template gives with them; `Err`: why there is none. Computed here, not recorded.
    pub text: Result<Lines, String>,
}

/// The artifacts that a record cites.
pub fn versions(case: &Case, evidence: &Evidence, row: Row) -> Vec<VersionState> {
    let state = |artifact| {
        let found = case.cited_and_in_force(row, artifact)?;
        let log = case.log(row);
        let text = |cited: &Citation| artifact_text(case, evidence, log, artifact, cited);
        let cited_text = text(&found.cited);
        let in_force_text = found
            .in_force
            .map(|(_, promoted)| if promoted == found.cited { cited_text.clone() } else { text(&promoted) });
        Some(VersionState {
            artifact,
            cited: Named::of(case.names(), &found.cited),
            in_force: found.in_force.map(|(since, cited)| (Mention::of(case, since), Named::of(case.names(), &cited))),
            agreement: Agreement::of(found.agrees),
            cited_text,
            in_force_text,
        })
    };
    Artifact::ALL.into_iter().filter_map(state).collect()
}

/// The text of an artifact, by its id; where a citation states none, by the id of the version of that name.
pub fn artifact_text(
    case: &Case,
    evidence: &Evidence,
    log: usize,
    artifact: Artifact,
    cited: &Citation,
) -> ArtifactText {
    let known = case.world().versions.of((log, artifact, cited.name)).iter();
    let of_version = || known.filter(|version| version.version == cited.version).map(|version| version.id).next();
    let id = cited.id.some().or_else(of_version).filter(|id| id.is_some());
    let Some(id) = id else { return ArtifactText::Gone("no id is recorded for it".to_owned()) };
    match evidence.artifact(case, log, &Citation { id, ..*cited }) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => ArtifactText::Text(text),
            Err(bytes) => ArtifactText::Gone(format!("it is no text: {} bytes", bytes.as_bytes().len())),
        },
        Err(crate::case::Unreadable::Absent) => ArtifactText::Gone("not in this bundle".to_owned()),
        Err(why) => ArtifactText::Gone(why.to_string()),
    }
}

/// The template that the record cites, filled with the record's variables; `None`: it cites no template.
pub fn rendering(
    case: &Case,
    evidence: &Evidence,
    row: Row,
    line: &Line,
    versions: &[VersionState],
    max: usize,
) -> Option<Rendering> {
    let cited = versions.iter().find(|version| version.artifact == Artifact::Template)?;
    let vars = member_text((case, evidence, row), line, "vars", "vars", TEXT_BYTES);
    let listed = match &vars {
        Ok(Some(text)) => pairs(text),
        _ => Vec::new(),
    };
    let text = match (&cited.cited_text, vars) {
        (ArtifactText::Gone(why), _) => Err(format!("the template's text is not there: {why}")),
        (_, Err(why)) => Err(format!("its variables cannot be read: {why}")),
        (ArtifactText::Text(template), Ok(None)) if template::is_jinja(template) => {
            Err("the record has no variables".to_owned())
        }
        (ArtifactText::Text(template), Ok(vars)) => match template::fill(template, vars.as_deref().unwrap_or("{}")) {
            template::Filled::Text(text) => Ok(Lines::of(&text, max)),
            template::Filled::Failed(why) => Err(why),
        },
    };
    Some(Rendering { vars: listed, text })
}

fn pairs(text: &str) -> Vec<(String, String)> {
    match Value::parse(text) {
        Ok(Value::Object(members)) => members.iter().map(|(name, value)| (name.to_string(), spelled(value))).collect(),
        _ => Vec::new(),
    }
}
