//! A bundle whose proof is gone: its records are tested all the same, and no two of them under one index.

use super::forge::{Forge, Holder, record_file};
use recount::bundle::container::Container;
use recount::verify::{Options, Seen, Verdict, verify};
use recount::watch::Watch;

/// A key event and four records of one actor.
fn planned() -> Forge {
    let mut forge = Forge::new();
    let planner = Holder::actor("agent:planner", 5);
    forge.add("12:00:00", &planner);
    for second in 1..5 {
        forge.record(&planner, &format!("12:00:0{second}"), "note", "\"body\":{}");
    }
    forge
}

#[test]
fn no_two_lines_are_told_under_one_index() {
    let forge = planned();
    let mut files = forge.files(&[(0, forge.lines.len())]);
    files.insert("records/000000000003.jsonl".into(), record_file(&forge.lines[4..5]));
    files.remove("proof");
    let signed = forge.sign(&forge.exporter, files);
    let profile = forge.profile();
    let options = Options { profile: Some(&profile), ..Options::default() };
    let mut told = Vec::new();
    let mut sink = |seen: Seen<'_>| {
        if let Seen::Record(graded) = seen {
            told.push(graded.index());
        }
    };
    let found = verify(&Container::from_files(signed), Vec::new(), &options, &Watch::new(), &mut sink);
    assert!(told.is_sorted_by(|a, b| a < b), "{told:?}");
    let file = |f: &recount::bundle::Failure| f.code.name() == "E_RECORD_FILES" && f.file.is_some();
    assert!(found.findings.iter().any(file), "what was not read is told");
    assert_ne!(found.verdict, Verdict::Verified);
}

/// Else the operator would be accused of a gap that whoever packed the files made.
#[test]
fn a_record_file_does_not_follow_on_one_that_was_not_read_whole() {
    let forge = planned();
    let mut files = forge.files(&[(0, forge.lines.len())]);
    files.remove("proof");
    files.remove("records/000000000000.jsonl");
    // The block ends after two lines: the third, which has no index, is missing from the planner's chain.
    files.insert("records/000000065534.jsonl".into(), record_file(&forge.lines[..3]));
    files.insert("records/000000065536.jsonl".into(), record_file(&forge.lines[3..]));
    let found = forge.verify(files);
    let codes: Vec<&str> = found.counts.keys().map(|code| code.name()).collect();
    // Backdated, as the witness signed a log of five records, and these stand far behind.
    let warned = ["W_ACTOR_GAP", "W_TIME_BACKDATED"];
    assert_eq!(codes, [&["E_PROOF_FORMAT", "E_RECORD_FILES", "E_KEY_STATUS_UNPROVEN"], &warned[..]].concat());
    assert_eq!(found.verdict, Verdict::Undecidable);
}
