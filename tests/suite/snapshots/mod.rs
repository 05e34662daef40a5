//! Pictures of the window beside the committed ones in `tests/snapshots`.
//!
//! Behind the feature `snapshots`. A rasteriser of our own (`raster.rs`) draws the triangles that egui makes, in whole numbers where
//! it decides what is covered: no graphics driver is needed, and every machine gives the same bytes. `RECOUNT_BLESS=1` writes the
//! pictures anew; look at them before you commit them. What differs is left in `target/snapshots`.

mod png;
mod raster;

use self::raster::{Canvas, Textures};
use super::desk::sample;
use super::window::{is_whole, trustees};
use egui::{Context, Pos2, RawInput, Rect, Vec2, vec2};
use recount::gui::graph::state::GraphIntent;
use recount::gui::intent::{Centre, Inspect, Intent, Open, Stride};
use recount::gui::replay::{Mode, StopWhen, Wish as Replay};
use recount::gui::state::State;
use recount::gui::theme::Look;
use recount::gui::timeline::Wish as Timeline;
use recount::gui::{Desktop, install};
use recount::work::Worker;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const USUAL: Vec2 = vec2(1280.0, 720.0);

/// The window, drawn by nobody but us.
struct Window {
    ctx: Context,
    desktop: Desktop,
    size: Vec2,
    textures: Textures,
    time: f64,
}

impl Window {
    fn new(trust: Option<&str>, look: Look) -> Window {
        let ctx = Context::default();
        install(&ctx);
        let worker = Worker::start(trustees(trust.map(Path::new)), Arc::new(|| {}));
        let mut window =
            Window { ctx, desktop: Desktop::new(worker), size: USUAL, textures: Textures::default(), time: 0.0 };
        window.want([Intent::Look(look)]);
        window
    }

    fn over(bundle: &str, trust: bool) -> Window {
        let trust = trust.then(|| sample("trust"));
        let mut window = Window::new(trust.as_deref(), Look::Dark);
        window.want([Intent::Open(Open::Bundles(vec![sample(bundle).into()]))]);
        window.until(is_settled);
        window
    }

    fn incident(look: Look) -> Window {
        let mut window = Window::new(None, look);
        window.want([Intent::Open(Open::Sample)]);
        window.until(is_settled);
        window
    }

    /// The sample incident at a record, by its number in the log of the bundle in front.
    fn at(look: Look, index: u64, intents: impl IntoIterator<Item = Intent>) -> Window {
        let mut window = Window::incident(look);
        let desk = window.desktop.state().desk.as_ref().unwrap();
        let log = desk.opened.case.order().log_of(desk.bundle);
        let row = desk.opened.case.row_of(log, index).unwrap();
        window.want([Intent::Focus(row)]);
        window.until(is_settled);
        window.want(intents);
        window
    }

    fn want(&mut self, intents: impl IntoIterator<Item = Intent>) {
        self.frame();
        let ctx = self.ctx.clone();
        for intent in intents {
            self.desktop.take(&ctx, vec![intent]);
            self.frame();
        }
    }

    fn until(&mut self, ready: impl Fn(&State) -> bool) {
        let begun = Instant::now();
        // Pictures follow each other: it is done when it stays done.
        let mut rests = 0;
        while rests < 8 {
            assert!(begun.elapsed() < Duration::from_secs(60), "the window does not come to rest");
            let (_, again) = self.frame();
            std::thread::sleep(Duration::from_millis(8));
            rests = if ready(self.desktop.state()) && again > Duration::from_secs(60) { rests + 1 } else { 0 };
        }
    }

    /// A frame: its shapes, and when it wants the next one.
    fn frame(&mut self) -> (Vec<egui::ClippedPrimitive>, Duration) {
        self.time += 0.25;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            ..RawInput::default()
        };
        let desktop = &mut self.desktop;
        let mut output = self.ctx.run_ui(input, |ui| desktop.frame(ui));
        self.textures.take(&output.textures_delta);
        output.textures_delta.clear();
        let again =
            output.viewport_output.get(&egui::ViewportId::ROOT).map_or(Duration::MAX, |root| root.repaint_delay);
        (self.ctx.tessellate(output.shapes, output.pixels_per_point), again)
    }

    /// Compares what is seen with the committed picture.
    fn is(mut self, name: &str, ready: impl Fn(&State) -> bool) {
        self.until(ready);
        let (shapes, _) = self.frame();
        let mut canvas = Canvas::new(self.size.x as usize, self.size.y as usize);
        canvas.draw(&shapes, &self.textures);
        compare(name, &canvas);
    }
}

