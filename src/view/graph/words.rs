//! The words beside an edge and in a box: how many, how many denied or failed, and what is known about the records.
//!
//! Never colour alone (`ui.md`, principle 2): each fact has its word, whoever draws adds colour and shape.

use super::{Edge, Marks, Node, Voice, worst};
use crate::case::Assurance;

/// A line of text and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text: words of ours and numbers, nothing from the evidence.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

/// What a text means, for its colour and shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Traffic.
    Plain,
    /// Control was passed.
    Handoff,
    /// Denied.
    Denied,
    /// Ended in an error.
    Failed,
    /// Denied, and gone on all the same.
    Overridden,
    /// Under another policy than the one in force.
    Differs,
    /// Sent out, and labelled as what must not go out unseen.
    Exported,
    /// What is known about records.
    Mark(Assurance),
}

/// The words beside an edge.
pub fn of_edge(edge: &Edge) -> Vec<Word> {
    let word = |text: String, tone: Tone| Word { text, tone };
    let all = edge.records();
    let what = match edge.handoffs {
        0 => all.to_string(),
        handoffs if handoffs == all => counted(handoffs, "handoff"),
        handoffs => format!("{} + {} other", counted(handoffs, "handoff"), all - handoffs),
    };
    let tone = if edge.handoffs > 0 { Tone::Handoff } else { Tone::Plain };
    let all_denied = edge.alarms.denied == all;
    let mut words = match all_denied {
        true => vec![word(format!("{what} denied"), Tone::Denied)],
        false => vec![word(what, tone)],
    };
    words.extend(edge.alarms.words(all).into_iter().filter(|word| word.tone != Tone::Denied || !all_denied));
    words.extend(of_marks(&edge.marks));
    // The edge's own records are fine, but what says how they ended is not.
    if edge.worst > worst(&edge.marks) {
        words.push(word(format!("outcome {}", edge.worst.word()), Tone::Mark(edge.worst)));
    }
    words
}

/// The words for records that are not verified.
pub fn of_marks(marks: &Marks) -> Vec<Word> {
    let all: u64 = marks.iter().sum();
    let bad = Assurance::ALL.into_iter().zip(marks).skip(1).filter(|(_, count)| **count > 0);
    bad.map(|(assurance, count)| {
        let text = if *count == all { assurance.word().to_owned() } else { format!("{count} {}", assurance.word()) };
        let text = if assurance == Assurance::Failed { format!("{text} check") } else { text };
        Word { text, tone: Tone::Mark(assurance) }
    })
    .collect()
}

/// The second line of a box: role and kind, and how many it stands for.
pub fn of_node(node: &Node) -> String {
    let mut words = Vec::new();
    if !node.role.is_empty() && node.role != node.label {
        words.push(node.role.clone());
    }
    words.push(node.kind.word().to_owned());
    if node.members > 1 {
        words.push(format!("{} of them", node.members));
    }
    if let Some(step) = node.step {
        words.push(format!("step {step}"));
    }
    words.join(" \u{b7} ")
}

/// The third line of a box: environments in which it acted, and whose word that is; empty: it did not act.
pub fn of_place(node: &Node) -> String {
    let mut words = Vec::new();
    if !node.envs.is_empty() {
        words.push(node.envs.join(", "));
    }
    let all: u64 = node.voices.iter().sum();
    let voices = Voice::ALL.into_iter().zip(node.voices).filter(|(_, count)| *count > 0);
    let voices = voices.map(
        |(voice, count)| {
            if count == all { voice.word().to_owned() } else { format!("{count} {}", voice.word()) }
        },
    );
    words.extend(voices);
    words.join(" \u{b7} ")
}

/// What the line of an edge looks like: the gravest that must not be overlooked, or that holds for all of its records.
pub fn of_line(edge: &Edge) -> Tone {
    let all = edge.records();
    let alarms = &edge.alarms;
    match () {
        () if alarms.overridden > 0 => Tone::Overridden,
        () if alarms.denied == all => Tone::Denied,
        () if alarms.failed == all => Tone::Failed,
        () if alarms.exports() => Tone::Exported,
        () if edge.handoffs > 0 => Tone::Handoff,
        () => Tone::Plain,
    }
}

/// A number and what it counts.
pub fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
