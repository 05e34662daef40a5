//! The page that compares: as scripts without a window, and driven by accessible labels.

use super::desk::{Desk, sample};
use super::script::Script;
use super::window::{Window, is_whole, open, sample_incident, until, window};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::{Artifact, Assurance, Row};
use recount::gui::compare::{CompareIntent, CompareState};
use recount::gui::intent::{Centre, Inspect, Intent, Open};
use recount::gui::state::{Effect, State};
use recount::view::compare::{Compared, Form, Kind, Subject, text};
use recount::work::{Lane, Request, Update};
use std::path::Path;
use std::sync::Arc;

fn of(state: &State) -> &CompareState {
    &state.desk.as_ref().unwrap().compare
}

fn stands(state: &State) -> bool {
    !of(state).busy && of(state).shown.is_some()
}

fn listed(state: &State) -> bool {
    let compare = of(state);
    compare
        .choices
        .as_ref()
        .is_some_and(|choices| choices.request.kind == compare.kind && choices.request.typed == compare.typed)
}

fn compared(state: &State) -> Arc<Compared> {
    of(state).shown.clone().unwrap().unwrap()
}

fn ready(script: &mut Script) {
    script.until("the case", |state| state.opening.is_none() && state.desk.as_ref().is_some_and(|d| d.step.is_some()));
}

fn row(state: &State, log: usize, index: u64) -> Row {
    state.desk.as_ref().unwrap().opened.case.row_of(log, index).unwrap()
}

fn version(artifact: Artifact, name: &str, version: &str) -> Subject {
    Subject::Version { log: 0, artifact, name: name.into(), version: version.into() }
}

#[test]
fn a_pinned_record_is_compared_with_the_one_in_focus() {
    let mut script = Script::over(Open::Sample);
    ready(&mut script);
    let (first, second) = (row(&script.state, 0, 255), row(&script.state, 0, 271));
    script.want(Intent::Focus(first));
    script.want(Intent::Compare(CompareIntent::WithPinned));
    assert_eq!((of(&script.state).pinned, script.desk().centre.page()), (Some(first), Centre::Messages));
    // With itself there is nothing to compare.
    script.want(Intent::Compare(CompareIntent::WithPinned));
    assert_eq!(script.desk().centre.page(), Centre::Messages);
    script.want(Intent::Focus(second));
    script.want(Intent::Compare(CompareIntent::WithPinned));
    assert_eq!(script.desk().centre.page(), Centre::Compare);
    script.until("the comparison", stands);
    assert_eq!(compared(&script.state).request.sides, [first, second].map(Subject::Record));
    script.want(Intent::Compare(CompareIntent::Swap));
    script.until("the other way round", stands);
    assert_eq!(compared(&script.state).request.sides, [second, first].map(Subject::Record));
    assert_eq!(compared(&script.state).heads[0].record.unwrap().1, Assurance::Verified);
}

#[test]
fn differences_are_gone_through_and_the_ends_stay() {
    let mut script = Script::over(Open::Sample);
    ready(&mut script);
    let take = |side, number| CompareIntent::Take(side, version(Artifact::Policy, "approval-flow", number));
    script.want(Intent::Centre(Centre::Compare));
    script.want(Intent::Compare(take(0, "1")));
    script.until("the list", listed);
    assert!(of(&script.state).shown.is_none());
    script.want(Intent::Compare(take(1, "2")));
    script.until("the comparison", stands);
    let count = compared(&script.state).places.len();
    assert!(count > 1);
    script.want(Intent::Compare(CompareIntent::Go(true)));
    assert_eq!(of(&script.state).difference, Some(0));
    script.want(Intent::Compare(CompareIntent::Go(false)));
    assert_eq!(of(&script.state).difference, Some(0));
    for _ in 0..count + 3 {
        script.want(Intent::Compare(CompareIntent::Go(true)));
    }
    assert_eq!(of(&script.state).difference, Some(count - 1));
    // Another kind begins anew.
    script.want(Intent::Compare(CompareIntent::Kind(Kind::Run)));
    assert_eq!((&of(&script.state).sides, of(&script.state).shown.is_none()), (&[None, None], true));
}

#[test]
fn only_the_newest_answer_counts() {
    let mut script = Script::over(Open::Sample);
    ready(&mut script);
    script.want(Intent::Centre(Centre::Compare));
    let run = |name: &str| Subject::Run { log: 0, name: name.into() };
    script.want(Intent::Compare(CompareIntent::Take(0, run("r-1"))));
    script.want(Intent::Compare(CompareIntent::Take(1, run("r-2"))));
    let old = script.state.newest(Lane::Compare);
    script.want(Intent::Compare(CompareIntent::Take(1, run("r-6"))));
    let effects = recount::gui::apply::receive(&mut script.state, Update::Compared(old, Err("an old answer".into())));
    assert!(effects.is_empty() && of(&script.state).busy && of(&script.state).shown.is_none());
    script.until("the comparison", stands);
    assert_eq!(compared(&script.state).request.sides[1], run("r-6"));
    // A side that is taken away cancels what runs.
    script.want(Intent::Compare(CompareIntent::Take(1, run("r-7"))));
    let effects = recount::gui::apply::apply(&mut script.state, Intent::Compare(CompareIntent::Kind(Kind::Record)));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Cancel(Lane::Compare))));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Send(Request::Choices(..)))));
}

