//! A picture of the timeline as text: for terminals, and to test by.
//!
//! One pixel is one sign. A lane is a row of blocks, and below it a row for what stands out, if anything does. Numbers that the
//! program counted stand in square brackets (`ui.md`, principle 3); all names are made harmless.

use super::axis::AxisKind;
use super::grants::GrantState;
use super::lanes::LaneBy;
use super::marks::{Flag, Marks};
use super::picture::{Boxed, GrantBar, LaneView, TimelineView};
use crate::bundle::Time;
use crate::case::{Artifact, Assurance};
use crate::view::ruler::Tick;
use crate::view::text::visible;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// The picture as lines. The width of the request is that of the picture; 32 signs stand before it.
pub fn text(view: &TimelineView) -> String {
    let mut out = String::new();
    head(&mut out, view);
    promotions(&mut out, view);
    let most = view.lanes.iter().flat_map(|lane| &lane.boxes).map(|of| of.count).max().unwrap_or(0);
    view.lanes.iter().for_each(|lane| lane_rows(&mut out, view, lane, most));
    view.grants.iter().for_each(|grant| grant_row(&mut out, view, grant));
    gaps(&mut out, view);
    ruler_rows(&mut out, view);
    tail(&mut out, view);
    out
}

/// Signs before the picture.
const GUTTER: usize = 32;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

fn head(out: &mut String, view: &TimelineView) {
    let by = match view.by {
        LaneBy::Agent => "agent",
        LaneBy::Run => "run",
        LaneBy::Kind => "type",
        LaneBy::Nothing => "nothing",
    };
    let along = match view.axis {
        AxisKind::Claimed => "claimed time, UTC",
        AxisKind::Log => "largest time so far, UTC",
        AxisKind::Position => "position",
    };
    let (from, to) = view.scale.range();
    let _ = writeln!(out, "lanes by {by} along {along}, from {} to {}", moment(view, from), moment(view, to - 1));
    if !view.filter.is_empty() {
        let _ = writeln!(out, "filter {}", visible(&view.filter));
    }
}

fn promotions(out: &mut String, view: &TimelineView) {
    if view.promotions.is_empty() {
        return;
    }
    let mut signs = blank(view);
    for of in &view.promotions {
        put(&mut signs, of.pixel, if of.without_effect == of.count { 'v' } else { 'V' });
    }
    row(out, "versions", "", &signs);
    for of in &view.promotions {
        let artifact = match of.first.key.1 {
            Artifact::Policy => "policy",
            Artifact::Template => "template",
            Artifact::Code => "code",
        };
        let more = if of.count > 1 { format!(" and [{}] more here", of.count - 1) } else { String::new() };
        let lost =
            if of.without_effect > 0 { format!(", [{}] without effect", of.without_effect) } else { String::new() };
        let (op, name, version, env) = (visible(&of.op), visible(&of.name), visible(&of.version), visible(&of.env));
        let _ = writeln!(
            out,
            "  at {}: {op} {artifact} {name} {version} in {env}, {}{more}{lost}",
            of.pixel,
            words(of.marks)
        );
    }
}

fn lane_rows(out: &mut String, view: &TimelineView, lane: &LaneView, most: usize) {
    let mut signs = blank(view);
    for of in &lane.boxes {
        let height = match of.count {
            0 => '·',
            count => BLOCKS[(count * BLOCKS.len()).div_ceil(most.max(1)).clamp(1, BLOCKS.len()) - 1],
        };
        (of.left..of.right).for_each(|pixel| put(&mut signs, pixel, height));
    }
    let name = if lane.name.is_some() { visible(&lane.label) } else { "[none stated]".to_owned() };
    row(out, &name, &format!("[{}]", lane.count), &signs);
    for sign in [|of: &Boxed| stands_out(of.marks), |of: &Boxed| flag(of.marks)] {
        if lane.boxes.iter().any(|of| sign(of).is_some()) {
            let mut signs = blank(view);
            lane.boxes.iter().for_each(|of| sign(of).into_iter().for_each(|sign| put(&mut signs, of.left, sign)));
            row(out, "", "", &signs);
        }
    }
}

/// A shape for the worst, unless all is verified.
fn stands_out(marks: Marks) -> Option<char> {
    Some(match marks.worst()? {
        Assurance::Verified => return None,
        Assurance::Unchecked => '…',
        Assurance::Withheld => '▨',
        Assurance::Missing => '▢',
        Assurance::Failed => '✗',
    })
}

fn flag(marks: Marks) -> Option<char> {
    let signs = [(Flag::Denied, 'D'), (Flag::Finding, 'F'), (Flag::Handoff, '→')];
    signs.into_iter().find(|(flag, _)| marks.has(*flag)).map(|(_, sign)| sign)
}

