//! A picture that follows a former one moves little.

use super::*;

/// Middles of the boxes, as a later picture wants them.
fn middles(picture: &Placement) -> Vec<Option<Point>> {
    picture.nodes.iter().map(|rect| Some(rect.middle())).collect()
}

/// Pairs of nodes that share a rank in both pictures: how many there are, and how many changed their order.
fn turned(one: &Placement, two: &Placement) -> (usize, usize) {
    let (mut pairs, mut swapped) = (0, 0);
    for a in 0..one.nodes.len() {
        for b in a + 1..one.nodes.len() {
            if one.ranks[a] != one.ranks[b] || two.ranks[a] != two.ranks[b] {
                continue;
            }
            pairs += 1;
            let up = |picture: &Placement| picture.nodes[a].middle().y < picture.nodes[b].middle().y;
            swapped += usize::from(up(one) != up(two));
        }
    }
    (pairs, swapped)
}

fn connected(nodes: usize, more: usize, seed: u64) -> Input {
    let mut input = tangle(nodes, more, seed, Direction::LeftToRight);
    let mut chance = Chance(seed + 1000);
    input.edges.extend((1..nodes).map(|node| Edge::one(chance.below(node) as u32, node as u32)));
    input
}

#[test]
fn the_same_graph_keeps_its_picture() {
    for seed in 0..10 {
        let mut input = connected(40, 12, seed);
        let first = drawn(&input);
        input.former = middles(&first);
        let second = drawn(&input);
        assert_sound(&input, &second);
        assert_eq!(first.ranks, second.ranks, "seed {seed}");
        let (pairs, swapped) = turned(&first, &second);
        assert!(pairs > 20 && swapped == 0, "seed {seed}: {swapped} of {pairs}");
        // The lines are ordered anew, and may come to rest a little worse.
        assert!(second.effort.crossings <= first.effort.crossings * 5 / 4 + 1, "seed {seed}");
    }
}

#[test]
fn a_mirrored_former_picture_gives_a_mirrored_picture() {
    let mut input = connected(30, 5, 3);
    let first = drawn(&input);
    let mirrored = |rect: &Rect| Some(Point { x: rect.middle().x, y: first.size.y - rect.middle().y });
    input.former = first.nodes.iter().map(mirrored).collect();
    let second = drawn(&input);
    assert_sound(&input, &second);
    let (pairs, swapped) = turned(&first, &second);
    assert!(pairs > 20 && swapped * 10 >= pairs * 9, "{swapped} of {pairs}");
}

#[test]
fn a_filter_that_hides_some_edges_moves_little() {
    let (mut pairs, mut swapped, mut swapped_without) = (0, 0, 0);
    for seed in 0..12 {
        let mut input = connected(50, 25, seed);
        let first = drawn(&input);
        let mut chance = Chance(seed);
        input.edges.retain(|_| chance.below(8) != 0);
        let without = drawn(&input);
        input.former = middles(&first);
        // One node is new: it has no former place.
        input.former[7] = None;
        let second = drawn(&input);
        assert_sound(&input, &second);
        let (shared, changed) = turned(&first, &second);
        (pairs, swapped) = (pairs + shared, swapped + changed);
        swapped_without += turned(&first, &without).1;
    }
    println!("{pairs} pairs in one rank: {swapped} change order with the former picture, {swapped_without} without");
    assert!(swapped * 10 < pairs && swapped * 2 < swapped_without, "{swapped} {swapped_without} of {pairs}");
}
