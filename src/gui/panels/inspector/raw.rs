//! The exact bytes of the record or of one of its payloads, as they were hashed, beside their fields: what is pointed at or chosen
//! in one is lit in the other.
//!
//! Only the rows in sight are laid out. A row has a fixed number of bytes, so its place is arithmetic.

use super::{computed, section, value};
use crate::gui::intent::{Intent, Raw};
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::{hostile, theme};
use crate::view::inspector::{PART, PayloadPart, boundary};
use crate::view::proof::{Field, field_at};
use crate::view::words::{count, counted, one_line};
use crate::work::{Lane, Step};
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Id, Rect, ScrollArea, Sense, Ui, pos2, vec2};
use std::ops::Range;

/// Who signed, fields, bytes.
pub fn raw_ui(ui: &mut Ui, desk: &Desk, step: &Step) -> Vec<Intent> {
    let mut out = Vec::new();
    let (Some(proof), Some(bytes)) = (&step.state.proof, &step.bytes) else {
        value(ui, "Bytes", "they cannot be read; the message page says why");
        return out;
    };
    let signer = proof.signed.as_ref().map_or("the line cannot be read as a record", |signed| &signed.actor);
    value(ui, "Signer", signer);
    computed(ui, "Leaf", &proof.leaf.b64(), theme::of(ui).text);
    which_ui(ui, desk, step, &mut out);
    let page = match (desk.raw.payload, desk.payload_shown()) {
        (None, _) => Page::of_line(bytes, desk, step),
        (Some(_), None) => {
            value(ui, "Bytes", &desk.waits(Lane::Payload, "being read…"));
            return out;
        }
        (Some(_), Some(part)) => match &part.bytes {
            Err(why) => {
                value(ui, "Bytes", &format!("they cannot be shown: {why}"));
                return out;
            }
            Ok(bytes) => {
                part_ui(ui, part, bytes.len(), &mut out);
                Page::of_payload(bytes, desk, part)
            }
        },
    };
    section(
        ui,
        &format!("{} as they were hashed, {}", counted(page.bytes.len(), "byte"), counted(page.fields.len(), "field")),
    );
    ui.horizontal(|ui| {
        for (hex, word) in [(false, "Text"), (true, "Hex")] {
            if ui.selectable_label(desk.raw.hex == hex, word).clicked() {
                out.push(Intent::Raw(Raw::Hex(hex)));
            }
        }
        ui.add_space(12.0);
        for (by, word) in [(-1, "Previous field"), (1, "Next field")] {
            if ui.add_enabled(!page.fields.is_empty(), egui::Button::new(word)).clicked() {
                out.push(Intent::Raw(Raw::By(by)));
            }
        }
    });
    chosen_ui(ui, &page);
    let hovered_id = Id::unique("raw hovered");
    let hovered: Option<usize> = ui.data(|data| data.get_temp(hovered_id)).flatten();
    let moved = page.moved(ui);
    let mut now = None;
    let mut both = |ui: &mut Ui, first: bool, height: f32| {
        let (over, clicked) = if first {
            fields_ui(ui, &page, hovered, moved, height)
        } else if desk.raw.hex {
            hex_ui(ui, &page, hovered, moved, height)
        } else {
            text_ui(ui, &page, hovered, moved, height)
        };
        now = now.or(over);
        out.extend(clicked.map(|at| Intent::Raw(Raw::Field(at))));
    };
    if page.fields.is_empty() {
        both(ui, false, HEIGHT);
    } else if ui.available_width() >= BESIDE {
        ui.columns(2, |columns| {
            for (at, ui) in columns.iter_mut().enumerate() {
                both(ui, at == 0, HEIGHT);
            }
        });
    } else {
        both(ui, true, HEIGHT * 0.6);
        ui.add_space(8.0);
        both(ui, false, HEIGHT);
    }
    if now != hovered {
        ui.data_mut(|data| data.insert_temp(hovered_id, now));
        ui.ctx().request_repaint();
    }
    out
}

