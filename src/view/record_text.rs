//! A step and a record as lines of text, for the command line and for tests.
//!
//! Every form is a list of lines. A text from the evidence never begins a line of its own: its lines stand behind a bar, so that
//! it cannot pass for a statement of this program. Whoever prints a line escapes it as a whole.

use super::inspector::{ArtifactText, Content, Lines, RelatedSome, Rendering, VersionState};
use super::replay::State;
use super::table::RecordRow;
use super::words::{counted, instant, one_line};

/// How much a text form says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// A step of a replay.
    Step,
    /// A record on its own: also the texts of its policies, its payloads and its bytes.
    Whole,
}

/// One line for a table: number, mark, time, type, who to whom, what.
pub fn row(row: &RecordRow) -> String {
    let to = if row.to.is_empty() { String::new() } else { format!(" → {}", row.to.join(", ")) };
    let log = row.log.as_ref().map(|log| format!("  {log}")).unwrap_or_default();
    let time = row.time.map_or("(no time)".to_owned(), instant);
    // A summary of a message already says who spoke to whom.
    let who = if row.kind == "message" { String::new() } else { format!("{}{to}: ", row.from) };
    let text = format!("{:>9}  {:<9}  {time}  {:<14}  {who}{}{log}", row.seq, row.mark.word(), row.kind, row.summary);
    one_line(&text, ROW_CHARS)
}

/// The state at a record.
pub fn state(state: &State, depth: Depth) -> Vec<String> {
    let mut out = Out(Vec::new());
    if !head(&mut out, state) {
        return out.0;
    }
    for text in &state.texts {
        match &text.content {
            Content::Text(lines) => out.block(text.role, lines),
            Content::Gone(why) => out.pair(text.role, &format!("({why})")),
        }
    }
    state.versions.iter().for_each(|version| one_version(&mut out, version, state, depth));
    // A call rarely carries the variables of its prompt; a message should.
    let wanted = |rendering: &&Rendering| state.record.kind == "message" || !rendering.vars.is_empty();
    if let Some(rendering) = state.rendering.as_ref().filter(wanted) {
        rendered(&mut out, rendering);
    }
    grants(&mut out, state);
    for decision in &state.decisions {
        out.pair("decision", &decision.words());
    }
    related(&mut out, "refers to", &state.causes);
    related(&mut out, "followed by", &state.effects);
    if depth == Depth::Whole {
        bytes(&mut out, state);
    }
    out.0
}

struct Out(Vec<String>);

impl Out {
    fn pair(&mut self, name: &str, text: &str) {
        self.0.push(one_line(&format!("  {name:<12}{text}"), ROW_CHARS));
    }

    fn list(&mut self, name: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.pair(name, &texts.join(", "));
        }
    }

    fn block(&mut self, name: &str, lines: &Lines) {
        let missing = lines.missing().map(|missing| format!("  ({missing})")).unwrap_or_default();
        self.0.push(format!("  {name}{missing}"));
        self.0.extend(lines.lines.iter().map(|line| format!("    | {line}")));
    }
}

/// Who, when, where; `false`: the record cannot be read, and nothing more is to be said of it.
fn head(out: &mut Out, state: &State) -> bool {
    let record = &state.record;
    let log = record.log.as_ref().map(|log| format!(" of {log}")).unwrap_or_default();
    let time = record.time.map_or("(no time)".to_owned(), instant);
    out.0.push(one_line(
        &format!("record {}{log}   {}   {time}   {}", record.seq, record.mark.word(), record.kind),
        ROW_CHARS,
    ));
    if state.proof.is_none() {
        // Not read: what follows would be what the case remembers, so only the reason is said.
        out.pair("", &record.summary);
        return false;
    }
    out.pair("from", &format!("{}, {}", record.from, record.by_words()));
    out.list("for", &state.on_behalf_of);
    out.list("to", &record.to);
    out.list("run", record.run.as_slice());
    out.pair("env", record.env.as_deref().unwrap_or("not recorded"));
    out.list("labels", &state.labels);
    if state.synthetic {
        out.pair("time", "synthetic: the order is real, the distances are not");
    } else if record.time.is_some_and(|time| time < state.clock) {
        out.pair("time", &format!("earlier than the log's clock, which stood at {}", instant(state.clock)));
    }
    if !state.texts.iter().any(|text| text.role == "content") {
        out.pair("says", &record.summary);
    }
    true
}

