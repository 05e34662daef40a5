//! A text of both sides: compared line by line where both are there, shown beside the reason where one is not.

use super::{Cell, Line, Of, Pair, Standing};
use crate::view::diff::{self, Diff, Side, Span};
use crate::view::inspector::Lines;
use crate::view::words::{count, counted};

/// A text of a side; `Err`: why it is not there.
pub type Read = Result<String, String>;

/// The lines for a text. `None`: that side has no such text.
pub fn lines(out: &mut Vec<Line>, texts: [Option<Read>; 2]) {
    for (side, text) in texts.iter().enumerate() {
        match text {
            Some(Err(why)) => out.push(Line::Gone(side, format!("Not compared: {why}"))),
            None => out.push(Line::Note(Some(side), "Has no such text".to_owned())),
            Some(Ok(_)) => {}
        }
    }
    match &texts {
        [Some(Err(_)), other] => alone(out, 1, other),
        [other, Some(Err(_))] => alone(out, 0, other),
        [left, right] => both(out, readable(left), readable(right)),
    }
}

fn readable(text: &Option<Read>) -> &str {
    text.as_ref().and_then(|text| text.as_ref().ok()).map_or("", String::as_str)
}

fn both(out: &mut Vec<Line>, old: &str, new: &str) {
    match diff::diff(old, new) {
        Diff::Equal => alike(out, new, "The texts are alike"),
        Diff::LineEnds => alike(out, new, ENDS),
        Diff::Lines(pairs) => out.extend(pairs.into_iter().map(pair)),
        Diff::TooLarge(..) => match between(old, new) {
            Some(lines) => out.extend(lines),
            None => too_large(out, old, new),
        },
    }
}

