//! The window: state, intents, one reducer, panels that see plain views, and a theme.
//!
//! Nothing here blocks, reads evidence, or runs SQL: a frame draws what the worker sent. Every string from a bundle goes through
//! `hostile` before it is drawn.

mod app;
pub mod apply;
mod dialog;
pub mod hostile;
pub mod intent;
mod keys;
mod lines;
mod paint;
mod panels;
pub mod replay;
pub mod state;
mod table;
pub mod theme;

pub use app::{Desktop, install};

use crate::work::{Trustees, Wake, Worker};
use intent::{Intent, Open};
use std::path::PathBuf;
use std::sync::Arc;

/// What the window begins with.
#[derive(Debug)]
pub struct Begin {
    /// What to open at once.
    pub paths: Vec<PathBuf>,
    /// The user and the user's trust.
    pub trustees: Trustees,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
#[error("no window can be opened here: {0}")]
pub struct NoWindow(String);

/// Opens the window, and comes back when it is closed.
///
/// # Errors
/// There is no display, or none that can be drawn on.
pub fn run(begin: Begin) -> Result<(), NoWindow> {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Recount")
            .with_app_id("recount")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([900.0, 600.0])
            .with_drag_and_drop(true),
        renderer: eframe::Renderer::Glow,
        system_font_fallback: false,
        // What the window remembers is not eframe's to write: evidence text could be in it.
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let made = eframe::run_native(
        "recount",
        options,
        Box::new(move |context| {
            install(&context.egui_ctx);
            let ctx = context.egui_ctx.clone();
            let wake: Wake = Arc::new(move || ctx.request_repaint());
            let mut desktop = Desktop::new(Worker::start(begin.trustees, wake));
            if !begin.paths.is_empty() {
                desktop.take(&context.egui_ctx, vec![Intent::Open(Open::Bundles(begin.paths))]);
            }
            Ok(Box::new(desktop))
        }),
    );
    made.map_err(|error| NoWindow(error.to_string()))
}
