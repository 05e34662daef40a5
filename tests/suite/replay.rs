//! Steps, records, tables, ledger, comparisons and blast radius over the samples, as texts beside their golden files.
//!
//! `RECOUNT_BLESS=1` writes the golden files anew; read what changed before you commit it. The facts are those of STORY.md.

use super::case::{open, rows};
use recount::case::{Case, Evidence, Row};
use recount::view::record_text::Depth;
use recount::view::{record_text, replay};
use std::path::Path;

/// Compares lines with a golden file. Lines hold no line break; what else could deceive is made visible here, as a printer does.
pub fn golden(folder: &str, name: &str, lines: &[String]) {
    let mut text = String::new();
    for line in lines {
        assert!(!line.contains(['\n', '\r']), "a line of {name} breaks");
        text.extend(line.chars().map(|c| if c.is_control() { '¿' } else { c }));
        text.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{folder}/{name}.txt"));
    if std::env::var_os("RECOUNT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, wanted, "{} differs: RECOUNT_BLESS=1 writes it anew", path.display());
}

fn state(case: &Case, evidence: &Evidence, row: Row) -> replay::State {
    replay::state(case, evidence, &replay::Request { row, lines: 200 }).unwrap()
}

fn only(case: &Case, evidence: &Evidence, filter: &str) -> Row {
    let found = rows(case, evidence, filter);
    assert_eq!(found.len(), 1, "{filter} means {found:?}");
    found[0]
}

#[test]
fn the_steps_that_tell_the_story() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let step = |name: &str, filter: &str, depth| {
        let row = only(&case, &evidence, filter);
        golden("replay", name, &record_text::state(&state(&case, &evidence, row), depth));
    };
    step("leak-export", "effect:export run:r-101", Depth::Step);
    step("leak-export-whole", "effect:export run:r-101", Depth::Whole);
    step("leak-mail", "run:r-101 kind:message from:service:mailbox", Depth::Step);
    let export = only(&case, &evidence, "effect:export run:r-101");
    let decision = case.effects(export)[0];
    golden("replay", "leak-decision", &record_text::state(&state(&case, &evidence, decision), Depth::Step));
    let denied = rows(&case, &evidence, "effect:export run:r-102")[0];
    golden("replay", "denied-export", &record_text::state(&state(&case, &evidence, denied), Depth::Step));
    let late = *rows(&case, &evidence, "grant:g-102 kind:tool.call").last().unwrap();
    golden("replay", "expired-grant", &record_text::state(&state(&case, &evidence, late), Depth::Step));
    step("self-approval-write", "grant:g-106 kind:tool.call", Depth::Step);
}
