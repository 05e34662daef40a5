//! The handoff graph over the samples, as text, SVG, Graphviz and JSON.

use super::case::{open, rows};
use recount::case::{Case, Evidence, Selection};
use recount::view::graph::{Form, GraphView, Grouping, Request, Tools, endings};
use recount::watch::Watch;
use std::sync::Arc;

pub fn request(case: &Case, evidence: &Evidence, filter: &str) -> Request {
    Request {
        selection: Arc::new(Selection::from_rows(case.len(), rows(case, evidence, filter))),
        filter: filter.to_owned(),
        grouping: Grouping::Agent,
        tools: Tools::Shown,
        form: Form::Aggregated,
        max_nodes: usize::MAX,
        max_edges: usize::MAX,
    }
}

pub fn graph(case: &Case, request: &Request) -> GraphView {
    GraphView::of(case, &endings(case), request, None, &Watch::new()).unwrap()
}
