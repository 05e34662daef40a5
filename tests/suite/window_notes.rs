//! What a reviewer keeps with the window: notes, marks, filters, citations; kept over a restart, taken back, found, cited.

use super::desk::{Desk, sample};
use super::script::Script;
use super::window::{Window, focus_seq, is_whole, open, sample_incident, trustees, until};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use recount::gui::apply::receive;
use recount::gui::completion::Completion;
use recount::gui::intent::{Intent, Open};
use recount::gui::notes::Notes;
use recount::gui::state::State;
use recount::gui::{Desktop, install};
use recount::session::Who;
use recount::view::completion::{Offers, offers};
use recount::work::{Keep, Kept, Lane, Told, Trustees, Update, Worker};
use std::path::Path;
use std::sync::Arc;

const CTRL: Modifiers = Modifiers::COMMAND;

/// A window of a reviewer whose keys lie in the desk's configuration folder, as those of the command line do.
fn reviewers(desk: &Desk) -> Window {
    let who = Who { config: Some(desk.path("config")), name: "window".to_owned(), now: 1_700_000_000 };
    let trustees = Trustees { who, ..trustees(Some(Path::new(&sample("trust")))) };
    let desktop = Desktop::new(Worker::start(trustees, Arc::new(|| {})));
    let built = Harness::builder().with_size([1440.0, 900.0]).with_context_setup(install);
    built.build_ui_state(|ui, desktop: &mut Desktop| desktop.frame(ui), desktop)
}

fn take(window: &mut Window, intent: Intent) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![intent]);
}

fn kept(state: &State) -> Option<&Kept> {
    state.desk.as_ref()?.notes.kept.as_deref()
}

