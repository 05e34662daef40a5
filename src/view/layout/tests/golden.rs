//! Golden pictures in letters: ranks, order and lines back of small graphs, checked by eye once.

use super::*;

/// Ranks by part, nodes in order across; then lines back, bends and crossings.
fn text(edges: &[(&str, &str, u64)]) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut number = |name| {
        let known = names.iter().position(|known| *known == name);
        known.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        }) as u32
    };
    let edges: Vec<Edge> =
        edges.iter().map(|(from, to, count)| Edge { from: number(from), to: number(to), count: *count }).collect();
    let nodes = names.iter().map(|name| NodeBox { width: 30.0 + 8.0 * name.len() as f32, height: 34.0 }).collect();
    let input = Input { nodes, edges, ..Input::default() };
    let picture = drawn(&input);
    assert_sound(&input, &picture);
    let mut text = String::new();
    for rank in 0..=picture.ranks.iter().copied().max().unwrap_or(0) {
        let mut row: Vec<usize> = (0..names.len()).filter(|node| picture.ranks[*node] == rank).collect();
        row.sort_by(|a, b| picture.nodes[*a].y.total_cmp(&picture.nodes[*b].y));
        let row: Vec<&str> = row.into_iter().map(|node| names[node]).collect();
        text.push_str(&format!("{rank} | {}\n", row.join(" | ")));
    }
    for route in picture.routes.iter().filter(|route| route.kind != Kind::Forward) {
        let mark = if route.kind == Kind::Back { "back" } else { "loop" };
        text.push_str(&format!("{mark} {} > {}\n", names[route.from as usize], names[route.to as usize]));
    }
    text.push_str(&format!("bends {} crossings {}", picture.effort.dummies, picture.effort.crossings));
    text
}

#[test]
fn handoffs_of_a_desk() {
    let edges = [
        ("intake", "ledger", 41),
        ("intake", "crm", 38),
        ("ledger", "broker", 64),
        ("crm", "broker", 52),
        ("broker", "writer", 58),
        ("broker", "approver", 23),
        ("writer", "mail", 6),
        ("writer", "approver", 5),
        ("approver", "books", 21),
    ];
    let golden = "\
0 | intake
1 | ledger | crm
2 | broker
3 | writer
4 | mail | approver
5 | books
bends 1 crossings 0";
    assert_eq!(text(&edges), golden);
}

#[test]
fn requests_and_answers() {
    let edges = [
        ("user", "planner", 12),
        ("planner", "coder", 40),
        ("coder", "planner", 39),
        ("coder", "shell", 90),
        ("shell", "coder", 92),
        ("coder", "reviewer", 15),
        ("reviewer", "coder", 9),
        ("reviewer", "planner", 3),
        ("planner", "user", 12),
        ("coder", "coder", 4),
    ];
    let golden = "\
0 | user
1 | planner
2 | coder
3 | shell | reviewer
back coder > planner
back shell > coder
back reviewer > coder
back reviewer > planner
back planner > user
loop coder > coder
bends 1 crossings 0";
    assert_eq!(text(&edges), golden);
}

#[test]
fn a_ring_starts_where_it_was_first_seen() {
    let edges = [("x", "y", 1), ("y", "z", 1), ("z", "x", 1), ("alone", "alone", 2)];
    let golden = "\
0 | x | alone
1 | y
2 | z
back z > x
loop alone > alone
bends 1 crossings 0";
    assert_eq!(text(&edges), golden);
}

#[test]
fn the_light_edge_of_a_ring_runs_back() {
    let edges = [("a", "b", 1), ("b", "c", 500), ("c", "a", 500)];
    let golden = "\
0 | b
1 | c
2 | a
back a > b
bends 1 crossings 0";
    assert_eq!(text(&edges), golden);
}

#[test]
fn twisted_ladder_is_untwisted() {
    // Drawn in order of appearance, every pair of lines would cross.
    let edges = [("a", "z", 1), ("b", "y", 1), ("c", "x", 1), ("r", "a", 1), ("r", "b", 1), ("r", "c", 1)];
    let more = [("x", "s", 1), ("y", "s", 1), ("z", "s", 1)];
    let golden = "\
0 | r
1 | a | b | c
2 | z | y | x
3 | s
bends 0 crossings 0";
    assert_eq!(text(&[edges.as_slice(), more.as_slice()].concat()), golden);
}

#[test]
fn two_by_two_has_its_one_crossing() {
    let edges = [("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "y", 1)];
    assert_eq!(text(&edges), "0 | a | b\n1 | x | y\nbends 0 crossings 1");
}
