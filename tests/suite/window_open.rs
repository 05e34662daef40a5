//! Opening in the window, driven by accessible labels: the page with every choice of trust, wrong files, what was opened before, drops.

use super::desk::{Desk, EVENTS, sample};
use super::window::{Window, until};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use recount::gui::intent::Intent;
use recount::gui::state::State;
use recount::gui::{Desktop, install};
use recount::profile::TrustProfile;
use recount::session::{Trusted, Who};
use recount::work::{Settings, Stage, Trustees, Worker};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A window as a user has it whose configuration folder is `config`; nothing was named at the start.
fn window(config: &Path) -> Window {
    let who = Who { config: Some(config.to_owned()), name: "test".to_owned(), now: 0 };
    let trusted = Trusted::default();
    let worker = Worker::start(Trustees { who, trusted }, Arc::new(|| {}));
    let (settings, _) = Settings::load(Some(config));
    let desktop = Desktop::as_left(worker, &egui::Context::default(), settings, Some(config.to_owned()));
    let built = Harness::builder().with_size([1440.0, 900.0]).with_context_setup(install);
    built.build_ui_state(|ui, desktop: &mut Desktop| desktop.frame(ui), desktop)
}

fn is_weighed(state: &State) -> bool {
    state.import.as_ref().is_some_and(|page| !page.busy && page.weighed.is_some())
}

fn is_whole(state: &State) -> bool {
    let desk = |state: &State| Some(state.desk.as_ref()?.opened.stage == Stage::Whole);
    state.import.is_none() && state.opening.is_none() && desk(state) == Some(true)
}

fn bring(window: &mut Window, paths: &[PathBuf]) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Bring(paths.to_vec())]);
    until(window, "the page", |state| is_weighed(state) || is_whole(state));
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

fn write_into(window: &mut Window, field: &str, text: &str) {
    window.get_by_label(field).focus();
    window.run_steps(2);
    window.get_by_label(field).type_text(text);
    window.run_steps(2);
    until(window, "the choice", is_weighed);
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(3);
}

fn banner(window: &Window) -> String {
    let said = |role| window.query_by_role(role).and_then(|node| node.accesskit_node().label());
    said(Role::Status).or_else(|| said(Role::Alert)).unwrap()
}

fn verdict(window: &mut Window, expected: &str) {
    until(window, "the verdict", is_whole);
    let said = banner(window);
    assert!(said.starts_with(expected), "{said}");
}

fn demo_keys() -> String {
    let profile = TrustProfile::load(Path::new(&sample("trust")), "x").unwrap();
    profile.keys().map(|(_, key)| key.text()).collect::<Vec<_>>().join("\n")
}

fn profiles(config: &Path) -> usize {
    std::fs::read_dir(config.join("profiles")).map_or(0, Iterator::count)
}

#[test]
fn enter_is_enough_to_look_and_nothing_is_trusted_by_itself() {
    let config = tempfile::tempdir().unwrap();
    let mut window = window(config.path());
    bring(&mut window, &[sample("least-privilege.sab").into()]);
    window.get_by_label("Open 1 bundle");
    until(&mut window, "the digest", |state| state.import.as_ref().unwrap().looked[0].sha256.is_some());
    let bytes = std::fs::read(sample("least-privilege.sab")).unwrap();
    window.get_by_label(&format!("SHA-256: {}", recount::crypto::Digest::of(&bytes).hex()));
    window.get_by_label_contains("Form: ZIP bundle, ");
    for (role, id) in
        [("log", "dee7 19ff"), ("witness", "8617 aac1"), ("exporter", "cf0d 56a4"), ("authority", "4243 afd2")]
    {
        let nodes: Vec<String> = window
            .query_all_by_label_contains(&format!("key id {id}, not trusted"))
            .filter_map(|node| node.accesskit_node().value())
            .collect();
        assert!(nodes.len() == 1 && nodes[0].starts_with(role), "{role}: {nodes:?}");
    }
    window.get_by_label_contains("the verdict will be Undecidable, as no key of the log is trusted");
    press(&mut window, Key::Enter);
    verdict(&mut window, "Undecidable least-privilege.sab under no trust profile");
    assert_eq!(profiles(config.path()), 0);
}

