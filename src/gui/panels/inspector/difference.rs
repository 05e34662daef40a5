//! Two versions of a text in unified form: numbered lines, told by sign, word and colour. Only the rows in sight are laid out.

use super::{computed, section, value};
use crate::case::Artifact;
use crate::gui::hostile;
use crate::gui::paint;
use crate::gui::theme::{self, Tokens};
use crate::view::diff::Unified;
use crate::view::previous::{Before, Difference, Differences, row_words};
use crate::view::words::{count, counted};
use crate::work::Step;
use egui::{Color32, Frame, Margin, ScrollArea, Sense, Shape, Stroke, Ui, pos2, vec2};

/// From the cited version to the one in force, then from the version before to the cited one.
pub fn differences_ui(ui: &mut Ui, step: &Step, artifact: Artifact) {
    let versions = step.state.versions.iter().zip(&step.differences);
    let Some((_, Differences { previous, in_force })) = versions.into_iter().find(|(of, _)| of.artifact == artifact)
    else {
        return;
    };
    let word = artifact.word();
    if let Some(found) = in_force {
        let heading = format!("From {word} {} as cited to {} in force", found.old, found.new);
        section(ui, &heading);
        difference_ui(ui, "to in force", found);
    }
    match previous {
        Some(found) => {
            section(ui, &format!("From {word} {} before to {} as cited", found.old, found.new));
            if found.before == Before::Inferred {
                inferred_ui(ui, &format!("{} came before it: no parent is recorded", found.old));
            }
            difference_ui(ui, "from the one before", found);
        }
        None => {
            section(ui, &format!("The {word} before"));
            value(ui, "Version", "this log knows no version before the cited one");
        }
    }
}

/// Dotted, and with the word.
fn inferred_ui(ui: &mut Ui, words: &str) {
    let tokens = theme::of(ui);
    let response = paint::pair(ui, "Inferred", words, theme::body(), tokens.secondary);
    let rect = response.rect;
    let line = [pos2(rect.left(), rect.bottom()), pos2(rect.right(), rect.bottom())];
    ui.painter().extend(Shape::dotted_line(&line, tokens.secondary, 4.0, 0.8));
}

fn difference_ui(ui: &mut Ui, salt: &str, found: &Difference) {
    let tokens = theme::of(ui);
    let rows = match &found.rows {
        Ok(rows) => rows,
        Err(why) => return computed(ui, "Compared", why, tokens.text),
    };
    let (removed, added) = found.counts();
    let said = format!("{} removed, {} added", counted(removed, "line"), count(added));
    computed(ui, "Compared", &said, tokens.text);
    ui.add_space(2.0);
    let frame = Frame::new()
        .fill(tokens.background)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(0, 6));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let height = (rows.len() as f32 * theme::LINE).clamp(theme::LINE, HEIGHT);
        let area = ScrollArea::both()
            .id_salt(salt)
            .max_height(height + 10.0)
            .min_scrolled_height(height + 10.0)
            .auto_shrink([false, true]);
        area.show_rows(ui, theme::LINE, rows.len(), |ui, seen| {
            for row in rows.get(seen).unwrap_or_default() {
                row_ui(ui, row, tokens);
            }
        });
    });
    if found.cut > 0 {
        let words = format!("{} more of this comparison not shown", counted(found.cut, "row"));
        ui.label(egui::RichText::new(words).font(theme::small()).color(tokens.warning));
    }
}

fn row_ui(ui: &mut Ui, row: &Unified, tokens: &'static Tokens) {
    let (sign, number, text) = row_words(row);
    let shown = hostile::visible(ui, &text, &theme::mono()).into_owned();
    let (color, back, word) = look(row, tokens);
    let galley = ui.painter().layout_job(hostile::job(&shown, theme::mono(), color, tokens, f32::INFINITY));
    let width = (TEXT + galley.size().x + 8.0).max(ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(width, theme::LINE), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, back);
    let centred = |x: f32, height: f32| pos2(x, (rect.center().y - height / 2.0).round());
    let put = |text: String, right: f32, color: Color32| {
        let galley = ui.painter().layout_no_wrap(text, theme::mono(), color);
        ui.painter().galley(centred(rect.left() + right - galley.size().x, galley.size().y), galley, color);
    };
    match number {
        Some(number) => put(number.to_string(), NUMBER, tokens.secondary),
        None => ui.painter().extend(Shape::dashed_line(
            &[pos2(rect.left() + 6.0, rect.center().y), pos2(rect.left() + TEXT - 6.0, rect.center().y)],
            Stroke::new(1.0, tokens.dim),
            3.0,
            3.0,
        )),
    }
    put(sign.to_string(), SIGN, color);
    ui.painter().galley(centred(rect.left() + TEXT, galley.size().y), galley, color);
    let said = match number {
        Some(number) => format!("{word} line {number}: {shown}"),
        None => shown,
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
}

fn look(row: &Unified, tokens: &Tokens) -> (Color32, Color32, &'static str) {
    match row {
        Unified::Skipped(_) => (tokens.secondary, Color32::TRANSPARENT, ""),
        Unified::Same(_) => (tokens.text, Color32::TRANSPARENT, "Same"),
        Unified::Removed(_) => (tokens.failed, tokens.failed_back, "Removed"),
        Unified::Added(_) => (tokens.verified, tokens.raised, "Added"),
    }
}

/// Height of a comparison before it scrolls by itself.
const HEIGHT: f32 = 400.0;
/// Where numbers and signs end and texts begin, in pixels.
const NUMBER: f32 = 36.0;
const SIGN: f32 = 52.0;
const TEXT: f32 = 58.0;
