//! The timeline pane: scripts of intents over the real worker without a window, and the window by accessible labels.

use super::desk::{Desk, sample};
use super::script::Script;
use super::window::{Window, until, window};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::{Assurance, Row};
use recount::gui::apply::apply;
use recount::gui::intent::{Intent, Open, Stride};
use recount::gui::state::{Desk as Open_, Effect, State};
use recount::gui::timeline::{Size, Wish};
use recount::view::timeline::{AxisKind, LaneBy};
use recount::work::{Request, Stage};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Script {
    fn opened(what: Open) -> Script {
        let mut script = Script::over(what);
        script.wish(Wish::Size(Size { width: 1000, lanes: 6, grants: 64 }));
        script
    }

    /// Takes a wish in and waits until filter and picture are of now.
    #[track_caller]
    fn wish(&mut self, wish: Wish) {
        self.settled(Intent::Timeline(wish));
    }

    #[track_caller]
    fn settled(&mut self, intent: Intent) {
        self.want(intent);
        self.until("the picture", settled);
    }

    fn view(&self) -> &recount::view::timeline::TimelineView {
        &self.desk().timeline.drawn.as_ref().unwrap().view
    }
}

/// Whether the picture is of the filter, the cursor and the range that hold.
fn settled(state: &State) -> bool {
    let drawn = |desk: &Open_| {
        let timeline = &desk.timeline;
        let view = &timeline.drawn.as_ref()?.view;
        let whole = desk.opened.case.len() == desk.filter.unbrushed.rows();
        let filtered = view.hidden.by_filter == desk.opened.case.len() - desk.filter.unbrushed.count();
        let fitted = view.hidden.before + view.hidden.after == 0;
        let range = timeline.range.map_or(fitted, |range| range == view.scale.range());
        let lanes = view.hidden.lanes_above == timeline.top as usize || view.lanes.is_empty();
        let same =
            view.by == timeline.by && timeline.axis == Some(view.axis) && view.scale.width == timeline.size.width;
        let at = view.cursor.map(|cursor| cursor.row) == desk.focus;
        Some(whole && filtered && range && lanes && same && at && !timeline.follow && !desk.filter.busy)
    };
    state.opening.is_none() && state.desk.as_ref().and_then(drawn) == Some(true)
}

#[test]
fn the_brush_is_anded_with_the_filter_counted_and_put_away_alone() {
    let mut script = Script::opened(Open::Sample);
    script.settled(Intent::FilterTyped("kind:tool.call".to_owned()));
    let all = script.desk().rows();
    let rows: Vec<Row> = script.desk().filter.selection.iter().collect();
    let case = Arc::clone(&script.desk().opened.case);
    let (from, to) = (case.time(rows[rows.len() / 3]), case.time(rows[rows.len() / 2]) + 1);
    let before = script.desk().timeline.drawn.clone().unwrap();
    script.wish(Wish::Brush(Some((from, to))));
    let wanted: Vec<Row> = rows.iter().copied().filter(|row| (from..to).contains(&case.time(*row))).collect();
    let desk = script.desk();
    assert_eq!(desk.filter.selection.iter().collect::<Vec<_>>(), wanted);
    assert!(!wanted.is_empty() && wanted.len() < rows.len());
    assert_eq!((desk.filter.unbrushed.count() as u64, desk.filter.holds.text()), (all, "kind:tool.call"));
    assert_eq!(desk.timeline.drawn.as_ref().unwrap().overview, before.overview, "the strip shows what the brush hides");
    // The filter changes under the brush, and the brush stays.
    script.settled(Intent::FilterTyped(String::new()));
    let desk = script.desk();
    assert!(desk.filter.brush.is_some() && desk.rows() > wanted.len() as u64);
    assert!(desk.filter.selection.iter().all(|row| (from..to).contains(&case.time(row))));
    // Replay walks what the brush leaves.
    script.settled(Intent::Go(Stride::First));
    script.settled(Intent::Go(Stride::By(-1)));
    assert!((from..to).contains(&case.time(script.desk().focus.unwrap())));
    script.wish(Wish::Brush(None));
    assert_eq!((script.desk().rows(), script.desk().filter.brush), (403, None));
}

