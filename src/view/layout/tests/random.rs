//! Random graphs: every picture is sound, and the same again.

use super::*;
use std::time::Instant;

#[test]
fn random_graphs_up_to_400_nodes_are_drawn_soundly() {
    let mut chance = Chance(7);
    let mut lines = [0_usize; 3];
    for round in 0..60 {
        let nodes = 1 + chance.below(if round % 12 == 0 { 400 } else { 60 });
        let edges = chance.below(nodes * 3 + 1);
        let direction = if round % 2 == 0 { Direction::LeftToRight } else { Direction::TopDown };
        let input = tangle(nodes, edges, round, direction);
        let picture = drawn(&input);
        assert_sound(&input, &picture);
        for route in &picture.routes {
            lines[route.kind as usize] += 1;
        }
    }
    assert!(lines.iter().all(|count| *count > 50), "the graphs hold lines of every kind: {lines:?}");
}

#[test]
fn a_graph_without_cycles_has_no_line_back() {
    for seed in 0..30 {
        let mut input = tangle(40 + seed as usize, 90, seed, Direction::TopDown);
        // Every edge goes from the lower to the higher number, and the numbers are mixed first.
        let mixed = |node: u32| (u64::from(node) * 31 + seed) % input.nodes.len() as u64;
        let turned = |edge: &Edge| {
            let swap = mixed(edge.from) > mixed(edge.to);
            if swap { Edge { from: edge.to, to: edge.from, ..*edge } } else { *edge }
        };
        let edges: Vec<Edge> = input.edges.iter().map(turned).collect();
        if input.nodes.len().is_multiple_of(31) {
            continue;
        }
        input.edges = edges;
        let picture = drawn(&input);
        assert_sound(&input, &picture);
        assert!(picture.routes.iter().all(|route| route.kind != Kind::Back), "seed {seed}");
    }
}

#[test]
fn the_same_picture_comes_twice_and_on_another_thread() {
    for seed in 0..12 {
        let input = tangle(120, 260, seed, Direction::LeftToRight);
        let first = drawn(&input);
        let again = drawn(&input);
        let elsewhere = std::thread::scope(|scope| scope.spawn(|| drawn(&input)).join().unwrap());
        for other in [&again, &elsewhere] {
            assert_eq!(bits(&first), bits(other), "seed {seed}");
            assert_eq!(&first, other);
        }
    }
}

/// Every number of the picture, to the bit.
fn bits(picture: &Placement) -> Vec<u32> {
    let boxes = picture.nodes.iter().flat_map(|rect| [rect.x, rect.y, rect.width, rect.height]);
    let lines = picture.routes.iter().flat_map(|route| route.points.iter().flat_map(|point| [point.x, point.y]));
    boxes.chain(lines).chain([picture.size.x, picture.size.y]).map(f32::to_bits).collect()
}

/// On this graph one layout crate does not return, one takes 1.4 s and one 7.9 s.
#[test]
fn regression_100_nodes_290_edges_with_cycles_returns() {
    for seed in 1..4 {
        let input = tangle(100, 290, seed, Direction::LeftToRight);
        let start = Instant::now();
        let picture = drawn(&input);
        let took = start.elapsed();
        println!("100 nodes, 290 edges, seed {seed}: {took:?}, {:?}", picture.effort);
        assert_sound(&input, &picture);
        assert!(picture.routes.iter().any(|route| route.kind == Kind::Back), "the graph has cycles");
        assert!(picture.effort.crossings < picture.effort.crossings_at_first);
        assert!(!picture.effort.coarse);
        // Not the aim, which is for a release build, but far under what the crates need.
        assert!(took.as_millis() < 1000, "{took:?}");
    }
}

#[test]
fn sweeps_take_away_a_third_of_the_crossings() {
    let (mut before, mut after) = (0, 0);
    for seed in 0..20 {
        let effort = drawn(&tangle(60, 110, seed, Direction::TopDown)).effort;
        assert!(effort.crossings <= effort.crossings_at_first);
        before += effort.crossings_at_first;
        after += effort.crossings;
    }
    println!("20 graphs of 60 nodes and 110 edges: {before} crossings before, {after} after");
    assert!(after * 3 < before * 2, "{before} {after}");
}

#[test]
fn long_lines_bend_at_their_ends_only() {
    let (mut long, mut crooked) = (0, 0);
    for seed in 0..20 {
        let picture = drawn(&tangle(60, 110, seed, Direction::LeftToRight));
        for route in &picture.routes {
            let ranks = picture.ranks[route.from as usize].abs_diff(picture.ranks[route.to as usize]);
            let bends = route.points.windows(2).filter(|pair| pair[0].x != pair[1].x && pair[0].y != pair[1].y).count();
            long += usize::from(ranks > 3);
            crooked += usize::from(ranks > 3 && bends > 2);
        }
    }
    println!("{long} lines over more than three ranks, {crooked} of them with more than two bends");
    assert!(long > 300 && crooked * 20 < long, "{crooked} of {long}");
}
