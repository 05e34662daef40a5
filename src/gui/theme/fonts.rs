//! The fonts that the program carries: Inter for text, JetBrains Mono for numbers, times, code and hashes.
//!
//! Arabic, Hebrew, symbols and much else come from DejaVu Sans. Chinese, Japanese, Korean and more come from the fonts of the
//! system, once a text needs them. What none of them can draw is shown by its code point (see `hostile`), so nothing ever looks
//! empty that is not.

use crate::view::fonts::{self, as_written};
use crate::work::fonts as system;
use egui::epaint::text::{FallbackRequest, FontInsert};
use egui::{Context, FontData, FontDefinitions, FontFamily};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// Lets the fonts of the system follow ours. They are looked for beside the window, when the first character is met that ours lack;
/// until they are there, and where they lack it too, it is shown by its code point.
pub fn follow_with(ctx: &Context, folders: Vec<PathBuf>) {
    let (asked, later) = (AtomicBool::new(false), ctx.clone());
    ctx.add_font_provider(Arc::new(move |_: &FallbackRequest<'_>| {
        if !asked.swap(true, Ordering::Relaxed) {
            let (ctx, folders) = (later.clone(), folders.clone());
            std::thread::spawn(move || system::found(&folders).into_iter().for_each(|font| add(&ctx, font)));
        }
        None
    }));
}

/// A font that answers for every character; egui asks it whether it has one, and leaves out a file that is none.
fn add(ctx: &Context, (name, bytes): (&'static str, Vec<u8>)) {
    let data = FontData::from_owned(bytes);
    let font = move |_: &FallbackRequest<'_>| Some(FontInsert::new(name, data.clone(), Vec::new()));
    ctx.add_font_provider(Arc::new(font));
    ctx.request_repaint();
}

const FILES: &[(&str, &[u8])] =
    &[("inter", fonts::INTER), ("inter-strong", fonts::INTER_STRONG), ("mono", fonts::MONO), ("wide", fonts::WIDE)];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::theme;

    #[test]
    fn a_font_of_the_system_draws_what_ours_lack() {
        // DejaVu under another name: it has the die, and is not among the fonts of this context.
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("wqy-microhei.ttc"), FILES[3].1).unwrap();
        std::fs::write(dir.path().join("NanumGothic.ttf"), "no font").unwrap();
        let ctx = Context::default();
        let mut fonts = definitions();
        fonts.families.values_mut().for_each(|names| names.retain(|name| name != "wide"));
        ctx.set_fonts(fonts);
        follow_with(&ctx, vec![dir.path().to_owned()]);
        let has = |c: char| {
            let mut has = false;
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                has = ui.fonts_mut(|fonts| fonts.has_glyph(&theme::body(), c));
            });
            output.textures_delta.clear();
            has
        };
        assert!(!has('⚀'), "nothing is read in the frame that asks");
        let begun = std::time::Instant::now();
        while !has('⚀') {
            assert!(begun.elapsed().as_secs() < 20, "the font does not come");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(!has('中'), "what no font has is still missing");
    }

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