fn until_kept(window: &mut Window, what: &str, ready: impl Fn(&Kept) -> bool) {
    until(window, what, |state| kept(state).is_some_and(&ready));
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

/// A note on the record in focus, written with the keyboard alone.
fn write_note(window: &mut Window, text: &str) {
    let before = kept(window.state().state()).unwrap().notes.len();
    press(window, CTRL, Key::Enter);
    window.event(Event::Text(text.to_owned()));
    window.run_steps(2);
    press(window, CTRL, Key::Enter);
    until_kept(window, "the note", |kept| kept.notes.len() == before + 1);
    // Out of the field, so that keys belong to the table again.
    press(window, Modifiers::NONE, Key::Escape);
}

fn copied(window: &Window) -> Option<String> {
    window.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Cites the record in focus by its keys.
fn cite(window: &mut Window) -> String {
    // Straight into one frame: the answer may come before a second one.
    let modifiers = CTRL.plus(Modifiers::SHIFT);
    let pressed = Event::Key { key: Key::C, physical_key: None, pressed: true, repeat: false, modifiers };
    window.input_mut().events.push(pressed);
    for _ in 0..2000 {
        window.step();
        if let Some(text) = copied(window) {
            return text;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("no citation came");
}

fn paste_into_filter(window: &mut Window, text: &str) {
    window.get_by_role_and_label(Role::TextInput, "Filter").focus();
    window.run_steps(2);
    window.event(Event::Paste(text.to_owned()));
    window.run_steps(2);
}

#[test]
fn a_filter_is_completed_by_keyboard_and_comes_back_with_up() {
    let mut window = sample_incident();
    press(&mut window, CTRL, Key::F);
    window.event(Event::Text("fro".to_owned()));
    window.run_steps(2);
    let offered = |insert: &'static str| {
        move |state: &State| {
            let list = &state.desk.as_ref().unwrap().filter.completion;
            list.open && list.offers.lines.iter().any(|line| line.insert == insert)
        }
    };
    until(&mut window, "the field", offered("from:"));
    window.get_by_label("Offer from:, who acted");
    press(&mut window, Modifiers::NONE, Key::Tab);
    until(&mut window, "names", offered("agent:reporter"));
    window.event(Event::Text("reporter".to_owned()));
    window.run_steps(2);
    until(&mut window, "fewer names", |state| {
        state.desk.as_ref().unwrap().filter.completion.offers.lines.len() < 4
            && offered("agent:reporter")(state)
            && state.desk.as_ref().unwrap().filter.text == "from:reporter"
    });
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::Enter);
    until(&mut window, "the filter", |state| {
        let filter = &state.desk.as_ref().unwrap().filter;
        filter.text == "from:agent:reporter" && !filter.busy && filter.holds.text() == filter.text
    });
    assert!(!window.state().state().desk.as_ref().unwrap().filter.completion.open);
    // Entered, cleared, and back with one key.
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.get_by_label("Clear").click();
    window.run_steps(3);
    press(&mut window, CTRL, Key::F);
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(window.state().state().desk.as_ref().unwrap().filter.text, "from:agent:reporter");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(window.state().state().desk.as_ref().unwrap().filter.text, "");
}

#[test]
fn a_filter_without_records_says_what_each_condition_costs() {
    let mut window = sample_incident();
    take(&mut window, Intent::FilterTyped("run:r-101 from:nobody".to_owned()));
    until(&mut window, "nothing", |state| {
        let filter = &state.desk.as_ref().unwrap().filter;
        !filter.busy && filter.without.len() == 2
    });
    window.run_steps(2);
    window.get_by_label("Without run:r-101: 0 records");
    let without = window.state().state().desk.as_ref().unwrap().filter.without[1].clone();
    assert_eq!(without.0, "from:nobody");
    window.get_by_label(&format!("Without from:nobody: {} records", without.1)).click();
    window.run_steps(2);
    until(&mut window, "records", |state| state.desk.as_ref().unwrap().rows() == without.1 as u64);
    assert!(without.1 > 0);
}

/// What came out of the window stands in the log that the command line reads, and the log verifies.
#[track_caller]
fn log_says_and_verifies(desk: &Desk, lines: &[String]) {
    let as_window = |arguments: &[&str]| {
        let output = desk.command(arguments).env("RECOUNT_REVIEWER", "window").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), said)
    };
    let (status, said) = as_window(&["log", "case", "--out", "log.sab"]);
    assert_eq!(status, Some(0), "{said}");
    for line in lines {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let keys = said.rsplit("--trust ").next().unwrap().trim();
    let (status, said) = as_window(&["verify", "--trust", keys, "log.sab"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("VERIFIED"), "{said}");
}

#[test]
fn three_notes_a_mark_and_a_filter_are_there_after_a_restart_and_in_a_log_that_verifies() {
    let desk = Desk::new();
    let bundle = sample("least-privilege.sab");
    let mut window = reviewers(&desk);
    open(&mut window, &bundle);
    assert!(window.query_by_label("Keep this as a case…").is_none(), "there is nothing to keep");
    write_note(&mut window, "first: who asked for this?");
    window.get_by_label("1 change not kept yet");
    for text in ["second: the broker agreed", "third: nothing was sent"] {
        press(&mut window, Modifiers::NONE, Key::ArrowDown);
        write_note(&mut window, text);
    }
    let seqs = {
        let desk = window.state().state().desk.as_ref().unwrap();
        assert_eq!(desk.focus, Some(2));
        [1, 2].map(|row| desk.opened.case.index(row))
    };
    press(&mut window, Modifiers::NONE, Key::M);
    until_kept(&mut window, "a mark", |kept| kept.marks.len() == 1);
    window.get_by_label("4 changes not kept yet");
    // Leaving is held up once.
    take(&mut window, Intent::Close);
    assert!(window.state().state().desk.is_some() && window.state().state().notices.len() == 1);
    window.run_steps(2);
    window.get_by_label("Dismiss").click();
    window.run_steps(2);
    window.get_by_label("Keep this as a case…").click();
    window.run_steps(3);
    window.event(Event::Text(desk.path("case").display().to_string()));
    window.run_steps(2);
    window.get_by_label("Make the case").click();
    window.run_steps(2);
    until(&mut window, "the case", |state| state.desk.as_ref().is_some_and(|desk| desk.opened.folder.is_some()));
    until_kept(&mut window, "the notes in the case", |kept| kept.unsaved == 0 && kept.notes.len() == 3);
    // A filter is saved by its name.
    take(&mut window, Intent::FilterTyped("kind:tool.call".to_owned()));
    until(&mut window, "the filter", |state| {
        let filter = &state.desk.as_ref().unwrap().filter;
        !filter.busy && filter.holds.text() == "kind:tool.call"
    });
    window.get_by_label("Save the filter").click();
    window.run_steps(3);
    window.event(Event::Text("calls".to_owned()));
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::Enter);
    until_kept(&mut window, "the saved filter", |kept| kept.filters.len() == 1 && kept.unsaved == 0);
    drop(window);

    let mut window = reviewers(&desk);
    take(&mut window, Intent::Open(Open::Case(desk.path("case"))));
    until(&mut window, "the case", is_whole);
    until_kept(&mut window, "what was kept", |kept| kept.notes.len() == 3 && kept.marks.len() == 1);
    window.get_by_label_contains("Filter calls: kind:tool.call");
    window.get_by_role_and_label(Role::TextInput, "Search the notebook").focus();
    window.run_steps(2);
    window.event(Event::Text("BROKER".to_owned()));
    window.run_steps(3);
    assert!(window.query_by_label_contains("third: nothing was sent").is_none());
    window.get_by_label(&format!("Record {}: second: the broker agreed", seqs[0])).click();
    window.run_steps(2);
    until(&mut window, "the record", |state| focus_seq(state) == Some(seqs[0]));
    window.get_by_label("Saved").click();
    window.run_steps(3);
    window.get_by_label("Apply the filter calls").click();
    window.run_steps(2);
    until(&mut window, "the filter", |state| {
        let filter = &state.desk.as_ref().unwrap().filter;
        !filter.busy && filter.holds.text() == "kind:tool.call"
    });
    drop(window);

    let lines = [
        format!("record {}: second: the broker agreed", seqs[0]),
        format!("mark  records {0} to {0} of ", seqs[1]),
        "filter calls  kind:tool.call".to_owned(),
    ];
    log_says_and_verifies(&desk, &lines);
}

#[test]
fn what_was_done_is_taken_back_by_a_further_entry() {
    let desk = Desk::new();
    let mut window = reviewers(&desk);
    let trust = sample("trust");
    desk.expect(0, &["import", "--reviewer", "window", "--trust", &trust, "case", &sample("least-privilege.sab")]);
    take(&mut window, Intent::Open(Open::Case(desk.path("case"))));
    until(&mut window, "the case", is_whole);
    write_note(&mut window, "wrong");
    press(&mut window, Modifiers::NONE, Key::M);
    until_kept(&mut window, "a mark", |kept| kept.marks.len() == 1 && kept.undo == Some("mark"));
    window.get_by_label_contains(", marked, with a note");
    press(&mut window, CTRL, Key::Z);
    until_kept(&mut window, "no mark", |kept| kept.marks.is_empty() && kept.notes.len() == 1);
    press(&mut window, CTRL, Key::Z);
    until_kept(&mut window, "no note", |kept| kept.notes.is_empty() && kept.undo.is_none());
    press(&mut window, CTRL.plus(Modifiers::SHIFT), Key::Z);
    until_kept(&mut window, "the note again", |kept| kept.notes.len() == 1 && kept.redo == Some("mark"));
    // An edit is a new entry, and can be taken back, too.
    let id = kept(window.state().state()).unwrap().notes[0].id.clone();
    take(&mut window, Intent::Notes(Notes::Keep(Keep::Edit(id, "right".to_owned()))));
    until_kept(&mut window, "the edit", |kept| kept.notes[0].text == "right" && kept.redo.is_none());
    press(&mut window, CTRL, Key::Z);
    until_kept(&mut window, "the first text", |kept| kept.notes[0].text == "wrong" && kept.unsaved == 0);
    drop(window);
    let output = desk.command(&["log", "case"]).env("RECOUNT_REVIEWER", "window").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // The import, then note, mark, their reversals, the note again, the edit, and its reversal.
    assert!(said.contains(": 8 actions"), "{said}");
}

#[test]
fn a_citation_leads_back_and_a_doctored_one_is_told() {
    let mut window = sample_incident();
    window.get_by_label("Go to record 255").click();
    window.run_steps(2);
    until(&mut window, "the failure", is_whole);
    let failed = window.state().state().desk.as_ref().unwrap().focus;
    let citation = cite(&mut window);
    assert!(citation.contains("· record 255 · record-hash ") && citation.contains("· failed/Contradicted · no case"));
    press(&mut window, Modifiers::NONE, Key::Home);
    until(&mut window, "the first record", is_whole);
    paste_into_filter(&mut window, &citation);
    until(&mut window, "the cited record", |state| state.desk.as_ref().unwrap().focus == failed);
    let state = window.state().state();
    assert!(state.notices.is_empty() && state.desk.as_ref().unwrap().filter.text.is_empty());

    let at = citation.find("record-hash ").unwrap() + 12;
    let mut doctored = citation.clone();
    let digit = if &citation[at..=at] == "0" { "1" } else { "0" };
    doctored.replace_range(at..=at, digit);
    paste_into_filter(&mut window, &doctored);
    until(&mut window, "the finding", |state| !state.notices.is_empty());
    assert!(window.state().state().notices[0].what.contains("is NOT the record that was cited"));
    let mut elsewhere = citation.clone();
    elsewhere.replace_range(14..18, "0000");
    paste_into_filter(&mut window, &elsewhere);
    until(&mut window, "the other bundle", |state| state.notices.len() == 2);
    let what = &window.state().state().notices[1].what;
    assert!(what.contains("is not in this case; the same record 255"), "{what}");
}

#[test]
fn visits_lead_back_and_on_and_ranges_are_marked() {
    let mut window = sample_incident();
    let first = focus_seq(window.state().state());
    window.get_by_label("Go to record 255").click();
    window.run_steps(2);
    until(&mut window, "the failure", is_whole);
    press(&mut window, Modifiers::ALT, Key::ArrowLeft);
    until(&mut window, "the record before", |state| focus_seq(state) == first);
    press(&mut window, Modifiers::ALT, Key::ArrowRight);
    until(&mut window, "the failure again", |state| focus_seq(state) == Some(255));
    press(&mut window, Modifiers::SHIFT, Key::M);
    window.get_by_label_contains("Range from record 255");
    for _ in 0..3 {
        press(&mut window, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut window, Modifiers::SHIFT, Key::M);
    until_kept(&mut window, "the range", |kept| kept.marks.len() == 1);
    let kept = kept(window.state().state()).unwrap();
    assert!(kept.marks[0].about.starts_with("Records 255 to 258"), "{}", kept.marks[0].about);
    // The other history of the same log has other records there: the mark is not on them.
    assert_eq!(kept.marked.count(), 4);
    press(&mut window, Modifiers::NONE, Key::Home);
    press(&mut window, Modifiers::NONE, Key::U);
    until(&mut window, "the marked record", |state| focus_seq(state) == Some(255));
    // Enter keeps the step without words.
    press(&mut window, Modifiers::NONE, Key::Enter);
    until_kept(&mut window, "the step", |kept| kept.notes.len() == 1 && kept.notes[0].text.is_empty());
    window.run_steps(2);
    window.get_by_label_contains(": Kept step");
}

#[test]
fn the_table_goes_out_as_csv_and_no_file_is_written_over() {
    let desk = Desk::new();
    let mut window = reviewers(&desk);
    open(&mut window, sample("broad-access.sab"));
    let export = |window: &mut Window| {
        window.get_by_role_and_label(Role::Button, "Case").click();
        window.run_steps(3);
        window.get_by_label_contains("Export the table as CSV…").click();
        window.run_steps(3);
        window.event(Event::Text(desk.path("table.csv").display().to_string()));
        window.run_steps(2);
        window.get_by_label("Write the file").click();
        window.run_steps(2);
    };
    export(&mut window);
    until(&mut window, "the file", |state| {
        let notes = &state.desk.as_ref().unwrap().notes;
        notes.exporting.is_none() && notes.said.as_ref().is_some_and(|said| said.starts_with("207 records written"))
    });
    let written = std::fs::read_to_string(desk.path("table.csv")).unwrap();
    assert_eq!(written.lines().count(), 208);
    let trust = sample("trust");
    desk.expect(0, &["import", "--trust", &trust, "case", &sample("broad-access.sab")]);
    let by_command = desk.run(&["search", "case", "", "--format", "csv"]);
    let by_command = String::from_utf8_lossy(&by_command.stdout).into_owned();
    assert_eq!(written.replace("\r\n", "\n"), by_command);
    export(&mut window);
    until(&mut window, "the refusal", |state| !state.notices.is_empty());
    assert!(window.state().state().notices[0].what.contains("a file is there already"));
    assert_eq!(std::fs::read_to_string(desk.path("table.csv")).unwrap(), written);
    assert!(!desk.path("table.csv.partial").exists());
}

/// Over the sample incident, read whole, with its notebook.
fn written() -> Script {
    let mut script = Script::over(Open::Sample);
    script.want(Intent::TableHeight(600.0));
    script.until("the sample incident", |state| is_whole(state) && kept(state).is_some());
    script
}

#[test]
fn what_cannot_be_kept_stays_in_its_field_and_a_foreign_notebook_is_not_shown() {
    let mut script = written();
    script.want(Intent::Notes(Notes::Typed("a thought".to_owned())));
    script.want(Intent::Notes(Notes::Add));
    assert_eq!(script.desk().notes.draft, "a thought");
    let told = Told { what: "no".to_owned(), hint: String::new(), cancelled: false };
    receive(&mut script.state, Update::Failed(0, Lane::Keep, told));
    assert_eq!((script.desk().notes.draft.as_str(), script.state.notices.len()), ("a thought", 1));
    script.until("its answer", |state| kept(state).is_some_and(|kept| kept.notes.len() == 1));
    // A notebook of another case waits for that case.
    let mut other = kept(&script.state).unwrap().clone();
    other.notes.clear();
    other.case = written().desk().opened.case.clone();
    receive(&mut script.state, Update::Kept(Arc::new(other)));
    assert_eq!(kept(&script.state).unwrap().notes.len(), 1);
}

#[test]
fn offers_for_a_text_that_was_typed_over_are_dropped() {
    let mut script = written();
    script.want(Intent::FilterTyped("kin".to_owned()));
    script.want(Intent::Completion(Completion::At(3)));
    script.want(Intent::FilterTyped("kind".to_owned()));
    let stale = Offers { text: "kin".to_owned(), at: 3, ..Offers::default() };
    let newest = script.state.newest(Lane::Complete);
    receive(&mut script.state, Update::Offers(newest, Box::new(stale)));
    assert!(script.desk().filter.completion.offers.lines.is_empty());
    script.want(Intent::Completion(Completion::At(4)));
    script.until("its answer", |state| !state.desk.as_ref().unwrap().filter.completion.offers.lines.is_empty());
    let list = &script.desk().filter.completion;
    assert_eq!((list.offers.lines[0].text.as_str(), list.offers.lines[0].cursor), ("kind:", 5));
    // A name of the case that needs quotes gets them, and goes in where the cursor is.
    let case = script.desk().opened.case.clone();
    let found = offers(&case, "policy:app -env:prod", 10);
    let inserted: Vec<&str> = found.lines.iter().map(|line| line.text.as_str()).collect();
    assert!(inserted.contains(&"policy:approval-flow -env:prod"), "{inserted:?}");
}