#[test]
fn pasted_keys_are_read_line_by_line_and_kept_only_when_asked() {
    let config = tempfile::tempdir().unwrap();
    let mut window = window(config.path());
    bring(&mut window, &[sample("least-privilege.sab").into()]);
    click(&mut window, "Keys that I paste");
    until(&mut window, "the choice", is_weighed);
    window.get_by_label_contains("The log's key is missing. Expected a verifier key");
    window.get_by_label("The chosen trust cannot be used");
    let whole = "One verifier key a line: of the log and of its authority; witnesses and exporters if there are any";
    window.get_by_role_and_label(Role::MultilineTextInput, whole).focus();
    window.run_steps(2);
    window.get_by_role_and_label(Role::MultilineTextInput, whole).type_text("nonsense");
    window.run_steps(2);
    until(&mut window, "the fault", |state| {
        is_weighed(state) && state.import.as_ref().unwrap().weighed.as_ref().unwrap().faults.len() == 3
    });
    window.get_by_label_contains("Line 1 is no key: not of the form NAME+ID+BASE64. Expected a verifier key");
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.get_by_role_and_label(Role::MultilineTextInput, whole).type_text(&demo_keys());
    window.run_steps(2);
    until(&mut window, "the keys", |state| {
        is_weighed(state) && state.import.as_ref().unwrap().weighed.as_ref().unwrap().fits_all()
    });
    // The file names it by its id; the paste makes it whole.
    let print = "fingerprint 2c6d d19e 69b7 7f6b 034d 4ad3 262e f386 0396 4c00 140d 29ac d011 3f06 6204 340e";
    window.get_by_label_contains(print);
    assert_eq!(profiles(config.path()), 0);
    write_into(&mut window, "Name of the profile", "northwind");
    click(&mut window, "Keep as a profile");
    until(&mut window, "the profile", is_weighed);
    assert_eq!(profiles(config.path()), 1);
    window.get_by_label("Profile northwind, for the log demo.recount.example/northwind-freight");
    window.get_by_label_contains("Open Enter").click();
    window.run_steps(3);
    verdict(&mut window, "Verified least-privilege.sab under profile northwind");
    // The next opening suggests it.
    bring(&mut window, &[sample("tampered.sab").into()]);
    press(&mut window, Key::Enter);
    verdict(&mut window, "Contradicted tampered.sab under profile northwind");
}

#[test]
fn the_trust_of_what_is_open_can_be_chosen_later_and_the_place_stays() {
    let config = tempfile::tempdir().unwrap();
    let mut window = window(config.path());
    bring(&mut window, &[sample("least-privilege.sab").into()]);
    press(&mut window, Key::Enter);
    verdict(&mut window, "Undecidable");
    press(&mut window, Key::ArrowDown);
    let focus = |window: &Window| window.state().state().desk.as_ref().unwrap().focus;
    let before = focus(&window);
    assert!(before.is_some_and(|row| row > 0));
    click(&mut window, "Trust…");
    until(&mut window, "the page", is_weighed);
    click(&mut window, "A trust folder");
    until(&mut window, "the choice", is_weighed);
    write_into(&mut window, "Trust folder", "/there/is/no/such/folder");
    window.get_by_label_contains("there is no folder /there/is/no/such/folder");
    window.get_by_label("Trust folder").focus();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(2);
    write_into(&mut window, "Trust folder", &sample("trust"));
    until(&mut window, "the keys", |state| {
        is_weighed(state) && state.import.as_ref().unwrap().weighed.as_ref().unwrap().fits_all()
    });
    window.get_by_label_contains("Verify again").click();
    window.run_steps(3);
    verdict(&mut window, "Verified");
    assert_eq!(focus(&window), before);
    assert!(window.query_by_label("Trust…").is_none());
    assert_eq!(profiles(config.path()), 0);
}

