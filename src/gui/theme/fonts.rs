//! The fonts that the program carries: Inter for text, JetBrains Mono for numbers, times, code and hashes.
//!
//! Both are under the SIL Open Font License; its texts lie beside them in `assets/fonts`. What neither can draw is shown by its
//! code point (see `hostile`), so nothing ever looks empty that is not.

use egui::{FontData, FontDefinitions, FontFamily};
use std::sync::Arc;

/// The family of text that leads.
pub const STRONG: &str = "strong";

/// The families: proportional, monospace, strong.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FILES {
        fonts.font_data.insert((*name).to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let family = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, family(&["inter", "mono"]));
    fonts.families.insert(FontFamily::Monospace, family(&["mono", "inter"]));
    fonts.families.insert(FontFamily::Name(STRONG.into()), family(&["inter-strong", "inter", "mono"]));
    fonts
}

const FILES: &[(&str, &[u8])] = &[
    ("inter", include_bytes!("../../../assets/fonts/Inter-Regular.otf")),
    ("inter-strong", include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")),
    ("mono", include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf")),
];
