//! The window, driven by accessible labels over sound, tampered, untrusted, hostile, large and wrong files.
//!
//! A test waits for the worker by stepping frames; one that waits too long fails. Every frame is checked for inputs without a
//! name and for glyphs that no font has.

use super::desk::{Desk, sample};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::Assurance;
use recount::gui::intent::{Intent, Open, Stride};
use recount::gui::state::State;
use recount::gui::timeline::Wish;
use recount::gui::{Desktop, install};
use recount::profile::TrustProfile;
use recount::session::{Trusted, Who};
use recount::verify::Verdict;
use recount::work::{Request, Stage, Trustees, Update, Worker};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A window without a screen.
pub type Window = Harness<'static, Desktop>;

pub fn trustees(trust: Option<&Path>) -> Trustees {
    let profiles = trust.map(|dir| TrustProfile::load(dir, "test keys").unwrap()).into_iter().collect();
    let who = Who { config: None, name: "test".to_owned(), now: 0 };
    Trustees { who, trusted: Trusted { profiles, failures: Vec::new(), explicit: true } }
}

pub fn window(trust: Option<&Path>) -> Window {
    let desktop = Desktop::new(Worker::start(trustees(trust), Arc::new(|| {})));
    let built = Harness::builder().with_size([1440.0, 900.0]).with_context_setup(install);
    built.build_ui_state(|ui, desktop: &mut Desktop| desktop.frame(ui), desktop)
}

#[track_caller]
pub fn until(window: &mut Window, what: &str, ready: impl Fn(&State) -> bool) {
    let begun = Instant::now();
    while !ready(window.state().state()) {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited too long for {what}");
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    window.run_steps(3);
}

pub fn is_whole(state: &State) -> bool {
    let read = |state: &State| {
        let desk = state.desk.as_ref()?;
        let step = desk.step.as_ref()?;
        let page = desk.table.page.as_ref()?;
        let marked = page.rows.iter().all(|row| row.mark == desk.opened.case.assurance(row.row));
        Some(
            desk.opened.stage == Stage::Whole
                && !desk.filter.busy
                && marked
                && Some(step.state.record.row) == desk.focus,
        )
    };
    state.opening.is_none() && read(state) == Some(true)
}

pub fn open(window: &mut Window, path: impl Into<PathBuf>) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Open(Open::Bundles(vec![path.into()]))]);
    until(window, "a bundle", is_whole);
}

pub fn sample_incident() -> Window {
    let mut window = window(None);
    window.run_steps(2);
    window.get_by_label_contains("Try the sample incident").click();
    until(&mut window, "the sample incident", is_whole);
    window
}

pub fn focus_seq(state: &State) -> Option<u64> {
    let desk = state.desk.as_ref()?;
    Some(desk.opened.case.index(desk.focus?))
}

/// Event lines: so many agents, so many different pairs of them, so many messages.
fn events(agents: usize, pairs: usize, messages: usize) -> String {
    let mut out = String::new();
    let mut random = 7u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (random >> 33) as usize % below
    };
    let mut all = Vec::new();
    while all.len() < pairs {
        let pair = (next(agents), next(agents));
        if pair.0 != pair.1 && !all.contains(&pair) {
            all.push(pair);
        }
    }
    for at in 0..messages {
        let (from, to) = all[at % pairs];
        let (minute, second) = (at / 60 % 60, at % 60);
        out.push_str(&format!(
            "{{\"actor\":\"agent:a{from}\",\"time\":\"2026-01-05T{:02}:{minute:02}:{second:02}Z\",\"type\":\"message\",\"body\":{{\"run\":\"r-{}\",\"to\":\"agent:a{to}\",\"handoff\":{},\"text\":\"x\"}}}}\n",
            at / 3600 % 24,
            at / 200,
            at % 3 == 0
        ));
    }
    out
}

pub fn window_over(agents: usize, pairs: usize, messages: usize) -> (Desk, Window) {
    window_of(&events(agents, pairs, messages))
}

/// A window over a log of these event lines.
pub fn window_of(events: &str) -> (Desk, Window) {
    let desk = Desk::new();
    std::fs::write(desk.path("events.jsonl"), events).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let mut window = window(Some(Path::new(&desk.path("keys"))));
    open(&mut window, desk.path("out.sab"));
    (desk, window)
}

#[test]
fn the_sample_incident_says_what_can_be_believed_and_leads_to_the_failure() {
    let mut window = sample_incident();
    let banner = window.get_by_role(Role::Alert);
    let said = banner.accesskit_node().label().unwrap();
    assert!(said.starts_with("Contradicted tampered.sab under profile Demonstration keys"), "{said}");
    window.get_by_label("Bundle broad-access.sab, Verified, 207 records");
    window.get_by_label_contains("Bundle least-privilege.sab, Verified");
    window.get_by_label_contains("Bundle tampered.sab, Contradicted");
    window.get_by_label("Go to record 255").click();
    window.run_steps(2);
    until(&mut window, "the failed record", is_whole);
    window.get_by_label("Record 255, tool.call, failed");
    window.get_by_label_contains("Record 255, failed, reporter → http.post");
    window.get_by_label("Why?").click();
    window.run_steps(3);
    window.get_by_label_contains("a signature over these bytes by the actor's key");
    window.get_by_label_contains("a signature that does not fit");
}

