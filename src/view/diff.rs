//! Two texts compared line by line, with the words that differ inside a changed line.
//!
//! Bounded by size, not by time: the same two texts give the same picture on every machine. What is too large is said to be so
//! and compared as a whole; nothing is cut in silence.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// Text.
    pub text: String,
    /// Whether the other side's line does not have it.
    pub differs: bool,
}

/// A line of one side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// Number of the line, from 1.
    pub number: usize,
    /// The line in pieces, without its end.
    pub spans: Vec<Span>,
}

/// Two lines side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pair {
    /// The same line on both sides.
    Same(Side, Side),
    /// A line that became another; one side is absent where lines were only removed or only added.
    Changed(Option<Side>, Option<Side>),
}

/// A row of the unified form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unified {
    /// Lines of both sides that are alike and not shown: how many.
    Skipped(usize),
    /// A line of both sides.
    Same(Side),
    /// A line of the old side only.
    Removed(Side),
    /// A line of the new side only.
    Added(Side),
}

/// What comparing two texts gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Diff {
    /// Equal to the byte.
    Equal,
    /// Line by line.
    Lines(Vec<Pair>),
    /// The lines are alike; their ends are not (CR LF, or none at the end of the text).
    LineEnds,
    /// Too large for that: (lines, bytes) of both sides. They differ.
    TooLarge((usize, usize), (usize, usize)),
}

/// Compares two texts.
pub fn diff(old: &str, new: &str) -> Diff {
    if old == new {
        return Diff::Equal;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    if a.len().max(b.len()) > LINES_MAX || old.len().max(new.len()) > BYTES_MAX {
        return Diff::TooLarge((a.len(), old.len()), (b.len(), new.len()));
    }
    if a == b {
        return Diff::LineEnds;
    }
    let mut pairs = Pairs { old: &a, new: &b, out: Vec::new(), words: WORDS_ALL };
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        pairs.take(&op);
    }
    Diff::Lines(pairs.out)
}

/// The unified form: changed lines with `context` lines around them, removed before added within a change.
pub fn unified(pairs: &[Pair], context: usize) -> Vec<Unified> {
    let changed: Vec<usize> =
        pairs.iter().enumerate().filter(|(_, pair)| matches!(pair, Pair::Changed(..))).map(|(at, _)| at).collect();
    let near = |at: usize| {
        let next = changed.partition_point(|change| *change < at);
        let before = next.checked_sub(1).and_then(|before| changed.get(before));
        changed.get(next).is_some_and(|change| change - at <= context)
            || before.is_some_and(|change| at - change <= context)
    };
    let mut out = Vec::new();
    let (mut skipped, mut added) = (0, Vec::new());
    for (at, pair) in pairs.iter().enumerate() {
        match pair {
            Pair::Changed(old, new) => {
                skip(&mut out, &mut skipped);
                out.extend(old.clone().map(Unified::Removed));
                added.extend(new.clone().map(Unified::Added));
            }
            Pair::Same(_, new) => {
                out.append(&mut added);
                if near(at) {
                    skip(&mut out, &mut skipped);
                    out.push(Unified::Same(new.clone()));
                } else {
                    skipped += 1;
                }
            }
        }
    }
    out.append(&mut added);
    skip(&mut out, &mut skipped);
    out
}

/// The unified form as lines of text: `-`, `+` and a space, and `…` for what is alike. Context is three lines.
pub fn text(diff: &Diff) -> Vec<String> {
    let line = |mark: char, side: &Side| {
        let text: String = side.spans.iter().map(|span| span.text.as_str()).collect();
        format!("{mark} {text}")
    };
    match diff {
        Diff::Equal => vec!["the texts are equal".to_owned()],
        Diff::LineEnds => vec!["the texts differ only in how their lines end".to_owned()],
        Diff::TooLarge(old, new) => vec![format!(
            "the texts differ; too large to compare line by line: {} lines and {} bytes, {} lines and {} bytes",
            old.0, old.1, new.0, new.1
        )],
        Diff::Lines(pairs) => unified(pairs, 3)
            .iter()
            .map(|row| match row {
                Unified::Skipped(1) => "… 1 line alike".to_owned(),
                Unified::Skipped(count) => format!("… {count} lines alike"),
                Unified::Same(side) => line(' ', side),
                Unified::Removed(side) => line('-', side),
                Unified::Added(side) => line('+', side),
            })
            .collect(),
    }
}

fn skip(out: &mut Vec<Unified>, skipped: &mut usize) {
    if *skipped > 0 {
        out.push(Unified::Skipped(std::mem::take(skipped)));
    }
}

struct Pairs<'a> {
    old: &'a [&'a str],
    new: &'a [&'a str],
    out: Vec<Pair>,
    /// Comparisons of words that may still be spent.
    words: usize,
}

