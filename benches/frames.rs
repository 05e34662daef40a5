//! What a frame of the window costs: our code and tessellation, without a screen, at every pane set; and how soon rows are right.
//!
//! Prints one line a figure. RECOUNT_BENCH_RECORDS sets the size (default 20,000). The log is sealed and opened as a user's is, so
//! that page, step, picture and timeline come from the worker. What a renderer takes for the triangles is not in it.

#[allow(dead_code, reason = "another bench uses the rest")]
mod generate;

use egui::{Context, Event, Key, Modifiers, Pos2, RawInput, Rect, pos2, vec2};
use recount::gui::columns::Wish as Columns;
use recount::gui::graph::state::GraphIntent;
use recount::gui::intent::{Centre, Inspect, Intent, Open, Stride};
use recount::gui::replay::{Pace, Wish as Replay};
use recount::gui::state::State;
use recount::gui::timeline::Wish as Timeline;
use recount::gui::{Desktop, install};
use recount::profile::TrustProfile;
use recount::seal::{SealOptions, seal};
use recount::session::{Trusted, Who};
use recount::watch::Watch;
use recount::work::{Stage, Trustees, Worker};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn main() {
    let count = std::env::var("RECOUNT_BENCH_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let dir = tempfile::tempdir().unwrap();
    sealed(&dir.path().join("large"), generate::Events::new(count));
    let mut window = Window::new(&dir.path().join("large/keys"), vec2(1440.0, 900.0));
    println!("records                          {count}");
    opening(&mut window, dir.path().join("large/bench.sab"));
    for size in [vec2(1440.0, 900.0), vec2(1920.0, 1080.0)] {
        window.size = size;
        println!("frames of {} x {}: median, 95 of 100, slowest of {FRAMES}", size.x, size.y);
        panes(&mut window);
    }
    soon(&mut window);
    drop(window);

    let line = format!(
        r#"{{"actor":"agent:a","time":"2026-01-05T09:00:00Z","type":"message","body":{{"run":"r","to":"agent:b","text":"{}"}}}}"#,
        "0123456789 abcdefghijklmnopqrstuvwxyz\\n".repeat(28_000)
    );
    sealed(&dir.path().join("long"), format!("{line}\n").as_bytes());
    let mut window = Window::new(&dir.path().join("long/keys"), vec2(1440.0, 900.0));
    window.take(Intent::Open(Open::Bundles(vec![dir.path().join("long/bench.sab")])));
    window.until("the long message", is_settled);
    println!("a message of 1 MB");
    for page in [Inspect::Message, Inspect::Raw] {
        window.go(Intent::Inspect(page));
        window.tell(page.word(), Vec::new);
    }
}

/// From the wish to rows, to all rows, to the verdict.
fn opening(window: &mut Window, path: PathBuf) {
    let begun = Instant::now();
    window.take(Intent::Open(Open::Bundles(vec![path])));
    let mut slowest = Duration::ZERO;
    for (what, least) in [
        ("first rows", Stage::Beginning),
        ("all rows, signatures to come", Stage::Glance),
        ("everything checked", Stage::Whole),
    ] {
        let reached = |state: &State| {
            let desk = state.desk.as_ref();
            desk.is_some_and(|desk| desk.opened.stage as u8 >= least as u8) && is_settled_at(state)
        };
        while !reached(window.desktop.state()) {
            slowest = slowest.max(window.frame(Vec::new()));
            std::thread::sleep(Duration::from_millis(1));
        }
        println!("{what:32} {:.2?}", begun.elapsed());
    }
    println!("slowest frame meanwhile          {slowest:.2?}");
}

fn panes(window: &mut Window) {
    for page in Inspect::ALL {
        window.go(Intent::Inspect(page));
        window.tell(&format!("messages, {}", page.word()), Vec::new);
    }
    window.go(Intent::Inspect(Inspect::Message));
    for (name, page) in [("graph", Centre::Graph), ("sequence", Centre::Sequence), ("findings", Centre::Why)] {
        window.go(Intent::Centre(page));
        if page == Centre::Graph {
            window.go(Intent::Graph(GraphIntent::AsList(false)));
        }
        window.tell(name, Vec::new);
    }
    window.go(Intent::Columns(Columns::Add));
    window.go(Intent::Columns(Columns::Add));
    window.go(Intent::Columns(Columns::Show(1, Centre::Graph)));
    window.tell("three pages side by side", Vec::new);
    window.take(Intent::Columns(Columns::Close(2)));
    window.go(Intent::Columns(Columns::Close(1)));
    window.go(Intent::Centre(Centre::Messages));
    window.go(Intent::Go(Stride::First));
    for power in 0..6 {
        window.tell(&format!("timeline at zoom 10^{power}"), Vec::new);
        window.go(Intent::Timeline(Timeline::Zoom { pixel: 400, factor: 0.1 }));
    }
    window.go(Intent::Timeline(Timeline::Fit));
    window.tell("scrolling", || vec![Intent::Scroll(37.0)]);
    window.tell("stepping", || vec![Intent::Go(Stride::By(1))]);
    window.go(Intent::Replay(Replay::Pace(Pace::Records(16))));
    window.go(Intent::Play);
    window.tell("playing", Vec::new);
    window.take(Intent::Play);
    let chips: Vec<String> = (0..40).map(|run| format!("-run:r-{run}")).collect();
    window.go(Intent::FilterTyped(chips.join(" ")));
    window.tell("a filter of 40 conditions", Vec::new);
    let terms: Vec<String> = (0..200).map(|run| format!("run:r-{run}")).collect();
    window.go(Intent::FilterTyped(terms.join(" or ")));
    window.tell("a filter of 200 terms", Vec::new);
    window.go(Intent::FilterTyped(String::new()));
    idle(window);
}

/// An idle window asks for no frame.
fn idle(window: &mut Window) {
    for _ in 0..5 {
        window.frame(Vec::new());
    }
    println!("  idle                             next frame asked for in {:?}", window.again);
}

/// How soon the right rows and the right step are there, in time that is mostly work: nothing sleeps in it.
fn soon(window: &mut Window) {
    let rows = window.desktop.state().desk.as_ref().map_or(0, |desk| desk.rows());
    let far = |n: u64| (n * 2_654_435_761) % rows.max(1);
    let kinds: [(&str, &dyn Fn(u64) -> Intent); 3] = [
        ("jump", &|n| Intent::FocusRank(far(n))),
        ("step", &|_| Intent::Go(Stride::By(1))),
        ("scroll", &|n| Intent::ScrollTo(far(n) as f64 / rows as f64)),
    ];
    for (name, wish) in kinds {
        let mut took: Vec<Duration> = (1..=100)
            .map(|n| {
                let begun = Instant::now();
                window.take(wish(n));
                while !is_settled_at(window.desktop.state()) {
                    window.frame(Vec::new());
                }
                begun.elapsed()
            })
            .collect();
        took.sort_unstable();
        println!("{name:8} to the right rows         median {:.2?}, slowest of 100 {:.2?}", took[50], took[99]);
        window.until("rest", is_settled);
    }
}

/// Rows of the table and the step are those of where the window stands.
fn is_settled_at(state: &State) -> bool {
    let Some(desk) = &state.desk else { return false };
    let seen = desk.table.anchor.visible(desk.places(), desk.table.height);
    let place = |place: u64| desk.filter.gaps.at(place).rank() as usize;
    let paged = desk.table.page.as_ref().is_some_and(|page| {
        let rows = page.first..page.first + page.rows.len();
        let (first, end) = (place(seen.start), place(seen.end).min(desk.rows() as usize));
        rows.start <= first && end <= rows.end
    });
    paged && !desk.filter.busy && desk.step.as_ref().map(|step| step.state.record.row) == desk.focus
}

fn is_settled(state: &State) -> bool {
    let Some(desk) = &state.desk else { return false };
    let pictures = !desk.graph.busy && !desk.sequence.busy && !desk.graph.counting;
    is_settled_at(state) && desk.opened.stage == Stage::Whole && pictures && desk.timeline.drawn.is_some()
}

struct Window {
    ctx: Context,
    desktop: Desktop,
    size: egui::Vec2,
    time: f64,
    /// When the last frame wants the next one.
    again: Duration,
}

impl Window {
    fn new(keys: &Path, size: egui::Vec2) -> Window {
        let who = Who { config: None, name: "bench".to_owned(), now: 0 };
        let profiles = vec![TrustProfile::load(keys, "bench").unwrap()];
        let trusted = Trusted { profiles, failures: Vec::new(), explicit: true };
        let desktop = Desktop::new(Worker::start(Trustees { who, trusted }, Arc::new(|| {})));
        let ctx = Context::default();
        install(&ctx);
        let mut window = Window { ctx, desktop, size, time: 0.0, again: Duration::MAX };
        // Fonts are read and the welcome page is laid out once.
        window.frame(Vec::new());
        window.tell("welcome", Vec::new);
        window
    }

    fn take(&mut self, intent: Intent) {
        let ctx = self.ctx.clone();
        self.desktop.take(&ctx, vec![intent]);
    }

    /// A wish, and all that it brings.
    fn go(&mut self, intent: Intent) {
        self.take(intent);
        for _ in 0..4 {
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.until("an answer", is_settled);
    }

    fn until(&mut self, what: &str, ready: impl Fn(&State) -> bool) {
        let begun = Instant::now();
        while !ready(self.desktop.state()) {
            assert!(begun.elapsed() < Duration::from_secs(600), "waited too long for {what}");
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// One frame; what our code and the tessellation of what it painted cost.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let begun = worked();
        let desktop = &mut self.desktop;
        let output = self.ctx.run_ui(input, |ui| desktop.frame(ui));
        let painted = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = worked() - begun;
        std::hint::black_box(painted);
        let root = output.viewport_output.get(&egui::ViewportId::ROOT);
        self.again = root.map_or(Duration::MAX, |root| root.repaint_delay);
        took
    }

    /// Prints what frames cost while `wishes` come in before each, and the pointer moves over the table.
    fn tell(&mut self, name: &str, wishes: impl Fn() -> Vec<Intent>) {
        let mut took: Vec<Duration> = (0..FRAMES)
            .map(|n| {
                wishes().into_iter().for_each(|wish| self.take(wish));
                let pointer = pos2(500.0, 300.0 + (n % 20) as f32);
                self.frame(vec![Event::PointerMoved(pointer)])
            })
            .collect();
        took.sort_unstable();
        let at = |share: usize| took[(FRAMES - 1) * share / 100];
        println!("  {name:32} {:>9.2?} {:>9.2?} {:>9.2?}", at(50), at(95), at(100));
        self.frame(vec![Event::PointerGone, key(Key::F24)]);
    }
}

/// What this thread has worked so far: a busy machine makes no frame dearer.
fn worked() -> Duration {
    #[cfg(unix)]
    {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(now.tv_sec.try_into().unwrap_or(0), now.tv_nsec.try_into().unwrap_or(0))
    }
    #[cfg(not(unix))]
    {
        static BEGUN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
        BEGUN.elapsed()
    }
}

/// A key that means nothing: what a hover left is let go.
fn key(key: Key) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
}

fn sealed(dir: &Path, events: impl Read) {
    let options = SealOptions {
        origin: "bench.example/log".to_owned(),
        keys: dir.join("keys"),
        out: dir.join("bench.sab"),
        deterministic: Some("bench".to_owned()),
        ..SealOptions::default()
    };
    std::fs::create_dir_all(dir).unwrap();
    seal(&mut std::io::BufReader::new(events), &options, &Watch::new()).unwrap();
}

/// Frames that are looked at.
const FRAMES: usize = 120;
