//! The findings: their list, the chosen one, next and previous; and the filter that gives way to a record that is asked for.

use super::desk::sample;
use super::script::Script;
use super::window::{Window, focus_seq, is_whole, open, sample_incident, until, window};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use recount::bundle::{Class, Code};
use recount::gui::findings::{Wish, failure};
use recount::gui::intent::{Centre, Intent, Open};
use recount::gui::replay;
use recount::gui::state::{Desk, Effect, State};
use recount::work::Request;
use std::path::Path;

fn script() -> Script {
    let mut script = Script::over(Open::Sample);
    settle(&mut script);
    script
}

fn settle(script: &mut Script) {
    script.until("the filter", |state| !state.desk.as_ref().unwrap().filter.busy);
}

fn wish(script: &mut Script, wish: Wish) {
    script.want(Intent::Findings(wish));
}

/// The code and the record of the chosen finding.
fn chosen(desk: &Desk) -> Option<(Code, Option<u64>)> {
    let of = failure(&desk.opened.case, desk.findings.chosen?)?;
    Some((of.code, of.record))
}

fn focused(desk: &Desk) -> u64 {
    desk.opened.case.index(desk.focus.unwrap())
}

#[test]
fn next_and_previous_walk_the_findings_and_take_the_focus_along() {
    let mut script = script();
    wish(&mut script, Wish::Next(true));
    assert!(script.desk().centre.shows(Centre::Why), "it opens the page");
    assert_eq!(
        chosen(script.desk()),
        Some((Code::SigInvalid, Some(255))),
        "what is about a record's bytes comes first"
    );
    assert_eq!(focused(script.desk()), 255);
    wish(&mut script, Wish::Next(false));
    assert_eq!(chosen(script.desk()).unwrap().0, Code::SigInvalid);
    assert_eq!(script.desk().notes.said.as_deref(), Some("This is the first finding"));
    let found = script.desk().findings.found().unwrap().clone();
    let mut seen = vec![script.desk().findings.chosen.unwrap()];
    for _ in 1..found.order.len() {
        wish(&mut script, Wish::Next(true));
        seen.push(script.desk().findings.chosen.unwrap());
    }
    assert_eq!(seen, found.order);
    assert!(seen.iter().all(|place| place.0 == script.desk().bundle), "those of the chosen bundle");
}

#[test]
fn the_list_is_of_the_chosen_bundle_or_of_all_and_severities_are_left_out() {
    let mut script = script();
    let all = |script: &Script| script.desk().findings.found().unwrap().told();
    let of_one = all(&script);
    wish(&mut script, Wish::All(true));
    assert!(all(&script) > of_one);
    script.want(Intent::Centre(Centre::Why));
    wish(&mut script, Wish::Show(Class::Warning, false));
    let found = script.desk().findings.found().unwrap();
    assert_eq!((all(&script) > of_one, found.order.len()), (true, 3), "what is left out is counted");
    wish(&mut script, Wish::Only(Class::Warning));
    assert_eq!(script.desk().findings.hidden, [Class::Contradicted, Class::Undecidable]);
    let (code, _) = chosen(script.desk()).unwrap();
    assert_eq!(code.class(), Class::Warning);
    wish(&mut script, Wish::Fold((Class::Warning, code)));
    let lines = script.desk().findings.found().unwrap().lines.len();
    wish(&mut script, Wish::Fold((Class::Warning, code)));
    assert!(script.desk().findings.found().unwrap().lines.len() > lines);
}

#[test]
fn why_shows_the_reason_also_where_the_page_is_open_and_the_reason_is_left_out() {
    let mut script = script();
    script.want(Intent::Centre(Centre::Why));
    wish(&mut script, Wish::Only(Class::Warning));
    let effects = recount::gui::apply::apply(&mut script.state, Intent::Findings(Wish::Why));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::FocusFindings)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Send(Request::Step { .. }))));
    assert_eq!(chosen(script.desk()), Some((Code::SigInvalid, Some(255))));
    assert_eq!(script.desk().findings.hidden, []);
}

#[test]
fn a_filter_gives_way_to_a_record_that_is_asked_for_and_can_be_put_back() {
    let mut script = script();
    let (row, _) = script.desk().banner().unwrap().first.unwrap();
    script.want(Intent::FilterTyped("kind:alert".to_owned()));
    settle(&mut script);
    script.want(Intent::Bundle(Some(0)));
    settle(&mut script);
    assert!(!script.desk().filter.selection.contains(row));
    script.want(Intent::Reveal(row));
    settle(&mut script);
    let filter = &script.desk().filter;
    assert!(filter.selection.contains(row) && filter.text.is_empty());
    let lifted = filter.lifted.clone().unwrap();
    assert_eq!((lifted.row, lifted.text.as_deref(), lifted.part), (row, Some("kind:alert"), Some(0)));
    assert_eq!((filter.part, script.desk().bundle), (Some(2), 2), "the bundle is that of the record");
    script.want(Intent::PutBack);
    settle(&mut script);
    let filter = &script.desk().filter;
    assert_eq!((filter.text.as_str(), filter.part, filter.lifted.is_none()), ("kind:alert", Some(0), true));
    // One that is in sight lifts nothing, and what is typed afterwards is not offered back.
    script.want(Intent::FilterTyped(String::new()));
    settle(&mut script);
    let first = script.desk().filter.selection.nth(3).unwrap();
    script.want(Intent::Reveal(first));
    assert!(script.desk().filter.lifted.is_none() && !script.desk().filter.busy);
}