fn grant_row(out: &mut String, view: &TimelineView, grant: &GrantBar) {
    let mut signs = blank(view);
    let (body, word) = match (grant.state, grant.effective) {
        (GrantState::Pending, _) => ('?', "pending"),
        (_, false) => ('~', "without effect"),
        (GrantState::Approved, true) => ('=', "approved"),
        (GrantState::Denied, true) => ('x', "denied"),
        (GrantState::Unclear, true) => ('?', "unclear"),
    };
    if let Some((left, right)) = grant.pixels {
        (left..right).for_each(|pixel| put(&mut signs, pixel, body));
    }
    let outside: usize = grant.uses.iter().map(|used| used.outside).sum();
    grant.uses.iter().for_each(|used| put(&mut signs, used.pixel, if used.outside > 0 { '!' } else { 'u' }));
    row(out, &format!("{} {}", visible(&grant.name), visible(&grant.holder)), "", &signs);
    let late = if outside > 0 { format!(", [{outside}] uses outside of it") } else { String::new() };
    let _ = writeln!(out, "  {word}, {}{late}", words(grant.marks));
}

fn gaps(out: &mut String, view: &TimelineView) {
    if view.gaps.is_empty() {
        return;
    }
    let mut signs = blank(view);
    for gap in &view.gaps {
        (gap.left..gap.right).for_each(|pixel| put(&mut signs, pixel, if gap.folded { '/' } else { '-' }));
    }
    row(out, "no records", "", &signs);
    for gap in &view.gaps {
        let folded = if gap.folded { ", folded" } else { "" };
        let _ = writeln!(out, "  at {}: [{}]{folded}", gap.left, length(gap.to.saturating_sub(gap.from)));
    }
}

fn ruler_rows(out: &mut String, view: &TimelineView) {
    let (mut above, mut ticks, mut below) = (blank(view), blank(view), blank(view));
    for Tick { pixel, label, above: longer, .. } in super::summary::ticks(view, 1) {
        put(&mut ticks, pixel, '|');
        write_at(&mut below, pixel, &label);
        write_at(&mut above, pixel, &longer);
    }
    if let Some(pixel) = view.cursor.and_then(|cursor| cursor.pixel) {
        put(&mut ticks, pixel, '^');
    }
    [above, ticks, below].iter().for_each(|signs| row(out, "", "", signs));
}

fn tail(out: &mut String, view: &TimelineView) {
    if let Some(cursor) = view.cursor {
        let away = if cursor.pixel.is_none() { ", outside of the range" } else { "" };
        let _ = writeln!(
            out,
            "cursor at record {} of the case, {}, {}{away}",
            cursor.row,
            moment(view, cursor.x),
            words(cursor.marks)
        );
    }
    let hidden = view.hidden;
    let mut told = vec![format!("[{}] records in the range", view.count)];
    for (count, what) in [
        (hidden.by_filter, "records hidden by the filter"),
        (hidden.before, "records before the range"),
        (hidden.after, "records after the range"),
        (hidden.lanes_by_filter, "lanes without a record of the filter"),
        (hidden.lanes_above, "lanes above"),
        (hidden.lanes_below, "lanes below"),
        (hidden.grants, "grants for which there is no room"),
    ] {
        if count > 0 {
            told.push(format!("[{count}] {what}"));
        }
    }
    let _ = writeln!(out, "{}", told.join(", "));
}

/// Every assurance that occurs, from good to bad.
fn words(marks: Marks) -> String {
    let held = Assurance::ALL.into_iter().filter(|assurance| marks.holds(*assurance));
    held.map(Assurance::word).collect::<Vec<_>>().join(" and ")
}

fn moment(view: &TimelineView, x: i64) -> String {
    if view.axis == AxisKind::Position { x.to_string() } else { Time::from_micros(x).text() }
}

/// A length of time in its two longest units.
fn length(micros: i64) -> String {
    let seconds = micros / 1_000_000;
    let (d, h, m, s) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    match (d, h, m) {
        (0, 0, 0) => format!("{s}.{:06} s", micros % 1_000_000),
        (0, 0, _) => format!("{m} min {s} s"),
        (0, _, _) => format!("{h} h {m} min"),
        _ => format!("{d} d {h} h"),
    }
}

fn blank(view: &TimelineView) -> Vec<char> {
    vec![' '; view.scale.width as usize]
}

fn put(signs: &mut [char], pixel: u32, sign: char) {
    if let Some(at) = signs.get_mut(pixel as usize) {
        *at = sign;
    }
}

fn write_at(signs: &mut [char], pixel: u32, text: &str) {
    (pixel..).zip(text.chars()).for_each(|(pixel, sign)| put(signs, pixel, sign));
}

/// A name, a number and a row of signs; a name that is too long ends in `…`.
fn row(out: &mut String, name: &str, count: &str, signs: &[char]) {
    let room = GUTTER - count.chars().count() - 2;
    let signs: String = signs.iter().collect();
    let line = format!("{} {count} {signs}", fitted(name, room));
    let _ = writeln!(out, "{}", line.trim_end());
}

fn fitted(name: &str, room: usize) -> String {
    let wide = |c: char| c.width().unwrap_or(0);
    let whole: usize = name.chars().map(wide).sum();
    let most = if whole > room { room.saturating_sub(1) } else { room };
    let (mut fitted, mut used) = (String::new(), 0);
    for c in name.chars().take_while(|c| {
        used += wide(*c);
        used <= most
    }) {
        fitted.push(c);
    }
    if whole > room {
        fitted.push('…');
    }
    let now: usize = fitted.chars().map(wide).sum();
    fitted + &" ".repeat(room.saturating_sub(now))
}
