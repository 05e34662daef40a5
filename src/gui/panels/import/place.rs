//! Where the case goes: nowhere, or into a folder, with a copy of the evidence or without.

use super::files::bytes;
use super::{field, part, sentence};
use crate::gui::importing::{Page, Wish};
use crate::gui::intent::Choice;
use crate::gui::theme;
use crate::work::Storage;
use egui::{Button, Ui, vec2};

/// The choice.
pub fn place_ui(ui: &mut Ui, page: &Page) -> Vec<Wish> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    part(ui, "Where the case goes");
    if ui.radio(page.into.is_none(), "Nowhere: the bundles are looked at, and nothing is kept").clicked() {
        out.push(Wish::Into(None));
    }
    let folder = ui.radio(page.into.is_some(), "A case folder, which keeps an index, your notes and your log");
    if folder.clicked() && page.into.is_none() {
        out.push(Wish::Into(Some(String::new())));
    }
    let Some(dir) = &page.into else { return out };
    let mut text = dir.clone();
    ui.horizontal(|ui| {
        let width = ui.available_width() - 100.0;
        field(ui, "Case folder", &mut text, width);
        if ui.add(Button::new("Choose…").min_size(vec2(84.0, 28.0))).clicked() {
            out.push(Wish::Ask(Choice::CaseFolder));
        }
    });
    if text != *dir {
        out.push(Wish::Into(Some(text)));
    }
    sentence(ui, "A folder that is not there is made; a case that is there gets these bundles added", tokens.secondary);
    for (keep, word) in [
        (Storage::Copy, "Keep a copy of the bundles in the case"),
        (Storage::InPlace, "Leave the bundles where they lie; the case says where"),
    ] {
        if ui.radio(page.keep == keep, word).clicked() {
            out.push(Wish::Keep(keep));
        }
    }
    sentence(ui, &format!("Needs about {} there", bytes(needed(page))), tokens.secondary);
    out
}

/// Bytes that the case takes: the copies, and rows and index. Those took 134 bytes a record with short texts (`benches/folder.rs`);
/// a kilobyte leaves room for long ones.
fn needed(page: &Page) -> u64 {
    let evidence: u64 = page.looked.iter().map(|file| file.bytes).sum();
    let records: u64 = page.looked.iter().filter_map(|file| file.size).sum();
    let copies = if page.keep == Storage::Copy { evidence } else { 0 };
    copies.saturating_add(records.saturating_mul(INDEX_PER_RECORD)).saturating_add(INDEX_LEAST)
}

/// Bytes of index for each record, as measured on the samples and on a log of 100 000 records.
const INDEX_PER_RECORD: u64 = 1_000;
/// Of a case with nothing in it.
const INDEX_LEAST: u64 = 256 * 1024;
