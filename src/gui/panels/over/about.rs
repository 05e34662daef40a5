//! About: which version this is, what draws it, and the licences of what it is made of.

use super::help::{heading_ui, scrolled};
use crate::gui::paint::{self, Text};
use crate::gui::state::State;
use crate::gui::theme;
use crate::view::words::counted;
use egui::{CollapsingHeader, Label, RichText, Role, Sense, Ui, WidgetInfo, vec2};

/// The page.
pub fn about_ui(ui: &mut Ui, state: &State, height: f32) {
    let tokens = theme::of(ui);
    scrolled(ui, height, |ui| {
        paint::paragraph(
            ui,
            "Opens signed audit bundles and says what can be believed. Works offline: it opens no connection, and never \
             changes a bundle.",
            theme::body(),
            tokens.secondary,
        );
        ui.add_space(8.0);
        let version = match option_env!("RECOUNT_COMMIT") {
            Some(commit) => format!("{}, commit {commit}", env!("CARGO_PKG_VERSION")),
            None => env!("CARGO_PKG_VERSION").to_owned(),
        };
        let renderer = state.renderer.as_deref().unwrap_or("not a real window");
        for (name, value) in
            [("Version", version.as_str()), ("Drawn by", renderer), ("Licence", env!("CARGO_PKG_LICENSE"))]
        {
            paint::pair(ui, name, value, theme::body(), tokens.text);
        }
        heading_ui(ui, "Fonts");
        for (name, licence, text) in FONTS {
            licence_ui(ui, &format!("{name}: {licence}"), text);
        }
        let crates: Vec<&str> = CRATES.lines().filter(|line| !line.starts_with('#')).collect();
        heading_ui(ui, &format!("{} that it is made of", counted(crates.len(), "crate")));
        for line in crates {
            let mut parts = line.split('\t');
            let mut next = || parts.next().unwrap_or_default();
            let (name, version, licence) = (next(), next(), next());
            crate_ui(ui, &format!("{name} {version}"), licence);
        }
    });
}

/// A crate and its licence, side by side; their names are long.
fn crate_ui(ui: &mut Ui, name: &str, licence: &str) {
    let tokens = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 12.0, theme::LINE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {licence}")));
    let (left, right) = rect.split_left_right_at_fraction(0.45);
    paint::at(ui, left, &Text::new(name, theme::body(), tokens.secondary));
    paint::at(ui, right, &Text::new(licence, theme::body(), tokens.text));
}

fn licence_ui(ui: &mut Ui, title: &str, text: &str) {
    CollapsingHeader::new(title).id_salt(title).show(ui, |ui| {
        let text = RichText::new(text).font(theme::mono()).color(theme::of(ui).secondary);
        ui.add(Label::new(text).wrap());
    });
}

const FONTS: &[(&str, &str, &str)] = &[
    ("Inter", "SIL Open Font License 1.1", include_str!("../../../../assets/fonts/OFL-Inter.txt")),
    ("JetBrains Mono", "SIL Open Font License 1.1", include_str!("../../../../assets/fonts/OFL-JetBrainsMono.txt")),
    ("DejaVu Sans", "Bitstream Vera and Arev licence", include_str!("../../../../assets/fonts/LICENSE-DejaVu.txt")),
];

/// Made by `assets/licences.py`: name, version and licence of each crate, tabs between.
const CRATES: &str = include_str!("../../../../assets/licences.txt");
