//! How a comparison is laid out: side by side or unified, all of it or without what is alike. And as lines of text.

use super::{Cell, Compared, Line, Of, Pair, Standing};

/// The form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Form {
    /// One below the other; else side by side.
    pub unified: bool,
    /// With all lines that are alike; else with a few around each difference.
    pub whole: bool,
}

/// A row of the laid-out comparison; numbers are those of [`Compared::lines`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    /// A line, with both its sides.
    Line(usize),
    /// One side of a pair.
    Half(usize, usize),
    /// So many pairs that are alike and not shown, from this one on.
    Skipped(usize, usize),
}

impl Compared {
    /// The rows of a form. Costs a pass over the lines.
    pub fn shown(&self, form: Form) -> Vec<Shown> {
        let mut out = Vec::new();
        let mut skipped = 0;
        let mut added = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            if !form.whole && self.is_far(at, line) {
                out.append(&mut added);
                skipped += 1;
                continue;
            }
            skip(&mut out, &mut skipped, at);
            match line {
                Line::Pair(pair) if form.unified => unified(&mut out, &mut added, at, pair),
                _ => {
                    out.append(&mut added);
                    out.push(Shown::Line(at));
                }
            }
        }
        out.append(&mut added);
        skip(&mut out, &mut skipped, self.lines.len());
        out
    }

    /// Whether a line is alike on both sides and no difference is near.
    fn is_far(&self, at: usize, line: &Line) -> bool {
        let Line::Pair(Pair { of: Of::Text | Of::Step, standing: Standing::Alike, .. }) = line else { return false };
        let near = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(self.lines.len());
        !self.lines.get(near).unwrap_or_default().iter().any(|line| match line {
            Line::Pair(pair) => pair.standing != Standing::Alike && !matches!(pair.of, Of::Fact(_)),
            Line::Heading(..) | Line::Note(..) | Line::Gone(..) => false,
        })
    }
}

fn skip(out: &mut Vec<Shown>, skipped: &mut usize, at: usize) {
    match std::mem::take(skipped) {
        0 => {}
        1 => out.push(Shown::Line(at - 1)),
        count => out.push(Shown::Skipped(at - count, count)),
    }
}

/// What was removed before what was added, over a stretch of lines; fact by fact.
fn unified(out: &mut Vec<Shown>, added: &mut Vec<Shown>, at: usize, pair: &Pair) {
    let has = |side: usize| pair.cells.get(side).is_some_and(Option::is_some);
    if pair.standing == Standing::Alike {
        out.append(added);
        out.push(Shown::Half(at, 1));
        return;
    }
    if has(0) {
        out.push(Shown::Half(at, 0));
    }
    if has(1) {
        added.push(Shown::Half(at, 1));
    }
    if matches!(pair.of, Of::Fact(_)) {
        out.append(added);
    }
}

/// The sign of a cell: `-` only here and not there, `+` the other way round, `?` not compared.
pub fn sign(pair: &Pair, side: usize) -> char {
    match (pair.standing, side) {
        (Standing::Alike, _) => ' ',
        (Standing::NotCompared, _) => '?',
        (Standing::Differs, 0) => '-',
        (Standing::Differs, _) => '+',
    }
}

/// As lines of text, for the command line and for tests. Words that differ inside a line stand in ‹›.
pub fn text(compared: &Compared, form: Form) -> Vec<String> {
    let [left, right] = compared.heads.each_ref().map(|head| {
        let mark = head.record.map(|(_, mark)| format!(" ({})", mark.word())).unwrap_or_default();
        let log = head.log.as_ref().map(|log| format!(" of {log}")).unwrap_or_default();
        format!("{}{log}{mark}", head.words)
    });
    let mut out = vec![format!("- {left}"), format!("+ {right}")];
    let row = |shown: &Shown| match *shown {
        Shown::Skipped(_, count) => format!("… {count} alike"),
        Shown::Line(at) => compared.lines.get(at).map_or(String::new(), line_text),
        Shown::Half(at, side) => match compared.lines.get(at) {
            Some(Line::Pair(pair)) => format!("{}{}", name(pair), half(pair, side)),
            _ => String::new(),
        },
    };
    out.extend(compared.shown(form).iter().map(row).map(|line| crate::view::words::one_line(&line, LINE_CHARS)));
    out
}

fn line_text(line: &Line) -> String {
    match line {
        Line::Heading(text, rest) => {
            let rest = rest.each_ref().map(|of| of.as_ref().map_or("-".to_owned(), |of| of.words()));
            if rest.iter().all(|of| of == "-") {
                format!("== {text}")
            } else {
                format!("== {text}: {}", rest.join(" | "))
            }
        }
        Line::Note(None, text) => format!("({text})"),
        Line::Note(Some(side), text) | Line::Gone(side, text) => {
            format!("({}: {text})", if *side == 0 { "left" } else { "right" })
        }
        Line::Pair(pair) => format!("{}{} | {}", name(pair), half(pair, 0), half(pair, 1)),
    }
}

fn name(pair: &Pair) -> String {
    match pair.of {
        Of::Fact(name) => format!("{name:<18}"),
        Of::Text | Of::Step => String::new(),
    }
}

fn half(pair: &Pair, side: usize) -> String {
    let Some(cell) = pair.cells.get(side).and_then(Option::as_ref) else { return String::new() };
    let number = cell.number.map(|number| format!("{number} ")).unwrap_or_default();
    let mark = match (pair.of, cell.record) {
        (Of::Step, Some((_, mark))) => format!(" ({})", mark.word()),
        _ => String::new(),
    };
    let aside = if cell.aside.is_empty() { String::new() } else { format!(" {}", cell.aside) };
    format!("{} {number}{}{mark}{aside}", sign(pair, side), spans(cell))
}

fn spans(cell: &Cell) -> String {
    cell.spans.iter().map(|span| if span.differs { format!("‹{}›", span.text) } else { span.text.clone() }).collect()
}

/// Pairs that are alike around a difference.
const CONTEXT: usize = 3;
/// Characters of a line of text.
const LINE_CHARS: usize = 2_000;
