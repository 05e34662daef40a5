//! Every colour, size and font of the window; no other file names one.
//!
//! The tokens are those of the design: three levels of surface, hairlines instead of boxes, one accent, and colour only where it
//! means something. Each token pair that carries text is held to a contrast by the tests.

pub mod fonts;

use egui::style::{Selection, TextCursorStyle, WidgetVisuals, Widgets};
use egui::{Color32, CornerRadius, FontFamily, FontId, Id, Stroke, TextStyle, Theme, Ui, Vec2, Visuals, vec2};

/// How the window looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// Light text on dark surfaces.
    #[default]
    Dark,
    /// Dark text on light surfaces.
    Light,
    /// Black and white, with strong lines.
    HighContrast,
}

/// The colours of a look, by what they are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tokens {
    /// The lowest surface: tables, graph, code.
    pub background: Color32,
    /// Side panels and bars.
    pub panel: Color32,
    /// What lies on a panel: buttons under the pointer, menus.
    pub raised: Color32,
    /// All separators.
    pub hairline: Color32,
    /// Facts.
    pub text: Color32,
    /// What goes with a fact: its name, its place.
    pub secondary: Color32,
    /// Never for facts: headings of groups, what is switched off.
    pub dim: Color32,
    /// Focus and links.
    pub accent: Color32,
    /// Behind what is selected.
    pub selection: Color32,
    /// Verified.
    pub verified: Color32,
    /// Contradicted, failed, missing.
    pub failed: Color32,
    /// Behind a contradiction.
    pub failed_back: Color32,
    /// Behind what only the newer side has.
    pub added_back: Color32,
    /// Undecidable, and warnings.
    pub warning: Color32,
    /// Behind what is undecidable.
    pub warning_back: Color32,
    /// People, beside the shape and the word for them.
    pub human: Color32,
}

/// Height of a row of a table.
pub const ROW: f32 = 24.0;
/// Height of a bar with tabs or a field.
pub const BAR: f32 = 38.0;
/// Space between a pane's edge and its content.
pub const PAD: f32 = 14.0;
/// Height of a row of names and values.
pub const LINE: f32 = 18.0;
/// Radius of buttons, fields and boxes.
pub const RADIUS: u8 = 4;
/// Width of a minimap scrollbar.
pub const MINIMAP: f32 = 12.0;

impl Look {
    /// Its name in the menu.
    pub fn word(self) -> &'static str {
        match self {
            Look::Dark => "Dark",
            Look::Light => "Light",
            Look::HighContrast => "High contrast",
        }
    }

    /// All, in the order of the menu.
    pub const ALL: [Look; 3] = [Look::Dark, Look::Light, Look::HighContrast];

    /// Its colours.
    pub fn tokens(self) -> &'static Tokens {
        match self {
            Look::Dark => &DARK,
            Look::Light => &LIGHT,
            Look::HighContrast => &HIGH_CONTRAST,
        }
    }
}

/// The tokens in use.
pub fn of(ui: &Ui) -> &'static Tokens {
    ui.ctx().data(|data| data.get_temp::<Look>(Id::NULL)).unwrap_or_default().tokens()
}

/// Installs fonts, once.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    // The window has its own steps, which it remembers.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    wear(ctx, Look::default());
}

/// Puts a look on.
pub fn wear(ctx: &egui::Context, look: Look) {
    ctx.data_mut(|data| data.insert_temp(Id::NULL, look));
    let theme = if look == Look::Light { Theme::Light } else { Theme::Dark };
    ctx.set_theme(theme);
    let tokens = look.tokens();
    ctx.style_mut_of(theme, |style| {
        style.visuals = visuals(look, tokens);
        style.text_styles = [
            (TextStyle::Body, body()),
            (TextStyle::Button, body()),
            (TextStyle::Heading, strong()),
            (TextStyle::Monospace, mono()),
            (TextStyle::Small, small()),
        ]
        .into();
        style.spacing.item_spacing = vec2(8.0, 4.0);
        style.spacing.button_padding = vec2(10.0, 4.0);
        style.spacing.interact_size = vec2(24.0, 24.0);
        style.spacing.menu_margin = egui::Margin::same(6);
        style.interaction.selectable_labels = false;
        style.animation_time = 0.0;
        style.url_in_tooltip = false;
    });
}

/// Text.
pub fn body() -> FontId {
    FontId::new(13.0, FontFamily::Proportional)
}

/// Text that leads.
pub fn strong() -> FontId {
    FontId::new(13.0, FontFamily::Name(fonts::STRONG.into()))
}

/// The one large line of a page.
pub fn title() -> FontId {
    FontId::new(20.0, FontFamily::Name(fonts::STRONG.into()))
}

/// Headings of groups and columns.
pub fn small() -> FontId {
    FontId::new(11.0, FontFamily::Proportional)
}

/// Numbers, times, code, hashes.
pub fn mono() -> FontId {
    FontId::new(12.0, FontFamily::Monospace)
}

/// A size that has to fit the space of a button with a shape in it.
pub const BUTTON: Vec2 = vec2(26.0, 24.0);

