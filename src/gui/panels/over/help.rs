//! Help: what each verdict, mark, bracket and shape means, with the shape beside the word.

use super::signs;
use crate::case::Assurance;
use crate::gui::paint::{self, Text};
use crate::gui::theme::{self, Tokens};
use crate::verify::Verdict;
use egui::{Key, Modifiers, Painter, Pos2, Rect, RichText, ScrollArea, Sense, Ui, pos2, vec2};

/// A shape, the word for it, and what it means.
type Entry = (fn(&Painter, Pos2, &Tokens), &'static str, &'static str);

/// All of it, as far as it fits; the rest is scrolled to.
pub fn help_ui(ui: &mut Ui, height: f32) {
    scrolled(ui, height, |ui| {
        for (heading, entries) in PARTS {
            heading_ui(ui, heading);
            entries.iter().for_each(|entry| entry_ui(ui, *entry));
        }
    });
}

/// A long page that arrows and pages move, too.
pub fn scrolled(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        let by = ui.input_mut(|input| {
            let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
            let page = height - 40.0;
            40.0 * (pressed(Key::ArrowUp) - pressed(Key::ArrowDown))
                + page * (pressed(Key::PageUp) - pressed(Key::PageDown))
                + FAR * (pressed(Key::Home) - pressed(Key::End))
        });
        if by != 0.0 {
            ui.scroll_with_delta(vec2(0.0, by));
        }
        add(ui);
    });
}

/// The heading of a part.
pub fn heading_ui(ui: &mut Ui, text: &str) {
    ui.add_space(10.0);
    ui.label(RichText::new(text).font(theme::strong()).color(theme::of(ui).text));
    ui.add_space(2.0);
}

fn entry_ui(ui: &mut Ui, (sign, word, says): Entry) {
    let tokens = theme::of(ui);
    let width = ui.available_width();
    let left = if word.is_empty() { SIGN } else { SIGN + WORD };
    let job = crate::gui::hostile::wrapped(says, theme::body(), tokens.secondary, tokens, width - left - 12.0);
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(vec2(width, galley.size().y.max(theme::LINE) + 4.0), Sense::hover());
    let said = if word.is_empty() { says.to_owned() } else { format!("{word}: {says}") };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    let first = theme::LINE / 2.0 + 2.0;
    sign(ui.painter(), pos2(rect.left() + SIGN / 2.0 - 4.0, rect.top() + first), tokens);
    let place = Rect::from_min_size(pos2(rect.left() + SIGN, rect.top() + 2.0), vec2(WORD - 8.0, theme::LINE));
    paint::at(ui, place, &Text::new(word, theme::body(), tokens.text));
    let drop = ((theme::LINE - 15.0) / 2.0).round() + 2.0;
    ui.painter().galley(pos2(rect.left() + left, rect.top() + drop), galley, tokens.secondary);
}

const PARTS: &[(&str, &[Entry])] = &[
    (
        "The verdict on a bundle",
        &[
            (
                |p, at, t| paint::verdict(p, at, Some(Verdict::Verified), t),
                "Verified",
                "Every check passed: these bytes were signed by these keys, in this order, and nothing was altered, inserted, removed or reordered in what is disclosed; the log's state was signed by the operator and the witnesses that you trust.",
            ),
            (
                |p, at, t| paint::verdict(p, at, Some(Verdict::Contradicted), t),
                "Contradicted",
                "Something was tested and is false: somebody changed bytes, or broke the rules of the log. The banner names the first such record.",
            ),
            (
                |p, at, t| paint::verdict(p, at, Some(Verdict::Undecidable), t),
                "Undecidable",
                "Something could not be tested: there is no trust, a key is not known, the container is damaged, or the checking was stopped. It says nothing for the bundle and nothing against it.",
            ),
            (
                |p, at, t| paint::verdict(p, at, None, t),
                "Not verified yet",
                "The checking still runs. Records can be read meanwhile; none is called verified before it is.",
            ),
        ],
    ),
    (
        "What no verdict says",
        &[
            (signs::none, "", "That the content is true."),
            (signs::none, "", "That actions which nobody logged did not happen."),
            (signs::none, "", "That records which are not disclosed hold nothing of importance."),
            (signs::none, "", "That an agent which holds its own key did not leave something out."),
        ],
    ),
    (
        "The mark of a record",
        &[
            (
                |p, at, t| paint::mark(p, at, Assurance::Verified, t),
                "verified",
                "Its own checks passed, the signature included.",
            ),
            (
                |p, at, t| paint::mark(p, at, Assurance::Unchecked, t),
                "unchecked",
                "Read and hashed; nobody you trust vouches for its key, or its signature is still to come.",
            ),
            (
                |p, at, t| paint::mark(p, at, Assurance::Withheld, t),
                "withheld",
                "Its own checks passed; a payload was left out, and a trusted exporter says so.",
            ),
            (
                |p, at, t| paint::mark(p, at, Assurance::Missing, t),
                "missing",
                "A payload is not there and nobody trusted says why; or, as a row of its own, whole records are not there.",
            ),
            (
                |p, at, t| paint::mark(p, at, Assurance::Failed, t),
                "failed",
                "A check of its own failed: it is not what its actor signed, or does not stand where it should.",
            ),
        ],
    ),
    (
        "Recorded, recomputed",
        &[
            (
                signs::brackets,
                "[in brackets]",
                "Computed by this program, as a time between two records. What stands without brackets is recorded in the bundle.",
            ),
            (
                signs::escape,
                "U+ and a number",
                "A character that hides or deceives, written out by its number. The exact bytes are on the page Raw.",
            ),
            (signs::marked, "bar at a row", "You marked the record."),
            (signs::noted, "dog-ear", "A note of yours is about the record."),
        ],
    ),
    (
        "In the graph",
        &[
            (signs::agent, "agent", "Round corners."),
            (signs::human, "person", "Round ends."),
            (signs::service, "service", "Square corners."),
            (signs::tool, "tool", "Corners cut off."),
            (signs::unknown, "not known", "A dashed outline: nothing in the bundle says what it is."),
            (signs::handoff, "handoff", "A strong line, the wider the more; the number says how many."),
            (signs::denied, "denied, failed", "A dashed line with the word."),
            (signs::current, "now", "The step that the replay is at."),
            (signs::next, "possible next", "A dotted line: a recorded way on from whoever has the work now."),
        ],
    ),
    (
        "In the sequence",
        &[
            (signs::arrow, "message, call", "From the sender's lifeline to the receiver's; a handoff is stronger."),
            (signs::result, "result", "A dashed arrow back."),
            (signs::allowed, "decision", "A hollow diamond: allowed."),
            (signs::refused, "denied", "A full diamond: the policy denied it."),
            (signs::bar, "grant", "A bar on the lifeline of its holder, for as long as it counts."),
        ],
    ),
    (
        "In the timeline",
        &[
            (signs::full_box, "box", "Records, one or many; the number is told under the pointer."),
            (signs::hollow_box, "hollow box", "Unchecked records."),
            (signs::tall_box, "tall box", "A failed record is among them."),
            (signs::flag, "flag", "A version was promoted: full for a policy, hollow for a template, square for code."),
            (signs::hatched, "hatched", "Nothing happened for long; between two lines, the time is folded."),
            (signs::thin, "thin line", "Records that the filter or the time range hides."),
        ],
    ),
];

/// Room of a shape.
const SIGN: f32 = 44.0;
/// Room of a word.
const WORD: f32 = 130.0;
/// Further than any page is long.
const FAR: f32 = 100_000.0;