fn one_version(out: &mut Out, version: &VersionState, state: &State, depth: Depth) {
    let env = state.record.env.as_deref();
    let place = env.map_or("no environment recorded".to_owned(), |env| format!("in force in {env}"));
    let in_force = match &version.in_force {
        Some((since, named)) => format!("{place}: {} since {}", named.words(), since.words()),
        None => format!("{place}: nothing recorded"),
    };
    let word = version.artifact.word();
    out.pair(word, &format!("cites {}; {in_force}; {}", version.cited.words(), version.agreement.word()));
    let texts = [("cited", Some(&version.cited_text)), ("in force", version.in_force_text.as_ref())];
    let same = version.in_force_text.as_ref() == Some(&version.cited_text);
    for (which, text) in texts.into_iter().filter(|(which, _)| !(same && *which == "in force")) {
        match text {
            Some(ArtifactText::Gone(why)) => out.pair("", &format!("text of the {word} {which}: {why}")),
            Some(ArtifactText::Text(text)) if depth == Depth::Whole => {
                let which = if same { "cited and in force" } else { which };
                out.block(&format!("text of the {word} {which}"), &Lines::of(text, ARTIFACT_LINES));
            }
            _ => {}
        }
    }
}

fn rendered(out: &mut Out, rendering: &Rendering) {
    for (name, value) in &rendering.vars {
        out.pair("variable", &format!("{name} = {value}"));
    }
    match &rendering.text {
        Ok(lines) => out.block("template filled [computed here]", lines),
        Err(why) => out.pair("template", &format!("not filled: {why}")),
    }
}

fn grants(out: &mut Out, state: &State) {
    if let Some((grant, against)) = &state.named_grant {
        if against.is_empty() {
            out.pair("uses", &format!("{grant}: counts at this record"));
        }
        against.iter().for_each(|against| out.pair("uses", &format!("{grant}: {}", against.words())));
    }
    for grant in state.grants.iter().take(GRANT_LINES) {
        out.pair("grant", &grant.words());
    }
    match state.grants.len().checked_sub(GRANT_LINES) {
        Some(more) if more > 0 => out.pair("", &format!("{} not listed", counted(more, "grant"))),
        _ if state.grants.is_empty() => out.pair("grants", "none counts"),
        _ => {}
    }
    for scope in &state.scopes {
        out.pair("scope", &format!("{}, from {}", scope.scope, scope.from.join(" and ")));
    }
    if state.scopes.is_empty() {
        out.pair("scopes", &format!("none recorded for {}", state.agent));
    }
}

fn related(out: &mut Out, name: &str, some: &RelatedSome) {
    for one in &some.shown {
        let who = if one.kind == "message" { String::new() } else { format!("{}: ", one.from) };
        out.pair(name, &format!("{}, {}: {who}{}", one.record.words(), one.kind, one.summary));
    }
    if some.total > some.shown.len() {
        out.pair(name, &format!("{} more", counted(some.total - some.shown.len(), "record")));
    }
}

fn bytes(out: &mut Out, state: &State) {
    for payload in &state.payloads {
        let salted = if payload.salted { ", salted" } else { "" };
        let gone = payload.gone.as_ref().map_or("there, equal to its id".to_owned(), |why| format!("not shown: {why}"));
        out.pair("payload", &format!("{} {}, {} bytes{salted}; {gone}", payload.role, payload.id, payload.length));
    }
    let Some(proof) = &state.proof else { return };
    out.pair("leaf", &format!("{} [computed from {} bytes]", proof.leaf.b64(), proof.length));
    if let Some(signed) = &proof.signed {
        let prev = signed.prev.map_or("first of its chain".to_owned(), |prev| format!("after {}", prev.b64()));
        out.pair("signer", &format!("{}, key {}, n = {}, {prev}", signed.actor, signed.key, signed.n));
        out.pair("signature", &signed.signature);
    }
}

/// Characters of a line that this program writes itself.
const ROW_CHARS: usize = 2000;
/// Lines of a policy or template that are printed.
const ARTIFACT_LINES: usize = 2000;
/// Grants that are listed at one record.
const GRANT_LINES: usize = 50;
