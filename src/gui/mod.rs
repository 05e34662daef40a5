//! The window: state, intents, one reducer, panels that see plain views, and a theme.
//!
//! Nothing here blocks, reads evidence, or runs SQL: a frame draws what the worker sent. Every string from a bundle goes through
//! `hostile` before it is drawn.

mod app;
pub mod apply;
pub mod causes;
pub mod columns;
pub mod commands;
pub mod compare;
pub mod completion;
mod dialog;
pub mod findings;
pub mod graph;
pub mod hostile;
pub mod hover;
pub mod importing;
pub mod intent;
mod keys;
mod lines;
pub mod notes;
pub mod over;
mod pace;
mod paint;
mod panels;
pub mod privilege;
mod remember;
pub mod replay;
pub mod sequence;
pub mod state;
mod table;
pub mod theme;
pub mod timeline;
pub mod undo;

pub use app::{Desktop, install};

use crate::work::{Settings, Told, Trustees, Wake, Worker};
use intent::Intent;
use std::path::PathBuf;
use std::sync::Arc;

/// What the window begins with.
#[derive(Debug)]
pub struct Begin {
    /// What to open at once.
    pub paths: Vec<PathBuf>,
    /// The user and the user's trust.
    pub trustees: Trustees,
    /// Files cannot be dragged in here.
    pub no_drops: bool,
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
    let config = begin.trustees.who.config.clone();
    let (settings, told) = Settings::load(config.as_deref());
    let viewport = egui::ViewportBuilder::default();
    let options = eframe::NativeOptions {
        viewport: remember::placed(viewport.with_inner_size([1440.0, 900.0]), settings.window)
            .with_title("Recount")
            .with_icon(icon())
            .with_app_id("recount")
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
            theme::fonts::follow_with(&context.egui_ctx, crate::work::fonts::folders());
            let ctx = context.egui_ctx.clone();
            let wake: Wake = Arc::new(move || ctx.request_repaint());
            let worker = Worker::start(begin.trustees, wake);
            let mut desktop = Desktop::as_left(worker, &context.egui_ctx, settings, config);
            desktop.drawn_by(renderer(context));
            if begin.no_drops {
                desktop.without_drops();
            }
            if !begin.paths.is_empty() {
                desktop.take(&context.egui_ctx, vec![Intent::Bring(begin.paths)]);
            }
            if let Some(what) = told {
                let hint = "The window begins as new; evidence and cases are not touched".to_owned();
                desktop.tell(Told { what, hint, cancelled: false });
            }
            Ok(Box::new(desktop))
        }),
    );
    made.map_err(|error| NoWindow(error.to_string()))
}

/// What draws, in words.
fn renderer(context: &eframe::CreationContext<'_>) -> String {
    use eframe::glow::HasContext;
    let Some(gl) = &context.gl else { return "wgpu".to_owned() };
    let version = gl.version();
    let api = if version.is_embedded { "OpenGL ES" } else { "OpenGL" };
    format!("glow, {api} {}.{} {}", version.major, version.minor, version.vendor_info.trim())
}

fn icon() -> egui::IconData {
    // The bytes are the program's own; were they no picture, there would be no icon.
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon-256.png")).unwrap_or_default()
}