fn label(window: &Window, part: &str) -> String {
    window.get_all_by_label_contains(part).next().unwrap().accesskit_node().label().unwrap()
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

/// Types into the field of a side and takes the first that fits, with the keyboard alone.
fn choose(window: &mut Window, side: &str, typed: &str) {
    let field = window.get_all_by_role(Role::TextInput).find(|node| {
        node.accesskit_node().labelled_by().any(|label| label.value().is_some_and(|words| words.starts_with(side)))
    });
    field.unwrap_or_else(|| panic!("no field for {side}")).focus();
    window.run_steps(2);
    window.event(Event::Text(typed.to_owned()));
    window.run_steps(2);
    until(window, "the list", listed);
    window.key_press(Key::Enter);
    window.run_steps(3);
}

#[test]
fn ctrl_d_pins_and_compares_and_a_step_leads_to_its_record() {
    let mut window = sample_incident();
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    window.run_steps(2);
    window.get_by_label("Pinned for comparing: let it go");
    window.key_press(Key::ArrowDown);
    window.run_steps(2);
    until(&mut window, "the next record", is_whole);
    window.get_by_label_contains("Compare with the pinned record");
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    until(&mut window, "the comparison", stands);
    window.get_by_label_contains("Left: record");
    window.get_by_label_contains("Right: record");
    window.get_by_label("Fields");
    click(&mut window, "Compare two: Runs");
    until(&mut window, "the runs", listed);
    choose(&mut window, "Left", "r-101 log 1");
    choose(&mut window, "Right", "r-102 log 1");
    until(&mut window, "the comparison", stands);
    window.get_by_label("In short");
    window.get_all_by_label_contains("Goal, left: ").next().unwrap();
    for _ in 0..3 {
        click(&mut window, "Next difference");
    }
    window.get_by_label_contains("place 3 of ");
    let last = compared(window.state().state()).places.len();
    for _ in 3..last {
        if window.query_all_by_label_contains(" step, record ").next().is_some() {
            break;
        }
        click(&mut window, "Next difference");
    }
    let steps: Vec<_> = window.query_all_by_label_contains(" step, record ").collect();
    assert!(!steps.is_empty());
    let said = steps[0].accesskit_node().label().unwrap();
    steps[0].click();
    drop(steps);
    window.run_steps(3);
    until(&mut window, "the record", is_whole);
    let desk = window.state().state().desk.as_ref().unwrap();
    let index = desk.opened.case.index(desk.focus.unwrap());
    assert!(said.contains(&format!("record {index},")), "{said}, but {index}");
    assert_eq!(desk.centre.page(), Centre::Compare, "the comparison stays");
}

#[test]
fn a_version_is_compared_from_the_inspector_and_the_changed_clause_is_in_sight() {
    let mut window = sample_incident();
    let ctx = window.ctx.clone();
    let focus = row(window.state().state(), 0, 255);
    window.state_mut().take(&ctx, vec![Intent::Focus(focus), Intent::Inspect(Inspect::Policy)]);
    until(&mut window, "the record", is_whole);
    click(&mut window, "Compare approval-flow 1 with…");
    until(&mut window, "the list", listed);
    window.get_by_label_contains("Left: policy approval-flow 1");
    window.get_all_by_label_contains("approval-flow 2, record").next().unwrap().click();
    until(&mut window, "the comparison", stands);
    let changed: Vec<String> =
        window.query_all_by_label_contains("added line").map(|node| node.accesskit_node().value().unwrap()).collect();
    assert!(changed.iter().any(|line| line.contains("AF-101")), "{changed:#?}");
    click(&mut window, "Unified");
    assert!(of(window.state().state()).form.unified);
    window.get_all_by_label_contains("added line").next().unwrap();
    window.get_all_by_label_contains("alike: show all").next().unwrap().click();
    window.run_steps(3);
    assert!(of(window.state().state()).form.whole);
    assert!(window.query_by_label_contains("alike: show all").is_none());
    click(&mut window, "Swap the sides");
    until(&mut window, "the other way round", stands);
    assert!(label(&window, "Left: ").starts_with("Left: policy approval-flow 2"));
    click(&mut window, "Change… (right)");
    until(&mut window, "the list", listed);
    click(&mut window, "Keep it (right)");
    assert!(!of(window.state().state()).chooses());
}

#[test]
fn two_template_versions_are_chosen_on_the_page_with_the_keyboard() {
    let mut window = sample_incident();
    click(&mut window, "Compare");
    window.get_by_label_contains("Two records also so: Ctrl+D on the one");
    click(&mut window, "Compare two: Templates");
    until(&mut window, "the templates", listed);
    choose(&mut window, "Left", "summarise 2");
    choose(&mut window, "Right", "summarise 3");
    until(&mut window, "the comparison", stands);
    window.get_by_label_contains("Text of the template");
    let heads = compared(window.state().state()).heads.each_ref().map(|head| head.words.clone());
    assert_eq!(heads, ["template summarise 2", "template summarise 3"]);
    let lines = text(&compared(window.state().state()), Form::default());
    assert!(lines.iter().any(|line| line.starts_with("- ") && line.contains(" | + ")), "{lines:#?}");
    // The pane has keys of its own: N goes to the next difference, arrows scroll and do not step.
    let focus = window.state().state().desk.as_ref().unwrap().focus;
    window.get_by_label_contains("Comparison, ").focus();
    window.run_steps(2);
    window.key_press(Key::N);
    window.key_press(Key::ArrowDown);
    window.key_press(Key::PageDown);
    window.run_steps(3);
    let desk = window.state().state().desk.as_ref().unwrap();
    assert_eq!((desk.focus, desk.compare.difference), (focus, Some(0)));
}

#[test]
fn a_withheld_text_says_so_and_shows_no_empty_comparison() {
    let mut window = window(Some(Path::new(&sample("trust"))));
    open(&mut window, sample("redacted.sab"));
    let desk = window.state().state().desk.as_ref().unwrap();
    let case = Arc::clone(&desk.opened.case);
    let rows: Vec<Row> = (0..case.len() as Row).filter(|row| case.assurance(*row) == Assurance::Withheld).collect();
    let ctx = window.ctx.clone();
    let compare = |intent| Intent::Compare(intent);
    let intents = vec![
        Intent::Focus(rows[0]),
        compare(CompareIntent::Pin),
        Intent::Focus(rows[1]),
        compare(CompareIntent::WithPinned),
    ];
    window.state_mut().take(&ctx, intents);
    until(&mut window, "the comparison", stands);
    window.get_by_label_contains("Left: record");
    let first = compared(window.state().state());
    assert_eq!(first.heads.each_ref().map(|head| head.record.unwrap().1), [Assurance::Withheld; 2]);
    // It is a place to go to, like a difference.
    assert!(first.uncompared > 0);
    window.get_by_label_contains(" not compared");
    let gone = "Not compared: the payload is not in the bundle";
    for _ in 0..first.places.len() {
        if window.query_all_by_label_contains(gone).next().is_some() {
            break;
        }
        window.key_press(Key::N);
        window.run_steps(3);
    }
    window.get_all_by_label_contains(gone).next().unwrap();
}

#[test]
fn a_megabyte_on_each_side_costs_what_a_screen_costs() {
    let desk = Desk::new();
    let event = |minute: u32, text: &str| {
        format!(
            r#"{{"actor":"agent:a","time":"2026-01-05T09:{minute:02}:00Z","type":"message","body":{{"run":"r-1","to":"agent:b","text":"{text}"}}}}"#
        )
    };
    let line = "0123456789 abcdefghijklmnopqrstuvwxyz\\n";
    let (old, mut new) = (line.repeat(26_000), line.repeat(13_000));
    new.push_str("a line of its own with \\u202e in it\\n");
    new.push_str(&line.repeat(13_000));
    // One line of half a megabyte, too.
    let long = |end: &str| format!("{} {end}", "word ".repeat(100_000));
    let lines = [event(0, &old), event(1, &new), event(2, &long("one")), event(3, &long("two"))];
    std::fs::write(desk.path("events.jsonl"), lines.join("\n") + "\n").unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let mut window = window(Some(&desk.path("keys")));
    open(&mut window, desk.path("out.sab"));
    let case = Arc::clone(&window.state().state().desk.as_ref().unwrap().opened.case);
    let messages: Vec<Row> =
        (0..case.len() as Row).filter(|row| case.text(case.context(*row).kind) == "message").collect();
    let ctx = window.ctx.clone();
    let beside = |window: &mut Window, pair: &[Row], part: &str| {
        let side = |side: usize| Intent::Compare(CompareIntent::Take(side, Subject::Record(pair[side])));
        let whole = Intent::Compare(CompareIntent::Whole(true));
        window.state_mut().take(&ctx, vec![Intent::Centre(Centre::Compare), side(0), side(1), whole]);
        until(window, "the comparison", stands);
        for _ in 0..9 {
            if window.query_all_by_label_contains(part).next().is_some() {
                break;
            }
            window.state_mut().take(&ctx, vec![Intent::Compare(CompareIntent::Go(true))]);
            window.run_steps(3);
        }
    };
    beside(&mut window, &messages[..2], "a line of its own with");
    let begun = std::time::Instant::now();
    window.run_steps(20);
    let frame = begun.elapsed() / 20;
    println!("a frame with 26 000 lines on each side: {frame:?}");
    let shown = window.query_all_by_label_contains("0123456789 abcdefghijklmnopqrstuvwxyz").count();
    assert!(shown < 200, "{shown} lines were laid out");
    window.get_all_by_label_contains("a line of its own with ⟨U+202E⟩ in it").next().unwrap();
    beside(&mut window, &messages[2..], "word word");
    let begun = std::time::Instant::now();
    window.run_steps(20);
    println!("a frame with a line of half a megabyte on each side: {:?}", begun.elapsed() / 20);
    assert!(window.query_all_by_label_contains("word word").count() < 200);
}
