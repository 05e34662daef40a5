//! The fonts that the program carries: Inter for text, JetBrains Mono for numbers, times, code and hashes.
//!
//! Arabic, Hebrew, symbols and much else come from DejaVu Sans. What none of them can draw is shown by its code point (see
//! `hostile`), so nothing ever looks empty that is not.

use crate::view::fonts::{self, as_written};
use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

/// The family of text that leads.
pub const STRONG: &str = "strong";

/// The families: proportional, monospace, strong.
pub fn definitions() -> FontDefinitions {
    let mut definitions = FontDefinitions::empty();
    for (name, bytes) in FILES {
        definitions.font_data.insert((*name).to_owned(), Arc::new(FontData::from_owned(as_written(bytes))));
    }
    let family = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    definitions.families.insert(FontFamily::Proportional, family(&["inter", "mono", "wide"]));
    definitions.families.insert(FontFamily::Monospace, family(&["mono", "inter", "wide"]));
    definitions.families.insert(FontFamily::Name(STRONG.into()), family(&["inter-strong", "inter", "mono", "wide"]));
    definitions
}

const FILES: &[(&str, &[u8])] =
    &[("inter", fonts::INTER), ("inter-strong", fonts::INTER_STRONG), ("mono", fonts::MONO), ("wide", fonts::WIDE)];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::theme;

    #[test]
    fn no_pair_of_characters_is_drawn_as_another_one() {
        for (name, bytes) in FILES {
            let (before, after) = (bytes.to_vec(), as_written(bytes));
            let differs = before.iter().zip(&after).filter(|(a, b)| a != b).count();
            assert_eq!(differs, 1, "{name} has no table of substitutions, or more was changed");
        }
        let ctx = egui::Context::default();
        theme::install(&ctx);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            for font in [theme::body(), theme::strong(), theme::mono()] {
                for pair in ["->", "!=", "==", "=>", ":=", "1x2"] {
                    let job = egui::text::LayoutJob::simple_singleline(pair.into(), font.clone(), egui::Color32::WHITE);
                    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
                    let drawn: Vec<_> = galley.rows[0].row.glyphs.iter().map(|glyph| glyph.uv_rect).collect();
                    let alone = |c: char| {
                        let job =
                            egui::text::LayoutJob::simple_singleline(c.into(), font.clone(), egui::Color32::WHITE);
                        ui.fonts_mut(|fonts| fonts.layout_job(job)).rows[0].row.glyphs[0].uv_rect
                    };
                    let each: Vec<_> = pair.chars().map(alone).collect();
                    assert_eq!(drawn.len(), each.len(), "{pair}");
                    for (drawn, alone) in drawn.iter().zip(&each) {
                        // A glyph between two pixels can be one pixel wider.
                        let differs = (drawn.size - alone.size).abs().max_elem();
                        assert!(differs <= 1.0, "{pair} is not drawn as its characters, in {font:?}");
                    }
                }
            }
        });
        output.textures_delta.clear();
    }
}
