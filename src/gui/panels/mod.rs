//! The panels: each draws a view and returns what the person wants. None changes anything.

mod applies;
mod banner;
mod centre;
mod checks;
mod completion;
mod contents;
mod drops;
mod filter_bar;
mod findings;
mod import;
mod inspector;
mod jump;
mod menu;
pub mod messages;
mod notebook;
mod notices;
mod over;
mod panes;
mod question;
mod recent;
mod replay_says;
mod save;
mod status;
mod timeline;
mod transport;
mod welcome;

pub use applies::applies_ui;
pub use drops::drops_ui;
pub use filter_bar::field_id as filter_id;
pub use notebook::field_id as note_id;
pub use over::keyboard_before;
pub use panes::{is_pane, walk};
pub use save::{save_ui, save_wanted};

use super::intent::Intent;
use super::state::{Desk, State};
use super::theme;
use crate::work::Pane;
use egui::{CentralPanel, Frame, Panel, Ui};

/// The whole window.
pub fn window_ui(ui: &mut Ui, state: &State) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    panes::begin(ui.ctx());
    let bar = Frame::new().fill(tokens.panel).inner_margin(egui::Margin::symmetric(12, 0));
    Panel::top("menu").exact_size(theme::BAR).frame(bar).show(ui, |ui| out.extend(menu::menu_ui(ui, state)));
    match (&state.import, &state.desk) {
        (Some(page), _) => out.extend(import::import_ui(ui, page)),
        (None, None) => {
            let whole = Frame::new().fill(tokens.background);
            CentralPanel::no_frame().frame(whole).show(ui, |ui| out.extend(welcome::welcome_ui(ui, state)));
        }
        (None, Some(desk)) => out.extend(desk_ui(ui, state, desk)),
    }
    if let Some((desk, question)) = state.desk.as_ref().and_then(|desk| Some((desk, desk.notes.question.as_ref()?))) {
        out.extend(question::question_ui(ui, question, desk.rows()));
    }
    if let Some(open) = state.desk.as_ref().and_then(|desk| desk.replay.jump.as_ref()) {
        out.extend(jump::jump_ui(ui, open));
    }
    // A right click goes to a record and opens its menu; on anything else there is none.
    let goes = out.iter().any(|intent| matches!(intent, Intent::Focus(_) | Intent::FocusRank(_)));
    if let Some(at) = super::paint::menu_wanted(ui).filter(|_| goes) {
        out.push(Intent::Over(super::over::Wish::Record(at.x, at.y)));
    }
    if let Some(over) = &state.over {
        out.extend(over::over_ui(ui, state, over));
    }
    out.extend(notices::notices_ui(ui, &state.notices));
    out
}

fn desk_ui(ui: &mut Ui, state: &State, desk: &Desk) -> Vec<Intent> {
    let tokens = theme::of(ui);
    let mut out = Vec::new();
    let plain = Frame::new().fill(tokens.panel);
    let wide = ui.available_width() >= INSPECTOR_BESIDE;
    Panel::top("banner").exact_size(banner::HEIGHT).frame(Frame::new()).show(ui, |ui| {
        panes::pane(ui, panes::Pane::Banner, None);
        out.extend(banner::banner_ui(ui, desk, state.opening.as_ref()));
    });
    Panel::top("filter").resizable(false).frame(plain.inner_margin(egui::Margin::symmetric(12, 6))).show(ui, |ui| {
        panes::pane(ui, panes::Pane::Filter, Some(filter_id()));
        out.extend(filter_bar::filter_ui(ui, desk));
    });
    Panel::bottom("status")
        .exact_size(26.0)
        .frame(plain.inner_margin(egui::Margin::symmetric(12, 0)))
        .show(ui, |ui| status::status_ui(ui, state, desk));
    Panel::bottom("transport").exact_size(theme::BAR).frame(plain.inner_margin(egui::Margin::symmetric(12, 0))).show(
        ui,
        |ui| {
            panes::pane(ui, panes::Pane::Transport, None);
            out.extend(transport::transport_ui(ui, desk));
        },
    );
    out.extend(replay_says::replay_says_ui(ui, desk));
    // Beside everything, the inspector has the height of the window: a policy and the clause that decided are long.
    let shown = |pane| !state.settings.hidden.contains(&pane);
    let notebook = shown(Pane::Notebook);
    // The notebook lies below the inspector or, where that is away or lies below itself, below the contents.
    let beside = wide && shown(Pane::Inspector);
    if beside {
        let panel = Panel::right("inspector").default_size(384.0).size_range(300.0..=560.0);
        panel.resizable(true).frame(plain).show(ui, |ui| {
            over_notebook(ui, desk, notebook, &mut out, |ui, out| {
                panes::pane(ui, panes::Pane::Inspector, None);
                out.extend(inspector::inspector_ui(ui, desk));
            });
        });
    }
    if !desk.timeline.hidden {
        let share = |part: f32| (ui.available_height() * part).clamp(timeline::LEAST, timeline::MOST);
        // In a narrow window the inspector lies above it and needs the room.
        let usual = if wide { share(0.32).min(timeline::USUAL) } else { timeline::LEAST };
        let most = share(0.5);
        Panel::bottom("timeline")
            .resizable(true)
            .default_size(usual)
            .size_range(timeline::LEAST..=most)
            .frame(plain)
            .show(ui, |ui| {
                panes::pane(ui, panes::Pane::Timeline, Some(timeline::canvas_id()));
                out.extend(timeline::timeline_ui(ui, desk));
            });
    }
    if shown(Pane::Contents) {
        let panel = Panel::left("contents").default_size(220.0).size_range(180.0..=320.0);
        panel.resizable(true).frame(plain).show(ui, |ui| {
            over_notebook(ui, desk, notebook && !beside, &mut out, |ui, out| {
                panes::pane(ui, panes::Pane::Contents, None);
                out.extend(contents::contents_ui(ui, desk));
            });
        });
    }
    if !wide && shown(Pane::Inspector) {
        let panel = Panel::bottom("inspector drawer").default_size(230.0).size_range(120.0..=420.0);
        panel.resizable(true).frame(plain).show(ui, |ui| {
            // Its height is its own, also while there is nothing in it yet.
            ui.set_min_height(ui.available_height());
            panes::pane(ui, panes::Pane::Inspector, None);
            out.extend(inspector::inspector_ui(ui, desk));
        });
    }
    let centre = Frame::new().fill(tokens.background);
    CentralPanel::no_frame().frame(centre).show(ui, |ui| {
        out.extend(centre::centre_ui(ui, desk));
    });
    out
}

