//! The exact bytes of the record, as they were hashed and signed.

use super::{section, value};
use crate::gui::paint::{self, Text};
use crate::gui::theme;
use crate::view::inspector::HexRow;
use crate::view::words::counted;
use crate::work::Step;
use egui::{Sense, Ui, vec2};

/// Leaf, signature, bytes.
pub fn raw_ui(ui: &mut Ui, step: &Step) {
    let tokens = theme::of(ui);
    let (Some(proof), Some(bytes)) = (&step.state.proof, &step.bytes) else {
        value(ui, "Bytes", "they cannot be read; the message page says why");
        return;
    };
    section(ui, "Signed by");
    match &proof.signed {
        Some(signed) => {
            value(ui, "Signer", &signed.actor);
            mono(ui, "Key", &signed.key);
            mono(ui, "n", &signed.n.to_string());
            mono(ui, "Previous leaf", &signed.prev.map_or("first of its chain".to_owned(), |prev| prev.b64()));
            mono(ui, "Signature", &signed.signature);
        }
        None => value(ui, "Signer", "the line cannot be read as a record"),
    }
    mono(ui, "[Leaf]", &format!("[{}]", proof.leaf.b64()));
    section(ui, &format!("{} as they were hashed", counted(bytes.len(), "byte")));
    let per_row = 8;
    let rows = bytes.len().div_ceil(per_row);
    let height = (rows as f32 * HEX_ROW).min(460.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().id_salt("hex").max_height(height).auto_shrink([false, true]).show_rows(
        ui,
        HEX_ROW,
        rows,
        |ui, seen| {
            for at in seen {
                let start = at * per_row;
                let of = bytes.get(start..(start + per_row).min(bytes.len())).unwrap_or_default();
                let row = HexRow { offset: start, bytes: of.to_vec() };
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEX_ROW), Sense::hover());
                paint::at(ui, rect, &Text::new(&hex_words(&row), theme::mono(), tokens.text));
            }
        },
    );
}

/// `00000010  7b 22 …  {"…`, eight bytes to a row, which fits the pane.
fn hex_words(row: &HexRow) -> String {
    let hex: Vec<String> = row.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let printable = |byte: &u8| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' };
    let ascii: String = row.bytes.iter().map(printable).collect();
    format!("{:06x}  {:<23}  {ascii}", row.offset, hex.join(" "))
}

fn mono(ui: &mut Ui, name: &str, value: &str) {
    let tokens = theme::of(ui);
    paint::pair(ui, name, value, theme::mono(), tokens.text);
}

const HEX_ROW: f32 = 17.0;
