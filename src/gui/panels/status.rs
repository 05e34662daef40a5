//! The status bar: how many records, what the filter hides, how far the checks are, and in which zone times are.

use crate::case::Assurance;
use crate::gui::paint::{self, Text};
use crate::gui::state::{Desk, State};
use crate::gui::theme;
use crate::session::Standing;
use crate::view::places::Places;
use crate::view::words::{count, counted};
use crate::work::Stage;
use egui::{Align, Ui};

/// One line.
pub fn status_ui(ui: &mut Ui, state: &State, desk: &Desk) {
    let tokens = theme::of(ui);
    let rect = ui.max_rect();
    let parts = parts(state, desk);
    let before_zone = rect.with_max_x(rect.right() - ZONE);
    paint::at(ui, before_zone, &Text::new(&parts.join("   ·   "), egui::FontId::proportional(12.0), tokens.secondary));
    paint::aligned(ui, rect, &Text::new("UTC", egui::FontId::proportional(12.0), tokens.secondary), Align::Max);
}

/// Room for the zone at the right.
const ZONE: f32 = 40.0;

fn parts(state: &State, desk: &Desk) -> Vec<String> {
    let opened = &desk.opened;
    let records = opened.case.len();
    let mut out: Vec<String> = desk.notes.said.iter().cloned().collect();
    if let Some(exporting) = &desk.notes.exporting {
        let (done, total) = exporting.watch.progress();
        let path = exporting.path.display();
        out.push(format!("writing {path}: {} of {}", count(done as usize), count(total as usize)));
    }
    let is_beginning = opened.stage == Stage::Beginning;
    out.push(if is_beginning {
        format!("the first {}", counted(records, "record"))
    } else {
        counted(records, "record")
    });
    let places = opened.case.parts().get(desk.bundle).and_then(|part| Places::of(&part.verification));
    if places.is_some() {
        out.push("record numbers are places in the bundle, not the log's".to_owned());
    }
    let unbrushed = desk.filter.unbrushed.count();
    let hidden = records.saturating_sub(unbrushed);
    if let Some(reach) = desk.filter.reach {
        out.push(format!("{} of them searched", count(reach)));
    } else if hidden > 0 {
        let filters = !desk.filter.holds.text().is_empty();
        out.push(match (desk.filter.part.is_some(), filters) {
            (true, true) => format!("bundle and filter hide {}", count(hidden)),
            (true, false) => format!("{} in other bundles", count(hidden)),
            (false, _) => format!("filter hides {}", count(hidden)),
        });
    }
    if desk.filter.brush.is_some() {
        out.push(format!("time range hides {}", count(unbrushed.saturating_sub(desk.filter.selection.count()))));
    }
    if let Some(found) = desk.findings.found().filter(|found| found.told() > 0) {
        let [gravest, ..] = found.severities;
        let grave = if gravest.told > 0 {
            format!(", {} tested and false", count(gravest.told as usize))
        } else {
            String::new()
        };
        out.push(format!("{}{grave}", counted(found.told() as usize, "finding")));
    }
    for (mark, number) in Assurance::ALL.into_iter().zip(opened.marks) {
        if number > 0 {
            out.push(format!("{} {}", count(number as usize), mark.word()));
        }
    }
    if let Some(job) = &desk.indexing {
        let (done, total) = job.watch.progress();
        let pace = job.pace.words("text");
        out.push(format!("search index: {} of {}{pace}", count(done as usize), count(total as usize)));
    }
    if let Some(job) = &state.opening {
        let (done, total) = job.watch.progress();
        let pace = job.pace.words("record");
        let doing = if is_beginning { "reading the rest" } else { "checking signatures" };
        out.push(format!("{doing}: {} of {}{pace}", count(done as usize), count(total as usize)));
    } else if opened.stage != Stage::Whole {
        out.push("checking was stopped".to_owned());
    }
    if let Standing::AtImport { .. } = opened.standing {
        out.push("verdict as found at the import".to_owned());
    }
    out.extend(opened.notices.iter().cloned());
    out
}
