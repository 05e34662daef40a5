//! What is to be opened: each file with its form, size, digest and the keys that it names; or why it cannot be.

use super::{part, sentence};
use crate::gui::importing::{Page, Wish};
use crate::gui::paint::{self, Text};
use crate::gui::theme;
use crate::view::words::count;
use crate::work::{KeyLine, Looked};
use egui::{Frame, Margin, Stroke, Ui, vec2};

/// The files.
pub fn files_ui(ui: &mut Ui, page: &Page) -> Vec<Wish> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    part(ui, "What it is");
    if page.looked.is_empty() {
        sentence(ui, "The files are being looked at", tokens.secondary);
    }
    for (at, file) in page.looked.iter().enumerate() {
        let wrong = file.wrong.is_some();
        let line = if wrong { tokens.failed } else { tokens.hairline };
        let frame = Frame::new()
            .fill(if wrong { tokens.failed_back } else { tokens.panel })
            .stroke(Stroke::new(1.0, line))
            .corner_radius(theme::RADIUS)
            .inner_margin(Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            file_ui(ui, page, file);
            let keys = page.weighed.as_ref().and_then(|weighed| weighed.files.get(at));
            if let Some(keys) = keys.filter(|keys| !keys.is_empty()) {
                ui.add_space(6.0);
                paint::heading(ui, "Keys that it names");
                keys.iter().for_each(|key| key_ui(ui, key));
                if keys.iter().any(|key| key.fingerprint.is_none()) {
                    sentence(ui, ONLY_IDS, tokens.secondary);
                }
            }
            if wrong || page.looked.len() > 1 {
                ui.add_space(4.0);
                let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let button = ui.button("Leave it out");
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Leave out {name}")));
                if button.clicked() {
                    out.push(Wish::Without(at));
                }
            }
        });
    }
    out
}

fn file_ui(ui: &mut Ui, page: &Page, file: &Looked) {
    let tokens = theme::of(ui);
    let name = file.path.file_name().unwrap_or(file.path.as_os_str()).to_string_lossy().into_owned();
    paint::paragraph(ui, &name, theme::strong(), tokens.text);
    let pair = |ui: &mut Ui, name: &str, value: &str| {
        paint::pair(ui, name, value, theme::mono(), tokens.text);
    };
    pair(ui, "Path", &file.path.display().to_string());
    if let Some(wrong) = &file.wrong {
        sentence(ui, &wrong.what, tokens.text);
        if let Some(offset) = wrong.offset {
            pair(ui, "At byte", &count(offset as usize));
        }
        pair(ui, "Expected", &wrong.expected);
        pair(ui, "Found", &wrong.found);
        paint::pair(ui, "What to do", wrong.advice, theme::body(), tokens.text);
        sentence(ui, "Nothing was changed.", tokens.secondary);
        return;
    }
    paint::pair(ui, "Form", &format!("{}, {}", file.form, bytes(file.bytes)), theme::body(), tokens.text);
    if file.is_case {
        sentence(ui, "A case folder brings its own evidence: leave it out here, and open it by itself", tokens.warning);
        return;
    }
    let digest = file.sha256.clone().unwrap_or_else(|| match page.watch.progress() {
        (_, 0) => "being read".to_owned(),
        (done, total) => format!("being read, {} %", done.saturating_mul(100) / total),
    });
    pair(ui, "SHA-256", &digest);
    match (&file.origin, file.size) {
        (Some(origin), Some(size)) => {
            pair(ui, "Log", origin);
            paint::pair(ui, "Records", &format!("{} in the log", count(size as usize)), theme::body(), tokens.text);
        }
        _ => {
            sentence(ui, "It has no checkpoint that can be read, so it does not say which log it is of", tokens.warning)
        }
    }
}

/// A key: what it is for, whose it is, whether it is trusted; below it the whole fingerprint where it is known.
pub fn key_ui(ui: &mut Ui, key: &KeyLine) {
    let tokens = theme::of(ui);
    let (word, color) = if key.trusted { ("trusted", tokens.text) } else { ("not trusted", tokens.warning) };
    let said = format!("{} {}, key id {}", key.role, key.name, grouped(&key.id));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE), egui::Sense::hover());
    paint::aligned(ui, rect, &Text::new(word, theme::body(), color), egui::Align::Max);
    let place = rect.with_max_x(rect.right() - 90.0);
    paint::at(ui, place.with_max_x(place.left() + NAME - 8.0), &Text::new(key.role, theme::body(), tokens.secondary));
    let id = format!("{}   id {}", key.name, grouped(&key.id));
    paint::at(ui, place.with_min_x(place.left() + NAME), &Text::new(&id, theme::mono(), tokens.text));
    let whole = key.fingerprint.as_deref().map(|print| format!(", fingerprint {print}")).unwrap_or_default();
    let label = crate::gui::hostile::written_out(&format!("{said}, {word}{whole}"), |_| true).into_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, label.clone()));
    if let Some(print) = &key.fingerprint {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::LINE), egui::Sense::hover());
        paint::at(ui, rect.with_min_x(rect.left() + NAME), &Text::new(print, theme::mono(), tokens.secondary));
    }
}

fn grouped(hex: &str) -> String {
    let groups: Vec<&str> = (0..hex.len()).step_by(4).filter_map(|at| hex.get(at..at + 4)).collect();
    groups.join(" ")
}

/// A number of bytes, exact and, where it is large, rounded.
pub fn bytes(number: u64) -> String {
    let exact = format!("{} bytes", count(number as usize));
    let units = [(1u64 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.iter().find(|(unit, _)| number >= *unit) {
        Some((unit, word)) => format!("{:.1} {word} ({exact})", number as f64 / *unit as f64),
        None => exact,
    }
}

/// Width of the first column, as of names beside values.
const NAME: f32 = 112.0;
const ONLY_IDS: &str = "A bundle names its keys by ids of 32 bits, which others can be made to have. A whole key comes from \
                        its holder, not from the bundle.";