#[test]
fn nothing_is_verified_before_every_signature_was_checked() {
    let worker = Worker::start(trustees(Some(Path::new(&sample("trust")))), Arc::new(|| {}));
    worker.send(Request::OpenBundles(vec![sample("least-privilege.sab").into()]));
    let mut seen = Vec::new();
    let begun = Instant::now();
    while seen.len() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        match worker.next() {
            Some(Update::Opened(_, opened)) => seen.push(opened),
            Some(Update::Kept(_)) => {}
            Some(other) => panic!("{other:?}"),
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    }
    let (glance, whole) = (&seen[0], &seen[1]);
    assert_eq!((glance.stage, glance.verdict), (Stage::Glance, Verdict::Undecidable));
    let rows = 0..glance.case.len() as u32;
    assert!(rows.clone().any(|row| glance.case.assurance(row) == Assurance::Unchecked));
    assert_eq!((whole.stage, whole.verdict), (Stage::Whole, Verdict::Verified));
    assert!(rows.clone().all(|row| whole.case.assurance(row) == Assurance::Verified));
    let banner = |opened: &recount::work::Opened, reach| {
        recount::view::banner::Banner::of(&opened.case, 0, "x", Some("p"), reach).unwrap()
    };
    use recount::view::banner::Reach;
    assert_eq!(banner(glance, Reach::FirstLook).word, "Not verified yet");
    assert_eq!(banner(glance, Reach::Stopped).word, "Undecidable");
    assert_eq!(banner(whole, Reach::Whole).word, "Verified");
}

#[test]
fn without_trust_no_record_carries_a_tick() {
    let mut window = window(None);
    open(&mut window, sample("least-privilege.sab"));
    let said = window.get_by_role(Role::Status).accesskit_node().label().unwrap();
    assert!(said.starts_with("Undecidable least-privilege.sab under no trust profile"), "{said}");
    assert!(window.query_by_label("verified").is_none());
    // At the end of the log no rows of records that are not there stand between the others.
    window.key_press(Key::End);
    window.run_steps(2);
    until(&mut window, "the last record", is_whole);
    assert!(window.query_by_label("verified").is_none());
    assert!(window.query_all_by_label("unchecked").count() > 10);
}

#[test]
fn a_wrong_file_is_told_with_what_was_expected() {
    let mut window = window(None);
    let ctx = window.ctx.clone();
    let path = PathBuf::from(sample("absent.sab"));
    window.state_mut().take(&ctx, vec![Intent::Open(Open::Bundles(vec![path]))]);
    until(&mut window, "a notice", |state| !state.notices.is_empty());
    let alert = window.get_by_role(Role::Alert).accesskit_node().label().unwrap();
    assert!(alert.contains("absent.sab"), "{alert}");
    window.get_by_label_contains("A bundle is a .sab file");
    window.get_by_label("Dismiss").click();
    until(&mut window, "no notice", |state| state.notices.is_empty());
    window.get_by_label_contains("Try the sample incident");
}

#[test]
fn a_text_file_is_undecidable_and_shows_no_record() {
    let mut window = window(None);
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Open(Open::Bundles(vec![sample("STORY.md").into()]))]);
    until(&mut window, "an answer", |state| {
        state.desk.as_ref().is_some_and(|desk| desk.opened.stage == Stage::Whole) || !state.notices.is_empty()
    });
    assert!(window.query_by_label("verified").is_none());
    if window.state().state().desk.is_some() {
        window.get_by_label_contains("Undecidable STORY.md");
    }
}

#[test]
fn a_filter_is_read_while_it_is_typed_and_what_it_hides_is_counted() {
    let mut window = sample_incident();
    let field = |window: &Window| window.get_by_role_and_label(Role::TextInput, "Filter").focus();
    field(&window);
    window.run_steps(2);
    window.get_by_role_and_label(Role::TextInput, "Filter").type_text("run:r-101 kind:tool.call");
    window.run_steps(2);
    until(&mut window, "the filter", |state| {
        state.desk.as_ref().is_some_and(|desk| !desk.filter.busy && desk.filter.holds.conditions().len() == 2)
    });
    let shown = window.state().state().desk.as_ref().unwrap().rows();
    assert!((1..20).contains(&shown), "{shown}");
    window.get_by_label(&format!("{shown} of 1 003"));
    // A fault says where it is, and the filter before it holds.
    window.get_by_role_and_label(Role::TextInput, "Filter").type_text(" knd:x");
    window.run_steps(3);
    let desk = window.state().state().desk.as_ref().unwrap();
    assert!(desk.filter.fault.is_some());
    assert_eq!(desk.rows(), shown);
    window.get_by_label_contains("did you mean `kind:`?");
    window.get_by_label("the filter before it holds");
    // Letters in the field are no keys of the table.
    let before = focus_seq(window.state().state());
    window.key_press(Key::E);
    window.run_steps(2);
    assert_eq!(focus_seq(window.state().state()), before);
    // A condition can be dropped by its chip.
    window.get_by_label("Clear").click();
    until(&mut window, "no filter", |state| state.desk.as_ref().is_some_and(|desk| desk.rows() == 403));
}