/// Whose bytes are shown: the record's line, or one of its payloads.
fn which_ui(ui: &mut Ui, desk: &Desk, step: &Step, out: &mut Vec<Intent>) {
    if step.state.payloads.is_empty() {
        return;
    }
    section(ui, "Bytes of");
    ui.horizontal_wrapped(|ui| {
        let now = desk.raw.payload.map(|(number, _)| number);
        let mut offer = |ui: &mut Ui, number: Option<usize>, words: &str| {
            let words = hostile::visible(ui, words, &theme::body()).into_owned();
            if ui.selectable_label(now == number, words).clicked() {
                out.push(Intent::Raw(Raw::Payload(number.map(|number| (number, 0)))));
            }
        };
        offer(ui, None, "The record's line");
        for (number, payload) in step.state.payloads.iter().enumerate() {
            let length = counted(payload.length as usize, "byte");
            offer(ui, Some(number), &format!("Payload {}, {length}", one_line(&payload.role, VALUE_CHARS)));
        }
    });
}

/// Which part of a payload is shown, and the way to the others.
fn part_ui(ui: &mut Ui, part: &PayloadPart, length: usize, out: &mut Vec<Intent>) {
    if part.salt > 0 {
        let salt = counted(part.salt, "byte");
        value(ui, "Salt", &format!("{salt} before these; the digest is over both, and offsets begin after it"));
    }
    if length == part.total {
        return;
    }
    let (from, end) = (part.at.from, part.at.from + length);
    let words = format!("{}–{} of {}", count(from), count(end.saturating_sub(1)), counted(part.total, "byte"));
    value(ui, "Shown", &words);
    ui.horizontal(|ui| {
        for (word, is_there, to) in
            [("Part before", from > 0, from.saturating_sub(PART)), ("Part after", end < part.total, end)]
        {
            if ui.add_enabled(is_there, egui::Button::new(word)).clicked() {
                out.push(Intent::Raw(Raw::Payload(Some((part.at.number, to)))));
            }
        }
    });
}

#[derive(Clone, Copy)]
struct Page<'a> {
    bytes: &'a [u8],
    /// Offset of the first byte.
    base: usize,
    /// Digits of an offset.
    digits: usize,
    is_text: bool,
    fields: &'a [Field],
    chosen: Option<usize>,
    /// The record, and the payload with its offset.
    whose: (u32, Option<(usize, usize)>),
}

impl<'a> Page<'a> {
    fn of_line(bytes: &'a [u8], desk: &Desk, step: &'a Step) -> Page<'a> {
        let (chosen, whose) = (desk.raw.field, (step.state.record.row, None));
        let is_text = std::str::from_utf8(bytes).is_ok();
        Page { bytes, base: 0, digits: OFFSET_DIGITS, is_text, fields: &step.fields, chosen, whose }
    }

    fn of_payload(bytes: &'a [u8], desk: &Desk, part: &'a PayloadPart) -> Page<'a> {
        let (chosen, whose) = (desk.raw.field, (part.at.row, desk.raw.payload));
        let digits = part.total.to_string().len().max(OFFSET_DIGITS);
        Page { bytes, base: part.at.from, digits, is_text: part.is_text, fields: &part.fields, chosen, whose }
    }

    /// The chosen field where it is another than in the frame before: it is scrolled to then.
    fn moved(&self, ui: &Ui) -> Option<usize> {
        let id = Id::unique("raw chosen");
        let now = (self.whose, self.chosen);
        let is_new = ui.data(|data| data.get_temp(id) != Some(now));
        ui.data_mut(|data| data.insert_temp(id, now));
        self.chosen.filter(|_| is_new)
    }

    fn range(&self, field: Option<usize>) -> Range<usize> {
        field.and_then(|at| self.fields.get(at)).map_or(0..0, |field| field.whole.clone())
    }
}

/// The chosen field in words.
fn chosen_ui(ui: &mut Ui, page: &Page<'_>) {
    match page.chosen.and_then(|at| page.fields.get(at)) {
        Some(field) => value(ui, "Chosen", &words(page, field)),
        None => value(ui, "Chosen", "no field; click one, or a byte of it"),
    }
}

