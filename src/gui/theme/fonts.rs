//! The fonts that the program carries: Inter for text, JetBrains Mono for numbers, times, code and hashes.
//!
//! Both are under the SIL Open Font License. Arabic, Hebrew, symbols and much else come from DejaVu Sans, under the licence of
//! Bitstream Vera; the licences lie beside the fonts in `assets/fonts`. Chinese, Japanese, Korean and more come from the fonts of the
//! system, once a text needs them. What none of them can draw is shown by its code point (see `hostile`), so nothing ever looks
//! empty that is not. The substitutions of our fonts are switched off: both draw `->` as an arrow and `!=` as one sign, and evidence
//! has to look as it was written.

use crate::work::fonts;
use egui::epaint::text::{FallbackRequest, FontInsert};
use egui::{Context, FontData, FontDefinitions, FontFamily};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The family of text that leads.
pub const STRONG: &str = "strong";

/// The families: proportional, monospace, strong.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FILES {
        fonts.font_data.insert((*name).to_owned(), Arc::new(FontData::from_owned(as_written(bytes))));
    }
    let family = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, family(&["inter", "mono", "wide"]));
    fonts.families.insert(FontFamily::Monospace, family(&["mono", "inter", "wide"]));
    fonts.families.insert(FontFamily::Name(STRONG.into()), family(&["inter-strong", "inter", "mono", "wide"]));
    fonts
}

/// Lets the fonts of the system follow ours. They are looked for beside the window, when the first character is met that ours lack;
/// until they are there, and where they lack it too, it is shown by its code point.
pub fn follow_with(ctx: &Context, folders: Vec<PathBuf>) {
    let (asked, later) = (AtomicBool::new(false), ctx.clone());
    ctx.add_font_provider(Arc::new(move |_: &FallbackRequest<'_>| {
        if !asked.swap(true, Ordering::Relaxed) {
            let (ctx, folders) = (later.clone(), folders.clone());
            std::thread::spawn(move || fonts::found(&folders).into_iter().for_each(|font| add(&ctx, font)));
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

/// The font without its table of substitutions, in memory only. The table keeps its place and gets a tag that nobody looks for,
/// next in the alphabet, since the directory is searched by halves.
fn as_written(font: &[u8]) -> Vec<u8> {
    let mut font = font.to_vec();
    let tables = font.get(4..6).map_or(0, |count| usize::from(count[0]) << 8 | usize::from(count[1]));
    for table in 0..tables {
        let at = DIRECTORY + table * ENTRY;
        if let Some(tag) = font.get_mut(at..at + 4).filter(|tag| *tag == b"GSUB") {
            tag.copy_from_slice(b"GSUC");
        }
    }
    font
}

/// Bytes before the table directory, and of one of its entries (OpenType 1.9, "Organization of an OpenType Font").
const DIRECTORY: usize = 12;
const ENTRY: usize = 16;

const FILES: &[(&str, &[u8])] = &[
    ("inter", include_bytes!("../../../assets/fonts/Inter-Regular.otf")),
    ("inter-strong", include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")),
    ("mono", include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf")),
    ("wide", include_bytes!("../../../assets/fonts/DejaVuSans.ttf")),
];

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
