//! A picture in words: for whoever cannot see it, for what lies under a pointer, and the ruler's ticks.

use super::axis::AxisKind;
use super::lanes::LaneBy;
use super::marks::{Flag, Marks};
use super::picture::TimelineView;
use crate::case::Assurance;
use crate::view::ruler::{self, Tick};
use crate::view::words::{count, counted, instant};

/// The picture in one sentence; `index` is the number of the record under the cursor in its log.
pub fn summary(view: &TimelineView, index: Option<u64>) -> String {
    let lanes = view.lanes.len() + view.hidden.lanes_above + view.hidden.lanes_below;
    let by = match view.by {
        LaneBy::Agent => "agent",
        LaneBy::Run => "run",
        LaneBy::Kind => "kind",
        LaneBy::Nothing => "nothing",
    };
    let (from, to) = view.scale.range();
    let mut out = format!(
        "Timeline by {by}, {} from {} to {}, {}",
        counted(view.count, "record"),
        moment(view.axis, from),
        moment(view.axis, to - 1),
        counted(lanes, "lane"),
    );
    let marks = view.notable.iter().fold(Marks::default(), |all, notable| all.and(notable.marks));
    if let Some(words) = stands_out(marks) {
        out.push_str(&format!("; {words} among them"));
    }
    for (number, noun) in [(view.promotions.iter().map(|of| of.count).sum(), "promotion"), (view.grants.len(), "grant")]
    {
        if number > 0 {
            out.push_str(&format!("; {}", counted(number, noun)));
        }
    }
    match (view.cursor, index) {
        (Some(cursor), Some(index)) if cursor.pixel.is_some() => out.push_str(&format!("; cursor at record {index}")),
        (Some(_), Some(index)) => out.push_str(&format!("; cursor at record {index}, outside of the view")),
        _ => {}
    }
    out
}

/// What is in a box, in one line: how many of the filter, and the worst.
pub fn under(of: usize, total: usize, marks: Marks) -> String {
    let mut out = counted(total, "record");
    if of < total {
        out.push_str(&format!(", {} of the filter", count(of)));
    }
    if let Some(words) = stands_out(marks) {
        out.push_str(&format!(", {words}"));
    }
    out
}

/// A moment of an axis, in full.
pub fn moment(axis: AxisKind, x: i64) -> String {
    if axis == AxisKind::Position { format!("position {x}") } else { instant(x) }
}

/// Everything that needs a look, from grave to light; `None`: all is verified.
pub fn stands_out(marks: Marks) -> Option<String> {
    let held = Assurance::ALL.into_iter().rev().filter(|mark| *mark != Assurance::Verified && marks.holds(*mark));
    let flags = [(Flag::Finding, "with findings"), (Flag::Denied, "denied")];
    let flagged = flags.into_iter().filter(|(flag, _)| marks.has(*flag)).map(|(_, word)| word);
    let words: Vec<&str> = held.map(Assurance::word).chain(flagged).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Ticks over a picture, none in its folds; `sign` is the width of a sign in pixels. What is longer than a label stands above
/// only where it changes.
pub(super) fn ticks(view: &TimelineView, sign: u32) -> Vec<Tick> {
    let (mut out, mut last) = (Vec::new(), String::new());
    for piece in view.scale.pieces.iter().filter(|piece| !piece.folded) {
        let (range, width) = ((piece.from, piece.to), piece.right - piece.left);
        let found = match view.axis {
            AxisKind::Position => ruler::positions(range, width, sign),
            AxisKind::Claimed | AxisKind::Log => ruler::times(range, width, sign),
        };
        for mut tick in found {
            tick.pixel += piece.left;
            if tick.above == last {
                tick.above.clear();
            } else if !tick.above.is_empty() {
                last.clone_from(&tick.above);
            }
            out.push(tick);
        }
    }
    out
}