#[test]
fn zoom_reaches_a_single_event_and_fit_comes_back() {
    let mut script = Script::opened(Open::Sample);
    let whole = script.view().scale.range();
    assert_eq!(script.view().count, 403);
    for _ in 0..60 {
        let cursor = script.view().cursor.and_then(|cursor| cursor.pixel);
        script.wish(Wish::Zoom { pixel: cursor.expect("what is zoomed at stays in sight"), factor: 0.5 });
    }
    let (from, to) = script.view().scale.range();
    assert!(to - from <= 2, "{from} to {to}");
    assert_eq!((script.view().count, script.view().hidden.after), (1, 402));
    let lane = script.view().lanes.iter().find(|lane| lane.count > 0);
    assert!(lane.is_none_or(|lane| lane.exact && lane.boxes.len() == 1));
    // Moving on stays within the case; so does zooming out.
    while script.view().hidden.before > 0 {
        script.wish(Wish::Pan(-1e12));
        script.wish(Wish::Zoom { pixel: 500, factor: 10.0 });
    }
    assert_eq!(script.view().scale.range().0, script.desk().timeline.drawn.as_ref().unwrap().overview.scale.range().0);
    script.wish(Wish::Fit);
    assert_eq!(script.view().scale.range(), whole);
    // With a brush, the first fit is to the brush and the second to all.
    let brush = (whole.0, whole.0 + (whole.1 - whole.0) / 4);
    script.wish(Wish::Brush(Some(brush)));
    script.wish(Wish::Fit);
    assert_eq!(script.view().scale.range(), brush);
    script.wish(Wish::Fit);
    assert_eq!(script.view().scale.range(), whole);
}

#[test]
fn replay_moves_the_view_and_a_view_that_was_moved_by_hand_stays() {
    let mut script = Script::opened(Open::Sample);
    script.settled(Intent::Go(Stride::First));
    for _ in 0..6 {
        script.wish(Wish::Zoom { pixel: 0, factor: 0.5 });
    }
    let near = script.view().scale.range();
    script.settled(Intent::Go(Stride::Last));
    let (from, to) = script.view().scale.range();
    assert_eq!(to - from, near.1 - near.0, "the length of the view stays");
    assert!(script.view().cursor.unwrap().pixel.is_some(), "the cursor is in the view");
    assert!(from >= near.1);
    script.wish(Wish::Pan(-700.0));
    script.wish(Wish::Pan(-700.0));
    assert_eq!(script.view().cursor.unwrap().pixel, None, "nobody moves it back");
    script.settled(Intent::Go(Stride::By(-1)));
    assert!(script.view().cursor.unwrap().pixel.is_some());
}

#[test]
fn lanes_switch_and_scroll_and_a_hidden_pane_asks_nothing() {
    let mut script = Script::opened(Open::Sample);
    let agents = script.desk().timeline.lane_count();
    assert!(script.view().lanes.iter().take(3).all(|lane| lane.label.starts_with("agent:")), "agents come first");
    script.wish(Wish::Lanes(1000));
    assert_eq!(script.desk().timeline.top, agents - 6);
    assert_eq!(script.view().hidden.lanes_below, 0);
    script.wish(Wish::Lane(Some(0)));
    assert_eq!((script.desk().timeline.top, script.view().hidden.lanes_above), (0, 0));
    script.wish(Wish::By(LaneBy::Kind));
    assert_eq!((script.desk().timeline.lane, script.view().by), (None, LaneBy::Kind));
    assert!(script.view().lanes.iter().any(|lane| lane.label == "tool.call" || script.view().hidden.lanes_below > 0));
    script.wish(Wish::Axis(AxisKind::Position));
    assert_eq!(script.view().axis, AxisKind::Position);
    let effects = apply(&mut script.state, Intent::Timeline(Wish::Toggle));
    assert!(matches!(effects[..], [Effect::Cancel(recount::work::Lane::Timeline)]));
    let effects = apply(&mut script.state, Intent::Go(Stride::By(1)));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send(Request::Timeline { .. }))));
    let effects = apply(&mut script.state, Intent::Timeline(Wish::Toggle));
    assert!(matches!(effects[..], [Effect::Send(Request::Timeline { .. })]));
}

fn whole(state: &State) -> bool {
    settled(state) && state.desk.as_ref().is_some_and(|desk| desk.opened.stage == Stage::Whole && desk.step.is_some())
}

fn sample_incident() -> Window {
    let mut window = window(None);
    window.run_steps(2);
    window.get_by_label_contains("Try the sample incident").click();
    until(&mut window, "the sample incident", whole);
    window
}

