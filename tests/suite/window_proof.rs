//! The proof, the checks, the bytes and the records that are not there, in the window.

use super::desk::sample;
use super::window::{Window, is_whole, open, until, window};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use recount::gui::intent::{Centre, Inspect, Intent, Raw};
use recount::gui::state::{Desk, State};
use recount::view::gaps::Place;
use std::path::Path;

fn desk(state: &State) -> &Desk {
    state.desk.as_ref().unwrap()
}

fn take(window: &mut Window, intent: Intent) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![intent]);
    window.run_steps(2);
}

fn at_record(name: &str, index: u64) -> Window {
    let mut window = window(Some(Path::new(&sample("trust"))));
    open(&mut window, sample(name));
    let row = desk(window.state().state()).opened.case.row_of(0, index).unwrap();
    take(&mut window, Intent::Focus(row));
    until(&mut window, "the record", is_whole);
    window
}

#[test]
fn the_proof_keeps_the_record_and_its_bundle_apart() {
    let mut window = at_record("tampered.sab", 254);
    window.get_by_role_and_label(Role::Tab, "Proof").click();
    until(&mut window, "the proof", |state| desk(state).proof.is_some());
    window.get_by_label_contains("Holds: signature, key, leaf hash");
    window.get_by_label_contains("Whole bundle: Contradicted.");
    window.get_by_label("signature: holds");
    window.get_by_label("Copy command: signature");
    let row = desk(window.state().state()).opened.case.row_of(0, 255).unwrap();
    take(&mut window, Intent::Focus(row));
    until(&mut window, "the next proof", |state| desk(state).proof.as_ref().is_some_and(|proof| proof.row == row));
    window.get_by_label("signature: fails");
    window.get_by_label_contains("This record: failed.");
}

#[test]
fn why_lists_every_check_and_finding_with_its_command() {
    let mut window = at_record("tampered.sab", 255);
    take(&mut window, Intent::Centre(Centre::Why));
    until(&mut window, "the checks", |state| desk(state).checks.is_some());
    window.get_by_label("Copy command: E_SIG_INVALID");
    window.get_by_label("signature of the checkpoint: holds");
    window.get_by_label("signatures of all records: fails");
    window.get_by_label("root: not tested");
}

#[test]
fn a_field_and_its_bytes_are_lit_together() {
    let mut window = at_record("least-privilege.sab", 255);
    window.get_by_role_and_label(Role::Tab, "Raw").click();
    window.run_steps(3);
    window.get_by_label("Next field").click();
    window.run_steps(2);
    window.get_by_label("Chosen: v, bytes 1–5: 1");
    window.get_by_label("Next field").click();
    window.run_steps(2);
    window.get_by_label_contains("Chosen: actor, bytes 7–");
    window.get_by_label("Hex").click();
    window.run_steps(3);
    window.get_by_label_contains("000000  7b 22 76 22 3a 31 2c 22");
    take(&mut window, Intent::Raw(Raw::By(-100)));
    window.get_by_label("Chosen: v, bytes 1–5: 1");
    take(&mut window, Intent::Raw(Raw::Field(0)));
    assert_eq!(desk(window.state().state()).raw.field, None);
    take(&mut window, Intent::Inspect(Inspect::Message));
}

#[test]
fn records_that_are_not_there_are_rows_and_a_filter_hides_their_neighbourhood() {
    let mut window = at_record("slice.sab", 0);
    // Left out by the exporter, not lost: no word that alarms.
    window.get_by_label("not disclosed: records 1–2 are not in this bundle (2)");
    let state = desk(window.state().state());
    assert_eq!(state.rows(), 129);
    assert_eq!(state.places(), 129 + state.filter.gaps.len() as u64);
    assert!(matches!(state.filter.gaps.at(0), Place::Record(0)));
    assert!(matches!(state.filter.gaps.at(1), Place::Gap(1, _)));
    // The last of the log: after the last record.
    assert!(matches!(state.filter.gaps.at(state.places() - 1), Place::Gap(129, _)));
    take(&mut window, Intent::FilterTyped("kind:tool.call".to_owned()));
    until(&mut window, "the filter", |state| !desk(state).filter.busy);
    assert!(window.query_by_label_contains("records 1–2 are not").is_none());
    assert!(desk(window.state().state()).rows() < 129);
}

#[test]
fn what_the_tampered_sample_lacks_stands_in_its_place() {
    let window = at_record("tampered.sab", 387);
    let words: Vec<String> = desk(window.state().state()).filter.gaps.iter().map(|gap| gap.words()).collect();
    let has = |text: &str| assert!(words.iter().any(|words| words == text), "{text}: {words:?}");
    has("record 599 should be in this bundle and is not (1)");
    has("1 record of service:broker before record 387 not in this bundle (n = 41)");
    window.get_by_label("missing: 1 record of service:broker before record 387 not in this bundle (n = 41)");
}
