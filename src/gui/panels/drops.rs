//! What a drop would do, over the dimmed window while files hang above it.

use crate::gui::hostile;
use crate::gui::theme;
use crate::view::words::counted;
use egui::accesskit::Role;
use egui::{Align2, Area, Color32, Frame, Id, Margin, Order, RichText, Stroke, Ui, UiBuilder};
use std::path::PathBuf;

/// Nothing while no file hangs above the window. A system that does not say which gives no paths.
pub fn drops_ui(ui: &Ui, hovered: &[Option<PathBuf>]) {
    if hovered.is_empty() {
        return;
    }
    let tokens = theme::of(ui);
    let layer = egui::LayerId::new(Order::Foreground, Id::unique("drops dim"));
    ui.ctx().layer_painter(layer).rect_filled(ui.ctx().content_rect(), 0.0, Color32::from_black_alpha(150));
    let (first, second, wrong) = words(hovered);
    Area::new(Id::unique("drops")).order(Order::Tooltip).anchor(Align2::CENTER_CENTER, [0.0, 0.0]).show(
        ui.ctx(),
        |ui| {
            let line = if wrong { tokens.failed } else { tokens.accent };
            let frame = Frame::new()
                .fill(tokens.panel)
                .stroke(Stroke::new(2.0, line))
                .corner_radius(theme::RADIUS)
                .inner_margin(Margin::same(20));
            frame.show(ui, |ui| {
                let said = format!("{first}. {second}");
                let builder = UiBuilder::new().accessibility_role(Role::Status).accessibility_label(said);
                ui.scope_builder(builder, |ui| {
                    ui.set_width(420.0);
                    let shown = hostile::visible(ui, &first, &theme::strong()).into_owned();
                    ui.add(egui::Label::new(hostile::wrapped(&shown, theme::strong(), tokens.text, tokens, 420.0)));
                    ui.label(RichText::new(second).color(tokens.secondary));
                });
            });
        },
    );
}

fn words(hovered: &[Option<PathBuf>]) -> (String, &'static str, bool) {
    // Without an extension it may be a folder; only the worker may look.
    let fits = |path: &&PathBuf| path.extension().is_none_or(|extension| extension.eq_ignore_ascii_case("sab"));
    let known: Vec<&PathBuf> = hovered.iter().flatten().collect();
    if let Some(wrong) = known.iter().find(|path| !fits(path)) {
        let name = wrong.file_name().unwrap_or_default().to_string_lossy();
        return (format!("{name} does not look like a bundle"), EXPECTED, true);
    }
    let first = match known.as_slice() {
        [one] => format!("Drop to open {}", one.file_name().unwrap_or_default().to_string_lossy()),
        _ => format!("Drop to open {}", counted(hovered.len(), "file")),
    };
    (first, NEXT, false)
}

const EXPECTED: &str =
    "Expected a .sab file, a bundle folder or a case folder. Dropping it shows what is wrong with it.";
const NEXT: &str =
    "You see what it is and choose whose keys count before anything is verified. The files are not changed.";