fn open(window: &mut Window, path: impl Into<PathBuf>) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Open(Open::Bundles(vec![path.into()]))]);
    until(window, "a bundle", |state| {
        state.opening.is_none() && state.desk.as_ref().is_some_and(|desk| desk.opened.stage == Stage::Whole)
    });
}

fn desk(window: &Window) -> &Open_ {
    window.state().state().desk.as_ref().unwrap()
}

fn strip(window: &Window) -> egui::Rect {
    window.get_by_label_contains("Density of").rect()
}

fn button(window: &mut Window, at: Pos2, pressed: bool) {
    window.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    window.step();
}

fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.event(Event::PointerMoved(from));
    window.step();
    button(window, from, true);
    for at in [from.lerp(to, 0.3), from.lerp(to, 0.7), to] {
        window.event(Event::PointerMoved(at));
        window.step();
    }
    button(window, to, false);
}

fn click(window: &mut Window, at: Pos2) {
    window.event(Event::PointerMoved(at));
    window.step();
    button(window, at, true);
    button(window, at, false);
    window.run_steps(2);
}

#[test]
fn a_brush_is_drawn_with_the_pointer_shown_as_a_chip_and_taken_back_by_escape() {
    let mut window = sample_incident();
    let strip = strip(&window);
    let y = strip.center().y;
    drag(&mut window, pos2(strip.left() + strip.width() * 0.5, y), pos2(strip.left() + strip.width() * 0.8, y));
    until(&mut window, "the brush", settled);
    let brush = desk(&window).filter.brush.expect("a drag on the strip is a brush");
    let (case, rows) = (Arc::clone(&desk(&window).opened.case), desk(&window).rows());
    assert!(rows > 0 && rows < 403, "{rows}");
    assert!(desk(&window).filter.selection.iter().all(|row| (brush.range.0..brush.range.1).contains(&case.time(row))));
    window.get_by_label(&format!("Drop {}", brush.short()));
    window.get_by_label_contains("time range 2026-");
    window.get_by_label(&format!("{rows} of 1 003"));
    window.key_press(Key::Escape);
    until(&mut window, "no brush", |state| settled(state) && state.desk.as_ref().unwrap().filter.brush.is_none());
    assert_eq!(desk(&window).rows(), 403);
    assert_eq!(desk(&window).filter.part, Some(2), "the bundle that was chosen stays chosen");
    // The same by buttons alone, and taken back by its chip.
    window.get_by_label("Zoom in").click();
    until(&mut window, "nearer", settled);
    window.run_steps(2);
    until(&mut window, "nearer", |state| settled(state) && state.desk.as_ref().unwrap().timeline.range.is_some());
    window.get_by_label("Brush the view").click();
    window.run_steps(2);
    until(&mut window, "the brush", |state| settled(state) && state.desk.as_ref().unwrap().filter.brush.is_some());
    let short = desk(&window).filter.brush.unwrap().short();
    window.get_by_label(&format!("Drop {short}")).click();
    window.run_steps(2);
    until(&mut window, "no brush", |state| settled(state) && state.desk.as_ref().unwrap().filter.brush.is_none());
}

#[test]
fn a_click_goes_to_the_nearest_record_and_replay_moves_the_cursor() {
    let mut window = sample_incident();
    let strip = strip(&window);
    click(&mut window, pos2(strip.right() - 1.0, strip.center().y));
    until(&mut window, "the focus", whole);
    let case = Arc::clone(&desk(&window).opened.case);
    let last = desk(&window).filter.selection.iter().map(|row| case.time(row)).max().unwrap();
    let at = case.time(desk(&window).focus.unwrap());
    assert!(last - at < 86_400_000_000, "near the end: {at} of {last}");
    // A lane: the focus is a record of that lane.
    let row = window.get_by_label_contains("Lane agent:reporter,").rect();
    click(&mut window, pos2(strip.left() + 40.0, row.center().y));
    until(&mut window, "the focus", whole);
    let focus = desk(&window).focus.unwrap();
    assert_eq!(case.text(case.context(focus).agent), "agent:reporter");
    // The failed record by its mark.
    let mark = *desk(&window)
        .timeline
        .drawn
        .as_ref()
        .unwrap()
        .view
        .notable
        .iter()
        .find(|of| of.marks.holds(Assurance::Failed))
        .unwrap();
    let marks = strip.bottom() + 6.0;
    click(&mut window, pos2(strip.left() + (mark.left + mark.right) as f32 / 2.0, marks));
    until(&mut window, "the failure", whole);
    assert_eq!(case.index(desk(&window).focus.unwrap()), 255);
    window.get_by_label_contains("cursor at record 255");
    let before = desk(&window).timeline.drawn.as_ref().unwrap().view.cursor.unwrap();
    window.key_press(Key::ArrowRight);
    window.run_steps(2);
    until(&mut window, "a step", whole);
    let after = desk(&window).timeline.drawn.as_ref().unwrap().view.cursor.unwrap();
    assert!(after.row != before.row && after.x >= before.x);
}

