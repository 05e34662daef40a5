//! Promotions as flags and grants as bars, each named where there is room.

use super::bands::{Bands, GRANT};
use crate::case::Artifact;
use crate::gui::paint::{self, Text};
use crate::gui::theme::{self, Tokens};
use crate::view::timeline::{GrantBar, GrantState, Promotions, Shown};
use crate::view::words::{count, instant, span};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// Flags and bars.
pub fn paint(ui: &Ui, shown: &Shown, bands: &Bands, tokens: &Tokens) {
    flags(ui, shown, bands, tokens);
    let placed = placed(shown, bands);
    for (at, (row, grant)) in placed.iter().enumerate() {
        // A name ends where the next bar of its row begins.
        let after = placed.get(at + 1..).unwrap_or_default().iter().find(|(other, _)| other == row);
        let next =
            after.and_then(|(_, next)| reach(next)).map_or(bands.grants.right(), |(left, _)| bands.x(left) - 6.0);
        bar(ui, grant, Bands::row(bands.grants, *row, GRANT).with_max_x(next), bands, tokens);
    }
}

fn flags(ui: &Ui, shown: &Shown, bands: &Bands, tokens: &Tokens) {
    let painter = ui.painter();
    let mut free = f32::NEG_INFINITY;
    let alone = shown.view.promotions.len() <= POLES;
    for (at, of) in shown.view.promotions.iter().enumerate() {
        let x = bands.x(of.pixel) + 0.5;
        let color = if of.without_effect == of.count { tokens.dim } else { tokens.text };
        flag(painter, pos2(x, bands.flags.top() + 2.0), of.first.key.1, color);
        if alone {
            let pole = [pos2(x, bands.flags.bottom()), pos2(x, bands.lanes.bottom())];
            painter.extend(Shape::dashed_line(&pole, Stroke::new(1.0, tokens.dim), 3.0, 3.0));
        }
        let next = shown.view.promotions.get(at + 1).map_or(bands.strip.right(), |next| bands.x(next.pixel));
        let room = Rect::from_min_max(pos2(x + 10.0, bands.flags.top()), pos2(next - 6.0, bands.flags.bottom()));
        if room.width() >= NAME && x >= free && bands.flags != bands.marks {
            free = paint::at(ui, room, &Text::new(&name(of), theme::small(), tokens.secondary));
        }
    }
}

/// A policy has a full flag, a template a hollow one, code a square one.
pub fn flag(painter: &Painter, at: Pos2, artifact: Artifact, color: Color32) {
    painter.vline(at.x, at.y..=at.y + 11.0, Stroke::new(1.0, color));
    let pennant = vec![at, at + vec2(7.0, 3.0), at + vec2(0.0, 6.0)];
    match artifact {
        Artifact::Policy => painter.add(Shape::convex_polygon(pennant, color, Stroke::NONE)),
        Artifact::Template => painter.add(Shape::closed_line(pennant, Stroke::new(1.0, color))),
        Artifact::Code => painter.add(Shape::rect_filled(Rect::from_min_size(at, vec2(6.0, 5.0)), 0.0, color)),
    };
}

fn name(of: &Promotions) -> String {
    let more = if of.count > 1 { format!(" +{}", count(of.count - 1)) } else { String::new() };
    format!("{} {}{more}", of.name, of.version)
}

/// A flag in words.
pub fn promoted(of: &Promotions) -> String {
    let artifact = match of.first.key.1 {
        Artifact::Policy => "policy",
        Artifact::Template => "template",
        Artifact::Code => "code",
    };
    let mut out = format!("{} of {artifact} {} {} in {}", of.op, of.name, of.version, of.env);
    if of.count > 1 {
        out.push_str(&format!(", and {} more here", count(of.count - 1)));
    }
    if of.without_effect > 0 {
        out.push_str(&format!(", {} without effect", count(of.without_effect)));
    }
    out
}