impl Pairs<'_> {
    fn take(&mut self, op: &DiffOp) {
        match *op {
            DiffOp::Equal { old_index, new_index, len } => {
                for at in 0..len {
                    let text = self.new.get(new_index + at).copied().unwrap_or_default();
                    self.out.push(Pair::Same(plain(text, old_index + at), plain(text, new_index + at)));
                }
            }
            DiffOp::Delete { old_index, old_len, .. } => self.change(old_index..old_index + old_len, 0..0),
            DiffOp::Insert { new_index, new_len, .. } => self.change(0..0, new_index..new_index + new_len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                self.change(old_index..old_index + old_len, new_index..new_index + new_len);
            }
        }
    }

    fn change(&mut self, old: Range<usize>, new: Range<usize>) {
        for step in 0..old.len().max(new.len()) {
            let at = |range: &Range<usize>| (step < range.len()).then_some(range.start + step);
            let side = |lines: &[&str], at: Option<usize>| {
                at.and_then(|at| lines.get(at).map(|line| ((*line).to_owned(), at)))
            };
            let pair = match (side(self.old, at(&old)), side(self.new, at(&new))) {
                (Some((a, old_at)), Some((b, new_at))) => {
                    let (left, right) = self.emphasised(&a, &b);
                    (Some(Side { number: old_at + 1, spans: left }), Some(Side { number: new_at + 1, spans: right }))
                }
                (old, new) => (old.map(|(text, at)| plain(&text, at)), new.map(|(text, at)| plain(&text, at))),
            };
            self.out.push(Pair::Changed(pair.0, pair.1));
        }
    }

    /// Both lines in pieces; without emphasis where there are too many words, or nothing in common.
    fn emphasised(&mut self, old: &str, new: &str) -> (Vec<Span>, Vec<Span>) {
        let whole = |text: &str| vec![Span { text: text.to_owned(), differs: false }];
        let (a, b) = (words(old), words(new));
        let cost = a.len().saturating_mul(b.len());
        if cost > WORDS_LINE || cost > self.words {
            return (whole(old), whole(new));
        }
        self.words -= cost;
        let ops = capture_diff_slices(Algorithm::Myers, &a, &b);
        let is_word = |words: &[&str], range: Range<usize>| {
            words.get(range).unwrap_or_default().iter().any(|word| word.chars().any(char::is_alphanumeric))
        };
        if !ops.iter().any(|op| matches!(op, DiffOp::Equal { .. }) && is_word(&a, op.old_range())) {
            return (whole(old), whole(new));
        }
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for op in &ops {
            let differs = !matches!(op, DiffOp::Equal { .. });
            add(&mut left, &a, op.old_range(), differs);
            add(&mut right, &b, op.new_range(), differs);
        }
        (left, right)
    }
}

fn add(spans: &mut Vec<Span>, words: &[&str], range: Range<usize>, differs: bool) {
    let text: String = words.get(range).unwrap_or_default().concat();
    if !text.is_empty() {
        spans.push(Span { text, differs });
    }
}

fn plain(text: &str, at: usize) -> Side {
    Side { number: at + 1, spans: vec![Span { text: text.to_owned(), differs: false }] }
}

/// A line in words and single other characters.
fn words(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        if !(c.is_alphanumeric() || c == '_') {
            out.extend(line.get(start..at).filter(|word| !word.is_empty()));
            let end = at + c.len_utf8();
            out.extend(line.get(at..end));
            start = end;
        }
    }
    out.extend(line.get(start..).filter(|word| !word.is_empty()));
    out
}

/// Lines of a side: two texts of so many lines without one in common take a quarter of a second.
const LINES_MAX: usize = 5_000;
/// Bytes of a side.
const BYTES_MAX: usize = 1 << 20;
/// Words of one side times words of the other, in one pair of lines.
const WORDS_LINE: usize = 40_000;
/// The same, over all pairs.
const WORDS_ALL: usize = 4_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_stand_out_and_context_is_kept() {
        let old = "a\nb\nc\nd\nallow read of ledger\ne\nf\ng\nh\n";
        let new = "a\nb\nc\nd\nallow write of ledger\ne\nf\ng\nh\nnew\n";
        let found = diff(old, new);
        let wanted = [
            "… 1 line alike",
            "  b",
            "  c",
            "  d",
            "- allow read of ledger",
            "+ allow write of ledger",
            "  e",
            "  f",
            "  g",
            "  h",
            "+ new",
        ];
        assert_eq!(text(&found), wanted);
        let Diff::Lines(pairs) = found else { panic!() };
        let Some(Pair::Changed(Some(a), Some(b))) = pairs.get(4) else { panic!() };
        let stands_out = |side: &Side| {
            side.spans.iter().filter(|span| span.differs).map(|span| span.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!((stands_out(a), stands_out(b), a.number), (vec!["read".to_owned()], vec!["write".to_owned()], 5));
    }

    #[test]
    fn both_sides_come_out_whole() {
        let old: String = (0..300).map(|n| format!("line {} of {}\n", n * 7 % 50, n % 3)).collect();
        let new: String = (0..280).map(|n| format!("line {} of {}\n", n * 5 % 60, n % 4)).collect();
        let Diff::Lines(pairs) = diff(&old, &new) else { panic!() };
        let (mut a, mut b) = (String::new(), String::new());
        let mut write = |to: usize, side: &Side| {
            let text: String = side.spans.iter().map(|span| span.text.as_str()).collect();
            let to = if to == 0 { &mut a } else { &mut b };
            assert_eq!(side.number, to.lines().count() + 1);
            to.push_str(&text);
            to.push('\n');
        };
        for pair in &pairs {
            let (left, right) = match pair {
                Pair::Same(left, right) => (Some(left), Some(right)),
                Pair::Changed(left, right) => (left.as_ref(), right.as_ref()),
            };
            left.into_iter().for_each(|side| write(0, side));
            right.into_iter().for_each(|side| write(1, side));
        }
        assert_eq!((a, b), (old, new));
    }

    #[test]
    fn what_is_too_large_or_differs_in_ends_says_so() {
        let large = "x\n".repeat(LINES_MAX + 1);
        assert_eq!(diff(&large, "x"), Diff::TooLarge((LINES_MAX + 1, large.len()), (1, 1)));
        assert_eq!((diff("a\r\nb", "a\nb"), diff("a", "a")), (Diff::LineEnds, Diff::Equal));
        // The worst case within the bounds ends soon.
        let a: String = (0..LINES_MAX).map(|n| format!("a{n}\n")).collect();
        let b: String = (0..LINES_MAX).map(|n| format!("b{n}\n")).collect();
        assert!(matches!(diff(&a, &b), Diff::Lines(pairs) if pairs.len() == LINES_MAX));
    }
}