#[test]
fn a_step_is_a_step_and_a_jump_is_none() {
    let script = script();
    let desk = script.desk();
    let row = |rank| desk.filter.selection.nth(rank).unwrap();
    assert!(replay::is_step(desk, row(10), row(11)) && replay::is_step(desk, row(11), row(10)));
    assert!(!replay::is_step(desk, row(10), row(12)) && !replay::is_step(desk, row(10), row(10)));
}

#[test]
fn lists_count_in_the_chosen_bundle() {
    let script = script();
    let opened = &script.desk().opened;
    let sum = |part, heading| {
        let sections = opened.sections_of(part);
        let section = sections.iter().find(|section| section.heading == heading).unwrap();
        section.items.iter().map(|item| item.records).sum::<u64>()
    };
    let parts = opened.case.parts();
    for (at, part) in parts.iter().enumerate() {
        assert_eq!(sum(Some(at), "Agents"), part.rows.len() as u64, "somebody acts in every record");
    }
    for heading in ["Agents", "Runs", "Policies", "Templates"] {
        let each: u64 = (0..parts.len()).map(|at| sum(Some(at), heading)).sum();
        // Bundles of one log share records, which the case has once.
        assert!(each >= sum(None, heading) && sum(Some(2), heading) < sum(None, heading), "{heading}");
    }
}

fn desk(state: &State) -> &Desk {
    state.desk.as_ref().unwrap()
}

fn opened_findings() -> Window {
    let mut window = sample_incident();
    window.get_by_role_and_label(Role::Tab, "Findings").click();
    until(&mut window, "the checks", |state| desk(state).checks.is_some());
    window
}

#[test]
fn findings_have_rows_with_roles_counts_and_keys() {
    let mut window = opened_findings();
    window.get_by_label("Tested and false: 3 findings");
    window.get_by_label("E_SIG_INVALID, Tested and false, 1 finding, unfolded").click();
    window.run_steps(3);
    let place = "E_SIG_INVALID, Tested and false, record 255 of tampered.sab: The signature does not fit the record: \
                 its bytes are not the ones that were signed";
    assert!(window.query_by_label(place).is_none(), "the group is folded");
    window.get_by_label("E_SIG_INVALID, Tested and false, 1 finding, folded").click();
    window.run_steps(3);
    window.get_by_label(place).click();
    window.run_steps(3);
    until(&mut window, "its record", is_whole);
    assert_eq!(focus_seq(window.state().state()), Some(255));
    // The list has the keyboard now: arrows go through findings, Enter to the record.
    window.key_press(Key::ArrowDown);
    window.run_steps(3);
    assert_ne!(chosen(desk(window.state().state())), Some((Code::SigInvalid, Some(255))));
    window.key_press_modifiers(Modifiers::SHIFT, Key::F8);
    window.run_steps(3);
    assert_eq!(chosen(desk(window.state().state())), Some((Code::SigInvalid, Some(255))));
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert!(desk(window.state().state()).centre.page() == Centre::Messages);
    let rows = window.get_by_label("Findings: Worth knowing, 9");
    assert_eq!(rows.accesskit_node().role(), Role::ListBoxOption);
    rows.click();
    window.run_steps(3);
    window.get_by_label_contains("A hint, not a verdict");
}

#[test]
fn go_to_record_under_a_filter_says_what_it_lifted() {
    let mut window = sample_incident();
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::FilterTyped("kind:alert".to_owned())]);
    until(&mut window, "the filter", |state| !desk(state).filter.busy);
    // The record in focus is not in the list: that is said where it is shown.
    window.get_by_label("Not among the records shown");
    window.get_by_label("Go to record 255").click();
    window.run_steps(2);
    until(&mut window, "the record", is_whole);
    window.get_by_label("Lifted to show record 255: the filter kind:alert");
    window.get_by_label_contains("Record 255, failed, reporter");
    assert!(window.query_by_label("Not among the records shown").is_none());
    window.get_by_label("Put it back").click();
    window.run_steps(2);
    until(&mut window, "the filter again", |state| !desk(state).filter.busy);
    assert_eq!(desk(window.state().state()).filter.text, "kind:alert");
    window.get_by_label("Show the record in the table").click();
    window.run_steps(2);
    until(&mut window, "the record again", is_whole);
    window.get_by_label_contains("Record 255, failed, reporter");
}

#[test]
fn a_whole_command_is_shown_and_copied() {
    let mut window = window(Some(Path::new(&sample("trust"))));
    open(&mut window, sample("tampered.sab"));
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Centre(Centre::Why), Intent::Findings(Wish::Why)]);
    until(&mut window, "the checks", |state| desk(state).checks.is_some());
    let of = desk(window.state().state());
    let at = of.findings.chosen.unwrap().1;
    let command = of.checks.as_ref().unwrap().findings[at].clone().unwrap();
    let last: String = command.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    assert!(command.len() > 160);
    window.get_by_label("Copy command: E_SIG_INVALID").click();
    window.step();
    let copied = window.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some(command.as_str()));
    // The box shows the beginning and can be scrolled to the end; it is as long as the command.
    let start: String = command.chars().take(12).collect();
    assert!(window.get_all_by_label_contains(&start).next().is_some(), "{start} … {last}");
}
