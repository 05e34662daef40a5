//! The findings as the window knows them: which are shown, which is chosen.

use super::state::Desk;
use crate::bundle::{Class, Failure};
use crate::case::{Case, Row};
use crate::view::findings::{Findings, Group, Place, Request};
use egui::{Id, InputState, Key, Modifiers};
use std::sync::Arc;

/// All about the findings.
#[derive(Debug, Default)]
pub struct FindingsState {
    /// Those of all bundles, also where one is chosen.
    pub all: bool,
    /// Severities that are left out.
    pub hidden: Vec<Class>,
    /// Groups of which only the heading is shown.
    pub folded: Vec<Group>,
    /// The list, and the case that it is of.
    pub list: Option<(Arc<Case>, Arc<Findings>)>,
    /// The finding that is shown in full.
    pub chosen: Option<Place>,
}

/// A wish about the findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Those of all bundles, or of the chosen one.
    All(bool),
    /// Show a severity, or leave it out.
    Show(Class, bool),
    /// Open the page with this severity alone.
    Only(Class),
    /// Fold a group, or unfold it.
    Fold(Group),
    /// Show a finding in full, with its record in focus.
    Choose(Place),
    /// The next one, or the one before.
    Next(bool),
    /// What the verdict on the bundle of the banner rests on.
    Why,
    /// To the record of the chosen one, in the table.
    Go,
}

impl FindingsState {
    /// The list, once there is one.
    pub fn found(&self) -> Option<&Arc<Findings>> {
        self.list.as_ref().map(|(_, found)| found)
    }
}

/// What the list has to be of.
pub fn wanted(desk: &Desk) -> Request {
    let of = &desk.findings;
    let part = desk.filter.part.filter(|_| !of.all);
    Request { part, hidden: of.hidden.clone(), folded: of.folded.clone() }
}

/// A finding by its place.
pub fn failure(case: &Case, (part, at): Place) -> Option<&Failure> {
    case.parts().get(part)?.verification.findings.get(at)
}

/// The record that a finding is about, where the case has it.
pub fn row_of(case: &Case, place: Place) -> Option<Row> {
    case.row_in(place.0, failure(case, place)?.record?)
}

/// The list, to give it the keyboard.
pub fn list_id() -> Id {
    Id::unique("list of findings")
}

/// Keys while the list has the keyboard.
pub fn keys(input: &mut InputState) -> Vec<Wish> {
    let mut out = Vec::new();
    let keys = [(Key::ArrowDown, Wish::Next(true)), (Key::ArrowUp, Wish::Next(false)), (Key::Enter, Wish::Go)];
    for (key, wish) in keys {
        for _ in 0..input.num_presses(key) {
            if input.consume_key(Modifiers::NONE, key) {
                out.push(wish.clone());
            }
        }
    }
    out
}