#[test]
fn keys_step_jump_and_stop_at_the_ends() {
    let mut window = sample_incident();
    let press = |window: &mut Window, key, modifiers| {
        window.key_press_modifiers(modifiers, key);
        window.run_steps(2);
        until(window, "the step", is_whole);
        window.state().state().desk.as_ref().unwrap().focus_rank().unwrap()
    };
    let rank = |window: &mut Window, key| press(window, key, Modifiers::NONE);
    assert_eq!(rank(&mut window, Key::Home), 0);
    assert_eq!(rank(&mut window, Key::ArrowLeft), 0);
    assert_eq!(rank(&mut window, Key::ArrowDown), 1);
    assert_eq!(press(&mut window, Key::ArrowRight, Modifiers::SHIFT), 11);
    assert_eq!(rank(&mut window, Key::ArrowUp), 10);
    assert!(rank(&mut window, Key::PageDown) > 20);
    assert_eq!(rank(&mut window, Key::End), 402);
    assert_eq!(rank(&mut window, Key::ArrowRight), 402);
    window.get_by_label_contains("Record 598, verified");
    rank(&mut window, Key::Home);
    rank(&mut window, Key::E);
    assert_eq!(focus_seq(window.state().state()), Some(255));
}

#[test]
fn the_inspector_shows_policy_template_grants_and_bytes_as_of_the_record() {
    let mut window = window(Some(Path::new(&sample("trust"))));
    open(&mut window, sample("least-privilege.sab"));
    let ctx = window.ctx.clone();
    let at = |index| {
        move |state: &State| {
            let case = &state.desk.as_ref().unwrap().opened.case;
            case.row_of(0, index).unwrap()
        }
    };
    let row = at(255)(window.state().state());
    // Lines out of sight are not laid out: the pane has the height that the timeline would take.
    window.state_mut().take(&ctx, vec![Intent::Focus(row), Intent::Timeline(Wish::Toggle)]);
    until(&mut window, "the record", is_whole);
    window.get_by_role_and_label(Role::Tab, "Policy").click();
    window.run_steps(3);
    window.get_by_label("Cited: approval-flow 1");
    window.get_by_label("[Compared]: [cites what was in force]");
    window.get_by_label("By rule: AF-002");
    window.get_by_label_contains("@id(\"AF-002\")");
    window.get_by_role_and_label(Role::Tab, "Grants").click();
    window.run_steps(3);
    window.get_by_label_contains("What agent:reporter could do");
    window.get_by_role_and_label(Role::Tab, "Raw").click();
    window.run_steps(3);
    window.get_by_label_contains("Signer: service:broker");
}

/// A window at the only message of a bundle of its own; `text` is written as JSON has it.
pub fn window_with(text: &str) -> (Desk, Window) {
    let desk = Desk::new();
    let line = format!(
        r#"{{"actor":"agent:a","time":"2026-01-05T09:00:00Z","type":"message","body":{{"run":"r-1","to":"agent:b","text":"{text}"}}}}"#
    );
    std::fs::write(desk.path("events.jsonl"), line + "\n").unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let mut window = window(Some(&desk.path("keys")));
    open(&mut window, desk.path("out.sab"));
    window.state_mut().take(&egui::Context::default(), vec![Intent::Go(Stride::Last)]);
    until(&mut window, "the message", is_whole);
    (desk, window)
}

#[test]
fn hostile_characters_are_written_out_in_every_pane() {
    let text = "pay \\u202egnihton\\u202c now\\u200b \u{27e8}U+0041\u{27e9}";
    let (_desk, mut window) = window_with(text);
    until(&mut window, "the message", is_whole);
    let node = window.get_all_by_label_contains("pay ⟨U+202E⟩gnihton⟨U+202C⟩ now⟨U+200B⟩ ⟨U+27E8⟩U+0041⟩").count();
    assert!(node >= 2, "the table and the inspector show it");
    assert!(window.query_by_label_contains("\u{202e}").is_none());
}