fn words(page: &Page<'_>, field: &Field) -> String {
    let last = field.whole.end.saturating_sub(1);
    format!("{}, bytes {}–{last}: {}", one_line(&field.path, PATH_CHARS), field.whole.start, said(page, field))
}

/// The beginning of a field's value.
fn said(page: &Page<'_>, field: &Field) -> String {
    let value = page.bytes.get(field.value.clone()).unwrap_or_default();
    let text = String::from_utf8_lossy(value.get(..value.len().min(4 * VALUE_CHARS)).unwrap_or_default());
    one_line(&text, VALUE_CHARS)
}

type Found = (Option<usize>, Option<usize>);

/// The fields; gives the one under the pointer and the one that was clicked.
fn fields_ui(ui: &mut Ui, page: &Page<'_>, hovered: Option<usize>, moved: Option<usize>, height: f32) -> Found {
    let tokens = theme::of(ui);
    let mut found = (None, None);
    area("fields", height, moved).show_rows(ui, ROW, page.fields.len(), |ui, seen| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for at in seen {
            let Some(field) = page.fields.get(at) else { continue };
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
            let on = page.chosen == Some(at);
            let shown = hostile::visible(ui, &words(page, field), &theme::body()).into_owned();
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, on, &shown));
            paint_back(ui, rect, on, hovered == Some(at));
            let left = rect.with_min_x(rect.left() + 6.0 + 10.0 * field.depth.min(8) as f32);
            let name = field.path.rsplit('.').next().unwrap_or(&field.path);
            let end = paint::at(ui, left, &Text::new(name, theme::mono(), tokens.text));
            let rest = Rect::from_min_max(pos2(end + 10.0, rect.top()), rect.max);
            paint::at(ui, rest, &Text::new(&said(page, field), theme::mono(), tokens.secondary));
            if response.hovered() {
                found.0 = Some(at);
            }
            if response.clicked() {
                found.1 = Some(at);
            }
        }
    });
    found
}

/// Eight bytes a row, in hex and as characters.
fn hex_ui(ui: &mut Ui, page: &Page<'_>, hovered: Option<usize>, moved: Option<usize>, height: f32) -> Found {
    let row = |_: &Ui, start: usize| {
        let end = (start + PER_HEX_ROW).min(page.bytes.len());
        let of = page.bytes.get(start..end).unwrap_or_default();
        let mut pieces = vec![(None, format!("{:0width$x}  ", page.base + start, width = page.digits))];
        pieces.extend(of.iter().zip(start..).map(|(byte, at)| (Some(at), format!("{byte:02x} "))));
        pieces.push((None, " ".repeat(3 * (PER_HEX_ROW - of.len()) + 1)));
        let printable = |byte: &u8| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' };
        pieces.extend(of.iter().zip(start..).map(|(byte, at)| (Some(at), printable(byte).to_string())));
        pieces
    };
    bytes_ui(ui, page, (hovered, moved), ("hex", PER_HEX_ROW, height), &row)
}

/// As text, with what deceives written out; the offset of the first byte before each row.
fn text_ui(ui: &mut Ui, page: &Page<'_>, hovered: Option<usize>, moved: Option<usize>, height: f32) -> Found {
    let advance = ui.fonts_mut(|fonts| fonts.glyph_width(&theme::mono(), '0'));
    let per_row = ((ui.available_width() / advance) as usize).saturating_sub(page.digits + 3).clamp(16, 160);
    if !page.is_text {
        return hex_ui(ui, page, hovered, moved, height);
    }
    let row = |ui: &Ui, from: usize| {
        // A character belongs to the row in which it begins.
        let (start, end) = (boundary(page.bytes, from), boundary(page.bytes, from + per_row));
        let mut pieces = vec![(None, format!("{:0width$}  ", page.base + start, width = page.digits))];
        let of = std::str::from_utf8(page.bytes.get(start..end).unwrap_or_default()).unwrap_or_default();
        pieces.extend(of.char_indices().map(|(at, c)| {
            let mut buffer = [0; 4];
            (Some(start + at), hostile::visible(ui, c.encode_utf8(&mut buffer), &theme::mono()).into_owned())
        }));
        pieces
    };
    bytes_ui(ui, page, (hovered, moved), ("text", per_row, height), &row)
}

