//! Whose keys count. Nothing is trusted by itself, and nothing is kept before the person says so.

use super::files::key_ui;
use super::{field, part, sentence};
use crate::gui::importing::{Page, Wish};
use crate::gui::intent::Choice;
use crate::gui::paint;
use crate::gui::{hostile, theme};
use crate::work::{Offer, TrustChoice};
use egui::{Button, Frame, Margin, Stroke, Ui, vec2};

/// The choice, what is wrong with it, and the keys that it trusts.
pub fn trust_ui(ui: &mut Ui, page: &Page) -> Vec<Wish> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    part(ui, "Whose keys count");
    let Some(weighed) = &page.weighed else {
        sentence(ui, "The trust is being weighed", tokens.secondary);
        return out;
    };
    let mut row = |ui: &mut Ui, chosen: bool, word: &str, choice: TrustChoice| {
        if ui.radio(chosen, word).clicked() && !chosen {
            out.push(Wish::Trust(choice));
        }
    };
    row(ui, page.trust == TrustChoice::Nothing, "Nobody's: the verdict will be Undecidable", TrustChoice::Nothing);
    for offer in &weighed.offers {
        let word = hostile::visible(ui, &offered(offer), &theme::body()).into_owned();
        row(ui, page.trust == offer.choice, &word, offer.choice.clone());
    }
    let is_keys = matches!(page.trust, TrustChoice::Keys(_));
    row(ui, is_keys, "Keys that I paste", TrustChoice::Keys(page.keys.clone()));
    let is_folder = matches!(page.trust, TrustChoice::Folder(_));
    row(ui, is_folder, "A trust folder", TrustChoice::Folder(page.folder.trim().into()));
    if is_keys {
        out.extend(keys_ui(ui, page));
    }
    if is_folder {
        out.extend(folder_ui(ui, page));
    }
    for fault in &weighed.faults {
        sentence(ui, fault, tokens.failed);
    }
    if !weighed.trusts.is_empty() {
        ui.add_space(6.0);
        paint::heading(ui, "Keys that this trusts and that are not named above");
        weighed.trusts.iter().for_each(|key| key_ui(ui, key));
    }
    if page.trust != TrustChoice::Nothing && weighed.faults.is_empty() && !weighed.fits_all() {
        sentence(ui, "It is not for every log that is opened here", tokens.warning);
    }
    if page.can_keep_trust() {
        out.extend(keep_ui(ui, page));
    }
    out
}

fn offered(offer: &Offer) -> String {
    let fits = if offer.fits { "" } else { ", which is not the log of what is opened here" };
    match offer.origin.as_str() {
        "" => offer.name.clone(),
        origin => format!("Profile {}, for the log {origin}{fits}", offer.name),
    }
}

fn keys_ui(ui: &mut Ui, page: &Page) -> Option<Wish> {
    let tokens = theme::of(ui);
    let label = ui.label(
        egui::RichText::new(
            "One verifier key a line: of the log and of its authority; witnesses and exporters if there are any",
        )
        .color(tokens.secondary),
    );
    let mut text = page.keys.clone();
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::RADIUS)
        .inner_margin(Margin::symmetric(8, 6));
    let edit = egui::TextEdit::multiline(&mut text)
        .font(theme::mono())
        .frame(frame)
        .desired_rows(4)
        .desired_width(ui.available_width() - 18.0);
    edit.show(ui).response.response.labelled_by(label.id);
    (text != page.keys).then_some(Wish::Keys(text))
}

fn folder_ui(ui: &mut Ui, page: &Page) -> Vec<Wish> {
    let mut out = Vec::new();
    let mut text = page.folder.clone();
    ui.horizontal(|ui| {
        let width = ui.available_width() - 100.0;
        field(ui, "Trust folder", &mut text, width);
        if ui.add(Button::new("Choose…").min_size(vec2(84.0, 28.0))).clicked() {
            out.push(Wish::Ask(Choice::TrustFolder));
        }
    });
    if text != page.folder {
        out.push(Wish::Folder(text));
    }
    out
}

fn keep_ui(ui: &mut Ui, page: &Page) -> Vec<Wish> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    ui.add_space(6.0);
    sentence(ui, "These keys count for this opening only, unless you keep them as a profile", tokens.secondary);
    let mut name = page.name.clone();
    ui.horizontal(|ui| {
        field(ui, "Name of the profile", &mut name, 240.0);
        let keep =
            ui.add_enabled(!name.trim().is_empty(), Button::new("Keep as a profile").min_size(vec2(120.0, 28.0)));
        if keep.clicked() {
            out.push(Wish::KeepTrust);
        }
    });
    if name != page.name {
        out.push(Wish::Name(name));
    }
    out
}
