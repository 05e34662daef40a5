//! Two records: their fields, then each of their texts.

use super::facts::{self, Fact, Value};
use super::{Head, Line, Lines, NotCompared, Subject, texts};
use crate::bundle::json;
use crate::case::{self, Case, Evidence, Row, spelled};
use crate::view::inspector::text::{TEXT_BYTES, TEXTS, full};
use crate::view::inspector::{Agreement, ArtifactText, VersionState};
use crate::view::mention::Mention;
use crate::view::replay::{self, State};
use crate::view::words::{counted, instant};
use crate::watch::Watch;

/// Both records.
pub fn lines(case: &Case, evidence: &Evidence, rows: [Row; 2], watch: &Watch) -> Result<Lines, NotCompared> {
    let read = |row| {
        let state = replay::state(case, evidence, &replay::Request { row, lines: 0 });
        state.ok_or_else(|| NotCompared::Because("The case has no such record".to_owned()))
    };
    let states = [read(rows[0])?, read(rows[1])?];
    let marked = states.each_ref().map(|state| mention(case, state));
    let heads = marked
        .each_ref()
        .map(|mention| Head::of(case, &Subject::Record(mention.row), Some((mention.row, mention.mark))));
    let mut out = vec![Line::Heading("Fields".to_owned(), [None, None])];
    let read = states.iter().all(|state| state.proof.is_some());
    out.extend(facts::pairs(states.each_ref().map(|state| fields(case, evidence, state)), read));
    let mut said =
        rows.map(|row| evidence.line(case, row).map(|line| texts_of(case, evidence, row, &line)).unwrap_or_default());
    let mut roles: Vec<String> = TEXTS.iter().map(|(_, role)| (*role).to_owned()).collect();
    roles.extend(said.iter().flatten().map(|(role, _)| role.clone()));
    for role in roles {
        if watch.is_cancelled() {
            return Err(NotCompared::Cancelled);
        }
        let mut both = said.each_mut().map(|texts| {
            let at = texts.iter().position(|(of, _)| *of == role)?;
            Some(texts.remove(at).1)
        });
        if both.iter().all(Option::is_none) {
            continue;
        }
        for (text, state) in both.iter_mut().zip(&states).filter(|(_, state)| state.proof.is_none()) {
            // Whether it has such a text nobody knows.
            *text = Some(Err(why_unread(state)));
        }
        out.push(Line::Heading(role, marked.clone().map(Some)));
        texts::lines(&mut out, both);
    }
    let written = |row: Row| {
        let mut out = String::new();
        write_out(&mut out, evidence.line(case, row).ok()?.event()?.value(), 0);
        Some(out)
    };
    if let [Some(left), Some(right)] = rows.map(written) {
        out.push(Line::Heading("All that is written [laid out here, one member a line]".to_owned(), marked.map(Some)));
        texts::lines(&mut out, [Some(Ok(left)), Some(Ok(right))]);
    }
    for (side, state) in states.iter().enumerate().filter(|(_, state)| state.proof.is_none()) {
        out.push(Line::Gone(side, format!("Nothing of it is compared: {}", why_unread(state))));
    }
    Ok((heads, out))
}

/// Why a record's line is not there, without the brackets of a summary.
fn why_unread(state: &State) -> String {
    state.record.summary.trim_matches(['(', ')']).to_owned()
}

/// What a record says, by role: its texts, then its other payloads.
fn texts_of(case: &Case, evidence: &Evidence, row: Row, line: &case::Line) -> Vec<(String, texts::Read)> {
    let texts = full(case, evidence, row, line).into_iter();
    let mut out: Vec<_> = texts.map(|(role, read)| (role.to_owned(), read.map_err(|why| why.to_string()))).collect();
    let blobs = line.record().map(|record| record.blobs).unwrap_or_default();
    for blob in blobs.iter().filter(|blob| !TEXTS.iter().any(|(_, role)| *role == blob.role)) {
        let read = match blob.len {
            len if len > TEXT_BYTES => Err(case::Unreadable::TooLong(len)),
            _ => evidence.payload(case, row, blob),
        };
        let text = read.map_err(|why| why.to_string()).and_then(|payload| {
            String::from_utf8(payload.bytes)
                .map_err(|bytes| format!("it is no text: {}", counted(bytes.as_bytes().len(), "byte")))
        });
        out.push((blob.role.clone(), text));
    }
    out
}

/// The record with the mark that it has now that it was read again.
fn mention(case: &Case, state: &State) -> Mention {
    Mention { mark: state.record.mark, ..Mention::of(case, state.record.row) }
}