#[test]
fn a_megabyte_in_one_message_costs_what_a_screen_costs() {
    let text = "0123456789 abcdefghijklmnopqrstuvwxyz\\n".repeat(26_000);
    let (_desk, mut window) = window_with(&text);
    until(&mut window, "the message", is_whole);
    window.get_by_label("content, 26 000 lines");
    let lines = window.query_all_by_label("0123456789 abcdefghijklmnopqrstuvwxyz").count();
    assert!((5..60).contains(&lines), "{lines} lines were laid out");
    window.get_by_label_contains("5000 of 26000 lines shown");
}

#[test]
fn an_idle_window_does_not_repaint() {
    let mut window = sample_incident();
    // Panics if frames go on and on.
    window.run();
    assert!(window.run() <= 2);
    for _ in 0..3 {
        window.step();
        let delay = window.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert!(delay > Duration::from_secs(3600), "asks to be painted again in {delay:?}");
    }
}

#[test]
fn an_opening_that_is_stopped_says_so_and_verifies_nothing() {
    let mut window = window(None);
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Open(Open::Sample), Intent::StopOpening]);
    window.run_steps(5);
    std::thread::sleep(Duration::from_millis(200));
    window.run_steps(5);
    let state = window.state().state();
    assert!(state.opening.is_none() && state.desk.is_none() && state.notices.is_empty());
}

#[test]
fn a_click_in_the_contents_is_a_filter_and_a_second_one_takes_it_back() {
    let mut window = sample_incident();
    let ready = |conditions: usize| {
        move |state: &State| {
            let desk = state.desk.as_ref().unwrap();
            !desk.filter.busy && desk.filter.holds.text().is_empty() == (conditions == 0)
        }
    };
    window.get_by_label_contains("Agents: agent:reporter").click();
    window.run_steps(2);
    until(&mut window, "the filter", ready(1));
    let desk = window.state().state().desk.as_ref().unwrap();
    assert_eq!(desk.filter.text, "from:agent:reporter");
    let case = &desk.opened.case;
    assert!(desk.filter.selection.iter().all(|row| case.text(case.context(row).actor) == "agent:reporter"));
    window.get_by_label_contains("Agents: agent:reporter").click();
    window.run_steps(2);
    until(&mut window, "no filter", ready(0));
    window.get_by_label("All bundles together").click();
    window.run_steps(2);
    until(&mut window, "all bundles", |state| state.desk.as_ref().is_some_and(|desk| desk.rows() == 1003));
}

#[test]
fn without_a_display_one_line_says_what_works() {
    let desk = Desk::new();
    for arguments in [&[][..], &["open", "x.sab"][..]] {
        let mut command = desk.command(arguments);
        let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET").output();
        let output = output.unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(69), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains("recount verify"), "{told}");
    }
}

#[test]
#[ignore = "a figure, not a check: cargo test --release frame_cost -- --ignored --nocapture"]
fn frame_cost() {
    let mut window = sample_incident();
    let mut costs: Vec<Duration> = Vec::new();
    for turn in 0..300 {
        let ctx = window.ctx.clone();
        window.state_mut().take(&ctx, vec![Intent::Scroll(if turn % 40 < 20 { 90.0 } else { -90.0 })]);
        let begun = Instant::now();
        window.step();
        let shapes = std::mem::take(&mut window.output().shapes.clone());
        let _ = window.ctx.tessellate(shapes, 1.0);
        costs.push(begun.elapsed());
    }
    costs.sort();
    println!("a frame of the whole desk while scrolling: median {:?}, worst of 300 {:?}", costs[150], costs[299]);
}

/// With the pointer, not through the screen reader: every row from its upper to its lower edge.
#[test]
fn a_row_can_be_clicked_wherever_it_is_seen() {
    let mut window = sample_incident();
    let ctx = window.ctx.clone();
    let wishes = vec![Intent::Bundle(Some(0)), Intent::FilterTyped("run:r-6".to_owned())];
    window.state_mut().take(&ctx, wishes);
    until(&mut window, "the run", |state| is_whole(state) && state.desk.as_ref().unwrap().rows() == 24);
    let page = window.state().state().desk.as_ref().unwrap().table.page.clone().unwrap();
    for (at, row) in page.rows.iter().take(8).enumerate() {
        let rect = window.get_by_label_contains(&format!("Record {}, ", row.seq)).rect();
        assert_eq!(rect.height(), recount::gui::theme::ROW);
        let share = [0.1, 0.5, 0.9][at % 3];
        let pos = egui::pos2(rect.center().x, rect.top() + rect.height() * share);
        for pressed in [true, false] {
            let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
            window.event(egui::Event::PointerMoved(pos));
            window.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
            window.step();
        }
        until(&mut window, "the record", is_whole);
        assert_eq!(window.state().state().desk.as_ref().unwrap().focus, Some(row.row), "row {at}");
    }
}