#[test]
fn the_wheel_and_the_keys_zoom_to_a_single_event_and_the_arrows_walk_a_lane() {
    let mut window = sample_incident();
    window.get_by_role_and_label(Role::Tab, "Lanes by Kinds").click();
    window.run_steps(2);
    until(&mut window, "kinds", settled);
    assert_eq!(desk(&window).timeline.by, LaneBy::Kind);
    window.get_by_label_contains("Timeline by kind, 403 records");
    window.get_by_role_and_label(Role::Tab, "Lanes by Agents").click();
    window.run_steps(2);
    until(&mut window, "agents", settled);
    let canvas = |window: &Window| window.get_by_role(Role::Canvas).rect();
    // The wheel, over the lanes.
    window.event(Event::PointerMoved(canvas(&window).center()));
    window.step();
    let length = |window: &Window| {
        let (from, to) = desk(window).timeline.drawn.as_ref().unwrap().view.scale.range();
        to - from
    };
    let before = length(&window);
    assert_eq!(desk(&window).timeline.drawn.as_ref().unwrap().view.count, 403);
    let (unit, source) = (egui::MouseWheelUnit::Point, egui::MouseWheelSource::Unknown);
    let delta = egui::vec2(0.0, 160.0);
    window.event(Event::MouseWheel { unit, delta, phase: egui::TouchPhase::Move, modifiers: Modifiers::NONE, source });
    window.run_steps(30);
    until(&mut window, "nearer", settled);
    let count = desk(&window).timeline.drawn.as_ref().unwrap().view.count;
    assert!(length(&window) < before && count < 350, "{} of {before}, {count} records", length(&window));
    // The keys, with the keyboard in the pane and the pointer elsewhere.
    window.event(Event::PointerMoved(pos2(700.0, 5.0)));
    window.get_by_role(Role::Canvas).focus();
    window.run_steps(2);
    window.key_press(Key::F);
    window.run_steps(2);
    until(&mut window, "all", |state| settled(state) && state.desk.as_ref().unwrap().timeline.range.is_none());
    for _ in 0..60 {
        window.key_press(Key::W);
        window.step();
        until(&mut window, "nearer", settled);
    }
    assert_eq!(desk(&window).timeline.drawn.as_ref().unwrap().view.count, 1);
    window.get_by_label_contains("Timeline by agent, 1 record from");
    window.key_press(Key::F);
    window.run_steps(2);
    until(&mut window, "all", |state| settled(state) && state.desk.as_ref().unwrap().timeline.range.is_none());
    // Down into the lanes, and along the second one.
    for _ in 0..2 {
        window.key_press(Key::ArrowDown);
        window.run_steps(2);
    }
    until(&mut window, "a lane", |state| settled(state) && state.desk.as_ref().unwrap().timeline.lane == Some(1));
    let lane = desk(&window).timeline.drawn.as_ref().unwrap().view.lanes[1].label.clone();
    assert!(window.get_by_role(Role::Canvas).accesskit_node().label().unwrap().contains(&format!("in lane {lane}")));
    let mut seen = Vec::new();
    for _ in 0..3 {
        window.key_press(Key::ArrowRight);
        window.run_steps(2);
        until(&mut window, "a record of the lane", whole);
        seen.push(desk(&window).focus.unwrap());
    }
    let case = &desk(&window).opened.case;
    assert!(seen.windows(2).all(|pair| case.time(pair[0]) < case.time(pair[1])), "{seen:?}");
    assert!(seen.iter().all(|row| case.text(case.context(*row).agent) == lane));
}

