//! The chart as text: lanes in a monospace, and each row in words.
//!
//! The words say all that the lanes show, so that a screen reader, or a chart of too many lanes for a line, loses nothing.

use super::{Sequence, Step, What};
use crate::bundle::Time;
use crate::case::Case;
use crate::view::graph::{Ended, Ending};
use crate::view::text::visible;
use std::ops::Range;

impl Sequence {
    /// Participants, grants, and the rows of a range. What deceives is made visible.
    pub fn text(&self, case: &Case, endings: &[Ended], range: Range<usize>) -> String {
        let filter = if self.request.filter.trim().is_empty() { "all records" } else { &self.request.filter };
        let mut out = format!(
            "{} \u{b7} {} \u{b7} {} participants, {} records\n",
            visible(filter),
            self.verdict.word(),
            self.participants.len(),
            self.len()
        );
        for (lane, participant) in self.participants.iter().enumerate() {
            out.push_str(&format!("  {:>2}  {}\n", lane + 1, visible(&participant.id)));
        }
        for bar in &self.bars {
            out.push_str(&format!(
                "  grant {} on {}: rows {} to {}, {}, {}\n",
                visible(&bar.grant),
                bar.lane + 1,
                bar.from,
                bar.until,
                end_words(&bar.end),
                bar.assurance.word()
            ));
        }
        if self.other_grants > 0 {
            out.push_str(&format!("  {} further grants count, held by nobody here\n", self.other_grants));
        }
        let drawn = self.participants.len() <= LANES;
        if !drawn {
            out.push_str(&format!("  lanes are not drawn: more than {LANES}\n"));
        }
        let first = range.start;
        for (at, step) in self.rows(case, endings, range).iter().enumerate() {
            let lanes = if drawn { self.lanes(step, first + at) } else { String::new() };
            let time = Time::from_micros(step.time).text();
            let clock = time.get(11..23).unwrap_or_default();
            let line =
                format!("{:>6} {clock} {:<9} {lanes} {}", step.index, step.assurance.word(), self.words(case, step));
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// A row in words. What deceives is made visible.
    pub fn words(&self, case: &Case, step: &Step) -> String {
        let id = |lane: usize| self.participants.get(lane).map_or("?", |participant| participant.id.as_str());
        let who = step.at.map_or("?", id);
        let record =
            |row: Option<u32>| row.map_or("a record that is not here".to_owned(), |row| case.index(row).to_string());
        let text = match &step.what {
            What::Message { to, handoff, ending } => {
                let to: Vec<&str> = to.iter().map(|lane| id(*lane)).collect();
                let to = if to.is_empty() { "nobody".to_owned() } else { to.join(", ") };
                let what = if *handoff { "handoff" } else { "message" };
                format!("{what} {who} \u{2192} {to}{}", ending_words(ending))
            }
            What::Call { tool, effect, ending, .. } => {
                let effect = if effect.is_empty() { "" } else { &format!(", {effect}") };
                format!("call {who} \u{2192} {}{effect}{}", tool.map_or("no tool", id), ending_words(ending))
            }
            What::Result { between, status, about } => match between {
                Some((tool, caller)) => format!("result {} \u{2192} {}, {status}", id(*tool), id(*caller)),
                None => format!("result of {}, {status}", record(*about)),
            },
            What::Decision { outcome, about, on } => {
                let on = on.map_or(String::new(), |lane| format!(" by {}", id(lane)));
                format!("decision {outcome} by {who}, on {}{on}", record(*about))
            }
            What::Grant { kind, grant, outcome } => format!("{kind} {grant} by {who} {outcome}"),
            What::RunStart => format!("run starts, {who}"),
            What::RunEnd => format!("run ends, {who}"),
            What::Other { kind } => format!("{kind} by {who}"),
        };
        visible(text.trim_end())
    }

    /// The lanes of a row: `│` a lifeline, `┃` one with a grant, `o` who acts, `>` whom it reaches, `◇` a decision.
    fn lanes(&self, step: &Step, at: usize) -> String {
        let mut cells = vec![' '; self.participants.len() * LANE];
        for lane in 0..self.participants.len() {
            let granted = self.bars.iter().any(|bar| bar.lane == lane && (bar.from..bar.until).contains(&at));
            put(&mut cells, lane, if granted { '\u{2503}' } else { '\u{2502}' });
        }
        let mark = match &step.what {
            What::Decision { .. } => '\u{25c7}',
            What::RunStart => '\u{252c}',
            What::RunEnd => '\u{2534}',
            What::Grant { .. } => '#',
            What::Other { .. } => '*',
            _ => 'o',
        };
        let (from, to, line) = match &step.what {
            What::Message { to, handoff, .. } => (step.at, to.clone(), if *handoff { '=' } else { '-' }),
            What::Call { tool, .. } => (step.at, tool.iter().copied().collect(), '-'),
            What::Result { between: Some((tool, caller)), .. } => (Some(*tool), vec![*caller], '.'),
            _ => (step.at, Vec::new(), ' '),
        };
        let Some(from) = from else { return cells.into_iter().collect() };
        for lane in &to {
            stretch(&mut cells, from, *lane, line);
        }
        for lane in &to {
            put(
                &mut cells,
                *lane,
                if *lane > from {
                    '>'
                } else if *lane < from {
                    '<'
                } else {
                    '@'
                },
            );
        }
        if !to.contains(&from) {
            put(&mut cells, from, mark);
        }
        cells.into_iter().collect()
    }
}

fn put(cells: &mut [char], lane: usize, what: char) {
    cells.iter_mut().skip(lane * LANE + 1).take(1).for_each(|cell| *cell = what);
}

fn stretch(cells: &mut [char], a: usize, b: usize, line: char) {
    let (start, end) = (a.min(b) * LANE + 1, a.max(b) * LANE + 1);
    cells.iter_mut().take(end).skip(start).for_each(|cell| *cell = line);
}

fn ending_words(ending: &Option<Ending>) -> &'static str {
    match ending {
        Some(Ending::Denied) => ", denied",
        Some(Ending::Overridden) => ", denied, went on all the same",
        Some(Ending::Failed) => ", failed",
        Some(Ending::Doubtful) | None => "",
    }
}

fn end_words(end: &super::End) -> &'static str {
    match end {
        super::End::Open => "not ended here",
        super::End::Expired => "expired",
        super::End::Ended(_) => "ended",
        super::End::Superseded(_) => "decided again",
    }
}

/// Characters of a lane, and lanes that fit on a line beside words.
const LANE: usize = 5;
const LANES: usize = 16;