fn fields(case: &Case, evidence: &Evidence, state: &State) -> Vec<Fact> {
    let record = &state.record;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let joined = |texts: &[String], with: &str| some(&texts.join(with));
    let mut out = vec![
        Fact::new("Mark", Some(Value { text: record.mark.word().to_owned(), record: Some((record.row, record.mark)) })),
        Fact::new("In short", some(&record.summary)),
        Fact::new("Log", record.log.clone()),
        Fact::new("Time", Some(record.time.map_or("not recorded".to_owned(), instant))),
        Fact::new("Type", some(&record.kind)),
        Fact::new("From", some(&record.from)),
        Fact::new("Signed", (!record.signer.is_empty()).then(|| record.by_words())),
        Fact::new("To", joined(&record.to, ", ")),
        Fact::new("Run", record.run.clone()),
        Fact::new("Environment", record.env.clone()),
        Fact::new("Labels", joined(&state.labels, ", ")),
        Fact::new("On behalf of", joined(&state.on_behalf_of, ", who acts for ")),
    ];
    for artifact in crate::case::Artifact::ALL {
        out.extend(cited(artifact, state.versions.iter().find(|version| version.artifact == artifact)));
    }
    let decisions = state
        .decisions
        .iter()
        .map(|decision| Value { text: decision.words(), record: Some((decision.record.row, decision.record.mark)) });
    out.push(Fact { name: "Decision", values: decisions.collect() });
    out.push(Fact::new("Grant used", state.named_grant.as_ref().map(grant)));
    let size = evidence.line(case, record.row).ok().map(|line| counted(line.bytes().len(), "byte"));
    out.push(Fact::new("Size", size));
    let payloads = state.payloads.iter().map(|payload| {
        let gone = payload.gone.as_ref().map(|why| format!(", not shown: {why}")).unwrap_or_default();
        Value::from(format!("{}, {}{gone}", payload.role, counted(payload.length as usize, "byte")))
    });
    out.push(Fact { name: "Payloads", values: payloads.collect() });
    out.push(Fact::new("Refers to", some(&refers(&state.causes.shown, state.causes.total))));
    if state.proof.is_none() {
        // Not read: what else there is would be what the case remembers.
        out.iter_mut().filter(|fact| fact.name != "Mark").for_each(|fact| fact.values.clear());
    }
    out
}

fn refers(shown: &[crate::view::inspector::Related], total: usize) -> String {
    let mut words: Vec<String> = shown.iter().map(|one| one.record.words()).collect();
    if total > shown.len() {
        words.push(format!("{} not listed", counted(total - shown.len(), "more record")));
    }
    words.join(", ")
}

fn grant((name, against): &(String, Vec<crate::view::inspector::grants::Against>)) -> String {
    let against: Vec<String> = against.iter().map(|reason| reason.words()).collect();
    if against.is_empty() { format!("{name}, which counts here") } else { format!("{name}: {}", against.join("; ")) }
}

/// Adds a value as JSON, one member a line; numbers stay as they are written.
fn write_out(out: &mut String, value: &json::Value<'_>, depth: usize) {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let open = |out: &mut String| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth + 1));
    };
    let close = |out: &mut String, bracket: char| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
        out.push(bracket);
    };
    match value {
        json::Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                open(out);
                out.push_str(&format!("{}: ", quoted(name)));
                write_out(out, value, depth + 1);
            }
            close(out, '}');
        }
        json::Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (at, value) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                open(out);
                write_out(out, value, depth + 1);
            }
            close(out, ']');
        }
        json::Value::String(text) => out.push_str(&quoted(text)),
        other => out.push_str(&spelled(other)),
    }
}

/// What is cited of an artifact, beside what was in force.
fn cited(artifact: crate::case::Artifact, version: Option<&VersionState>) -> [Fact; 3] {
    use crate::case::Artifact::{Code, Policy, Template};
    let names = match artifact {
        Policy => ["Policy cited", "Policy in force", "[Policy]"],
        Template => ["Template cited", "Template in force", "[Template]"],
        Code => ["Code cited", "Code in force", "[Code]"],
    };
    let text = version.map(|version| {
        let gone = match &version.cited_text {
            ArtifactText::Gone(why) => format!(", its text: {why}"),
            ArtifactText::Text(_) => String::new(),
        };
        format!("{}{gone}", version.cited.words())
    });
    let in_force = version.map(|version| match &version.in_force {
        Some((since, named)) => {
            let since = facts::record(since);
            Value { text: format!("{} since {}", named.words(), since.text), ..since }
        }
        None => Value::from("not recorded".to_owned()),
    });
    let agrees = version.map(|version| match version.agreement {
        Agreement::Agrees => "[cites what was in force]",
        Agreement::Differs => "[cites another version than was in force]",
        Agreement::NotRecorded => "[nothing to compare with]",
    });
    let [of_text, of_force, of_agreement] = names;
    [Fact::new(of_text, text), Fact::new(of_force, in_force), Fact::new(of_agreement, agrees.map(str::to_owned))]
}