fn compare(name: &str, canvas: &Canvas) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("tests/snapshots").join(format!("{name}.png"));
    let seen = canvas.rgb();
    if std::env::var_os("RECOUNT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, png::encode(canvas.width, canvas.height, &seen)).unwrap();
        return;
    }
    let wanted = std::fs::read(&path).ok().and_then(|bytes| png::decode(&bytes));
    let same = |(width, height, pixels): &(usize, usize, Vec<u8>)| {
        (*width, *height) == (canvas.width, canvas.height) && *pixels == seen
    };
    if wanted.as_ref().is_some_and(same) {
        return;
    }
    let out = left().join(format!("{name}.png"));
    std::fs::create_dir_all(out.parent().unwrap()).unwrap();
    std::fs::write(&out, png::encode(canvas.width, canvas.height, &seen)).unwrap();
    let differ = wanted
        .map_or(0, |(.., pixels)| pixels.chunks(3).zip(seen.chunks(3)).filter(|(wanted, seen)| wanted != seen).count());
    panic!("{name} differs in {differ} pixels: what is seen now is {}; RECOUNT_BLESS=1 takes it", out.display());
}

fn left() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join(target).join("snapshots")
}

fn is_settled(state: &State) -> bool {
    let Some(desk) = &state.desk else { return false };
    let graph = !desk.centre.shows(Centre::Graph) || desk.graph.current().is_some();
    let sequence = !desk.centre.shows(Centre::Sequence) || (desk.sequence.chart.is_some() && !desk.sequence.busy);
    let proof = desk.inspect != Inspect::Proof || desk.proof.as_ref().map(|proof| proof.row) == desk.focus;
    let checks = !desk.centre.shows(Centre::Why) || desk.checks.is_some();
    is_whole(state) && graph && sequence && proof && checks && desk.timeline.drawn.is_some()
}

#[test]
fn welcome() {
    Window::new(None, Look::Dark).is("welcome", |_| true);
}

#[test]
fn verified() {
    Window::over("least-privilege.sab", true).is("verified", is_settled);
}

#[test]
fn contradicted() {
    Window::at(Look::Dark, 255, []).is("contradicted", is_settled);
}

#[test]
fn undecidable() {
    Window::over("least-privilege.sab", false).is("undecidable", is_settled);
}

#[test]
fn slice_with_gaps() {
    let mut window = Window::over("slice.sab", true);
    window.want([Intent::Go(Stride::First), Intent::Go(Stride::By(12))]);
    window.is("slice", is_settled);
}

#[test]
fn replay_with_timeline() {
    let stops = StopWhen { shown: true, filter: "effect:export".to_owned(), policy: true, ..StopWhen::default() };
    let mut window = Window::at(
        Look::Dark,
        255,
        [
            Intent::Replay(Replay::Mode(Mode::Record)),
            Intent::Replay(Replay::StopWhen(stops)),
            Intent::Replay(Replay::Go(Stride::By(1))),
        ],
    );
    window.until(is_settled);
    for _ in 0..4 {
        window.want([Intent::Timeline(Timeline::Zoom { pixel: 200, factor: 0.5 })]);
        window.until(is_settled);
    }
    window.is("replay", is_settled);
}

#[test]
fn graph() {
    // A picture moves little from the one before it, so there must be none before.
    let mut window = Window::at(Look::Dark, 255, [Intent::FilterTyped("run:r-101".to_owned())]);
    window.until(is_settled);
    window.want([Intent::Centre(Centre::Graph), Intent::Graph(GraphIntent::AsList(false))]);
    window.is("graph", is_settled);
}

#[test]
fn sequence() {
    Window::at(Look::Dark, 255, [Intent::Centre(Centre::Sequence)]).is("sequence", is_settled);
}

#[test]
fn findings() {
    Window::at(Look::Dark, 255, [Intent::Centre(Centre::Why)]).is("findings", is_settled);
}

#[test]
fn proof() {
    let mut window = Window::at(Look::Dark, 255, [Intent::Inspect(Inspect::Proof)]);
    window.size = vec2(1440.0, 900.0);
    window.is("proof", is_settled);
}

#[test]
fn import() {
    let mut window = Window::new(None, Look::Dark);
    window.want([Intent::Bring(vec!["sample-logs/least-privilege.sab".into()])]);
    window.is("import", |state| {
        let weighed = |page: &recount::gui::importing::Page| {
            !page.busy && page.weighed.is_some() && page.looked.iter().all(|file| file.sha256.is_some())
        };
        state.import.as_ref().is_some_and(weighed)
    });
}

#[test]
fn high_contrast() {
    Window::at(Look::HighContrast, 255, [Intent::Inspect(Inspect::Policy)]).is("high-contrast", is_settled);
}

#[test]
fn light() {
    Window::at(Look::Light, 271, [Intent::Inspect(Inspect::Grants)]).is("light", is_settled);
}
