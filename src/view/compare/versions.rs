//! Two versions of a policy, a template or code: their texts first, for the clause that changed is what one looks for; then who
//! made, reviewed and promoted each, and where it counted from when until when.

use super::facts::{self, Fact, Value, record_at};
use super::{Head, Line, Lines, NotCompared, Subject, texts};
use crate::case::{Artifact, Case, Evidence, Name, Row};
use crate::view::inspector::ArtifactText;
use crate::view::mention::{Mention, log_name};
use crate::view::versions::{MoveFacts, VersionFacts, facts, move_words};
use crate::view::words::short_instant;

/// Both versions.
pub fn lines(case: &Case, evidence: &Evidence, sides: [&Subject; 2]) -> Result<Lines, NotCompared> {
    let [left, right] = sides;
    let [left, right] = [Of::read(case, evidence, left)?, Of::read(case, evidence, right)?];
    let both = [&left, &right];
    let heads = both.map(|of| Head::of(case, of.subject, of.facts.published.as_ref().map(|at| (at.row, at.mark))));
    let heading = format!("Text of the {}", left.artifact.word());
    let mut out = vec![Line::Heading(heading, both.map(|of| of.facts.published.clone()))];
    texts::lines(&mut out, both.map(|of| Some(of.text())));
    out.push(Line::Heading("Who stands behind it, and where it is in force".to_owned(), [None, None]));
    out.extend(facts::pairs(both.map(|of| of.facts(case)), true));
    Ok((heads, out))
}

struct Of<'s> {
    subject: &'s Subject,
    log: usize,
    artifact: Artifact,
    name: &'s str,
    facts: VersionFacts,
}

impl<'s> Of<'s> {
    fn read(case: &Case, evidence: &Evidence, subject: &'s Subject) -> Result<Of<'s>, NotCompared> {
        let Subject::Version { log, artifact, name, version } = subject else {
            return Err(NotCompared::Because("This is no version".to_owned()));
        };
        let facts = facts(case, evidence, (*log, *artifact, name), version).map_err(NotCompared::Because)?;
        Ok(Of { subject, log: *log, artifact: *artifact, name, facts })
    }

    fn text(&self) -> texts::Read {
        match &self.facts.text {
            ArtifactText::Text(text) => Ok(text.clone()),
            ArtifactText::Gone(why) => Err(why.clone()),
        }
    }

    fn facts(&self, case: &Case) -> Vec<Fact> {
        let of = &self.facts;
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let or = |text: &str| Some(some(text).unwrap_or_else(|| "not recorded".to_owned()));
        let published =
            of.published.as_ref().map_or(Value::from("not in this log".to_owned()), |at| record_at(case, at));
        let reviews: Vec<Value> = of.reviews.iter().map(|review| self.review(case, review)).collect();
        let reviews = if reviews.is_empty() { vec![Value::from("none recorded".to_owned())] } else { reviews };
        let moves = of.moves.iter().map(|step| moved(case, step)).collect();
        vec![
            Fact::new("Name", Some(self.name.to_owned())),
            Fact::new("Version", Some(of.version.clone())),
            Fact::new("Log", log_name(case, self.log)),
            Fact { name: "[In force]", values: self.in_force(case) },
            Fact::new("Author", or(&of.author)),
            Fact::new("Published", Some(published)),
            Fact::new("Made from", some(&of.parent)),
            Fact { name: "Reviewed", values: reviews },
            Fact { name: "Moved", values: moves },
            Fact::new("Id", or(&of.id)),
        ]
    }

    fn review(&self, case: &Case, (reviewer, verdict, record): &(String, String, Mention)) -> Value {
        let own = if *reviewer == self.facts.author { ", who is the author" } else { "" };
        let at = record_at(case, record);
        Value { text: format!("{verdict} by {reviewer}{own} in {}", at.text), ..at }
    }

    /// For each environment the stretches in which it is what counts; computed, not recorded.
    fn in_force(&self, case: &Case) -> Vec<Value> {
        let find = |text: &str| case.names().find(text);
        let (Some(name), Some(version)) = (find(self.name), find(&self.facts.version)) else { return Vec::new() };
        let versions = &case.world().versions;
        let key = (self.log, self.artifact, name);
        let known = versions.of(key).iter().find(|known| known.version == version);
        let moves = known.into_iter().flat_map(|known| &known.moves);
        let mut out: Vec<(Name, Row, Option<Row>)> = Vec::new();
        for step in moves.filter(|step| step.effective && case.text(step.op) != "retire") {
            // A promotion of what is in force already ends nothing.
            if out.iter().any(|(env, _, until)| *env == step.env && until.is_none_or(|until| step.row < until)) {
                continue;
            }
            let is_it = |row: Row| {
                let after = row.checked_add(1)?;
                versions.in_force(key, step.env, after).map(|(_, cited)| cited.version == version)
            };
            let mut until = versions.next_change(key, step.env, step.row);
            while let Some(row) = until.filter(|row| is_it(*row) == Some(true)) {
                until = versions.next_change(key, step.env, row);
            }
            out.push((step.env, step.row, until));
        }
        if out.is_empty() {
            return vec![Value::from("[nowhere in this log]".to_owned())];
        }
        let words = |(env, from, until): &(Name, Row, Option<Row>)| {
            let env = if env.is_some() { case.text(*env) } else { "no environment" };
            let from = Mention::of(case, *from);
            let until = match until {
                Some(until) => format!("until {}", record_at(case, &Mention::of(case, *until)).text),
                None => "and to the end of this log".to_owned(),
            };
            let text = format!("[{env}: from {} {until}]", record_at(case, &from).text);
            Value { text, record: Some((from.row, from.mark)) }
        };
        out.iter().map(words).collect()
    }
}

fn moved(case: &Case, step: &MoveFacts) -> Value {
    let at = short_instant(case.time(step.record.row), None);
    // Its log stands above.
    let record = Mention { log: None, ..step.record.clone() };
    let words = move_words(&MoveFacts { record, ..step.clone() });
    Value { text: format!("{words}, at {at}"), record: Some((step.record.row, step.record.mark)) }
}