/// The grants that fit, each with its row; one after the other in a row, with room for its name.
pub fn placed<'s>(shown: &'s Shown, bands: &Bands) -> Vec<(usize, &'s GrantBar)> {
    let mut free = vec![0u32; (bands.grants.height() / GRANT).round() as usize];
    let mut out = Vec::new();
    for grant in &shown.view.grants {
        let Some((left, right)) = reach(grant) else { continue };
        let Some(row) = free.iter().position(|free| *free <= left) else { continue };
        if let Some(free) = free.get_mut(row) {
            *free = right + 6;
        }
        out.push((row, grant));
    }
    out
}

/// Pixels that a grant takes, uses included.
fn reach(grant: &GrantBar) -> Option<(u32, u32)> {
    let uses = grant.uses.iter().map(|used| (used.pixel, used.pixel + 1));
    grant.pixels.into_iter().chain(uses).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

fn bar(ui: &Ui, grant: &GrantBar, row: Rect, bands: &Bands, tokens: &Tokens) {
    let painter = ui.painter();
    let color = match (grant.state, grant.effective) {
        (GrantState::Denied, _) => tokens.failed,
        (_, false) | (GrantState::Pending | GrantState::Unclear, _) => tokens.secondary,
        (GrantState::Approved, true) => tokens.warning,
    };
    let mut end = row.left();
    if let Some((left, right)) = grant.pixels {
        end = bands.x(right).max(bands.x(left) + 3.0);
        let body = Rect::from_min_max(pos2(bands.x(left), row.top() + 4.0), pos2(end, row.top() + 9.0));
        if grant.state == GrantState::Approved && grant.effective {
            painter.rect_filled(body, 1.0, color);
        } else {
            painter.rect_stroke(body, 1.0, Stroke::new(1.0, color), egui::StrokeKind::Inside);
        }
    }
    for used in &grant.uses {
        let x = bands.x(used.pixel) + 0.5;
        end = end.max(x + 4.0);
        if used.outside > 0 {
            // A use that the grant does not cover is a cross, not only another colour.
            paint::mark(painter, pos2(x, row.center().y), crate::case::Assurance::Failed, tokens);
        } else {
            painter.vline(x, row.top() + 2.0..=row.bottom() - 2.0, Stroke::new(1.5, tokens.text));
        }
    }
    let name = Rect::from_min_max(pos2(end + 4.0, row.top()), pos2((end + 90.0).min(row.right()), row.bottom()));
    if name.width() >= NAME {
        paint::at(ui, name, &Text::new(&grant.name, egui::FontId::proportional(10.5), tokens.secondary));
    }
}

/// A grant in words.
pub fn granted(grant: &GrantBar, by_time: bool) -> String {
    let state = match (grant.state, grant.effective) {
        (GrantState::Pending, _) => "asked for, not decided",
        (_, false) => "decided without effect",
        (GrantState::Approved, true) => "approved",
        (GrantState::Denied, true) => "denied",
        (GrantState::Unclear, true) => "decided unclearly",
    };
    let mut out = format!("Grant {} for {}: {state}", grant.name, grant.holder);
    if by_time && grant.span.1 == i64::MAX {
        out.push_str(&format!(", from {}, without an end", instant(grant.span.0)));
    } else if by_time && grant.span.1 > grant.span.0 {
        let (from, to) = grant.span;
        out.push_str(&format!(", [{}] from {} to {}", span(to.saturating_sub(from)), instant(from), instant(to)));
    }
    let uses: usize = grant.uses.iter().map(|used| used.count).sum();
    let outside: usize = grant.uses.iter().map(|used| used.outside).sum();
    if uses > 0 {
        out.push_str(&format!("; used {} times in view", count(uses)));
    }
    if outside > 0 {
        out.push_str(&format!(", {} of them not covered by it", count(outside)));
    }
    out
}

/// With more promotions in view than this their poles would hide the lanes.
const POLES: usize = 12;
/// Pixels that a name needs at least.
const NAME: f32 = 36.0;