#[test]
fn one_record_and_none_and_none_with_a_clock_are_told() {
    let trust = sample("trust");
    let mut empty = window(Some(Path::new(&trust)));
    open(&mut empty, sample("STORY.md"));
    if empty.state().state().desk.is_some() {
        empty.get_by_label_contains("there is nothing to show over time");
    }
    let desk_of = |lines: &str| {
        let desk = Desk::new();
        std::fs::write(desk.path("events.jsonl"), lines).unwrap();
        desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
        let mut window = window(Some(&desk.path("keys")));
        open(&mut window, desk.path("out.sab"));
        until(&mut window, "a picture", settled);
        (desk, window)
    };
    let (_desk, mut few) = desk_of(concat!(
        r#"{"actor":"agent:a","time":"2026-01-05T09:00:00Z","type":"message","body":{"run":"r-1","to":"agent:b","text":"hello"}}"#,
        "\n"
    ));
    few.get_by_label_contains("Lane agent:a, 1 record");
    // A filter that leaves nothing says so, and shows what it hides.
    let ctx = few.ctx.clone();
    few.state_mut().take(&ctx, vec![Intent::FilterTyped("from:nobody".to_owned())]);
    until(&mut few, "the filter", settled);
    few.get_by_label_contains("The filter leaves no record");
}

#[test]
fn hostile_names_are_written_out_and_long_ones_cut_but_told() {
    let long = "agent:".to_owned() + &"very-".repeat(40) + "long";
    let line = |actor: &str| {
        format!(
            r#"{{"actor":"{actor}","time":"2026-01-05T09:00:00Z","type":"message","body":{{"run":"r-\u202e1","to":"agent:b","text":"x"}}}}"#
        ) + "\n"
    };
    let desk = Desk::new();
    std::fs::write(desk.path("events.jsonl"), line(&long)).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let mut window = window(Some(&desk.path("keys")));
    open(&mut window, desk.path("out.sab"));
    until(&mut window, "a picture", settled);
    window.get_by_label_contains(&format!("Lane {long}, 1 record"));
    window.get_by_role_and_label(Role::Tab, "Lanes by Runs").click();
    window.run_steps(2);
    until(&mut window, "runs", settled);
    window.get_by_label_contains("Lane r-⟨U+202E⟩1, 1 record");
}

#[test]
fn a_frame_costs_what_the_pane_costs_however_large_the_case() {
    let shapes = |window: &mut Window| {
        window.step();
        let (top, width) = (strip(window).top(), strip(window).width());
        let output = window.output();
        let below = output.shapes.iter().filter(|shape| shape.shape.visual_bounding_rect().top() >= top);
        let vertices = |shape: &egui::epaint::ClippedShape| match &shape.shape {
            egui::Shape::Mesh(mesh) => mesh.vertices.len(),
            _ => 0,
        };
        let found: Vec<usize> = below.map(vertices).collect();
        (found.len(), found.iter().sum::<usize>(), width)
    };
    let desk = Desk::new();
    let mut lines = String::new();
    let mut seconds = 0u64;
    for n in 0..12_000u64 {
        seconds += n.wrapping_mul(2_654_435_761) % 7;
        let (h, m, s) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        let day = 1 + seconds / 86_400;
        lines.push_str(&format!(
            r#"{{"actor":"agent:a{}","time":"2026-01-{day:02}T{h:02}:{m:02}:{s:02}Z","type":"message","body":{{"run":"r-{}","to":"agent:b","text":"x"}}}}"#,
            n % 40,
            n / 50
        ));
        lines.push('\n');
    }
    std::fs::write(desk.path("events.jsonl"), lines).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let mut large = window(Some(&desk.path("keys")));
    open(&mut large, desk.path("out.sab"));
    until(&mut large, "a picture", settled);
    assert!(self::desk(&large).timeline.drawn.as_ref().unwrap().view.count >= 12_000);
    let (count, vertices, width) = shapes(&mut large);
    // Boxes of two pixels, four vertices each, in a handful of lanes, and a strip of two bars a pixel.
    let lanes = self::desk(&large).timeline.size.lanes as f32;
    assert!((vertices as f32) < width * (8.0 + 2.0 * lanes) + 64.0, "{vertices} vertices on {width} pixels");
    assert!((count as f32) < 2.0 * width, "{count} shapes on {width} pixels");
    let mut small = sample_incident();
    let (few, _, _) = shapes(&mut small);
    assert!(count < few * 3, "{count} shapes for 12 000 records, {few} for 403");
}
