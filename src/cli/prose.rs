//! Breaks report lines at 120 columns, with a hanging indent.
//!
//! Only at spaces: a hash or a name is never torn apart, since people copy them.

/// Widest line of a report, in characters.
pub const COLUMNS: usize = 120;
/// Widest hanging indent: beyond it the text would be squeezed to a thin strip.
const INDENT_MAX: usize = 66;

/// Stands for an equals sign with its two spaces, which are no place to break. Report text holds no such character.
const GLUED: &str = "\u{1}=\u{1}";

/// Appends `first` and `text` as lines; those after the first are indented to where `text` begins.
pub fn wrapped(out: &mut String, first: &str, text: &str) {
    hanging(out, first, text, first.chars().count().min(INDENT_MAX));
}

/// The same with an indent of `hang` columns.
pub fn hanging(out: &mut String, first: &str, text: &str, hang: usize) {
    let (mut line, mut width, mut bare) = (first.to_owned(), first.chars().count(), true);
    for word in text.replace(" = ", GLUED).split(' ') {
        let length = word.chars().count();
        if !bare && width.saturating_add(1).saturating_add(length) > COLUMNS {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(hang);
            (width, bare) = (hang, true);
        }
        if !bare {
            line.push(' ');
            width = width.saturating_add(1);
        }
        line.push_str(&word.replace(GLUED, " = "));
        width = width.saturating_add(length);
        bare = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_hang() {
        let text = "word ".repeat(60);
        let mut out = String::new();
        wrapped(&mut out, "  name      ", text.trim());
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() <= COLUMNS && !line.ends_with(' ')));
        assert!(lines[1].starts_with("            word"));
        assert_eq!(out.split_whitespace().filter(|word| *word == "word").count(), 60);
    }

    #[test]
    fn an_equals_sign_stays_with_its_sides() {
        let mut out = String::new();
        wrapped(&mut out, "", &format!("{} n = 5", "x".repeat(117)));
        assert_eq!(out, format!("{}\nn = 5\n", "x".repeat(117)));
    }

    #[test]
    fn a_long_word_stays_whole() {
        let (long, mut out) = ("x".repeat(300), String::new());
        wrapped(&mut out, "  a ", &format!("one {long} two"));
        assert_eq!(out, format!("  a one\n    {long}\n    two\n"));
    }
}
