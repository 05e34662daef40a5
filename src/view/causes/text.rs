//! Chains as lines of text: two blanks for each link, then the record, how it was reached, and what it says.

use super::entry::{Entry, Listed};
use super::{Direct, Side, Way};
use crate::view::words::{count, counted, one_line};

/// A record, what led to it, and what followed.
pub fn direct_text(of: &Direct) -> Vec<String> {
    let mut out = vec![line(&of.focus, Way::Before, 0)];
    out.extend(of.focus.lost.iter().map(|lost| one_line(&format!("  {}", lost.words()), LINE_CHARS)));
    for (way, side) in [(Way::Before, &of.before), (Way::After, &of.after)] {
        let lost = way == Way::Before && !of.focus.lost.is_empty();
        out.push(format!("{}: {}", question(way), side_words(side, lost)));
        out.extend(side.direct.entries.iter().map(|entry| line(entry, way, 1)));
    }
    out
}

/// The records of a list, indented by their distance.
pub fn page_text(listed: &Listed, way: Way) -> Vec<String> {
    let mut out = vec![format!("{}: {}", question(way), listed.words())];
    out.extend(listed.entries.iter().map(|entry| line(entry, way, entry.distance)));
    out
}

/// What a way answers.
pub fn question(way: Way) -> &'static str {
    match way {
        Way::Before => "Why was this?",
        Way::After => "What followed?",
    }
}

/// How many records lie one way. `lost`: links are recorded that lead to no record.
pub fn side_words(side: &Side, lost: bool) -> String {
    if side.direct.total == 0 && lost {
        return "what is recorded is not here".to_owned();
    }
    if side.direct.total == 0 {
        return "nothing is recorded".to_owned();
    }
    let all = match side.all.whole {
        true => format!("{} in all", count(side.all.records)),
        false => format!("more than {} in all", count(side.all.records)),
    };
    format!("{}, {all}", counted(side.direct.total, "direct link"))
}

impl Listed {
    /// Which records of how many.
    pub fn words(&self) -> String {
        let end = self.first + self.entries.len();
        match (self.first, self.total) {
            (0, total) if end == total => counted(total, "record"),
            (0, total) => format!("the first {} of {}", count(end), counted(total, "record")),
            (first, total) => {
                format!("records {} to {} of {}", count(first + 1), count(end), count(total))
            }
        }
    }
}

fn line(entry: &Entry, way: Way, indent: usize) -> String {
    let of = &entry.of;
    let ties = entry.tie_words(way);
    let ties = if ties.is_empty() { String::new() } else { format!(" [{ties}]") };
    let end = entry.end_words().map(|end| format!(" ({end})")).unwrap_or_default();
    let said = format!("{}{}{ties}{end} {}: {}", "  ".repeat(indent), of.record.words(), of.from, of.summary);
    one_line(&said, LINE_CHARS)
}

/// Characters of a line.
const LINE_CHARS: usize = 2000;
