//! What lies over the window, one at a time: palette, key list, help, about.

mod about;
mod help;
mod list;
mod signs;

use crate::gui::intent::Intent;
use crate::gui::over::{Kind, Over, Wish};
use crate::gui::state::State;
use crate::gui::theme;
use egui::{Align2, Area, Color32, Context, Frame, Id, Margin, Modal, Order, RichText, Stroke, Ui, UiKind, pos2, vec2};

/// It, above everything else.
pub fn over_ui(ui: &mut Ui, state: &State, over: &Over) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    note_keyboard(ui);
    let window = ui.ctx().content_rect();
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::same(14));
    let id = Id::unique("over");
    let place = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
    let height = (window.height() - 2.0 * TOP).min(HEIGHT);
    let (place, width) = match over.at {
        Some((x, y)) => (Area::new(id).kind(UiKind::Modal).order(Order::Foreground).fixed_pos(pos2(x, y)), MENU),
        None if over.kind == Kind::Record => (place, MENU),
        None => (place, WIDTH.min(window.width() - 60.0)),
    };
    // A menu leaves in sight what it is about.
    let behind = if over.kind == Kind::Record { Color32::TRANSPARENT } else { Color32::from_black_alpha(100) };
    let modal = Modal::new(id).area(place.constrain(true)).backdrop_color(behind).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.set_max_height(height);
        match over.kind {
            Kind::Palette | Kind::Keys | Kind::Record => out.extend(list::list_ui(ui, state, over, height)),
            Kind::Help => {
                out.extend(page_ui(ui, "What marks, words and shapes mean", |ui| help::help_ui(ui, height - 40.0)))
            }
            Kind::About => out.extend(page_ui(ui, "Recount", |ui| about::about_ui(ui, state, height - 40.0))),
        }
    });
    if modal.should_close() {
        out.push(Intent::Over(Wish::Close));
    }
    out
}

/// What had the keyboard before, noted once.
fn note_keyboard(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    ui.data_mut(|data| {
        data.get_temp_mut_or_insert_with(keyboard(), || focused);
    });
}

/// What had the keyboard before, which is then forgotten.
pub fn keyboard_before(ctx: &Context) -> Option<Id> {
    ctx.data_mut(|data| data.remove_temp::<Option<Id>>(keyboard())).flatten()
}

fn keyboard() -> Id {
    Id::unique("keyboard before")
}

/// A page with its title, and at the right how it is put away.
fn page_ui(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) -> Option<Intent> {
    let tokens = theme::of(ui);
    let closed = ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(theme::strong()).color(tokens.text));
        let close = |ui: &mut Ui| ui.button("Close").clicked();
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), close).inner
    });
    ui.add_space(6.0);
    add(ui);
    closed.inner.then_some(Intent::Over(Wish::Close))
}

const WIDTH: f32 = 680.0;
const HEIGHT: f32 = 620.0;
const TOP: f32 = 72.0;
/// Width of a menu.
const MENU: f32 = 380.0;
