//! A key with its modifiers: read from words, written as words, met by a press.

use egui::{Event, Key};

/// A key with its modifiers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chord {
    /// The key, by what it writes.
    pub key: Key,
    /// Ctrl; on a Mac the command key.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
}

impl Chord {
    /// Reads `Ctrl+Shift+K`, `Alt+Left`, `/` or `Ctrl++`; `None`: these are no keys.
    pub fn parse(text: &str) -> Option<Chord> {
        let mut chord = Chord { key: Key::Escape, ctrl: false, shift: false, alt: false };
        let mut rest = text.trim();
        while let Some((word, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty()) {
            let held = match word.trim().to_ascii_lowercase().as_str() {
                "ctrl" | "cmd" => &mut chord.ctrl,
                "shift" => &mut chord.shift,
                "alt" => &mut chord.alt,
                _ => return None,
            };
            if std::mem::replace(held, true) {
                return None;
            }
            rest = after.trim();
        }
        chord.key = Key::from_name(rest)
            .or_else(|| Key::ALL.iter().copied().find(|key| key.name().eq_ignore_ascii_case(rest)))?;
        Some(chord)
    }

    /// As it is shown: `Ctrl+Shift+→`.
    pub fn words(self) -> String {
        let mut out = String::new();
        for (held, word) in [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")] {
            out.push_str(if held { word } else { "" });
        }
        out.push_str(match self.key {
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            Key::ArrowUp => "↑",
            Key::ArrowDown => "↓",
            Key::Minus => "-",
            Key::Quote => "'",
            Key::Escape => "Esc",
            key => key.symbol_or_name(),
        });
        out
    }

    /// Whether a press means it. Where a sign or a digit lies with Shift on some keyboards, Shift does not count.
    pub fn is(self, event: &Event) -> bool {
        let Event::Key { key, pressed: true, modifiers, .. } = event else { return false };
        let shift = self.shift == modifiers.shift || (!self.shift && self.is_sign());
        *key == self.key && shift && self.alt == modifiers.alt && self.ctrl == (modifiers.command || modifiers.ctrl)
    }

    /// Whether a field has no use for it: it writes nothing.
    pub fn writes_nothing(self) -> bool {
        self.ctrl || self.alt || (Key::F1..=Key::F35).contains(&self.key)
    }

    /// Whether a control that has the keyboard may need it: to be used, to be left, to move in it.
    pub fn is_of_controls(self) -> bool {
        use Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Enter, Escape, Home, PageDown, PageUp, Space, Tab};
        let keys = [ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Enter, Escape, Home, PageDown, PageUp, Space, Tab];
        !self.ctrl && !self.alt && keys.contains(&self.key)
    }

    fn is_sign(self) -> bool {
        (Key::Colon..=Key::Num9).contains(&self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Modifiers;

    #[test]
    fn keys_are_read_shown_and_read_again() {
        for (text, shown) in [
            ("Ctrl+K", "Ctrl+K"),
            ("shift + alt+ctrl+left", "Ctrl+Alt+Shift+←"),
            ("Ctrl++", "Ctrl++"),
            ("+", "+"),
            ("/", "/"),
            ("k", "K"),
            ("PageDown", "PageDown"),
            ("f11", "F11"),
            ("space", "Space"),
            ("Ctrl+-", "Ctrl+-"),
        ] {
            let chord = Chord::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(chord.words(), shown);
            if !shown.contains('←') {
                assert_eq!(Chord::parse(&chord.words()), Some(chord));
            }
        }
        for text in ["", "Ctrl", "Ctrl+", "K+Ctrl", "Ctrl+Ctrl+K", "Hyper+K", "Ctrl+KK", "é", "++"] {
            assert_eq!(Chord::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shift_counts_for_letters_and_arrows_but_not_for_signs() {
        let press = |key, modifiers| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
        let is = |text, event: &Event| Chord::parse(text).unwrap().is(event);
        assert!(is("E", &press(Key::E, Modifiers::NONE)) && !is("E", &press(Key::E, Modifiers::SHIFT)));
        assert!(is("Shift+E", &press(Key::E, Modifiers::SHIFT)));
        assert!(!is("Right", &press(Key::ArrowRight, Modifiers::SHIFT)));
        assert!(!is("E", &press(Key::E, Modifiers::COMMAND)) && !is("E", &press(Key::E, Modifiers::ALT)));
        assert!(is("Ctrl+4", &press(Key::Num4, Modifiers::COMMAND.plus(Modifiers::SHIFT))));
        assert!(is(".", &press(Key::Period, Modifiers::SHIFT)) && is("?", &press(Key::Questionmark, Modifiers::NONE)));
        assert!(!is("Shift+.", &press(Key::Period, Modifiers::NONE)));
    }
}