#[test]
fn a_wrong_file_says_where_it_stops_making_sense_and_can_be_left_out() {
    let desk = Desk::new();
    let whole = std::fs::read(sample("tampered.sab")).unwrap();
    std::fs::write(desk.path("cut.sab"), &whole[..whole.len() / 2]).unwrap();
    std::fs::create_dir(desk.path("empty")).unwrap();
    let mut window = window(&desk.path("config"));
    let paths = [sample("STORY.md").into(), desk.path("cut.sab"), desk.path("empty"), desk.path("absent.sab")];
    bring(&mut window, &paths);
    window.get_by_label_contains("The file is no bundle: it is plain text");
    window.get_by_label("At byte: 0");
    window.get_by_label_contains("Expected: a ZIP archive, which begins with 50 4b 03 04 (PK)");
    let half = recount::view::words::count(whole.len() / 2);
    window.get_by_label(&format!("At byte: {half}"));
    window.get_by_label_contains("There is nothing at this path");
    window.get_by_label("Leave out what cannot be opened");
    press(&mut window, Key::Enter);
    assert!(window.state().state().import.is_some(), "it began all the same");
    for name in ["STORY.md", "cut.sab", "empty"] {
        click(&mut window, &format!("Leave out {name}"));
        until(&mut window, "the page", is_weighed);
    }
    click(&mut window, "Leave out absent.sab");
    assert!(window.state().state().import.is_none());
    window.get_by_label_contains("Try the sample incident");
}

#[test]
fn leaving_the_page_and_stopping_open_nothing() {
    let config = tempfile::tempdir().unwrap();
    let mut window = window(config.path());
    bring(&mut window, &[sample("tampered.sab").into()]);
    press(&mut window, Key::Escape);
    let nothing = |window: &Window| {
        let state = window.state().state();
        state.import.is_none() && state.opening.is_none() && state.desk.is_none() && state.notices.is_empty()
    };
    assert!(nothing(&window));
    bring(&mut window, &[sample("tampered.sab").into()]);
    let ctx = window.ctx.clone();
    use recount::gui::importing::Wish;
    window.state_mut().take(&ctx, vec![Intent::Import(Wish::Start), Intent::StopOpening]);
    std::thread::sleep(Duration::from_millis(200));
    window.run_steps(5);
    assert!(nothing(&window));
    assert!(window.state().state().settings.recent.is_empty());
}

#[test]
fn a_case_folder_is_filled_and_listed_with_the_verdict_of_then() {
    let desk = Desk::new();
    let config = desk.path("config");
    desk.expect(0, &["trust", "add", "--yes", "demo", &sample("trust")]);
    let mut window = window(&config);
    bring(&mut window, &[sample("least-privilege.sab").into()]);
    click(&mut window, "A case folder, which keeps an index, your notes and your log");
    window.get_by_label("Name the case folder, or look only");
    write_into(&mut window, "Case folder", &desk.path("case").display().to_string());
    window.get_by_label_contains("Needs about ");
    window.get_by_label_contains("Open and keep in the case").click();
    window.run_steps(3);
    verdict(&mut window, "Verified least-privilege.sab under profile demo");
    let folder = window.state().state().desk.as_ref().unwrap().opened.folder.clone();
    assert_eq!(folder, Some(desk.path("case")));
    desk.expect(0, &["show", "case", "--record", "0"]);
    // The list outlives the program, and holds nothing from the evidence.
    until(&mut window, "the settings", |_| config.join("window.json").exists());
    let text = std::fs::read_to_string(config.join("window.json")).unwrap();
    assert!(text.contains("Verified") && !text.contains("northwind"), "{text}");
    drop(window);
    let mut window = self::window(&config);
    window.run_steps(3);
    let label = format!("Open {}, case, Verified on ", desk.path("case").display());
    window.get_by_label_contains(&label).click();
    window.run_steps(3);
    until(&mut window, "the case", is_whole);
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Close]);
    std::fs::remove_dir_all(desk.path("case")).unwrap();
    bring(&mut window, &[sample("tampered.sab").into()]);
    press(&mut window, Key::Enter);
    verdict(&mut window, "Contradicted");
    window.state_mut().take(&ctx, vec![Intent::Close]);
    until(&mut window, "the missing case", |state| state.settings.recent.iter().any(|recent| recent.gone));
    window.get_by_label_contains(&format!("Open {}, no longer there, case", desk.path("case").display()));
    click(&mut window, &format!("Forget {}", desk.path("case").display()));
    assert!(window.query_by_label_contains("no longer there").is_none());
    window.get_by_label_contains("tampered.sab, bundle, Contradicted on ").click();
    window.run_steps(3);
    until(&mut window, "the page", is_weighed);
}