/// Two large texts that begin and end alike: what lies between is compared; `None`: that is too large, too.
fn between(old: &str, new: &str) -> Option<Vec<Line>> {
    if old.len().max(new.len()) > BYTES_MAX {
        return None;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let middle = |lines: &[&str]| lines.get(head..lines.len() - tail).unwrap_or_default().concat();
    let Diff::Lines(pairs) = diff::diff(&middle(&a), &middle(&b)) else { return None };
    let same = |(left, right): (usize, usize)| {
        let text = a.get(left).copied().unwrap_or_default();
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let cells = [Some(plain(left + 1, text)), Some(plain(right + 1, text))];
        Line::Pair(Pair { of: Of::Text, cells, standing: Standing::Alike })
    };
    let mut out: Vec<Line> = (0..head).zip(0..head).map(same).collect();
    out.extend(pairs.into_iter().map(|mut found| {
        let sides = match &mut found {
            diff::Pair::Same(left, right) => [Some(left), Some(right)],
            diff::Pair::Changed(left, right) => [left.as_mut(), right.as_mut()],
        };
        sides.into_iter().flatten().for_each(|side| side.number += head);
        pair(found)
    }));
    out.extend((a.len() - tail..a.len()).zip(b.len() - tail..b.len()).map(same));
    Some(out)
}

fn pair(pair: diff::Pair) -> Line {
    let (cells, standing) = match pair {
        diff::Pair::Same(left, right) => ([Some(cell(left)), Some(cell(right))], Standing::Alike),
        diff::Pair::Changed(left, right) => ([left.map(cell), right.map(cell)], Standing::Differs),
    };
    Line::Pair(Pair { of: Of::Text, cells, standing })
}

fn cell(side: Side) -> Cell {
    Cell { number: Some(side.number as u64), spans: side.spans, ..Cell::default() }
}

fn plain(number: usize, text: &str) -> Cell {
    cell(Side { number, spans: vec![Span { text: text.to_owned(), differs: false }] })
}

/// A text that both sides have.
fn alike(out: &mut Vec<Line>, text: &str, words: &str) {
    let kept = Lines::of(text, LINES_MAX);
    out.push(Line::Note(None, format!("{words}: {}, {}", counted(kept.total, "line"), counted(kept.bytes, "byte"))));
    out.extend(kept.missing().map(|missing| Line::Note(None, missing)));
    for (at, line) in kept.lines.iter().enumerate() {
        let cell = plain(at + 1, line);
        out.push(Line::Pair(Pair { of: Of::Text, cells: [Some(cell.clone()), Some(cell)], standing: Standing::Alike }));
    }
}

/// The text of one side, whose other side cannot be read.
fn alone(out: &mut Vec<Line>, side: usize, text: &Option<Read>) {
    let kept = Lines::of(readable(text), LINES_MAX);
    out.extend(kept.missing().map(|missing| Line::Note(Some(side), missing)));
    for (at, line) in kept.lines.iter().enumerate() {
        let mut cells = [None, None];
        if let Some(cell) = cells.get_mut(side) {
            *cell = Some(plain(at + 1, line));
        }
        out.push(Line::Pair(Pair { of: Of::Text, cells, standing: Standing::NotCompared }));
    }
}

/// Two texts that are not compared line by line: how large they are, and the first line in which they differ.
fn too_large(out: &mut Vec<Line>, old: &str, new: &str) {
    for (side, text) in [old, new].into_iter().enumerate() {
        let size = format!("{}, {}", counted(text.lines().count(), "line"), counted(text.len(), "byte"));
        out.push(Line::Note(Some(side), size));
    }
    if old.lines().eq(new.lines()) {
        return out.push(Line::Note(None, ENDS.to_owned()));
    }
    let first = old.lines().zip(new.lines()).position(|(a, b)| a != b);
    let first = first.unwrap_or_else(|| old.lines().count().min(new.lines().count()));
    let note = format!(
        "They differ and are too large to compare line by line: only the first line that differs is shown, line {}",
        count(first + 1)
    );
    out.push(Line::Note(None, note));
    let line = |text: &str| {
        let line = text.lines().nth(first)?;
        Some(Lines::of(line, 1)).map(|kept| (plain(first + 1, kept.lines.first().map_or("", String::as_str)), kept.cut))
    };
    let (left, right) = (line(old), line(new));
    if [&left, &right].into_iter().flatten().any(|(_, cut)| *cut > 0) {
        let note = format!("That line is cut at {} characters", count(crate::view::inspector::text::LINE_CHARS));
        out.push(Line::Note(None, note));
    }
    let cells = [left.map(|(cell, _)| cell), right.map(|(cell, _)| cell)];
    out.push(Line::Pair(Pair { of: Of::Text, cells, standing: Standing::Differs }));
}

const ENDS: &str = "The lines are alike; how they end differs";
/// Bytes of a side that may be held line by line.
const BYTES_MAX: usize = 4 << 20;
/// Lines of a text that stands alone or is alike on both sides.
const LINES_MAX: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(left: Option<Read>, right: Option<Read>) -> Vec<String> {
        let mut out = Vec::new();
        lines(&mut out, [left, right]);
        let word = |line: &Line| match line {
            Line::Heading(text, _) => text.clone(),
            Line::Note(side, text) => format!("{side:?} {text}"),
            Line::Gone(side, text) => format!("{side} {text}"),
            Line::Pair(pair) => {
                let text = |at: usize| pair.cells[at].as_ref().map_or("-".to_owned(), Cell::text);
                format!("{:?} {}|{}", pair.standing, text(0), text(1))
            }
        };
        out.iter().map(word).collect()
    }

    fn some(text: &str) -> Option<Read> {
        Some(Ok(text.to_owned()))
    }

    #[test]
    fn what_is_not_there_is_said_and_never_a_difference() {
        let gone = || Some(Err("the payload is not in the bundle".to_owned()));
        assert_eq!(
            of(gone(), some("a\nb")),
            ["0 Not compared: the payload is not in the bundle", "NotCompared -|a", "NotCompared -|b"]
        );
        assert_eq!(of(some("a"), gone())[1], "NotCompared a|-");
        assert_eq!(of(gone(), gone()).len(), 2);
        assert_eq!(of(gone(), None).len(), 2);
        // A side that has no such text has less than the other.
        assert_eq!(of(None, some("a")), ["Some(0) Has no such text", "Differs -|a"]);
    }

    #[test]
    fn alike_and_too_large_are_said_in_numbers() {
        assert_eq!(
            of(some("a\nb"), some("a\nb")),
            ["None The texts are alike: 2 lines, 3 bytes", "Alike a|a", "Alike b|b"]
        );
        assert_eq!(
            of(some("a\r\n"), some("a\n"))[0],
            "None The lines are alike; how they end differs: 1 line, 2 bytes"
        );
        let large = "x\n".repeat(6_000);
        // What begins and ends alike is compared in its middle, however long it is.
        let found = of(some(&large), some(&large.replacen("x\nx", "x\ny", 1)));
        assert_eq!((found.len(), found[1].as_str(), found[5_999].as_str()), (6_000, "Differs x|y", "Alike x|x"));
        let found = of(some(&large), some(&format!("{large}\r\nz\n")));
        assert_eq!((found.len(), found[6_000].as_str(), found[6_001].as_str()), (6_002, "Differs -|", "Differs -|z"));
        let other = format!("x\n{}", "y\n".repeat(5_999));
        assert_eq!(
            of(some(&large), some(&other)),
            [
                "Some(0) 6 000 lines, 12 000 bytes",
                "Some(1) 6 000 lines, 12 000 bytes",
                "None They differ and are too large to compare line by line: only the first line that differs is shown, line 2",
                "Differs x|y"
            ]
        );
    }
}
