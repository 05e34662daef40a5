//! The graph by keyboard: node, edge, node.

use super::graph::{around, open, picked};
use crate::gui::graph::state::{Pick, Walk};
use crate::gui::state::{Desk, Effect};
use crate::view::graph::{Edge, GraphView};
use std::sync::Arc;

pub fn walk(desk: &mut Desk, walk: Walk) -> Vec<Effect> {
    let Some(view) = desk.graph.listed.as_ref().map(Arc::clone) else { return Vec::new() };
    let Some(pick) = desk.graph.pick else {
        let first =
            if desk.graph.as_list { first(&view.edges).map(Pick::Edge) } else { first(&view.nodes).map(Pick::Node) };
        picked(desk, first);
        return Vec::new();
    };
    if walk == Walk::Enter {
        return match pick {
            Pick::Edge(edge) => open(desk, edge),
            Pick::Node(node) => {
                desk.graph.wants.around = match desk.graph.wants.around {
                    None => around(&view, node, 1),
                    Some(_) => None,
                };
                Vec::new()
            }
        };
    }
    let next = if desk.graph.as_list { in_list(&view, pick, walk) } else { in_picture(&view, pick, walk) };
    if next.is_some() {
        picked(desk, next);
    }
    Vec::new()
}

fn first<T>(all: &[T]) -> Option<usize> {
    (!all.is_empty()).then_some(0)
}

/// The list has edges only.
fn in_list(view: &GraphView, pick: Pick, walk: Walk) -> Option<Pick> {
    match (pick, walk) {
        (Pick::Edge(at), Walk::Next) => Some(at + 1).filter(|at| *at < view.edges.len()).map(Pick::Edge),
        (Pick::Edge(at), Walk::Previous) => at.checked_sub(1).map(Pick::Edge),
        _ => None,
    }
}

fn in_picture(view: &GraphView, pick: Pick, walk: Walk) -> Option<Pick> {
    let edges = |meets: &dyn Fn(&Edge) -> bool| -> Vec<usize> {
        view.edges.iter().enumerate().filter(|(_, edge)| meets(edge)).map(|(at, _)| at).collect()
    };
    match (pick, walk) {
        (Pick::Node(node), Walk::Forward) => edges(&|edge| edge.from as usize == node).first().copied().map(Pick::Edge),
        (Pick::Node(node), Walk::Back) => edges(&|edge| edge.to as usize == node).first().copied().map(Pick::Edge),
        (Pick::Node(node), Walk::Next) => Some(node + 1).filter(|at| *at < view.nodes.len()).map(Pick::Node),
        (Pick::Node(node), Walk::Previous) => node.checked_sub(1).map(Pick::Node),
        (Pick::Edge(at), Walk::Forward) => view.edges.get(at).map(|edge| Pick::Node(edge.to as usize)),
        (Pick::Edge(at), Walk::Back) => view.edges.get(at).map(|edge| Pick::Node(edge.from as usize)),
        (Pick::Edge(at), Walk::Next | Walk::Previous) => {
            // All edges of both ends in turn, so that each can be reached from each neighbour.
            let of = view.edges.get(at)?;
            let touches = |edge: &Edge| [edge.from, edge.to].iter().any(|end| *end == of.from || *end == of.to);
            let near = edges(&touches);
            let place = near.iter().position(|other| *other == at)?;
            let next = if walk == Walk::Next { place + 1 } else { place + near.len() - 1 };
            near.get(next % near.len()).copied().map(Pick::Edge)
        }
        (_, Walk::Enter) => None,
    }
}
