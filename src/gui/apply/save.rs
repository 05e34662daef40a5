//! A picture of the centre into a file.

use crate::gui::intent::Centre;
use crate::gui::state::{Desk, Effect};
use crate::work::{Figure, Picture, Request};
use std::path::PathBuf;
use std::sync::Arc;

pub fn entered(desk: &mut Desk) -> Vec<Effect> {
    let Some(path) = desk.save.as_deref().map(str::trim).filter(|path| !path.is_empty()) else { return Vec::new() };
    let figure = match desk.centre.page() {
        Centre::Graph => desk.graph.listed.clone().map(Figure::Graph),
        Centre::Sequence => desk.sequence.chart.clone().map(Figure::Sequence),
        Centre::Messages | Centre::Causes | Centre::Privileges | Centre::Compare | Centre::Why => None,
    };
    let Some(figure) = figure else { return Vec::new() };
    let picture = Picture::Save { figure, path: PathBuf::from(path) };
    vec![Effect::Send(Request::Picture(Arc::clone(&desk.opened.case), picture))]
}