/// A piece of a row: the byte that it shows, and what is drawn.
type Piece = (Option<usize>, String);

fn bytes_ui(
    ui: &mut Ui,
    page: &Page<'_>,
    (hovered, moved): (Option<usize>, Option<usize>),
    (salt, per_row, height): (&str, usize, f32),
    row: &dyn Fn(&Ui, usize) -> Vec<Piece>,
) -> Found {
    let rows = page.bytes.len().div_ceil(per_row);
    let (chosen, near) = (page.range(page.chosen), page.range(hovered));
    let at = moved.map(|_| chosen.start / per_row);
    let mut found = (None, None);
    area(salt, height, at).show_rows(ui, ROW, rows, |ui, seen| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for at in seen {
            let pieces = row(ui, at * per_row);
            let said: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
            let job = job(ui, &pieces, &chosen, &near);
            let galley = ui.painter().layout_job(job);
            let width = galley.size().x.max(ui.available_width());
            let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
            if let Some(pointer) = response.hover_pos().or(response.interact_pointer_pos()) {
                let index = galley.cursor_from_pos(pointer - rect.min - vec2(CELL / 2.0, 0.0)).index.0;
                let field = piece_at(&pieces, index).and_then(|byte| field_at(page.fields, byte));
                found.0 = found.0.or(field);
                found.1 = found.1.or(field.filter(|_| response.clicked()));
            }
            ui.painter().galley(rect.min, galley, Color32::PLACEHOLDER);
        }
    });
    found
}

/// The byte that the piece with this character shows.
fn piece_at(pieces: &[Piece], character: usize) -> Option<usize> {
    let mut end = 0;
    let piece = pieces.iter().find(|(_, text)| {
        end += text.chars().count();
        character < end
    });
    piece.and_then(|(byte, _)| *byte)
}

fn job(ui: &Ui, pieces: &[Piece], chosen: &Range<usize>, near: &Range<usize>) -> LayoutJob {
    let tokens = theme::of(ui);
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    for (byte, text) in pieces {
        let inside = |range: &Range<usize>| byte.is_some_and(|byte| range.contains(&byte));
        let escaped = byte.is_some() && text.starts_with('\u{27e8}');
        let color = match byte {
            None => tokens.secondary,
            Some(_) if escaped => tokens.warning,
            Some(_) => tokens.text,
        };
        let background = if inside(chosen) {
            tokens.selection
        } else if inside(near) {
            tokens.hairline
        } else {
            Color32::TRANSPARENT
        };
        job.append(text, 0.0, TextFormat { font_id: theme::mono(), color, background, ..TextFormat::default() });
    }
    job
}

fn paint_back(ui: &Ui, rect: Rect, chosen: bool, hovered: bool) {
    let tokens = theme::of(ui);
    if chosen {
        ui.painter().rect_filled(rect, 0.0, tokens.selection);
    } else if hovered {
        ui.painter().rect_filled(rect, 0.0, tokens.hairline);
    }
}

/// A list that scrolls by itself, at a row where one is to be shown.
fn area(salt: &str, height: f32, row: Option<usize>) -> ScrollArea {
    let area = ScrollArea::both().id_salt(salt).max_height(height).auto_shrink([false, true]);
    match row {
        Some(row) => area.vertical_scroll_offset((row as f32 * ROW - height / 3.0).max(0.0)),
        None => area,
    }
}

/// Height of a row.
const ROW: f32 = 18.0;
/// Height of the bytes.
const HEIGHT: f32 = 320.0;
/// Width from which on fields and bytes stand side by side.
const BESIDE: f32 = 640.0;
/// Bytes of a row in hex, which fits the pane.
const PER_HEX_ROW: usize = 8;
/// Digits of an offset at least.
const OFFSET_DIGITS: usize = 6;
/// Characters of a path of fields.
const PATH_CHARS: usize = 200;
/// Characters of a value in the list.
const VALUE_CHARS: usize = 60;
/// About the width of a character.
const CELL: f32 = 7.0;
