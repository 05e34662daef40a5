//! The panes that F6 walks: each has a place for the keyboard, from which Tab leads into it.

use crate::gui::theme;
use egui::accesskit::Role;
use egui::{Context, EventFilter, Id, LayerId, Order, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

/// A pane, in the order of the walk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Pane {
    /// The verdict.
    Banner,
    /// The filter.
    Filter,
    /// What is in the case.
    Contents,
    /// A column of the centre.
    Column(usize),
    /// One record in full.
    Inspector,
    /// What the reviewer keeps.
    Notebook,
    /// The timeline.
    Timeline,
    /// The replay.
    Transport,
}

impl Pane {
    fn word(self) -> &'static str {
        match self {
            Pane::Banner => "Banner",
            Pane::Filter => "Filter",
            Pane::Contents => "Contents",
            Pane::Column(_) => "Centre",
            Pane::Inspector => "Inspector",
            Pane::Notebook => "Notebook pane",
            Pane::Timeline => "Timeline",
            Pane::Transport => "Replay",
        }
    }

    fn id(self) -> Id {
        Id::unique(("pane", self))
    }
}

/// A pane of this frame.
#[derive(Clone, Copy)]
struct Drawn {
    pane: Pane,
    rect: Rect,
    /// What in it takes the keyboard, if it is there; else the pane itself does.
    inner: Option<Id>,
}

/// Begins a pane that fills what there is: F6 comes to it, or to `inner` in it.
pub fn pane(ui: &mut Ui, pane: Pane, inner: Option<Id>) {
    let rect = ui.max_rect().intersect(ui.clip_rect());
    let response = ui.interact(rect, pane.id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Pane, true, pane.word()));
    if response.has_focus() {
        // Arrows step through records, as where nothing has the keyboard.
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        // Over what is drawn in it.
        let painter = ui.ctx().layer_painter(LayerId::new(Order::Middle, Id::unique("pane ring")));
        painter.rect_stroke(rect, 0.0, Stroke::new(2.0, theme::of(ui).accent), StrokeKind::Inside);
    }
    ui.data_mut(|data| data.get_temp_mut_or_default::<Vec<Drawn>>(list()).push(Drawn { pane, rect, inner }));
}

/// Begins a frame: no pane is drawn yet.
pub fn begin(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(list(), Vec::<Drawn>::new()));
}

/// Whether what has the keyboard is a pane as such, which needs no key for itself.
pub fn is_pane(ctx: &Context, id: Id) -> bool {
    drawn(ctx).iter().any(|drawn| drawn.pane.id() == id)
}

/// Gives the keyboard to the next pane, or to the one before.
pub fn walk(ctx: &Context, on: bool) {
    let mut all = drawn(ctx);
    all.sort_by_key(|drawn| drawn.pane);
    let focused = ctx.memory(|memory| memory.focused());
    let place = focused.and_then(|id| ctx.read_response(id)).map(|response| response.rect);
    let is_it = |drawn: &Drawn| focused == Some(drawn.pane.id()) || drawn.inner.is_some() && drawn.inner == focused;
    let holds = |drawn: &Drawn| place.is_some_and(|place| drawn.rect.contains(place.center()));
    let now = all.iter().position(is_it).or_else(|| all.iter().position(holds));
    let next = match (now, on) {
        (None, true) => 0,
        (None, false) => all.len().saturating_sub(1),
        (Some(at), true) => (at + 1) % all.len().max(1),
        (Some(at), false) => at.checked_sub(1).unwrap_or(all.len().saturating_sub(1)),
    };
    if let Some(drawn) = all.get(next) {
        let inner = drawn.inner.filter(|id| ctx.read_response(*id).is_some());
        ctx.memory_mut(|memory| memory.request_focus(inner.unwrap_or(drawn.pane.id())));
    }
}

fn drawn(ctx: &Context) -> Vec<Drawn> {
    ctx.data(|data| data.get_temp::<Vec<Drawn>>(list())).unwrap_or_default()
}

fn list() -> Id {
    Id::unique("panes")
}