/// A pane, and below it the notebook where it belongs there. Each keeps to its own part.
fn over_notebook(
    ui: &mut Ui,
    desk: &Desk,
    notebook: bool,
    out: &mut Vec<Intent>,
    pane: impl FnOnce(&mut Ui, &mut Vec<Intent>),
) {
    if !notebook {
        return pane(ui, out);
    }
    let whole = ui.available_rect_before_wrap();
    let height = notebook::height(&desk.notes, whole.width()).min(whole.height() * 0.5);
    let (above, below) = whole.split_top_bottom_at_y(whole.bottom() - height);
    let within = |ui: &mut Ui, rect: egui::Rect| ui.set_clip_rect(ui.clip_rect().intersect(rect));
    ui.scope_builder(egui::UiBuilder::new().max_rect(above), |ui| {
        within(ui, above);
        pane(ui, out);
    });
    ui.scope_builder(egui::UiBuilder::new().max_rect(below), |ui| {
        within(ui, below);
        panes::pane(ui, panes::Pane::Notebook, None);
        out.extend(notebook::notebook_ui(ui, desk));
    });
}

/// Width of a window from which on the inspector stands beside the table; in a narrower one it lies below (`ui.md` section 12).
const INSPECTOR_BESIDE: f32 = 1200.0;

/// Room beside the word of a tab.
const TAB_MARGIN: f32 = 20.0;

/// A row of tabs; gives the one that was chosen.
fn tabs_ui<Tab: Copy + PartialEq>(ui: &mut Ui, tabs: &[(Tab, &str)], chosen: Tab) -> Option<Tab> {
    let tokens = theme::of(ui);
    let mut out = None;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (tab, word) in tabs {
            let galley = ui.painter().layout_no_wrap((*word).to_owned(), theme::body(), tokens.text);
            let size = egui::vec2(galley.size().x + TAB_MARGIN, ui.available_height());
            let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
            let on = *tab == chosen;
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, on, *word));
            let color = if on || response.hovered() { tokens.text } else { tokens.secondary };
            let text = crate::gui::paint::Text::new(word, theme::body(), color);
            crate::gui::paint::aligned(ui, rect, &text, egui::Align::Center);
            if on {
                let line = egui::Rect::from_min_max(egui::pos2(rect.left(), rect.bottom() - 2.0), rect.max);
                ui.painter().rect_filled(line, 0.0, tokens.accent);
            }
            if response.has_focus() {
                ui.painter().rect_stroke(
                    rect.shrink(2.0),
                    2.0,
                    egui::Stroke::new(2.0, tokens.accent),
                    egui::StrokeKind::Inside,
                );
            }
            if response.clicked() {
                out = Some(*tab);
            }
        }
    });
    out
}
