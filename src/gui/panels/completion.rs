//! The list under the filter field: what may stand at the cursor, chosen with the keyboard or the mouse.

use crate::gui::completion::{Completion, CompletionState};
use crate::gui::state::FilterState;
use crate::gui::{hostile, theme};
use egui::{Area, EventFilter, Frame, Id, Key, Margin, Modifiers, Order, Rect, RichText, Stroke, Ui};

/// The keys that the list takes before the field sees them.
pub fn keys(ui: &mut Ui, field: Id, filter: &FilterState) -> Vec<Completion> {
    let mut out = Vec::new();
    if !ui.memory(|memory| memory.has_focus(field)) {
        return out;
    }
    let list = &filter.completion;
    let open = is_open(list);
    ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        if open {
            if pressed(Key::ArrowDown) {
                out.push(Completion::Move(true));
            }
            if pressed(Key::ArrowUp) {
                out.push(Completion::Move(false));
            }
            if pressed(Key::Tab) {
                out.push(Completion::Take(list.chosen.or(Some(0))));
            }
            if pressed(Key::Escape) {
                out.push(Completion::Close);
            }
            if list.chosen.is_some() && pressed(Key::Enter) {
                out.push(Completion::Take(None));
            }
        } else {
            let in_history = filter.text.is_empty() || list.back.is_some();
            if in_history && pressed(Key::ArrowUp) {
                out.push(Completion::Older(true));
            }
            if pressed(Key::ArrowDown) {
                out.push(if list.back.is_some() { Completion::Older(false) } else { Completion::Move(true) });
            }
        }
    });
    out
}

/// Keeps Tab and Esc for the list while it is open. After the field was drawn, as that sets its own.
pub fn hold_keys(ui: &Ui, field: Id) {
    let filter = EventFilter { tab: true, escape: true, vertical_arrows: true, horizontal_arrows: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(field, filter));
}

/// Whether there is a list to show.
pub fn is_open(list: &CompletionState) -> bool {
    list.open && (!list.offers.lines.is_empty() || !list.offers.hint.is_empty())
}

/// The list, below the field.
pub fn list_ui(ui: &mut Ui, field: Rect, list: &CompletionState) -> Vec<Completion> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let frame = Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::same(4));
    let area = Area::new(Id::unique("filter completion")).order(Order::Foreground);
    area.fixed_pos(field.left_bottom() + egui::vec2(0.0, 2.0)).constrain(true).show(ui.ctx(), |ui| {
        frame.show(ui, |ui| {
            ui.set_width(WIDTH.min(field.width().max(280.0)));
            ui.spacing_mut().item_spacing.y = 0.0;
            let lines = &list.offers.lines;
            let first = list.chosen.unwrap_or(0).saturating_sub(SHOWN - 1);
            for (at, line) in lines.iter().enumerate().skip(first).take(SHOWN) {
                let shown = hostile::visible(ui, &line.insert, &theme::mono()).into_owned();
                let on = list.chosen == Some(at);
                let words =
                    if line.meaning.is_empty() { shown.clone() } else { format!("{shown:<16} {}", line.meaning) };
                let text = RichText::new(words).font(theme::mono()).color(tokens.text);
                let button =
                    egui::Button::selectable(on, text).truncate().min_size(egui::vec2(ui.available_width(), 22.0));
                let response = ui.add(button);
                let said = if line.meaning.is_empty() {
                    format!("Offer {shown}")
                } else {
                    format!("Offer {shown}, {}", line.meaning)
                };
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, on, &said));
                if response.clicked() {
                    out.push(Completion::Take(Some(at)));
                }
            }
            let hidden = lines.len().saturating_sub(first + SHOWN) + list.offers.hidden;
            let more = if hidden > 0 {
                format!("{hidden} more; type on to narrow them down")
            } else {
                list.offers.hint.to_owned()
            };
            if !more.is_empty() {
                ui.label(RichText::new(more).font(theme::small()).color(tokens.secondary));
            }
        });
    });
    out
}

const WIDTH: f32 = 520.0;
/// Offers in sight.
const SHOWN: usize = 10;
