//! What can be done with the record in focus: the menu that every pane has on its records.

use super::{Hit, Section};
use crate::case::filter::{Field, Term};
use crate::case::{Artifact, Row};
use crate::gui::commands::{Command, Keymap};
use crate::gui::intent::{Centre, Intent};
use crate::gui::paint::short;
use crate::gui::state::{Desk, State};
use crate::gui::timeline;

/// The menu of the record in focus.
pub fn menu(state: &State, keymap: &Keymap) -> Vec<Section> {
    let Some((desk, row)) = state.desk.as_ref().and_then(|desk| Some((desk, desk.focus?))) else { return Vec::new() };
    let go = [
        ("Show in the table", Intent::Centre(Centre::Messages)),
        ("Show in the graph", Intent::Centre(Centre::Graph)),
        ("Show in the sequence", Intent::Centre(Centre::Sequence)),
        ("Show in the timeline", Intent::Timeline(timeline::Wish::Show)),
    ];
    let go = go.into_iter().map(|(words, intent)| line(words.to_owned(), intent));
    let keep = KEEP.iter().filter_map(|id| Command::of_id(id)).map(|command| super::find::hit(command, state, keymap));
    let terms = terms(desk, row);
    let filter = |word: &str, sign: &str| -> Vec<Hit> {
        let held = desk.filter.holds.conditions();
        let one = |(what, name, term): &(&str, String, String)| {
            let condition = format!("{sign}{term}");
            // A condition that is added twice is taken away.
            let why = held.contains(&condition).then(|| "the filter has it already".to_owned());
            Hit { why, ..line(format!("{word} {what} {name}"), Intent::FilterAdd(condition)) }
        };
        terms.iter().map(one).collect()
    };
    [("Record", keep.chain(go).collect()), ("Filter", filter("Filter to", "")), ("Exclude", filter("Exclude", "-"))]
        .into_iter()
        .map(|(heading, hits)| Section { heading, hits, hidden: String::new() })
        .collect()
}

/// Commands about the record in focus, by their names.
const KEEP: &[&str] =
    &["case.mark", "case.note", "case.cite", "case.copy-record", "case.compare", "go.why", "go.followed"];

fn line(words: String, intent: Intent) -> Hit {
    Hit { words, beside: String::new(), keys: String::new(), why: None, intents: vec![intent] }
}

/// What the record can be filtered by: in words, its name, and the condition.
fn terms(desk: &Desk, row: Row) -> Vec<(&'static str, String, String)> {
    let case = &desk.opened.case;
    let context = case.context(row);
    let mut out = Vec::new();
    for (what, field, name) in [
        ("sender", Field::From, context.actor),
        ("kind", Field::Kind, context.kind),
        ("run", Field::Run, case.run(row)),
    ] {
        if name.is_some() {
            let name = case.text(name);
            out.push((what, short(name).to_owned(), Term::exactly(field, name).to_string()));
        }
    }
    for (what, artifact, cited) in
        [("policy", Artifact::Policy, context.policy), ("template", Artifact::Template, context.template)]
    {
        if cited.name.is_some() {
            let (name, version) = (case.text(cited.name), case.text(cited.version));
            out.push((what, format!("{name} {version}"), Term::version(artifact, name, version).to_string()));
        }
    }
    out
}
