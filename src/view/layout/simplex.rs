//! The network simplex: moves whole groups of nodes up or down until no move makes the arcs shorter.
//!
//! The cut value of a tree arc is the sum, over one side of it, of what leaves minus what enters: arcs inside the side cancel out.
//! So all cut values come from one walk over the tree, and each pivot costs about as much as looking at every arc once.

use super::LayoutError;
use super::ranks::Arc;
use super::steps::Steps;

/// Pivots for each node at most: pivots that gain nothing could go round in a circle.
const PIVOTS_PER_NODE: usize = 8;

/// Shortens the arcs in sum. `ranks` are right before and after, whenever it stops.
pub(super) fn shorten(ranks: &mut [i64], arcs: &[Arc], steps: &mut Steps) -> Result<(), LayoutError> {
    let Some(mut tree) = tight(ranks, arcs, steps)? else { return Ok(()) };
    let mut balance = vec![0; ranks.len()];
    for arc in arcs {
        balance[arc.top] += arc.weight;
        balance[arc.bottom] -= arc.weight;
    }
    for _ in 0..ranks.len() * PIVOTS_PER_NODE {
        if !steps.are_left() {
            break;
        }
        steps.take(ranks.len() + arcs.len())?;
        let walk = Walk::over(ranks.len(), arcs, &tree);
        let Some((leaving, child)) = walk.worst(arcs, &balance) else { break };
        let child_is_top = arcs[leaving].top == child;
        // The side where the arc begins goes up; the entering arc is the first to stand in its way.
        let upper = |node: usize| walk.below(child, node) == child_is_top;
        let slack = |arc: &Arc| ranks[arc.bottom] - ranks[arc.top] - 1;
        let enters = |arc: &Arc| !upper(arc.top) && upper(arc.bottom);
        let entering = (0..arcs.len()).filter(|index| enters(&arcs[*index])).min_by_key(|index| slack(&arcs[*index]));
        let Some(entering) = entering else { break };
        let by = slack(&arcs[entering]);
        for (node, rank) in ranks.iter_mut().enumerate() {
            *rank -= if upper(node) { by } else { 0 };
        }
        tree[leaving] = false;
        tree[entering] = true;
    }
    Ok(())
}

/// A spanning tree of arcs of length one, made by moving what is not yet in it; none if the steps do not reach.
fn tight(ranks: &mut [i64], arcs: &[Arc], steps: &mut Steps) -> Result<Option<Vec<bool>>, LayoutError> {
    let mut tree = vec![false; arcs.len()];
    let mut inside = vec![false; ranks.len()];
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); ranks.len()];
    for (index, arc) in arcs.iter().enumerate() {
        touching[arc.top].push(index);
        touching[arc.bottom].push(index);
    }
    let mut open = vec![0];
    let mut members = 1;
    inside[0] = true;
    loop {
        while let Some(node) = open.pop() {
            for index in &touching[node] {
                let arc = &arcs[*index];
                let other = if arc.top == node { arc.bottom } else { arc.top };
                if ranks[arc.bottom] - ranks[arc.top] == 1 && !std::mem::replace(&mut inside[other], true) {
                    tree[*index] = true;
                    members += 1;
                    open.push(other);
                }
            }
        }
        if members >= ranks.len() {
            return Ok(Some(tree));
        }
        if !steps.are_left() {
            return Ok(None);
        }
        steps.take(ranks.len() + arcs.len())?;
        let slack = |arc: &Arc| ranks[arc.bottom] - ranks[arc.top] - 1;
        let border = (0..arcs.len()).filter(|index| inside[arcs[*index].top] != inside[arcs[*index].bottom]);
        let Some(next) = border.min_by_key(|index| slack(&arcs[*index])) else { return Ok(None) };
        let (arc, by) = (&arcs[next], slack(&arcs[next]));
        // What is inside comes to the node outside.
        let (by, outside) = if inside[arc.top] { (by, arc.bottom) } else { (-by, arc.top) };
        for (rank, _) in ranks.iter_mut().zip(&inside).filter(|(_, inside)| **inside) {
            *rank += by;
        }
        tree[next] = true;
        inside[outside] = true;
        members += 1;
        open.push(outside);
    }
}

/// The tree, walked from node 0.
struct Walk {
    /// Nodes, each before what hangs from it.
    order: Vec<usize>,
    /// Place of each node in `order`.
    place: Vec<usize>,
    /// How many hang from each node, itself included.
    size: Vec<usize>,
    /// Arc and node that each node hangs from.
    holder: Vec<Option<(usize, usize)>>,
}

impl Walk {
    fn over(nodes: usize, arcs: &[Arc], tree: &[bool]) -> Walk {
        let mut touching: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
        for (index, arc) in arcs.iter().enumerate().filter(|(index, _)| tree[*index]) {
            touching[arc.top].push((index, arc.bottom));
            touching[arc.bottom].push((index, arc.top));
        }
        let mut walk =
            Walk { order: Vec::new(), place: vec![0; nodes], size: vec![1; nodes], holder: vec![None; nodes] };
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            walk.place[node] = walk.order.len();
            walk.order.push(node);
            for (arc, other) in &touching[node] {
                if walk.holder[node].is_none_or(|(held_by, _)| held_by != *arc) {
                    walk.holder[*other] = Some((*arc, node));
                    open.push(*other);
                }
            }
        }
        for node in walk.order.iter().rev() {
            if let Some((_, holder)) = walk.holder[*node] {
                walk.size[holder] += walk.size[*node];
            }
        }
        walk
    }

    /// Whether `node` hangs from `from`, or is it.
    fn below(&self, from: usize, node: usize) -> bool {
        (self.place[from]..self.place[from] + self.size[from]).contains(&self.place[node])
    }

    /// The tree arc with the most negative cut value, and the node that hangs from it.
    fn worst(&self, arcs: &[Arc], balance: &[i64]) -> Option<(usize, usize)> {
        let mut sums = balance.to_vec();
        let mut worst: Option<(i64, usize, usize)> = None;
        for node in self.order.iter().rev() {
            let Some((arc, holder)) = self.holder[*node] else { continue };
            sums[holder] += sums[*node];
            let cut = if arcs[arc].top == *node { sums[*node] } else { -sums[*node] };
            if cut < 0 && worst.is_none_or(|known| (cut, arc) < (known.0, known.1)) {
                worst = Some((cut, arc, *node));
            }
        }
        worst.map(|(_, arc, child)| (arc, child))
    }
}