fn visuals(look: Look, tokens: &Tokens) -> Visuals {
    let base = if look == Look::Light { Visuals::light() } else { Visuals::dark() };
    let state = |fill: Color32, line: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    Visuals {
        dark_mode: look != Look::Light,
        widgets: Widgets {
            noninteractive: state(tokens.panel, tokens.hairline, tokens.text),
            inactive: state(tokens.panel, tokens.hairline, tokens.text),
            hovered: state(tokens.raised, tokens.dim, tokens.text),
            // What has the keyboard is drawn like this, too: its ring can be seen.
            active: WidgetVisuals {
                bg_stroke: Stroke::new(2.0, tokens.accent),
                ..state(tokens.raised, tokens.accent, tokens.text)
            },
            open: state(tokens.raised, tokens.hairline, tokens.text),
        },
        selection: Selection { bg_fill: tokens.selection, stroke: Stroke::new(1.0, tokens.accent) },
        hyperlink_color: tokens.accent,
        faint_bg_color: tokens.raised,
        extreme_bg_color: tokens.background,
        text_edit_bg_color: Some(tokens.background),
        code_bg_color: tokens.background,
        warn_fg_color: tokens.warning,
        error_fg_color: tokens.failed,
        weak_text_color: Some(tokens.secondary),
        window_corner_radius: CornerRadius::same(RADIUS),
        menu_corner_radius: CornerRadius::same(RADIUS),
        window_fill: tokens.raised,
        window_stroke: Stroke::new(1.0, tokens.hairline),
        panel_fill: tokens.panel,
        text_cursor: TextCursorStyle { blink: false, ..TextCursorStyle::default() },
        ..base
    }
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const DARK: Tokens = Tokens {
    background: rgb(0x15171b),
    panel: rgb(0x1b1e23),
    raised: rgb(0x21252b),
    hairline: rgb(0x2c3138),
    text: rgb(0xe7e9ec),
    secondary: rgb(0xa2abb6),
    dim: rgb(0x717a85),
    accent: rgb(0x6aa8ff),
    selection: rgb(0x24405f),
    verified: rgb(0x4cc38a),
    failed: rgb(0xff7a70),
    failed_back: rgb(0x3c1f20),
    added_back: rgb(0x183126),
    warning: rgb(0xe8b44a),
    warning_back: rgb(0x3a2f18),
    human: rgb(0xb18cff),
};

const LIGHT: Tokens = Tokens {
    background: rgb(0xf3f4f6),
    panel: rgb(0xffffff),
    raised: rgb(0xf7f8fa),
    hairline: rgb(0xdfe3e8),
    text: rgb(0x1b1f24),
    secondary: rgb(0x56606b),
    dim: rgb(0x848d97),
    accent: rgb(0x1f6feb),
    selection: rgb(0xdbeafe),
    verified: rgb(0x157f56),
    failed: rgb(0xc6312b),
    failed_back: rgb(0xfdeae8),
    added_back: rgb(0xe2f4ea),
    warning: rgb(0x93650a),
    warning_back: rgb(0xfdf3dc),
    human: rgb(0x7a3fbf),
};

const HIGH_CONTRAST: Tokens = Tokens {
    background: rgb(0x000000),
    panel: rgb(0x000000),
    raised: rgb(0x1a1a1a),
    hairline: rgb(0x8c8c8c),
    text: rgb(0xffffff),
    secondary: rgb(0xe0e0e0),
    dim: rgb(0xb0b0b0),
    accent: rgb(0x6fc3ff),
    selection: rgb(0x003a6b),
    verified: rgb(0x5dff9b),
    failed: rgb(0xff8a80),
    failed_back: rgb(0x400000),
    added_back: rgb(0x00331a),
    warning: rgb(0xffd34d),
    warning_back: rgb(0x332600),
    human: rgb(0xd3b8ff),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(color: Color32) -> f32 {
        let part = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_token_can_be_read_on_every_surface_it_is_used_on() {
        assert!((contrast(rgb(0xffffff), rgb(0x000000)) - 21.0).abs() < 0.01);
        for look in Look::ALL {
            let t = look.tokens();
            for (surface, on) in
                [("background", t.background), ("panel", t.panel), ("raised", t.raised), ("selection", t.selection)]
            {
                let least = [("text", t.text, 7.0), ("secondary", t.secondary, 4.5), ("accent", t.accent, 3.0)];
                for (name, token, least) in least {
                    let found = contrast(token, on);
                    assert!(found >= least, "{look:?}: {name} on {surface} has {found:.2}");
                }
                for (name, token) in
                    [("verified", t.verified), ("failed", t.failed), ("warning", t.warning), ("human", t.human)]
                {
                    let found = contrast(token, on);
                    assert!(found >= 3.0, "{look:?}: {name} on {surface} has {found:.2}");
                }
            }
            for (name, on) in [("failed", t.failed_back), ("added", t.added_back), ("warning", t.warning_back)] {
                assert!(contrast(t.text, on) >= 7.0, "{look:?}: text on {name}");
                assert!(contrast(t.secondary, on) >= 4.5, "{look:?}: secondary on {name}");
            }
            assert!(contrast(t.verified, t.added_back) >= 3.0, "{look:?}: signs on added");
            assert!(contrast(t.failed, t.failed_back) >= 3.0 && contrast(t.warning, t.warning_back) >= 3.0);
            for on in [t.background, t.panel] {
                assert!(contrast(t.dim, on) >= 3.0, "{look:?}: dim");
            }
        }
    }
}