#[test]
fn a_log_of_this_machine_says_so_beside_its_verdict() {
    let desk = Desk::new();
    std::fs::write(desk.path("events.jsonl"), EVENTS).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let said = desk.expect(0, &["verify", "--trust", "keys", "out.sab"]);
    assert!(said.contains("sealed here on 20") && said.contains("says nothing about what happened before"), "{said}");
    let json = desk.expect(0, &["verify", "--trust", "keys", "--format", "json", "out.sab"]);
    assert!(!json.contains("sealed here"), "{json}");
    let mut window = window(&desk.path("config"));
    bring(&mut window, &[desk.path("out.sab")]);
    press(&mut window, Key::Enter);
    verdict(&mut window, "Undecidable out.sab under no trust profile; sealed here on 20");
    // Another machine knows nothing of it.
    let mut window = self::window(&desk.path("other"));
    bring(&mut window, &[desk.path("out.sab")]);
    press(&mut window, Key::Enter);
    until(&mut window, "the verdict", is_whole);
    assert!(!banner(&window).contains("sealed here"));
}

#[test]
fn a_drop_says_what_it_will_do_before_it_does_it() {
    let config = tempfile::tempdir().unwrap();
    let mut window = window(config.path());
    let hover = |window: &mut Window, names: &[&str]| {
        let files = names.iter().map(|name| egui::HoveredFile { path: Some(name.into()), mime: String::new() });
        window.input_mut().hovered_files = files.collect();
        window.run_steps(2);
    };
    hover(&mut window, &["/somewhere/a.sab"]);
    window.get_by_label_contains("Drop to open a.sab. You see what it is and choose whose keys count");
    hover(&mut window, &["/somewhere/a.sab", "/somewhere/notes.txt"]);
    window.get_by_label_contains("notes.txt does not look like a bundle. Expected a .sab file");
    hover(&mut window, &[]);
    assert!(window.query_by_label_contains("Drop to open").is_none());
    assert!(window.query_by_label_contains("Dragging files in is not available").is_none());
    window.state_mut().without_drops();
    window.run_steps(2);
    window.get_by_label_contains("Dragging files in is not available here; use Open or");
}

#[test]
fn everything_grows_and_shrinks_within_bounds_and_is_remembered() {
    let config = tempfile::tempdir().unwrap();
    let mut window = window(config.path());
    window.run_steps(2);
    let press = |window: &mut Window, key| {
        window.key_press_modifiers(Modifiers::COMMAND, key);
        window.run_steps(3);
        window.ctx.zoom_factor()
    };
    assert_eq!(press(&mut window, Key::Plus), 1.1);
    assert_eq!(press(&mut window, Key::Minus), 1.0);
    for _ in 0..20 {
        press(&mut window, Key::Equals);
    }
    assert_eq!(window.ctx.zoom_factor(), 3.0);
    for _ in 0..20 {
        press(&mut window, Key::Minus);
    }
    assert_eq!(window.ctx.zoom_factor(), 0.75);
    let path = config.path().join("window.json");
    until(&mut window, "the settings", |_| std::fs::read_to_string(&path).is_ok_and(|text| text.contains("0.75")));
    assert_eq!(press(&mut window, Key::Num0), 1.0);
}

#[test]
fn right_to_left_text_is_drawn_and_said_to_be_in_stored_order() {
    let desk = Desk::new();
    let line = r#"{"actor":"agent:a","time":"2026-01-05T09:00:00Z","type":"message","body":{"run":"r-1","to":"agent:b","text":"שלום עולם, مرحبا"}}"#;
    std::fs::write(desk.path("events.jsonl"), format!("{line}\n")).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let mut window = window(&desk.path("config"));
    bring(&mut window, &[desk.path("out.sab")]);
    press(&mut window, Key::Enter);
    until(&mut window, "the verdict", is_whole);
    press(&mut window, Key::End);
    until(&mut window, "the text", |state| {
        state.desk.as_ref().unwrap().step.as_ref().is_some_and(|step| !step.state.texts.is_empty())
    });
    window.run_steps(20);
    assert!(window.query_by_label_contains("U+05E9").is_none(), "it is escaped, not drawn");
    window.get_by_label_contains("Holds right-to-left text");
}
