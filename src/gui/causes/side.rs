//! One way from the record: how much is recorded, the list, and the way to all of it.

use super::list::{List, list_ui};
use super::state::{CausesIntent, Chain};
use crate::case::Assurance;
use crate::gui::intent::Intent;
use crate::gui::paint::{self, Text};
use crate::gui::state::Desk;
use crate::gui::theme;
use crate::view::causes::{Direct, Listed, Side, Way, question, side_words};
use crate::view::words::{count, counted};
use egui::{Align, Layout, Rect, RichText, Ui, UiBuilder, pos2, vec2};

/// What is listed one way.
pub struct Half<'a> {
    way: Way,
    side: &'a Side,
    chain: Option<&'a Chain>,
    direct: &'a Direct,
}

impl<'a> Half<'a> {
    /// Height below which a list is no use.
    pub const LEAST: f32 = HEAD + 3.0 * theme::ROW;

    pub fn of(desk: &'a Desk, direct: &'a Direct, way: Way) -> Half<'a> {
        let side = match way {
            Way::Before => &direct.before,
            Way::After => &direct.after,
        };
        Half { way, side, chain: desk.causes.chain(way), direct }
    }

    /// The records, and whether they go beyond direct links.
    fn listed(&self) -> (&'a Listed, bool) {
        let all = self.chain.and_then(|chain| chain.listed.as_deref());
        all.map_or((&self.side.direct, false), |all| (all, true))
    }

    /// Height at which nothing has to scroll.
    pub fn height(&self) -> f32 {
        let (listed, _) = self.listed();
        let cut = listed.entries.len() < listed.total;
        match listed.total {
            0 => HEAD + NOTHING,
            _ => HEAD + listed.entries.len() as f32 * theme::ROW + if cut { 40.0 } else { 8.0 },
        }
    }
}

/// Heading, then the list or why there is none.
pub fn side_ui(ui: &mut Ui, rect: Rect, desk: &Desk, half: &Half<'_>) -> Vec<Intent> {
    let mut out = Vec::new();
    let (head, body) = rect.split_top_bottom_at_y(rect.top() + HEAD);
    out.extend(head_ui(ui, head, half));
    let (listed, is_chain) = half.listed();
    if listed.total == 0 {
        let place = Rect::from_min_max(pos2(body.left() + 12.0, body.top()), pos2(body.right() - 12.0, body.bottom()));
        let words = nothing(half);
        paint::lines(ui, place, &Text::new(&words, theme::body(), theme::of(ui).secondary), 3);
        let response = ui.interact(place, ui.scope_id().with(("nothing", half.way)), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
        return out;
    }
    let way = half.way;
    let from = move |first| CausesIntent::From(way, first);
    let on: Option<&dyn Fn(usize) -> CausesIntent> = if is_chain { Some(&from) } else { None };
    let list = List {
        listed,
        way: Some(way),
        is_chain,
        takes_keys: desk.causes.keys_to == Some(way) && !desk.causes.busy,
        from: on,
    };
    let builder = UiBuilder::new().max_rect(body).id_salt(("causes", way as usize));
    ui.scope_builder(builder, |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(body));
        out.extend(list_ui(ui, question(way), &list));
    });
    out
}

fn head_ui(ui: &mut Ui, rect: Rect, half: &Half<'_>) -> Option<Intent> {
    let tokens = theme::of(ui);
    let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 0.0))).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let out = all_ui(ui, half);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.label(RichText::new(question(half.way)).font(theme::strong()).color(tokens.text));
            ui.add(egui::Label::new(RichText::new(words(half)).color(tokens.secondary)).truncate());
        });
        out
    })
    .inner
}

fn words(half: &Half<'_>) -> String {
    match half.chain {
        Some(Chain { busy: true, listed: None, watch, .. }) => {
            format!("following links, {} found so far", counted(watch.progress().0 as usize, "record"))
        }
        Some(Chain { listed: Some(listed), walk: Some(walk), .. }) => {
            format!("{}, up to {} away", listed.words(), counted(walk.depth(), "link"))
        }
        _ => side_words(half.side, half.way == Way::Before && !half.direct.focus.lost.is_empty()),
    }
}

/// The button to all that links lead to, or back.
fn all_ui(ui: &mut Ui, half: &Half<'_>) -> Option<Intent> {
    let way = half.way;
    let mut out = None;
    let mut button = |ui: &mut Ui, words: &str, said: &str, intent: CausesIntent| {
        let response = ui.add(egui::Button::new(words).min_size(vec2(24.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, said));
        if response.clicked() {
            out = Some(Intent::Causes(intent));
        }
    };
    let verb = match way {
        Way::Before => "led to it",
        Way::After => "followed",
    };
    match half.chain {
        Some(chain) if chain.busy => {
            button(ui, "Cancel", &format!("Cancel: all that {verb}"), CausesIntent::Direct(way))
        }
        Some(_) => {
            button(ui, "Direct links only", &format!("Direct links only, of what {verb}"), CausesIntent::Direct(way))
        }
        None if half.side.all.records > half.side.direct.entries.len() => {
            let all = &half.side.all;
            let more = if all.whole { "" } else { "more than " };
            let words = format!("Show all that {verb} ({more}{})", count(all.records));
            button(ui, &words, &words, CausesIntent::All(way));
        }
        None => {}
    }
    out
}

/// Why a list is empty, and what that means.
fn nothing(half: &Half<'_>) -> String {
    let focus = &half.direct.focus;
    let failed = focus.of.record.mark == Assurance::Failed;
    match half.way {
        Way::Before if !focus.lost.is_empty() => {
            "No cause is here: what the record links to is not among the records of the case.".to_owned()
        }
        Way::Before => {
            "No cause is recorded: it refers to no record, answers no message, and names no grant and no order. \
             That does not show that nothing led to it."
                .to_owned()
        }
        Way::After if failed => {
            "No record links to it as it reads now. A reference holds the leaf of the bytes as they were signed: \
             what refers to the record before it was changed does not lead here."
                .to_owned()
        }
        Way::After => "Nothing recorded followed: no record refers to it, answers it, or names what it established. \
             That does not show that nothing followed."
            .to_owned(),
    }
}

/// Height of a heading.
const HEAD: f32 = 34.0;
/// Height of the words in place of a list.
const NOTHING: f32 = 46.0;
