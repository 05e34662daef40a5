//! The filter: what is typed is read at once, and holds as soon as its records are known.

use crate::case::filter::Filter;
use crate::gui::state::{Desk, Effect, FilterState};
use crate::view::timeline::Brush;
use crate::work::{Filtered, Lane, Request};
use std::sync::Arc;

pub fn typed(desk: &mut Desk, text: String) -> Vec<Effect> {
    if text == desk.filter.text {
        return Vec::new();
    }
    if let Some(effects) = super::notes::pasted(desk, &text) {
        return effects;
    }
    desk.filter.completion.back = None;
    desk.filter.lifted = None;
    desk.filter.text = text;
    match Filter::parse(&desk.filter.text) {
        Ok(_) => {
            desk.filter.fault = None;
            desk.filter.busy = true;
            vec![ask(desk.filter.text.clone(), &desk.filter)]
        }
        Err(fault) => {
            // The filter before it goes on to hold; the field says what is wrong and where.
            desk.filter.fault = Some(fault);
            desk.filter.busy = false;
            vec![Effect::Cancel(Lane::Filter)]
        }
    }
}

pub fn add(desk: &mut Desk, condition: &str) -> Vec<Effect> {
    let Ok(more) = Filter::parse(condition) else { return Vec::new() };
    // Choosing what is chosen already takes it away again.
    let kept = desk.filter.holds.conditions().iter().position(|known| known == more.text());
    match kept {
        Some(at) => drop_condition(desk, at),
        None => match meant(&desk.filter).and(&more) {
            Ok(both) => typed(desk, both.text().to_owned()),
            Err(fault) => {
                desk.filter.fault = Some(fault);
                Vec::new()
            }
        },
    }
}

pub fn drop_condition(desk: &mut Desk, at: usize) -> Vec<Effect> {
    let rest = desk.filter.holds.without(at);
    typed(desk, rest.text().to_owned())
}

/// Another bundle, or all: the filter stays.
pub fn bundle(desk: &mut Desk, part: Option<usize>) -> Vec<Effect> {
    desk.filter.lifted = None;
    choose(desk, part);
    let mut effects = again(desk);
    effects.extend(super::replay::refresh(desk));
    effects
}

fn choose(desk: &mut Desk, part: Option<usize>) {
    if let Some(at) = part.filter(|at| *at < desk.banners.len()) {
        desk.bundle = at;
    }
    desk.filter.part = part.filter(|_| desk.banners.len() > 1);
}

/// Filter, bundle and time range at once.
pub fn put(desk: &mut Desk, text: String, part: Option<usize>, brush: Option<Brush>) -> Vec<Effect> {
    choose(desk, part);
    (desk.filter.text, desk.filter.brush) = (text, brush);
    (desk.filter.fault, desk.filter.completion.back) = (None, None);
    desk.filter.busy = true;
    let mut effects = vec![ask(desk.filter.text.clone(), &desk.filter)];
    effects.extend(super::replay::refresh(desk));
    effects
}

/// Asks again for what is meant.
pub fn again(desk: &mut Desk) -> Vec<Effect> {
    desk.filter.busy = true;
    vec![ask(meant(&desk.filter).text().to_owned(), &desk.filter)]
}

/// What the field says, also before it is answered; where something is wrong with it, what holds.
fn meant(filter: &FilterState) -> Filter {
    Filter::parse(&filter.text).unwrap_or_else(|_| filter.holds.clone())
}

fn ask(text: String, filter: &FilterState) -> Effect {
    Effect::Send(Request::Filter { text, part: filter.part, brush: filter.brush })
}

/// The first records are known, or all: the filter holds, and the table keeps its place.
pub fn answered(desk: &mut Desk, filtered: Filtered) -> Vec<Effect> {
    let Ok(holds) = Filter::parse(&filtered.text) else { return Vec::new() };
    // Something else was opened while the search went on.
    if !Arc::ptr_eq(&filtered.case, &desk.opened.case) {
        return Vec::new();
    }
    let old_top = desk.filter.selection.nth(desk.filter.gaps.at(desk.table.anchor.top).rank() as usize);
    desk.filter.holds = holds;
    desk.filter.reach = Some(filtered.reach).filter(|reach| *reach < filtered.case.len());
    desk.filter.busy = desk.filter.reach.is_some();
    desk.filter.without = filtered.without;
    desk.filter.minimap = Arc::clone(&filtered.minimap);
    desk.filter.selection = Arc::clone(&filtered.selection);
    desk.filter.gaps = Arc::clone(&filtered.gaps);
    desk.filter.unbrushed = Arc::clone(&filtered.unbrushed);
    super::notes::ticks(desk);
    let mut effects = super::table::keep_place(desk, old_top);
    effects.extend(super::timeline::ask(desk, false));
    effects
}
